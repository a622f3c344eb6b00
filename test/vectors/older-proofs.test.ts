/**
 * Published vectors of the proofs of the time before Data Integrity: JSON Web Signature 2020 (final report of the
 * community group, test vectors), and the suite Ed25519Signature2018 of Digital Bazaar, for which no specification
 * published any.
 */
import { createPrivateKey, createPublicKey, type JsonWebKey, sign } from 'node:crypto';
import { Ed25519Signature2018 } from '@digitalbazaar/ed25519-signature-2018';
import jsigs from 'jsonld-signatures';
import { base58btc } from 'multiformats/bases/base58';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { checkSignature } from '../../src/proofs/data-integrity.ts';
import { checkDetachedJws } from '../../src/proofs/detached-jws.ts';
import type { SuiteName } from '../../src/proofs/suites.ts';
import { jwkOfRaw, multibaseOf } from '../../src/trust/multikey.ts';
import { countOf } from '../fixtures/vector-counts.ts';

const loadDocument = createContextLoader();
const seed = 'm5N7gTItgWz6udWjuqzJsqX-vksUnxJrNjD5OilScBc';
const ed25519 = { kty: 'OKP', crv: 'Ed25519', x: 'CV-aGlld3nVdgnhoZK0D36Wk-9aIMlZjZOK2XhPMnkQ' };
const secp256k1 = {
  kty: 'EC',
  crv: 'secp256k1',
  x: 'GBMxavme-AfIVDKqI6WBJ4V5wZItsxJ9muhxPByllHQ',
  y: 'SChlfVBhTXG_sRGc9ZdFeCYzI3Kbph3ivE12OFVk4jo',
};
const publicKeyOf = (jwk: JsonWebKey) => createPublicKey({ key: jwk, format: 'jwk' });

const check = (credential: JsonObject, name: SuiteName, jwk: JsonObject) => {
  const proof = credential['proof'] as JsonObject;
  const id = String(proof['verificationMethod']);
  const publicKeyMultibase = multibaseOf(jwk) ?? '';
  const method = { id, controller: id.split('#')[0] ?? '', publicJwk: jwk, publicKeyMultibase };
  return checkSignature(credential, proof, name, method, loadDocument);
};

const MESSAGE = Buffer.from('hello world');
const SIGNATURES = [
  [
    'EdDSA',
    ed25519,
    'eyJhbGciOiJFZERTQSIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..v_Tni1_9lPQsS52GOnCMTFp7vDRjZIcj3pmuY1mF9W7nMAH94DpGecNwdFsXrz09n9bDTd8gJFqXWZeWIGvUAA',
  ],
  [
    'ES256K',
    secp256k1,
    'eyJhbGciOiJFUzI1NksiLCJiNjQiOmZhbHNlLCJjcml0IjpbImI2NCJdfQ..dsgrLHXb5-VsUKVop4JJyO9dkFvJKRVNeOcEDD9nBAl3MqzJrJYfEfL8wArG-9ZjL12UD8btrJljZ7_C8p51mA',
  ],
] as const;

test('those of each suite are counted', () => {
  // and the credential below
  expect([SIGNATURES.length + 1, 1]).toEqual([countOf('jws2020'), countOf('ed2018')]);
});

test.each(SIGNATURES)('JsonWebSignature2020: the published signature with %s', async (_alg, jwk, jws) => {
  expect(await checkDetachedJws(jws, MESSAGE, publicKeyOf(jwk))).toBe(true);
  expect(await checkDetachedJws(jws, Buffer.from('hello worle'), publicKeyOf(jwk))).toBe(false);
});

test.each([
  ['another algorithm', { alg: 'ES256', b64: false, crit: ['b64'] }],
  ['no algorithm', { b64: false, crit: ['b64'] }],
  ['an encoded payload', { alg: 'ES256K' }],
  ['an unencoded payload that need not be understood', { alg: 'ES256K', b64: false }],
  ['one more extension', { alg: 'ES256K', b64: false, crit: ['b64', 'exp'], exp: 1 }],
  ['no object', []],
])('JsonWebSignature2020 with a secp256k1 key: a header with %s is refused', async (_what, header) => {
  const part = Buffer.from(JSON.stringify(header)).toString('base64url');
  const key = createPrivateKey({ key: { ...secp256k1, d: seed }, format: 'jwk' });
  const data = Buffer.concat([Buffer.from(`${part}.`), MESSAGE]);
  const signature = sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  await expect(checkDetachedJws(`${part}..${signature}`, MESSAGE, publicKeyOf(secp256k1))).rejects.toThrow();
});

