/** Claims of a JWT that say when, by whom and of whom: none is passed over, whatever its form. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { createHarness, type Harness } from '../harness.ts';

const V2 = 'https://www.w3.org/ns/credentials/v2';
const V1 = 'https://www.w3.org/2018/credentials/v1';
const [PAST, FUTURE] = [1_000_000_000, 4_000_000_000];

let harness: Harness;
let signer: Signer;
let member: string;
beforeAll(async () => {
  signer = await createSigner();
  harness = await createHarness({ signer });
  member = await sign(vc());
});

const sign = (payload: JsonObject, header: JsonObject = {}) =>
  signer.signJws({ kid: signer.id, ...header }, Buffer.from(JSON.stringify(payload)));
const vc = (): JsonObject => ({
  '@context': [V2],
  type: ['VerifiableCredential'],
  issuer: signer.controller,
  credentialSubject: { id: signer.controller },
});
const old = (subject: JsonObject | JsonObject[] = { id: 'did:example:ada' }): JsonObject => ({
  ...vc(),
  '@context': [V1],
  issuanceDate: '2020-01-01T00:00:00Z',
  credentialSubject: subject,
});
const vp = (): JsonObject => ({
  '@context': [V2],
  type: ['VerifiablePresentation'],
  holder: signer.controller,
  verifiableCredential: [
    {
      '@context': [V2],
      type: 'EnvelopedVerifiableCredential',
      id: `data:application/vc+jwt,${member}`,
    },
  ],
});

async function outcomeOf(payload: JsonObject): Promise<[string, string[]]> {
  const { report } = await verifyNodes(harness, await sign(payload));
  const failed = report.findings.filter(({ result }) => result === 'fail').map(({ code }) => code);
  return [report.verdict, failed];
}

const FORMS: [string, (claims: JsonObject) => JsonObject][] = [
  ['a credential', (claims) => ({ ...vc(), ...claims })],
  ['a credential of VC 1.1', (claims) => ({ vc: old(), ...claims })],
  ['a presentation', (claims) => ({ ...vp(), ...claims })],
  ['a presentation of VC 1.1', (claims) => ({ vp: vp(), ...claims })],
];

describe.each(FORMS)('%s', (_name, form) => {
  test('is accepted while it may be used', async () => {
    const nbf = Date.parse('2020-01-01T00:00:00Z') / 1000;
    expect(await outcomeOf(form({ nbf, iat: nbf, exp: FUTURE }))).toEqual(['accepted', []]);
  });

  test.each(['nbf', 'exp', 'iat'])('with an %s that is no time is rejected', async (claim) => {
    for (const time of [String(PAST), [PAST], { at: PAST }, true, null, 9e12, -9e12]) {
      expect(await outcomeOf(form({ [claim]: time }))).toEqual(['rejected', ['envelope-malformed']]);
    }
  });

  test('that has ended is rejected', async () => {
    const [verdict, codes] = await outcomeOf(form({ exp: PAST }));
    expect(verdict).toBe('rejected');
    expect(codes.filter((code) => code === 'expired')).toHaveLength(1);
  });

  test('that was made tomorrow is rejected', async () => {
    expect(await outcomeOf(form({ nbf: 1_577_836_800, iat: FUTURE }))).toEqual([
      'rejected',
      ['proof-in-future'],
    ]);
  });
});

test.each(FORMS.filter(([name]) => name !== 'a credential of VC 1.1'))(
  '%s that is not to be used yet is rejected',
  async (_name, form) => {
    expect(await outcomeOf(form({ nbf: FUTURE }))).toEqual(['rejected', ['not-yet-valid']]);
  },
);

test('a presentation names one holder and one id', async () => {
  expect(await outcomeOf({ ...vp(), iss: signer.controller })).toEqual(['accepted', []]);
  expect(await outcomeOf({ ...vp(), iss: 'did:example:eve' })).toEqual(['rejected', ['envelope-mismatch']]);
  for (const form of [{ ...vp(), id: 'urn:uuid:a' }, { vp: { ...vp(), id: 'urn:uuid:a' } }])
    expect(await outcomeOf({ ...form, jti: 'urn:uuid:b' })).toEqual(['rejected', ['envelope-mismatch']]);
});

test('the subject of the JWT is one of the subjects', async () => {
  const [ada, bob] = [{ id: 'did:example:ada' }, { id: 'did:example:bob' }];
  expect(await outcomeOf({ vc: old([ada, bob]), sub: bob.id })).toEqual(['accepted', []]);
  for (const subjects of [[ada, bob], [ada]])
    expect(await outcomeOf({ vc: old(subjects), sub: 'did:example:eve' })).toEqual([
      'rejected',
      ['envelope-mismatch'],
    ]);
});
