/** A proof taken for what it is not: each suite, and each member that says what the proof is for. */
import { describe, expect, test } from 'vitest';
import { PROOF_KEYS } from '../../src/kernel/contract.ts';
import { asArray, type JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import { type ProofName, SUITES } from '../../src/proofs/suites.ts';
import { issueCredential } from '../../src/workflows/issue-credential.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { copy, createHarness, type Harness, wrapEmbedded } from '../harness.ts';

const sample = sampleRecord();

const NAMES = Object.keys(SUITES) as ProofName[];
const ED25519 = 'https://w3id.org/security/suites/ed25519-2020/v1';

const badge = (issuer: string): JsonObject => ({
  '@context': ['https://www.w3.org/ns/credentials/v2', ED25519],
  id: 'urn:uuid:4bd1c5a4-2f4e-4d5c-9a55-0b1b9a4f2d10',
  type: ['VerifiableCredential'],
  issuer,
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:learner', name: 'Ada' },
});

async function issued(proof: ProofName): Promise<{ harness: Harness; credential: JsonObject }> {
  const harness = await createHarness({ signer: await createSigner(PROOF_KEYS[proof][0]) });
  const credential = await issueCredential(harness, { credential: badge(harness.signer.controller), proof });
  return { harness, credential: copy(credential) };
}

const failures = async (harness: Harness, credential: JsonObject) => {
  const { report } = await verifyNodes(harness, credential);
  expect(report.verdict).toBe('rejected');
  return report.findings.filter(({ result }) => result === 'fail').map(({ code }) => code);
};

describe.each(NAMES)('a proof of %s', (name) => {
  test('is accepted as it is', async () => {
    const { harness, credential } = await issued(name);
    const { report } = await verifyNodes(harness, credential);
    expect(report.verdict).toBe('accepted');
    expect(report.unchecked.some(({ code }) => code === 'digest-absent')).toBe(
      SUITES[name].binds === 'statements',
    );
  });

  test.each(NAMES.filter((other) => other !== name))('under the name %s is rejected', async (other) => {
    const { harness, credential } = await issued(name);
    const { cryptosuite: _suite, '@context': _context, ...rest } = credential['proof'] as JsonObject;
    credential['proof'] =
      other === 'Ed25519Signature2020'
        ? { ...rest, type: other }
        : {
            ...rest,
            type: 'DataIntegrityProof',
            cryptosuite: other,
            ...(SUITES[other].binds === 'json' ? { '@context': credential['@context']! } : {}),
          };
    const sameKeys = SUITES[other].keyTypes[0] === SUITES[name].keyTypes[0];
    expect(await failures(harness, credential)).toContain(sameKeys ? 'proof-invalid' : 'key-type');
  });

  test.each<[string, JsonObject, string]>([
    ['made to sign in', { proofPurpose: 'authentication' }, 'proof-purpose'],
    ['for no purpose', { proofPurpose: 'keyAgreement' }, 'proof-purpose'],
    ['that has expired', { expires: '2026-05-31T00:00:00Z' }, 'proof-expired'],
    ['made tomorrow', { created: '2026-06-02T12:00:00Z' }, 'proof-in-future'],
    ['made at no time', { created: 'yesterday' }, 'proof-malformed'],
    ['made at another time', { created: '2026-05-02T12:00:00Z' }, 'proof-invalid'],
    ['with a value in another base', { proofValue: 'uAAAA' }, 'proof-malformed'],
    ['with a value that is too short', { proofValue: 'z3u' }, 'proof-invalid'],
  ])('%s is rejected', async (_what, members, code) => {
    const { harness, credential } = await issued(name);
    Object.assign(credential['proof'] as JsonObject, members);
    expect(await failures(harness, credential)).toContain(code);
  });

  test('by a key that is not the issuer’s is rejected', async () => {
    const { harness, credential } = await issued(name);
    const other = await createSigner(PROOF_KEYS[name][0]);
    const { proof: _proof, ...bare } = credential;
    const forged = await signDocument(bare, {
      proof: name,
      signer: other,
      now: harness.now(),
      loadDocument: harness.loadDocument,
    });
    expect(await failures(harness, forged)).toContain('issuer-mismatch');
  });

  test('that names another’s key of the same type is rejected', async () => {
    const { harness, credential } = await issued(name);
    const other = await createSigner(PROOF_KEYS[name][0]);
    (credential['proof'] as JsonObject)['verificationMethod'] = other.id;
    expect(await failures(harness, credential)).toContain('proof-invalid');
  });
});

describe('over JCS', () => {
  test('null and the order of a list are bound', async () => {
    const { harness } = await issued('eddsa-jcs-2022');
    const credential = await issueCredential(harness, {
      credential: {
        ...badge(harness.signer.controller),
        credentialSubject: { id: 'did:example:a', list: [1, null, 2] },
      },
      proof: 'eddsa-jcs-2022',
    });
    expect((await verifyNodes(harness, credential)).report.verdict).toBe('accepted');
    const altered = copy(credential) as { credentialSubject: { list: unknown[] } };
    altered.credentialSubject.list = [1, 2];
    expect(await failures(harness, altered as unknown as JsonObject)).toContain('proof-invalid');
  });

  test('a context added afterwards leaves the verdict open', async () => {
    const { harness, credential } = await issued('eddsa-jcs-2022');
    (credential['@context'] as unknown[]).push({ name: 'https://example.org/alias' });
    const { report } = await verifyNodes(harness, credential);
    expect(report.verdict).toBe('inconclusive');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'term-loose', pointer: '/@context/2' }),
    );
  });
});

