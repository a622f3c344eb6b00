/** A credential that has a proof already gets another: beside it, or after it. */
import { describe, expect, test } from 'vitest';
import { asArray, type JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import { issueCredential } from '../../src/workflows/issue-credential.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { copy, createHarness, type Harness } from '../harness.ts';

const FIRST = 'urn:uuid:0c5d5e5e-8f4f-4a47-8a36-4d2f5b0e0a01';
const SECOND = 'urn:uuid:0c5d5e5e-8f4f-4a47-8a36-4d2f5b0e0a02';

const unsigned = (issuer: string, members: JsonObject = {}): JsonObject => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential'],
  issuer,
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:learner', name: 'Ada' },
  ...members,
});

const proofsOf = (credential: JsonObject) => asArray(credential['proof']) as JsonObject[];
const verdictOf = async (harness: Harness, credential: JsonObject) =>
  (await verifyNodes(harness, copy(credential))).report.verdict;

async function issued() {
  const harness = await createHarness();
  const credential = unsigned(harness.signer.controller);
  return { harness, once: await issueCredential(harness, { credential, proofId: FIRST }) };
}

test('one beside the other, under another suite: both hold, and the first is as it was', async () => {
  const { harness, once } = await issued();
  const twice = await issueCredential(harness, { credential: once, proof: 'eddsa-jcs-2022' });
  const [first, second] = proofsOf(twice);
  expect(first).toEqual(once['proof']);
  expect(second).not.toHaveProperty('previousProof');
  expect(await verdictOf(harness, twice)).toBe('accepted');
  expect(await verdictOf(harness, { ...twice, proof: second! })).toBe('accepted');
});

test('one after the other: the second does not hold without the first', async () => {
  const { harness, once } = await issued();
  const input = { credential: once, proofId: SECOND, previousProof: FIRST };
  const twice = await issueCredential(harness, input);
  const thrice = await issueCredential(harness, { credential: twice, previousProof: [FIRST, SECOND] });
  expect(await verdictOf(harness, thrice)).toBe('accepted');
  const [first, second, third] = proofsOf(thrice);
  expect([second!['previousProof'], third!['previousProof']]).toEqual([FIRST, [FIRST, SECOND]]);
  for (const proof of [[second!], [first!, third!], [second!, third!]])
    expect(await verdictOf(harness, { ...thrice, proof })).toBe('rejected');
  expect(await verdictOf(harness, { ...thrice, proof: [first!, second!] })).toBe('accepted');
});

test('neither a status nor a context is added under a proof that is there', async () => {
  const harness = await createHarness();
  const { signer, loadDocument, now } = harness;
  const v1 = {
    '@context': [
      'https://www.w3.org/2018/credentials/v1',
      'https://w3id.org/security/suites/ed25519-2020/v1',
    ],
    type: ['VerifiableCredential'],
    issuer: signer.controller,
    issuanceDate: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'did:example:learner' },
  };
  const once = await signDocument(v1, {
    proof: 'Ed25519Signature2020',
    signer,
    now: now(),
    loadDocument,
  });
  await expect(
    issueCredential(harness, { credential: once, proof: 'eddsa-rdfc-2022' }),
  ).rejects.toMatchObject({ code: 'proof-unfit' });
  const twice = await issueCredential(harness, {
    credential: once,
    proof: 'Ed25519Signature2020',
    status: ['revocation'],
  });
  expect(twice).not.toHaveProperty('credentialStatus');
  expect(await verdictOf(harness, twice)).toBe('accepted');
});

describe('refused', () => {
  test.each([
    ['a previous proof that is not there', { previousProof: SECOND }, 'request-invalid'],
    ['one of several that is not there', { previousProof: [FIRST, SECOND] }, 'request-invalid'],
    ['an id that another proof has', { proofId: FIRST }, 'request-invalid'],
    [
      'a chain of an older type of proof',
      { proof: 'Ed25519Signature2020', previousProof: FIRST },
      'proof-unfit',
    ],
    ['a chain of a JWT', { proof: 'jwt', previousProof: FIRST }, 'proof-unfit'],
    ['an id of a JWT', { proof: 'sd-jwt', proofId: SECOND }, 'proof-unfit'],
  ] as const)('%s', async (_what, options, code) => {
    const { harness, once } = await issued();
    const { previousProof, ...rest } = { previousProof: undefined, ...options };
    const input = {
      credential: once,
      ...rest,
      ...(previousProof === undefined ? {} : { previousProof: asArray(previousProof as string) }),
    };
    await expect(issueCredential(harness, input)).rejects.toMatchObject({ code });
  });

  test('another issuer than the one of the credential', async () => {
    const { once } = await issued();
    const other = await createHarness({ signer: await createSigner() });
    await expect(issueCredential(other, { credential: once, previousProof: FIRST })).rejects.toMatchObject({
      code: 'request-invalid',
      pointer: '/credential/issuer',
    });
  });
});
