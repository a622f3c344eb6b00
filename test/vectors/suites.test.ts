/**
 * Published vectors of each suite and curve, from key to proof value: Data Integrity EdDSA Cryptosuites 1.0,
 * appendix B, and Data Integrity ECDSA Cryptosuites 1.0, appendix A.
 */
import { base58btc } from 'multiformats/bases/base58';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { checkSignature, signDocument } from '../../src/proofs/data-integrity.ts';
import type { ProofName } from '../../src/proofs/suites.ts';
import { alumni, type KeyPair, loadDocument, methodOf, signerOf } from '../fixtures/alumni.ts';
import { employment } from '../fixtures/employment.ts';

type Vector = {
  suite: ProofName;
  keyType: 'Ed25519' | 'P-256' | 'P-384';
  pair: KeyPair;
  /** Default: the alumni credential. */
  document?: JsonObject;
  proofValue: string;
};

const ed25519 = {
  publicMultibase: 'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2',
  secretMultibase: 'z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq',
};
const p256 = {
  publicMultibase: 'zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP',
  secretMultibase: 'z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN',
};
const p384 = {
  publicMultibase: 'z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ',
  secretMultibase: 'z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc',
};
/** The specification prints some signatures in hexadecimal beside the proof value. */
const fromHex = (...hex: string[]) => base58btc.encode(Buffer.from(hex.join(''), 'hex'));

const VECTORS: Vector[] = [
  {
    suite: 'eddsa-rdfc-2022',
    keyType: 'Ed25519',
    pair: ed25519,
    proofValue: 'z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme',
  },
  {
    suite: 'eddsa-rdfc-2022',
    keyType: 'Ed25519',
    pair: ed25519,
    document: employment,
    proofValue: 'z64e3a7hAtYQ3pqCdBsPLRpNqJd5YTzbMP7WrotbqY7HtANPq3ZSYoycsz3tHxzqJM5GVR5bUk7TpjoxgdUDXMQaR',
  },
  {
    suite: 'eddsa-jcs-2022',
    keyType: 'Ed25519',
    pair: { ...ed25519, id: `https://vc.example/issuers/5678#${ed25519.publicMultibase}` },
    proofValue: 'z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4',
  },
  {
    suite: 'ecdsa-rdfc-2019',
    keyType: 'P-256',
    pair: p256,
    proofValue: 'zaHXrr7AQdydBk3ahpCDpWbxfLokDqmCToYm2dyWvpcFVyWooC2he63w1f7UNQoAMKdhaRtcnaE2KTo5o5vTCcfw',
  },
  {
    suite: 'ecdsa-rdfc-2019',
    keyType: 'P-256',
    pair: p256,
    document: employment,
    proofValue: 'z4SWLpMWVhqUAgZweKfVftaZqWX2F8ZKMZV1Rszr6G73SsMHCjNUykW75hNwfFrVYacCFqraR6pnPqGcD6NyQ7SUu',
  },
  {
    suite: 'ecdsa-rdfc-2019',
    keyType: 'P-384',
    pair: p384,
    document: employment,
    proofValue:
      'zrgAixbog7Uo9J9uyGfBi5FPDY459PZbuf52u6bEW424McKL55iVHUn1QjbRLFP25oapNtLRd7iGZHuSqZf3DE1VuEgACDDmwP1Z77YC9QCxD37h8Mgh1QEpefuL5CKpk1oH',
  },
  {
    suite: 'ecdsa-rdfc-2019',
    keyType: 'P-384',
    pair: p384,
    proofValue:
      'z967Mvv5bxtmLNqTzPZ8KmJjFmFXaAKeQNzq7GWnQkMcLtaGSSmuozE5WtJ8PipMe178B1tE28K1vsJur9bGVJhz6jgSJsRHFSQeqgH8hhjcg8gZDFJC1b9FsR5ggNmDBqHv',
  },
  {
    suite: 'ecdsa-jcs-2019',
    keyType: 'P-256',
    pair: p256,
    proofValue: fromHex(
      'f15c3b599eb9b3cad05df9d8e8b39a70a86375833b53743c764ac0a88c4457d6',
      '0707fd7d073e03d906130631d87803f80a9824dc9939632ba92d418181be9d16',
    ),
  },
  {
    suite: 'ecdsa-jcs-2019',
    keyType: 'P-384',
    pair: p384,
    proofValue: fromHex(
      '8b7462ce62db0c8ff19878c4b3561c49eb71b4a743086b6d5b0eda70ecf0afc5',
      'a03fd88eb207d66b262ed87fd200a4e8e62716e0b329c032b67726b4b0fc737a',
      '44c1cefdba2fdccb3ece74cc5845aaa93374455a726f6ee4f5f30da9427f608a',
    ),
  },
  {
    suite: 'Ed25519Signature2020',
    keyType: 'Ed25519',
    pair: { ...ed25519, id: `https://vc.example/issuers/5678#${ed25519.publicMultibase}` },
    document: {
      ...alumni,
      '@context': [...(alumni['@context'] as string[]), 'https://w3id.org/security/suites/ed25519-2020/v1'],
    },
    proofValue: 'z5HNuvc5WbWYsRRt97kXJ6SoKgb1tMwtkQND4pnobZE26JGnohdWVpzashF9d8FRzhzm8oYRSivKACTakeE4DzdHL',
  },
];

describe.each(VECTORS)('$suite, $keyType', ({ suite, keyType, pair, document = alumni, proofValue }) => {
  const overJcs = suite.includes('-jcs-');
  const proof: JsonObject = {
    ...(suite === 'Ed25519Signature2020'
      ? { type: suite }
      : { type: 'DataIntegrityProof', cryptosuite: suite }),
    created: '2023-02-24T23:36:38Z',
    verificationMethod: methodOf(pair).id,
    proofPurpose: 'assertionMethod',
    ...(overJcs ? { '@context': document['@context'] as string[] } : {}),
    proofValue,
  };

  test('the published proof value is reproduced byte for byte', async () => {
    const signed = await signDocument(document, {
      proof: suite,
      signer: signerOf(pair, keyType),
      now: new Date('2023-02-24T23:36:38Z'),
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
test.each([
  ['P-256', p256, 'zq6PrUMCtqY5obCSsrQxuFJdGffCDxvFuopdZiBPUBRTFEs1VVsBZi8YiEwVWgHYrXxoV93gBHqGDBtQLPFxpZxz'],
  [
    'P-384',
    p384,
    'zR3krc7pt9Dpn1PY2u8HWPePggtzAG2SuH2ZGNrzw8Ku3QrFLWgDTjS5mCWy65ShixJEtpMwfviAFfh5xTgd5FGN1sSbpPJ5djqSZQLqQkY8KLBPNswuqKtq3bS8f9vEHm8w',
  ],
])('a proof over JCS without contexts verifies, %s', async (_curve, pair, proofValue) => {
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