describe('chains', () => {
  const FIRST = 'urn:uuid:0c5d5e5e-8f4f-4a47-8a36-4d2f5b0e0a01';

  async function chained(proof: ProofName) {
    const harness = await createHarness({ signer: await createSigner(PROOF_KEYS[proof][0]) });
    const { signer, loadDocument, now } = harness;
    const options = { proof, signer, loadDocument, now: now() };
    const once = await signDocument(badge(signer.controller), { ...options, proofId: FIRST });
    const twice = await signDocument(once, { ...options, previousProof: FIRST });
    return { harness, credential: copy(twice) };
  }

  test.each(NAMES.filter((name) => name !== 'Ed25519Signature2020'))(
    '%s: hold as long as every proof that is named is there, once, as it was',
    async (name) => {
      const { harness, credential } = await chained(name);
      expect((await verifyNodes(harness, credential)).report.verdict).toBe('accepted');
      const [first, second] = asArray(credential['proof']) as JsonObject[];
      expect(await failures(harness, { ...credential, proof: second! })).toContain('proof-previous');
      expect(await failures(harness, { ...credential, proof: [first!, first!, second!] })).toContain(
        'proof-previous',
      );
      const { previousProof: _previous, ...unchained } = second!;
      expect(await failures(harness, { ...credential, proof: [first!, unchained] })).toContain(
        'proof-invalid',
      );
      const later = { ...first!, created: '2026-05-02T12:00:00Z' };
      expect(await failures(harness, { ...credential, proof: [later, second!] })).toContain('proof-invalid');
    },
  );

  test('are not known to older types of proof', async () => {
    const { harness, credential } = await issued('Ed25519Signature2020');
    (credential['proof'] as JsonObject)['previousProof'] = 'urn:x:y';
    expect(await failures(harness, credential)).toContain('proof-malformed');
  });
});

test.each([
  ['Ed25519', 'eddsa-rdfc-2022'],
  ['P-256', 'ecdsa-rdfc-2019'],
  ['P-384', 'ecdsa-rdfc-2019'],
] as const)('where no proof is named, a key of type %s makes %s', async (keyType, cryptosuite) => {
  const harness = await createHarness({ signer: await createSigner(keyType) });
  const credential = await issueCredential(harness, { credential: badge(harness.signer.controller) });
  expect(credential['proof']).toMatchObject({ cryptosuite });
});

test.each(NAMES)('a record wrapped under %s comes back as it was', async (proof) => {
  const harness = await createHarness({ signer: await createSigner(PROOF_KEYS[proof][0]) });
  const credential = copy(await wrapEmbedded(harness, { records: [sample], proof }));
  expect(Object.hasOwn(credential, 'jsonDigest')).toBe(SUITES[proof].binds === 'statements');
  const { records } = await unwrapRecords(harness, credential);
  expect(records.map(({ clr }) => clr)).toEqual([sample]);
});

test.each(['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'jwt', 'sd-jwt'] as const)(
  'what is a credential and a presentation at once is not signed with %s',
  async (proof) => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const both = {
      ...badge(controller),
      type: ['VerifiableCredential', 'VerifiablePresentation'],
      holder: controller,
    };
    await expect(issueCredential(harness, { credential: both, proof })).rejects.toMatchObject({
      code: 'request-invalid',
      errors: [{ code: 'structure-invalid', pointer: '/credential/type' }],
    });
  },
);
