/** Every kind of thing that can be offered, in every format that it can be had in by OpenID4VCI. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeJws } from '../../src/kernel/compact-jws.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { envelopeOf } from '../../src/records/jws-of-envelope.ts';
import { startVci, type Vci } from '../fixtures/oid4vci-wallet.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';

const RECORD = sampleRecord();

let vci: Vci;
beforeAll(async () => {
  vci = await startVci();
});
afterAll(() => vci.close());

const idsOf = async (link: string) => (await vci.offerOf(link))['credential_configuration_ids'] as string[];

/** Each configuration of the offer, with the credentials that are had under it. */
async function claimAll(document: Json, options = {}): Promise<[string, Json[]][]> {
  const { links } = await vci.service.bridge.exchanges.createOffer({ documents: [document], options });
  const link = links.wallets['openid4vc'] as string;
  const ids = (await idsOf(link)).concat(await idsOf(links.wallets['openid4vc-sd-jwt'] as string));
  const token = await vci.tokenFor(link);
  const claimed: [string, Json[]][] = [];
  for (const id of new Set(ids)) {
    const request = { credential_configuration_id: id, proofs: { jwt: [await vci.proof()] } };
    const { status, body } = await vci.credential(token, request);
    expect([id, status, body.error_description]).toEqual([id, 200, undefined]);
    claimed.push([id, body.credentials.map(({ credential }: { credential: Json }) => credential)]);
  }
  return claimed;
}

const credential = (more = {}): JsonObject => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential'],
  issuer: vci.service.issuer,
  credentialSubject: { id: 'urn:uuid:00000000-0000-4000-8000-000000000003' },
  ...more,
});

const old = (): JsonObject => ({
  ...credential({ '@context': ['https://www.w3.org/2018/credentials/v1'] }),
  issuanceDate: '2024-01-01T00:00:00Z',
});

const badge = (type: string): JsonObject => ({
  '@context': [
    'https://www.w3.org/ns/credentials/v2',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
  ],
  id: `urn:uuid:00000000-0000-4000-8000-0000000000${type.length}`,
  type: ['VerifiableCredential', type],
  name: 'Badge',
  issuer: { id: vci.service.issuer, type: ['Profile'], name: 'School' },
  validFrom: '2024-01-01T00:00:00Z',
  credentialSubject: {
    id: 'urn:uuid:00000000-0000-4000-8000-000000000003',
    type: ['AchievementSubject'],
    achievement: {
      id: 'urn:uuid:00000000-0000-4000-8000-000000000002',
      type: ['Achievement'],
      name: 'Badge',
      description: 'For a test',
      criteria: { narrative: 'Be there.' },
    },
  },
});

const named = (kind: string, ...formats: string[]) => formats.map((format) => `${kind}_${format}`);
const ALL = ['ldp_vc', 'jwt_vc_json', 'vc_sd_jwt'];

describe('what is signed when it is claimed', () => {
  test.each<[string, () => Json, object, string[]]>([
    ['a CLR 1.0 as clr2', () => RECORD, {}, named('clr2', ...ALL)],
    ['a CLR 1.0 as it is', () => RECORD, { profile: 'verbatim' }, named('clr1', ...ALL)],
    [
      'a CLR 1.0 as it is, in VC 1.1',
      () => RECORD,
      { profile: 'verbatim', vcVersion: '1.1' },
      named('clr1_vc1', 'ldp_vc', 'jwt_vc_json'),
    ],
    ['a CLR 1.0 as linked data', () => RECORD, { profile: 'linked-data' }, named('clr1_vc1', 'ldp_vc')],
    ['an Open Badge', () => badge('OpenBadgeCredential'), {}, named('open_badge', ...ALL)],
    ['an achievement', () => badge('AchievementCredential'), {}, named('achievement', ...ALL)],
    ['any credential', () => credential(), {}, named('credential', ...ALL)],
    ['any credential of VC 1.1', old, {}, named('credential_vc1', 'ldp_vc', 'jwt_vc_json')],
  ])('%s is bound to the wallet, can be revoked, and verifies', async (_name, document, options, ids) => {
    const claimed = await claimAll(document(), options);
    expect(claimed.map(([id]) => id)).toEqual(ids);
    for (const [id, [one]] of claimed) {
      const report = await vci.service.bridge.verify(one as Json);
      expect([id, report.verdict]).toEqual([id, 'accepted']);
      const payload = typeof one === 'string' ? decodeJws(one.split('~')[0] as string).payload : one;
      const read = (id.endsWith('_jwt_vc_json') ? (payload as JsonObject)['vc'] : payload) as JsonObject;
      expect(JSON.stringify(read)).toContain(vci.wallet.did);
      expect(read['credentialStatus']).toBeDefined();
      if (id.endsWith('_jwt_vc_json'))
        expect(payload).toMatchObject({
          iss: vci.service.issuer,
          sub: vci.wallet.did,
          jti: read['id'],
        });
    }
  });
});

