/** Published vectors of each suite and curve, from key to proof value. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { checkSignature, signDocument } from '../../src/proofs/data-integrity.ts';
import { alumni, type KeyPair, loadDocument, methodOf, signerOf } from '../fixtures/alumni.ts';
import { p256, p384, proofOfVector, VECTOR_TIME, VECTORS } from '../fixtures/suite-vectors.ts';
import { countOf } from '../fixtures/vector-counts.ts';

describe.each(VECTORS)('$suite, $keyType', (vector) => {
  const { suite, keyType, pair, document = alumni } = vector;
  const proof = proofOfVector(vector);

  test('the published proof value is reproduced byte for byte', async () => {
    const signed = await signDocument(document, {
      proof: suite,
      signer: signerOf(pair, keyType),
      now: new Date(VECTOR_TIME),
      loadDocument,
    });
    expect(signed).toEqual({ ...document, proof });
  });

  test('the published credential verifies, and no longer with one word changed', async () => {
    const check = (shown: JsonObject) => checkSignature(shown, proof, suite, methodOf(pair), loadDocument);
    expect(await check(document)).toMatchObject({ verified: true });
    const altered = { ...document, name: 'Alumna Credential' };
    expect(await check(altered)).toMatchObject({ verified: false, code: 'proof-invalid', pointer: '/proof' });
  });
});

/** Values of earlier drafts, made before a proof over JCS repeated the contexts of its document. */
const DRAFTS: [string, KeyPair, string][] = [
  ['P-256', p256, 'zq6PrUMCtqY5obCSsrQxuFJdGffCDxvFuopdZiBPUBRTFEs1VVsBZi8YiEwVWgHYrXxoV93gBHqGDBtQLPFxpZxz'],
  [
    'P-384',
    p384,
    'zR3krc7pt9Dpn1PY2u8HWPePggtzAG2SuH2ZGNrzw8Ku3QrFLWgDTjS5mCWy65ShixJEtpMwfviAFfh5xTgd5FGN1sSbpPJ5djqSZQLqQkY8KLBPNswuqKtq3bS8f9vEHm8w',
  ],
];

test('the drafts are counted', () => {
  expect(DRAFTS.length).toBe(countOf('drafts'));
});

test.each(DRAFTS)('a proof over JCS without contexts verifies, %s', async (_curve, pair, proofValue) => {
  const proof = {
    type: 'DataIntegrityProof',
    cryptosuite: 'ecdsa-jcs-2019',
    created: '2023-02-24T23:36:38Z',
    verificationMethod: methodOf(pair).id,
    proofPurpose: 'assertionMethod',
    proofValue,
  };
  const outcome = await checkSignature(alumni, proof, 'ecdsa-jcs-2019', methodOf(pair), loadDocument);
  expect(outcome).toMatchObject({ verified: true });
});
