/** Proofs of the time before Data Integrity, made elsewhere: by the reference library, and by jsonld and jose alone. */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Ed25519Signature2018 } from '@digitalbazaar/ed25519-signature-2018';
import * as vc from '@digitalbazaar/vc';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { FlattenedSign } from 'jose';
import jsonld from 'jsonld';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { didOfKey } from '../../src/trust/did-forms.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { documentLoader } from '../fixtures/plain-verifier.ts';
import { copy, createHarness, NOW } from '../harness.ts';

const V1 = 'https://www.w3.org/2018/credentials/v1';
const JWS2020 = 'https://w3id.org/security/suites/jws-2020/v1';
const CREATED = '2026-02-01T00:00:00Z';

const unsigned = (issuer: string, ...contexts: string[]): JsonObject => ({
  '@context': [V1, ...contexts, { memberOf: 'https://example.org/terms#memberOf' }],
  id: 'urn:uuid:9f0a3c52-8a05-4d56-a7c9-64a4f1b4c4b1',
  type: ['VerifiableCredential'],
  issuer,
  issuanceDate: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:learner', memberOf: 'Robotics club' },
});

async function resultOf(credential: JsonObject) {
  const { report } = await verifyNodes(await createHarness(), copy(credential));
  return {
    verdict: report.verdict,
    failed: report.findings.filter(({ result }) => result === 'fail').map(({ code }) => code),
  };
}

async function holdsOnlyAsItIs(credential: JsonObject): Promise<void> {
  expect(await resultOf(credential)).toEqual({ verdict: 'accepted', failed: [] });
  const proof = credential['proof'] as JsonObject;
  const subject = credential['credentialSubject'] as JsonObject;
  const altered = { ...credential, credentialSubject: { ...subject, memberOf: 'Chess club' } };
  expect(await resultOf(altered)).toEqual({ verdict: 'rejected', failed: ['proof-invalid'] });
  const later = { ...credential, proof: { ...proof, created: '2026-02-02T00:00:00Z' } };
  expect(await resultOf(later)).toEqual({ verdict: 'rejected', failed: ['proof-invalid'] });
  const attached = String(proof['jws']).replace('..', '.e30.');
  expect(await resultOf({ ...credential, proof: { ...proof, jws: attached } })).toEqual({
    verdict: 'rejected',
    failed: ['proof-malformed'],
  });
  const both = { ...proof, proofValue: 'z111' };
  expect(await resultOf({ ...credential, proof: both })).toEqual({
    verdict: 'rejected',
    failed: ['proof-malformed'],
  });
}

test('Ed25519Signature2018, by the reference library', async () => {
  const signer = await createSigner();
  const suite = new Ed25519Signature2018({
    signer: { id: signer.id, sign: ({ data }: { data: Uint8Array }) => signer.sign(data) },
    date: CREATED,
  });
  const issued = await vc.issue({ credential: unsigned(signer.controller), suite, documentLoader, now: NOW });
  await holdsOnlyAsItIs(issued as JsonObject);
});

/** Linked Data Signatures 1.0: the digests of the proof without its signature, and of the document. */
async function signJws2020(
  { key, id }: { key: KeyObject; id: string },
  header: { alg: string; b64?: boolean },
): Promise<JsonObject> {
  const document = unsigned(id.split('#')[0]!, JWS2020);
  const proof = {
    type: 'JsonWebSignature2020',
    created: CREATED,
    verificationMethod: id,
    proofPurpose: 'assertionMethod',
  };
  const digest = async (input: object) => {
    const statements = await jsonld.canonize(input, {
      algorithm: 'RDFC-1.0',
      format: 'application/n-quads',
      documentLoader: createContextLoader(),
      safe: true,
    });
    return createHash('sha256').update(statements).digest();
  };
  const data = Buffer.concat([
    await digest({ '@context': document['@context'], ...proof }),
    await digest(document),
  ]);
  const protectedHeader =
    header.b64 === true ? { alg: header.alg } : { alg: header.alg, b64: false, crit: ['b64'] };
  const jws =
    header.alg === 'ES256K'
      ? signEs256k(protectedHeader, data, key)
      : await new FlattenedSign(data).setProtectedHeader(protectedHeader).sign(key);
  return { ...document, proof: { ...proof, jws: `${jws.protected}..${jws.signature}` } };
}

/** By @noble/curves, since jose has no ES256K. */
function signEs256k(header: object, payload: Uint8Array, key: KeyObject) {
  const part = Buffer.from(JSON.stringify(header)).toString('base64url');
  const { d = '' } = key.export({ format: 'jwk' });
  const data = Buffer.concat([Buffer.from(`${part}.`), payload]);
  const secret = Buffer.from(d, 'base64url');
  const signature = secp256k1.sign(data, secret, { prehash: true }).toCompactRawBytes();
  return { protected: part, signature: Buffer.from(signature).toString('base64url') };
}