test('JsonWebSignature2020: the published credential', async () => {
  const credential: JsonObject = {
    '@context': [
      'https://www.w3.org/2018/credentials/v1',
      'https://www.w3.org/2018/credentials/examples/v1',
      'https://w3id.org/security/suites/jws-2020/v1',
    ],
    id: 'http://example.gov/credentials/3732',
    type: ['VerifiableCredential', 'UniversityDegreeCredential'],
    issuer: { id: 'https://example.com/issuer/123' },
    issuanceDate: '2020-03-10T04:24:12.164Z',
    credentialSubject: {
      id: 'did:example:456',
      degree: { type: 'BachelorDegree', name: 'Bachelor of Science and Arts' },
    },
    proof: {
      type: 'JsonWebSignature2020',
      created: '2019-12-11T03:50:55Z',
      jws: 'eyJhbGciOiJFZERTQSIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..MJ5GwWRMsadCyLNXU_flgJtsS32584MydBxBuygps_cM0sbU3abTEOMyUvmLNcKOwOBE1MfDoB1_YY425W3sAg',
      proofPurpose: 'assertionMethod',
      verificationMethod: 'https://example.com/issuer/123#ovsDKYBjFemIy8DVhc-w2LSi8CvXMw2AYDzHj04yxkc',
    },
  };
  expect(await check(credential, 'JsonWebSignature2020', ed25519)).toMatchObject({ verified: true });
  const altered = { ...credential, issuanceDate: '2021-03-10T04:24:12.164Z' };
  expect(await check(altered, 'JsonWebSignature2020', ed25519)).toMatchObject({
    verified: false,
    code: 'proof-invalid',
  });
});

test('Ed25519Signature2018: the credential that the library signs in its own tests', async () => {
  const publicJwk = jwkOfRaw('Ed25519', base58btc.decode('zGycSSui454dpYRKiFdsQ5uaE8Gy3ac6dSMPcAoQsk8yq'));
  const secret = base58btc.decode(
    'z3Mmk4UzTRJTEtxaKk61LxtgUxAa2Dg36jF6VogPtRiKvfpsQWKPCLesKSV182RMmvMJKk6QErH3wgdHp8itkSSiF',
  );
  const key = createPrivateKey({
    key: { ...publicJwk, d: Buffer.from(secret.subarray(0, 32)).toString('base64url') },
    format: 'jwk',
  });
  const unsigned: JsonObject = {
    '@context': ['https://www.w3.org/2018/credentials/v1', 'https://www.w3.org/2018/credentials/examples/v1'],
    id: 'http://example.edu/credentials/1872',
    // it is an AlumniCredential there, which the context of its time did not define: the signature leaves that out
    type: ['VerifiableCredential'],
    issuer: 'https://example.edu/issuers/565049',
    issuanceDate: '2010-01-01T19:23:24Z',
    credentialSubject: { id: 'https://example.edu/students/alice', alumniOf: 'Example University' },
  };
  const signed = (await jsigs.sign(unsigned, {
    suite: new Ed25519Signature2018({
      signer: {
        id: 'https://example.edu/issuers/565049#z6MkjLrk3gKS2nnkeWcmcxiZPGskmesDpuwRBorgHxUXfxnG',
        sign: async ({ data }: { data: Uint8Array }) => sign(null, data, key),
      },
      date: '2010-01-01T19:23:24Z',
    }),
    purpose: new jsigs.purposes.ProofPurpose({ term: 'assertionMethod' }),
    documentLoader: loadDocument,
  })) as JsonObject;
  expect(signed['proof']).toMatchObject({
    jws: 'eyJhbGciOiJFZERTQSIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..AWYaAOHSfWc8lJzYnyJOEGFpeM1mo7Dh3ZfFAPypAR4gpE57i0xVvSMISIqxQQEKA46YhF-v8Yl3Pj-FXM0tBA',
  });
  expect(await check(signed, 'Ed25519Signature2018', publicJwk)).toMatchObject({ verified: true });
});
