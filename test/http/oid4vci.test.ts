/** Claiming by OpenID4VCI: the engine of Credo and Paradym wallets as the client, over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { PRE_AUTHORIZED, startVci, type Vci } from '../fixtures/oid4vci-wallet.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { createEngine } from '../fixtures/vci-engine.ts';

const RECORD = sampleRecord();

let vci: Vci;
beforeAll(async () => {
  vci = await startVci();
});
afterAll(() => vci.close());

const offer = (more = {}) => vci.service.bridge.exchanges.createOffer({ documents: [RECORD], ...more });

const engine = () => createEngine(vci, 'wallet');

/** Everything in the offer that is of a format. */
async function claim(link: string, format: string, txCode?: string): Promise<Json[]> {
  const wallet = engine();
  const credentialOffer = await wallet.resolveCredentialOffer(link);
  const issuerMetadata = await wallet.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const { accessTokenResponse } = await wallet.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer,
    issuerMetadata,
    ...(txCode === undefined ? {} : { txCode }),
  });
  const accessToken = accessTokenResponse.access_token;
  const claimed: Json[] = [];
  for (const id of credentialOffer.credential_configuration_ids) {
    if (issuerMetadata.knownCredentialConfigurations[id]?.format !== format) continue;
    const { c_nonce: nonce } = await wallet.requestNonce({ issuerMetadata });
    const { jwt } = await wallet.createCredentialRequestJwtProof({
      issuerMetadata,
      credentialConfigurationId: id,
      nonce,
      signer: { method: 'did', didUrl: vci.wallet.signer.id, alg: 'EdDSA' },
    });
    const { credentialResponse } = await wallet.retrieveCredentials({
      issuerMetadata,
      accessToken,
      credentialConfigurationId: id,
      proofs: { jwt: [jwt] },
    });
    for (const entry of credentialResponse.credentials ?? [])
      claimed.push((entry as { credential: Json }).credential);
    await wallet.sendNotification({
      issuerMetadata,
      accessToken,
      notification: {
        notificationId: credentialResponse.notification_id ?? '',
        event: 'credential_accepted',
      },
    });
  }
  return claimed;
}

describe('the engine of Credo', () => {
  test.each(['ldp_vc', 'jwt_vc_json', 'vc+sd-jwt'])(
    'claims a CLR as %s, bound to its DID, and it verifies',
    async (format) => {
      const { id, links } = await offer();
      const link = links.wallets[format === 'vc+sd-jwt' ? 'openid4vc-sd-jwt' : 'openid4vc'];
      const [credential] = await claim(link as string, format);
      expect(typeof credential).toBe(format === 'ldp_vc' ? 'object' : 'string');
      const { report, records } = await vci.service.bridge.unwrap(credential as Json, { to: '1.0' });
      expect(report.verdict).toBe('accepted');
      expect(records).toMatchObject([{ clr: { type: 'Clr' } }]);
      const { state, events } = await vci.service.bridge.exchanges.describe('offer', id);
      expect(state).toBe('claimed');
      expect(events.map(({ event }) => event)).toEqual([
        'created',
        'opened',
        'authorised',
        'issued',
        'claimed',
        'credential-accepted',
      ]);
      expect(events.at(-2)?.detail).toMatchObject({ holder: vci.wallet.did, way: 'oid4vci', format });
    },
  );

  test('claims with a transaction code', async () => {
    const { links, txCode } = await offer({ txCode: { length: 5, description: 'by letter' } });
    const link = links.wallets['openid4vc'] as string;
    const { grants } = await vci.offerOf(link);
    expect((grants as JsonObject)[PRE_AUTHORIZED]).toMatchObject({
      tx_code: { input_mode: 'numeric', length: 5, description: 'by letter' },
    });
    expect(await claim(link, 'ldp_vc', txCode)).toHaveLength(1);
  });

  test('claims ten different records in one session', async () => {
    const records = Array.from({ length: 10 }, (_, i) => ({
      ...RECORD,
      id: `urn:uuid:00000000-0000-4000-8000-0000000000${10 + i}`,
      name: `Record ${i}`,
    }));
    const { id, links } = await offer({ documents: records });
    const claimed = await claim(links.wallets['openid4vc'] as string, 'ldp_vc');
    expect(new Set(claimed.map((one) => (one as JsonObject)['name']))).toEqual(
      new Set(records.map(({ name }) => name)),
    );
    expect((await vci.service.bridge.exchanges.describe('offer', id)).state).toBe('claimed');
  });
});

describe('a transaction code', () => {
  test('that is wrong five times locks the offer, also for the right one', async () => {
    const { id, txCode } = await offer({ txCode: true });
    const { exchanges, oid4vci } = vci.service.bridge;
    const code = await exchanges.codeOf('pre-authorized_code', id);
    const send = (tx_code?: string) =>
      oid4vci.token({
        grant_type: PRE_AUTHORIZED,
        'pre-authorized_code': code,
        ...(tx_code === undefined ? {} : { tx_code }),
      });
    await expect(send()).rejects.toMatchObject({
      code: 'wallet-refused',
      extra: { error: 'invalid_request' },
    });
    const wrong = txCode === '000000' ? '000001' : '000000';
    for (let i = 0; i < 4; i++) await expect(send(wrong)).rejects.toMatchObject({ code: 'tx-code-wrong' });
    await expect(send(wrong)).rejects.toMatchObject({ code: 'exchange-locked' });
    await expect(send(txCode)).rejects.toMatchObject({ code: 'exchange-locked' });
    const { taken, events } = await exchanges.describe('offer', id);
    expect([taken, events.at(-1)?.event]).toEqual([0, 'locked']);
  });
});