async function keyOf(type: 'Ed25519' | 'P-256' | 'P-384' | 'RSA' | 'secp256k1') {
  const { privateKey: key, publicKey } =
    type === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : type === 'RSA'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: type });
  return { key, id: (await didOfKey('jwk', publicKey.export({ format: 'jwk' }) as JsonObject)).id };
}

describe('JsonWebSignature2020', () => {
  test.each([
    ['Ed25519', 'EdDSA'],
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['RSA', 'PS256'],
    ['RSA', 'RS256'],
  ] as const)('with a key of type %s', async (type, alg) => {
    await holdsOnlyAsItIs(await signJws2020(await keyOf(type), { alg }));
  });

  test('with a key of type secp256k1, in its DID as a Multikey and as a JWK', async () => {
    const { key, id } = await keyOf('secp256k1');
    await holdsOnlyAsItIs(await signJws2020({ key, id }, { alg: 'ES256K' }));
    const publicJwk = createPublicKey(key).export({ format: 'jwk' }) as JsonObject;
    const asMultikey = await didOfKey('key', publicJwk);
    expect(asMultikey.did).toMatch(/^did:key:zQ3s/);
    await holdsOnlyAsItIs(await signJws2020({ key, id: asMultikey.id }, { alg: 'ES256K' }));
  });

  test('with the algorithm of another curve is rejected', async () => {
    const k1 = await keyOf('secp256k1');
    const p256 = await keyOf('P-256');
    const byK1 = await signJws2020({ ...k1, id: p256.id }, { alg: 'ES256K' });
    expect((await resultOf(byK1)).failed).toEqual(['proof-malformed']);
    const byP256 = await signJws2020({ ...p256, id: k1.id }, { alg: 'ES256' });
    expect((await resultOf(byP256)).failed).toEqual(['proof-malformed']);
  });

  test('over an encoded payload is rejected', async () => {
    const credential = await signJws2020(await keyOf('P-256'), { alg: 'ES256', b64: true });
    expect((await resultOf(credential)).verdict).toBe('rejected');
  });

  test('is no Ed25519Signature2018, nor the reverse', async () => {
    const credential = await signJws2020(await keyOf('Ed25519'), { alg: 'EdDSA' });
    const renamed = { ...(credential['proof'] as JsonObject), type: 'Ed25519Signature2018' };
    expect((await resultOf({ ...credential, proof: renamed })).failed).toEqual(['proof-invalid']);
    const p256 = await signJws2020(await keyOf('P-256'), { alg: 'ES256' });
    const other = { ...(p256['proof'] as JsonObject), type: 'Ed25519Signature2018' };
    expect((await resultOf({ ...p256, proof: other })).failed).toEqual(['key-type']);
  });
});

describe('a VC-JWT with ES256K', () => {
  async function vcJwt(header: JsonObject, issuer?: string) {
    const { key } = await keyOf('secp256k1');
    const publicJwk = createPublicKey(key).export({ format: 'jwk' }) as JsonObject;
    const { did, id } = await didOfKey('key', publicJwk);
    const payload = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer: issuer ?? did,
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'did:example:learner' },
    };
    const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
    const signed = signEs256k({ typ: 'vc+jwt', kid: id, ...header }, Buffer.from(body), key);
    return `${signed.protected}.${body}.${signed.signature}`;
  }
  const outcome = async (jwt: string) => {
    const { report } = await verifyNodes(await createHarness(), jwt);
    return [
      report.verdict,
      ...report.findings.filter(({ result }) => result === 'fail').map(({ code }) => code),
    ];
  };

  test('is verified by its did:key', async () => {
    const jwt = await vcJwt({ alg: 'ES256K' });
    expect(await outcome(jwt)).toEqual(['accepted']);
    const [header, body = '', signature] = jwt.split('.');
    const other = { ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as JsonObject), id: 'urn:x:1' };
    const altered = `${header}.${Buffer.from(JSON.stringify(other)).toString('base64url')}.${signature}`;
    expect(await outcome(altered)).toEqual(['rejected', 'proof-invalid']);
  });

  test.each(['ES256', 'HS256', 'none'])('under the name %s is rejected', async (alg) => {
    expect(await outcome(await vcJwt({ alg }))).toEqual(['rejected', 'algorithm-refused']);
  });

  test('by another than the issuer is rejected', async () => {
    const { controller } = await createSigner();
    expect(await outcome(await vcJwt({ alg: 'ES256K' }, controller))).toContain('issuer-mismatch');
  });
});