describe('what is signed already', () => {
  const wrap = async (proof: 'eddsa-rdfc-2022' | 'jwt' | 'sd-jwt' | 'jwt-claim') =>
    (await vci.service.bridge.wrap({ records: [RECORD], profile: 'clr2', proof }))
      .verifiableCredential as Json;

  test.each([
    ['eddsa-rdfc-2022', 'clr2_ldp_vc'],
    ['jwt', 'clr2_vc_jwt'],
    ['jwt-claim', 'clr2_jwt_vc_json'],
    ['sd-jwt', 'clr2_vc_sd_jwt'],
  ] as const)('with %s is had as it is, as %s, and again', async (proof, id) => {
    const document = await wrap(proof);
    expect(await claimAll(document)).toEqual([[id, [document]]]);
  });

  test('and enveloped is had as the JWT that it is', async () => {
    const jwt = await wrap('jwt');
    expect(await claimAll(envelopeOf(jwt as string))).toEqual([['clr2_vc_jwt', [jwt]]]);
  });
});

test('ten records of several kinds are told apart in one claim', async () => {
  const records = Array.from({ length: 6 }, (_, i) => ({
    ...RECORD,
    id: `urn:uuid:00000000-0000-4000-8000-00000000002${i}`,
    name: `Record ${i}`,
  }));
  const badges = ['AchievementCredential', 'OpenBadgeCredential'].map((type) => badge(type));
  const documents = [...records, ...badges, credential(), old()];
  const { id } = await vci.service.bridge.exchanges.createOffer({ documents });
  const { bridge } = vci.service;
  const code = await bridge.exchanges.codeOf('pre-authorized_code', id);
  const { authorization_details, access_token } = await bridge.oid4vci.token({
    grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
    'pre-authorized_code': code,
  });
  const identifiers = (authorization_details as JsonObject[])
    .filter(({ credential_configuration_id: one }) => String(one).endsWith('ldp_vc'))
    .flatMap((one) => one['credential_identifiers'] as string[]);
  expect(identifiers).toHaveLength(10);
  const claimed: JsonObject[] = [];
  for (const [i, credential_identifier] of identifiers.entries()) {
    const state = (await bridge.exchanges.describe('offer', id)).events.at(-1)?.event;
    expect(state).toBe(i === 0 ? 'authorised' : 'issued');
    const request = { credential_identifier, proofs: { jwt: [await vci.proof()] } };
    claimed.push((await vci.credential(String(access_token), request)).body.credentials[0].credential);
  }
  expect(new Set(claimed.map((one) => one['id'])).size).toBe(10);
  expect(claimed.slice(0, 6).map((one) => one['name'])).toEqual(records.map(({ name }) => name));
  const { events } = await bridge.exchanges.describe('offer', id);
  expect(events.at(-1)).toMatchObject({
    event: 'claimed',
    detail: { credentials: claimed.map((one) => one['id']) },
  });
});
