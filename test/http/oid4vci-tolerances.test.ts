/**
 * What wallets in the field send and expect, message by message: each test names the wallet and what it was seen to do.
 * "DB" is `@digitalbazaar/oid4-client`, "LearnCard" is `@learncard/openid4vc-plugin`, "Credo" is `@openid4vc/openid4vci`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeJws } from '../../src/kernel/compact-jws.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ISSUER, PRE_AUTHORIZED, startVci, type Vci } from '../fixtures/oid4vci-wallet.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { startClient } from './client.ts';

const RECORD = sampleRecord();
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let vci: Vci;
beforeAll(async () => {
  vci = await startVci();
});
afterAll(() => vci.close());

const offer = async (more = {}) =>
  (await vci.service.bridge.exchanges.createOffer({ documents: [RECORD], ...more })).links.wallets[
    'openid4vc'
  ] as string;
const begin = async (more = {}) => vci.tokenFor(await offer(more));
const LDP = { credential_configuration_id: 'clr2_ldp_vc' };
const withProof = async () => ({ proofs: { jwt: [await vci.proof()] } });
const codeOf = async (link: string) => {
  const { grants } = await vci.offerOf(link);
  return String(((grants as JsonObject)[PRE_AUTHORIZED] as JsonObject)['pre-authorized_code']);
};

describe('metadata', () => {
  test('Credo and LearnCard read it with the path inserted, DB first with it appended: both are there', async () => {
    const { service } = vci;
    const below = await startClient(service.bridge, { baseUrl: `${ISSUER}/school` });
    for (const name of ['openid-credential-issuer', 'oauth-authorization-server', 'openid-configuration']) {
      const inserted = await fetch(`${below.url}/.well-known/${name}/school`);
      const appended = await fetch(`${below.url}/.well-known/${name}`); // the proxy took /school away
      expect(await inserted.json()).toEqual(await appended.json());
    }
    await below.server.close();
  });

  test('DB reads `issuer`, `token_endpoint` and authorization details from the metadata of the issuer', async () => {
    const { body } = await vci.client.get('/.well-known/openid-credential-issuer');
    const { body: server } = await vci.client.get('/.well-known/oauth-authorization-server');
    expect(body).toMatchObject(server);
    expect(body).toMatchObject({
      issuer: body.credential_issuer,
      token_endpoint: `${ISSUER}/oid4vci/token`,
      authorization_details_types_supported: ['openid_credential'],
    });
  });

  test('wallets in browsers may read it, and may call', async () => {
    const { headers } = await vci.client.get('/.well-known/openid-credential-issuer');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    const preflight = await vci.client.call('OPTIONS', '/oid4vci/token');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
  });
});

describe('the offer', () => {
  test('names no SD-JWT where nobody asks: LearnCard takes all that it is told of, and keeps no such', async () => {
    const { wallets } = (await vci.service.bridge.exchanges.createOffer({ documents: [RECORD] })).links;
    const idsOf = async (link = '') => (await vci.offerOf(link))['credential_configuration_ids'];
    expect(await idsOf(wallets['openid4vc'])).toEqual(['clr2_ldp_vc', 'clr2_jwt_vc_json']);
    expect(await idsOf(wallets['openid4vc-sd-jwt'])).toEqual(['clr2_vc_sd_jwt']);
  });
});

describe('the token', () => {
  test('is of the type `bearer` in lower case: DB refuses any other spelling', async () => {
    const { body } = await vci.token({
      grant_type: PRE_AUTHORIZED,
      'pre-authorized_code': await codeOf(await offer()),
    });
    expect(body).toMatchObject({ token_type: 'bearer', c_nonce: expect.any(String) });
  });

  test.each(['bearer', 'Bearer', 'BEARER'])(
    'is taken under the scheme %s: LearnCard repeats token_type there',
    async (scheme) => {
      const token = await begin();
      const body = { ...LDP, ...(await withProof()) };
      const answer = await vci.client.post('/oid4vci/credential', body, {
        authorization: `${scheme} ${token}`,
      });
      expect(answer.status).toBe(200);
    },
  );

  test('brings identifiers for the configurations that DB asks for, and for all where nobody asks', async () => {
    const some = await vci.token({
      grant_type: PRE_AUTHORIZED,
      'pre-authorized_code': await codeOf(await offer({ documents: [RECORD, RECORD] })),
      authorization_details: JSON.stringify([
        { type: 'openid_credential', credential_configuration_id: 'clr2_ldp_vc' },
      ]),
    });
    expect(some.body.authorization_details).toEqual([
      {
        type: 'openid_credential',
        credential_configuration_id: 'clr2_ldp_vc',
        credential_identifiers: ['clr2_ldp_vc.0', 'clr2_ldp_vc.1'],
      },
    ]);
    const all = await vci.token({
      grant_type: PRE_AUTHORIZED,
      'pre-authorized_code': await codeOf(await offer()),
    });
    expect(all.body.authorization_details).toHaveLength(3);
  });

  test('is had with `user_pin` too, the name of draft 11', async () => {
    const {
      id,
      links,
      txCode = '',
    } = await vci.service.bridge.exchanges.createOffer({
      documents: [RECORD],
      txCode: true,
    });
    const answer = await vci.token({
      grant_type: PRE_AUTHORIZED,
      'pre-authorized_code': await codeOf(links.wallets['openid4vc'] as string),
      user_pin: txCode,
    });
    expect(answer.status).toBe(200);
    expect((await vci.service.bridge.exchanges.describe('offer', id)).taken).toBe(1);
  });

  test('is had by wallets that attest themselves, whoever says so', async () => {
    const body = new URLSearchParams({
      grant_type: PRE_AUTHORIZED,
      'pre-authorized_code': await codeOf(await offer()),
      client_id: 'wallet',
      resource: ISSUER,
    });
    const answer = await vci.client.post('/oid4vci/token', body.toString(), {
      ...FORM,
      'oauth-client-attestation': 'not.a.jwt',
      'oauth-client-attestation-pop': 'not.a.jwt',
      dpop: 'not.a.jwt',
    });
    expect(answer.status).toBe(200);
  });
});

describe('a nonce', () => {
  test.each([
    ['no body', undefined, {}],
    ['an empty JSON object', '{}', { 'content-type': 'application/json' }],
    ['an empty form', '', FORM],
  ])('is had with %s', async (_name, body, headers) => {
    const { status, body: answer } = await vci.client.post('/oid4vci/nonce', body, headers);
    expect([status, typeof answer.c_nonce]).toEqual([200, 'string']);
  });

  test('comes with the refusal of a request without a proof: DB asks so first', async () => {
    const token = await begin();
    const { status, body } = await vci.credential(token, { credential_identifier: 'clr2_ldp_vc.0' });
    expect([status, body.error]).toEqual([400, 'invalid_proof']);
    const jwt = await vci.proof({ nonce: body.c_nonce });
    const request = { credential_identifier: 'clr2_ldp_vc.0', proofs: { jwt: [jwt] } };
    expect((await vci.credential(token, request)).status).toBe(200);
  });

  test('comes with each credential: LearnCard signs the next proof with it', async () => {
    const token = await begin();
    const { body } = await vci.credential(token, { ...LDP, ...(await withProof()) });
    const jwt = await vci.proof({ nonce: body.c_nonce });
    const next = { credential_configuration_id: 'clr2_jwt_vc_json', proofs: { jwt: [jwt] } };
    expect((await vci.credential(token, next)).status).toBe(200);
  });
});

describe('a credential', () => {
  test('is had with `proof_type` beside the proofs, as DB 5.10 writes it', async () => {
    const { proofs } = await withProof();
    const answer = await vci.credential(await begin(), { ...LDP, proofs: { proof_type: 'jwt', ...proofs } });
    expect(answer.status).toBe(200);
  });

  test('is had with a proof that has neither typ nor iat, as DB writes it', async () => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iat: undefined, iss: vci.wallet.did, nbf: now, exp: now + 600 };
    const jwt = await vci.proof(claims, { typ: undefined });
    expect(Object.keys(decodeJws(jwt).header).sort()).toEqual(['alg', 'kid']);
    expect((await vci.credential(await begin(), { ...LDP, proofs: { jwt: [jwt] } })).status).toBe(200);
  });

  test.each([
    ['for another issuer', { aud: 'https://elsewhere.example' }],
    ['for nobody', { aud: undefined }],
    ['with a nonce of nobody', { nonce: 'made up' }],
    ['without a nonce', { nonce: undefined }],
    ['that has ended', { exp: 1 }],
    ['that has not begun', { nbf: 4_000_000_000 }],
  ])('is not had with a proof, typed or not, %s', async (_name, claims) => {
    const token = await begin();
    for (const header of [{}, { typ: undefined }, { typ: 'JWT' }]) {
      const jwt = await vci.proof(claims, header);
      const { status, body } = await vci.credential(token, { ...LDP, proofs: { jwt: [jwt] } });
      expect([status, body.credentials]).toEqual([400, undefined]);
      expect(['invalid_proof', 'invalid_nonce']).toContain(body.error);
    }
  });

  test('is had by wallets of draft 13: `format`, `credential_definition` and one `proof`', async () => {
    const jwt = await vci.proof();
    const { credential_definition } = (await vci.client.get('/.well-known/openid-credential-issuer')).body
      .credential_configurations_supported.clr2_ldp_vc;
    const request = { format: 'ldp_vc', credential_definition, proof: { proof_type: 'jwt', jwt } };
    const { status, body } = await vci.credential(await begin(), request);
    expect([status, body.credentials.length]).toEqual([200, 1]);
  });

  test('is had by wallets of draft 11, which write `types`', async () => {
    const request = {
      format: 'jwt_vc_json',
      types: ['VerifiableCredential', 'ClrCredential'],
      proof: { proof_type: 'jwt', jwt: await vci.proof() },
    };
    expect((await vci.credential(await begin(), request)).status).toBe(200);
  });

  test('is had from a service on this machine, over http', async () => {
    const local = await startClient(vci.service.bridge);
    const token = await begin();
    const claim = async (audience: string) => {
      const body = { ...LDP, proofs: { jwt: [await vci.proof({ aud: audience })] } };
      return local.post('/oid4vci/credential', body, { authorization: `Bearer ${token}` });
    };
    expect((await claim(ISSUER)).body.error).toBe('invalid_proof');
    expect((await claim(local.url)).status).toBe(200);
    await local.server.close();
  });

  test.each(['jwt_vc_json', 'jwt_vc_json-ld', 'jwt_vc'])('is had under the format %s', async (format) => {
    const request = {
      format,
      credential_definition: {
        type: ['VerifiableCredential', 'ClrCredential'],
        ...(format.endsWith('-ld') ? { '@context': [] } : {}),
      },
      proof: { proof_type: 'jwt', jwt: await vci.proof() },
    };
    const { body } = await vci.credential(await begin(), request);
    expect(decodeJws(body.credentials[0].credential).payload).toMatchObject({
      vc: { type: ['VerifiableCredential', 'ClrCredential'] },
      sub: vci.wallet.did,
    });
  });

  test('is had with the attestation of a key, which nobody is asked about', async () => {
    const jwt = await vci.proof({}, { key_attestation: 'e30.e30.e30' });
    expect((await vci.credential(await begin(), { ...LDP, proofs: { jwt: [jwt] } })).status).toBe(200);
  });

  test('is had with a presentation as the proof (`di_vp`), the other proof of DB and LearnCard', async () => {
    for (const proof of ['Ed25519Signature2020', 'eddsa-rdfc-2022'] as const) {
      const presentation = await vci.wallet.present([], {
        challenge: await vci.nonce(),
        domain: ISSUER,
        proof,
      });
      const { body } = await vci.credential(await begin(), { ...LDP, proofs: { di_vp: [presentation] } });
      expect(body.credentials[0].credential.credentialSubject.id).toBe(vci.wallet.did);
    }
  });

  test('is bound to a bare key as its did:jwk', async () => {
    const { publicJwk } = vci.wallet.signer;
    const jwt = await vci.proof({}, { kid: undefined, jwk: publicJwk });
    const { body } = await vci.credential(await begin(), { ...LDP, proofs: { jwt: [jwt] } });
    expect(body.credentials[0].credential.credentialSubject.id).toMatch(/^did:jwk:/);
  });

  test('is bound to the DID that a `kid` without a fragment names', async () => {
    const jwt = await vci.proof({}, { kid: vci.wallet.did });
    const { body } = await vci.credential(await begin(), { ...LDP, proofs: { jwt: [jwt] } });
    expect(body.credentials[0].credential.credentialSubject.id).toBe(vci.wallet.did);
  });
});
