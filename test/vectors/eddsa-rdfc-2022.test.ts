/** Data Integrity EdDSA Cryptosuites v1.0, appendix B.1 (eddsa-rdfc-2022): key pair, credential, proof value. */
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { checkSignature, signDocument } from '../../src/proofs/data-integrity.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { jwkOfMultibase } from '../../src/trust/multikey.ts';

const PUBLIC = 'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2';
const SECRET = 'z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq';
const PROOF_VALUE =
  'z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme';
const EXAMPLES = 'https://www.w3.org/ns/credentials/examples/v2';

const credential: JsonObject = {
  '@context': ['https://www.w3.org/ns/credentials/v2', EXAMPLES],
  id: 'urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33',
  type: ['VerifiableCredential', 'AlumniCredential'],
  name: 'Alumni Credential',
  description: 'A minimum viable example of an Alumni Credential.',
  issuer: 'https://vc.example/issuers/5678',
  validFrom: '2023-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:abcdefgh', alumniOf: 'The School of Examples' },
};

const loadDocument = createContextLoader(
  new Map([[EXAMPLES, { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } }]]),
);

async function signer(): Promise<Signer> {
  const key = await Ed25519Multikey.from({
    '@context': 'https://w3id.org/security/multikey/v1',
    id: `did:key:${PUBLIC}#${PUBLIC}`,
    type: 'Multikey',
    publicKeyMultibase: PUBLIC,
    secretKeyMultibase: SECRET,
  });
  return {
    id: `did:key:${PUBLIC}#${PUBLIC}`,
    controller: `did:key:${PUBLIC}`,
    keyType: 'Ed25519',
    publicJwk: {},
    sign: (data) => key.signer().sign({ data }),
    signJws: () => Promise.reject(new Error('not used')),
  };
}

test('the published proof value is reproduced byte for byte', async () => {
  const signed = await signDocument(credential, {
    proof: 'eddsa-rdfc-2022',
    signer: await signer(),
    now: new Date('2023-02-24T23:36:38Z'),
    loadDocument,
  });
  expect(signed['proof']).toEqual({
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: '2023-02-24T23:36:38Z',
    verificationMethod: `did:key:${PUBLIC}#${PUBLIC}`,
    proofPurpose: 'assertionMethod',
    proofValue: PROOF_VALUE,
  });
  expect(credential).not.toHaveProperty('proof');
});

test('the published credential verifies, and no longer with one word changed', async () => {
  const proof: JsonObject = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: '2023-02-24T23:36:38Z',
    verificationMethod: `did:key:${PUBLIC}#${PUBLIC}`,
    proofPurpose: 'assertionMethod',
    proofValue: PROOF_VALUE,
  };
  const method = {
    id: `did:key:${PUBLIC}#${PUBLIC}`,
    controller: `did:key:${PUBLIC}`,
    publicJwk: jwkOfMultibase(PUBLIC),
    publicKeyMultibase: PUBLIC,
  };
  const good = await checkSignature(credential, proof, 'eddsa-rdfc-2022', method, loadDocument);
  expect(good).toMatchObject({ verified: true });
  const altered = { ...credential, name: 'Alumna Credential' };
  const bad = await checkSignature(altered, proof, 'eddsa-rdfc-2022', method, loadDocument);
  expect(bad).toMatchObject({ verified: false, code: 'proof-invalid', pointer: '/proof' });
});
