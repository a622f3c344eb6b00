/** Credentials in the claim `vc` of a JWT, as wallets read them under jwt_vc_json: signed here, read by jose and by us. */
import { decodeJwt, importJWK, type JWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { signVcClaim } from '../../src/proofs/vc-jwt.ts';
import { type ExchangeService, startExchanges } from '../fixtures/exchange-service.ts';

let service: ExchangeService;
let signer: Signer;
beforeAll(async () => {
  service = await startExchanges();
  signer = await createSigner();
});
afterAll(() => service.close());

const credential = (version: '1.1' | '2.0'): JsonObject => ({
  '@context': [
    version === '2.0' ? 'https://www.w3.org/ns/credentials/v2' : 'https://www.w3.org/2018/credentials/v1',
  ],
  id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
  type: ['VerifiableCredential'],
  issuer: { id: signer.controller },
  [version === '2.0' ? 'validFrom' : 'issuanceDate']: '2024-01-01T00:00:00.500Z',
  [version === '2.0' ? 'validUntil' : 'expirationDate']: '2100-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:learner' },
});

const resigned = (change: (payload: JsonObject) => JsonObject, jwt: string) =>
  signer.signJws(
    { typ: 'JWT', kid: signer.id },
    new TextEncoder().encode(JSON.stringify(change(decodeJwt(jwt) as JsonObject))),
  );

describe.each(['1.1', '2.0'] as const)('of VC %s', (version) => {
  test('it has the claims of its members, and both verify', async () => {
    const jwt = await signVcClaim(credential(version), signer);
    const { payload, protectedHeader } = await jwtVerify(
      jwt,
      await importJWK(signer.publicJwk as JWK, 'EdDSA'),
    );
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: signer.id });
    expect(payload).toEqual({
      iss: signer.controller,
      jti: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      sub: 'did:example:learner',
      nbf: 1_704_067_200,
      exp: 4_102_444_800,
      vc: credential(version),
    });
    const { verdict, findings } = await service.bridge.verify(jwt);
    expect(verdict).toBe('accepted');
    expect(findings.some(({ code }) => code === 'envelope-deviation')).toBe(version === '2.0');
  });

  test.each<[string, JsonObject]>([
    ['issuer', { iss: 'did:example:other' }],
    ['id', { jti: 'urn:uuid:00000000-0000-4000-8000-000000000002' }],
    ['subject', { sub: 'did:example:other' }],
    ['begin', { nbf: 1_704_067_300 }],
    ['end', { exp: 4_102_444_900 }],
  ])('a claim that names another %s is found', async (_name, other) => {
    const jwt = await resigned(
      (payload) => ({ ...payload, ...other }),
      await signVcClaim(credential(version), signer),
    );
    const { verdict, findings } = await service.bridge.verify(jwt);
    expect(verdict).toBe('rejected');
    expect(findings.map(({ code }) => code)).toContain('envelope-mismatch');
  });
});
