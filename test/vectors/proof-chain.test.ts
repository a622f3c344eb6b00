/** Data Integrity EdDSA Cryptosuites 1.0, appendix B: a set of two proofs, a proof over both, and a proof over that. */
import { expect, test } from 'vitest';
import { asArray, type JsonObject } from '../../src/kernel/json.ts';
import { checkSignature, signDocument } from '../../src/proofs/data-integrity.ts';
import { alumni, loadDocument, methodOf, signerOf } from '../fixtures/alumni.ts';
import { countOf } from '../fixtures/vector-counts.ts';

const KEYS = [
  {
    publicMultibase: 'z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7',
    secretMultibase: 'z3u2W4YnTstS1nSSBAgZcYSJF43JuZ9uLV6bF38B1Bf8NugW',
  },
  {
    publicMultibase: 'z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E',
    secretMultibase: 'z3u2cfp4Q17kMGhNCh348a3yw3cUBiWK6RXRzyJE54sixMFn',
  },
  {
    publicMultibase: 'z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1',
    secretMultibase: 'z3u2Zr3tcDLBDQKGxVa9SRDFNLqNqPWsa8p9rWPvCEH6bADB',
  },
];
const FIRST = 'urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544';
const SECOND = 'urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54';
const THIRD = 'urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23';

type Step = {
  key: number;
  place: string;
  created: string;
  proofId?: string;
  previousProof?: string | string[];
  proofValue: string;
};

const STEPS: Step[] = [
  {
    key: 0,
    place: 'https://vc.example/issuers/56781',
    created: '2023-02-24T23:36:38Z',
    proofId: FIRST,
    proofValue: 'z5KTX5yikM4eUukZW9qh66LGT3KZEUCACGpWcT2t4Yd54NMoFRchGmH4778omyNFAD3weSt6sNk5fuaMQmhhzNmEC',
  },
  {
    key: 1,
    place: 'https://vc.example/issuers/56782',
    created: '2023-02-24T23:36:38Z',
    proofId: SECOND,
    proofValue: 'z5KXNyXDcm822dHS37tmS6Xc7FFNo8c73AfeqmfHoywPxnXWNjWKYK3VQzt3CMUoK9uAqsboVHKJXxuYwbdnfxZeA',
  },
  {
    key: 2,
    place: 'https://vc.example/issuers/56783',
    created: '2023-02-26T22:06:38Z',
    proofId: THIRD,
    previousProof: [FIRST, SECOND],
    proofValue: 'z2hcFbMaj3BJufikuLZQ36gAXVT9J3ZiwB9rqN3j7VdqyT1GaQPbMTaF1Q2gn7h75ZcJ6JpV9pvNoDumvcjtmSRAV',
  },
  {
    key: 2,
    place: 'https://vc.example/issuers/56784',
    created: '2023-02-26T22:16:38Z',
    previousProof: THIRD,
    proofValue: 'z6f4Lx4xiwWq8sucv6pg2vVvD5R4bxr58q2TagpwDXCxPVVS28S1iFwhor4ikhG6u4RKrNx7uSkYrCHdiiw5Js3d',
  },
];

const pairOf = ({ key, place }: Step) => {
  const pair = KEYS[key]!;
  return { ...pair, id: `${place}#${pair.publicMultibase}` };
};

async function signAll(): Promise<JsonObject> {
  let document = alumni;
  for (const { proofValue: _value, ...step } of STEPS) {
    const { created, proofId, previousProof } = step;
    document = await signDocument(document, {
      proof: 'eddsa-rdfc-2022',
      signer: signerOf(pairOf({ ...step, proofValue: '' }), 'Ed25519'),
      now: new Date(created),
      loadDocument,
      ...(proofId === undefined ? {} : { proofId }),
      ...(previousProof === undefined ? {} : { previousProof }),
    });
  }
  return document;
}

test('each published proof value of set and chain is reproduced byte for byte', async () => {
  const proofs = asArray((await signAll())['proof']) as JsonObject[];
  expect(proofs.length).toBe(countOf('chain'));
  expect(proofs.map(({ proofValue }) => proofValue)).toEqual(STEPS.map(({ proofValue }) => proofValue));
});

test('each proof of it verifies, and none over a predecessor that was changed', async () => {
  const document = await signAll();
  const proofs = document['proof'] as JsonObject[];
  const check = (whole: JsonObject, i: number) =>
    checkSignature(whole, proofs[i]!, 'eddsa-rdfc-2022', methodOf(pairOf(STEPS[i]!)), loadDocument);
  for (const i of proofs.keys()) expect(await check(document, i)).toMatchObject({ verified: true });
  const [first, ...others] = proofs;
  const altered = { ...document, proof: [{ ...first, created: '2023-02-24T23:36:39Z' }, ...others] };
  expect(await check(altered, 2)).toMatchObject({ verified: false, code: 'proof-invalid' });
});

test('a previous proof that is not there cannot be signed', async () => {
  const options = { proof: 'eddsa-rdfc-2022', now: new Date(0), loadDocument } as const;
  const signer = signerOf(pairOf(STEPS[0]!), 'Ed25519');
  await expect(signDocument(alumni, { ...options, signer, previousProof: FIRST })).rejects.toMatchObject({
    code: 'request-invalid',
    pointer: '/proof',
  });
  const older = { ...options, proof: 'Ed25519Signature2020' } as const;
  await expect(signDocument(alumni, { ...older, signer, previousProof: FIRST })).rejects.toMatchObject({
    code: 'proof-unfit',
  });
});
