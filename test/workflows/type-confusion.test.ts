/**
 * A signed thing taken for what it is not, under every suite that is checked, the older ones too. Each is signed as it
 * stands by the library of others, so that nothing but the confusion can be wrong. What is in a JWT: jwt-kinds.test.ts.
 */
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { CHECKED_SUITES } from '../../src/proofs/suites.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { CONTEXTS, FOREIGN, signForeign } from '../fixtures/foreign-proofs.ts';
import { copy, createHarness } from '../harness.ts';

const credential = (issuer: string): JsonObject => ({
  '@context': CONTEXTS,
  id: 'urn:uuid:9f0a3c52-8a05-4d56-a7c9-64a4f1b4c4b1',
  type: ['VerifiableCredential'],
  issuer,
  issuanceDate: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:learner' },
});

const presentation = (holder: string): JsonObject => ({
  '@context': CONTEXTS,
  type: ['VerifiablePresentation'],
  holder,
});

async function outcomeOf(value: Json): Promise<[verdict: string, failed: string[]]> {
  const { report } = await verifyNodes(await createHarness(), copy(value));
  const failed = report.findings.filter(({ result, severity }) => result === 'fail' && severity === 'error');
  return [report.verdict, failed.map(({ code }) => code)];
}

test('every suite that is checked is here', () => {
  expect(new Set(FOREIGN.map(({ name }) => name))).toEqual(new Set(Object.keys(CHECKED_SUITES)));
});

const DATA_INTEGRITY_NAMES = FOREIGN.map(({ name }) => name).filter((name) =>
  /^(ecdsa|eddsa|bbs)-/.test(name),
);

/** The proof as one of another suite; its value is in the member of that suite. */
function renamed({ type: _type, cryptosuite: _suite, proofValue, jws, ...rest }: JsonObject, other: string) {
  const { member } = CHECKED_SUITES[other as keyof typeof CHECKED_SUITES].signature;
  const named = DATA_INTEGRITY_NAMES.includes(other)
    ? { type: 'DataIntegrityProof', cryptosuite: other }
    : { type: other };
  return { ...rest, ...named, [member]: proofValue ?? jws ?? '' };
}

describe.each(FOREIGN)('$name, $keyType', ({ name, keyType }) => {
  const signed = async (members: JsonObject = {}) => {
    const signer = await createSigner(keyType);
    return signForeign(name, signer, credential(signer.controller), members);
  };

  test('is accepted for what it is', async () => {
    expect(await outcomeOf(await signed())).toEqual(['accepted', []]);
  });

  test('a proof under the name of another suite', async () => {
    const document = await signed();
    for (const other of new Set(FOREIGN.map((row) => row.name).filter((each) => each !== name))) {
      const [verdict, failed] = await outcomeOf({
        ...document,
        proof: renamed(document['proof'] as JsonObject, other),
      });
      expect([other, verdict]).toEqual([other, 'rejected']);
      expect(failed.join()).toMatch(/^(proof-invalid|proof-malformed|key-type)$/);
    }
  });

  test.each([
    ['made to sign in', { proofPurpose: 'authentication' }, 'proof-purpose'],
    ['expired', { expires: '2026-05-31T00:00:00Z' }, 'proof-expired'],
    ['created in the future', { created: '2026-06-02T12:00:00Z' }, 'proof-in-future'],
  ])('a proof %s', async (_what, members, code) => {
    const document = await signed(members);
    // proofs of bbs-2023 say no time, so it is written in
    const proof = { ...(document['proof'] as JsonObject), ...members };
    expect(await outcomeOf({ ...document, proof })).toEqual(['rejected', [code]]);
  });

  test('a proof by another than the issuer', async () => {
    const [issuer, other] = [await createSigner(keyType), await createSigner(keyType)];
    const document = await signForeign(name, other, credential(issuer.controller));
    expect(await outcomeOf(document)).toEqual(['rejected', ['issuer-mismatch']]);
  });

  test('a proof that names the issuer’s key, made with another', async () => {
    const [issuer, other] = [await createSigner(keyType), await createSigner(keyType)];
    const thief = { ...other, id: issuer.id, controller: issuer.controller };
    const document = await signForeign(name, thief, credential(issuer.controller));
    expect(await outcomeOf(document)).toEqual(['rejected', ['proof-invalid']]);
  });

  test('a presentation for a credential, and the reverse', async () => {
    // derived proofs are of credentials
    if (name === 'ecdsa-sd-2023' || name === 'bbs-2023') return;
    const signer = await createSigner(keyType);
    const vp = await signForeign(name, signer, presentation(signer.controller), {
      proofPurpose: 'authentication',
      challenge: 'c',
      domain: 'd',
    });
    expect((await outcomeOf(vp))[0]).toBe('accepted');
    const asserted = await signForeign(name, signer, presentation(signer.controller));
    expect(await outcomeOf(asserted)).toEqual(['rejected', ['proof-purpose']]);
    // the types of one, the proof of the other
    const retyped = { ...vp, ...credential(signer.controller), '@context': CONTEXTS };
    const [verdict, failed] = await outcomeOf(retyped);
    expect(verdict).toBe('rejected');
    expect(failed).toContain('proof-purpose');
    // as a member where only credentials stand
    const holder = await createSigner();
    const around = await signForeign(
      'eddsa-rdfc-2022',
      holder,
      { ...presentation(holder.controller), verifiableCredential: [vp] },
      { proofPurpose: 'authentication' },
    );
    expect((await outcomeOf(around))[0]).toBe('rejected');
  });
});
