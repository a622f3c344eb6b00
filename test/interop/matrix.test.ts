/**
 * Each suite, version of the data model and kind of document, both ways: made by us and checked by plain @digitalbazaar/vc
 * with a loader of its own, made there and checked by us. What is only checked here is made there alone.
 */
import { Ed25519Signature2018 } from '@digitalbazaar/ed25519-signature-2018';
import * as vc from '@digitalbazaar/vc';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { issueCredential } from '../../src/workflows/issue-credential.ts';
import { signPresentation } from '../../src/workflows/sign-presentation.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { documentLoader, SUITES } from '../fixtures/plain-verifier.ts';
import { copy, createHarness, NOW } from '../harness.ts';

const BOTH_WAYS = [
  ['eddsa-rdfc-2022', 'Ed25519'],
  ['eddsa-jcs-2022', 'Ed25519'],
  ['ecdsa-rdfc-2019', 'P-256'],
  ['ecdsa-rdfc-2019', 'P-384'],
  ['ecdsa-jcs-2019', 'P-256'],
  ['ecdsa-jcs-2019', 'P-384'],
  ['Ed25519Signature2020', 'Ed25519'],
] as const;
type Name = (typeof BOTH_WAYS)[number][0] | 'Ed25519Signature2018';
type Version = '1.1' | '2.0';

const VERSIONS: Version[] = ['1.1', '2.0'];
const MATRIX = BOTH_WAYS.flatMap((row) => VERSIONS.map((version) => [...row, version] as const));
const MADE_THERE = [...MATRIX, ['Ed25519Signature2018', 'Ed25519', '1.1'] as const];

const BASE = {
  '1.1': 'https://www.w3.org/2018/credentials/v1',
  '2.0': 'https://www.w3.org/ns/credentials/v2',
};
const PROOF_CONTEXTS = [
  'https://w3id.org/security/data-integrity/v2',
  'https://w3id.org/security/suites/ed25519-2020/v1',
];
const ASKED = { challenge: 'c-1', domain: 'verifier.example' };

function unsigned(version: Version, issuer: string, contexts: string[] = []): JsonObject {
  const from = version === '1.1' ? 'issuanceDate' : 'validFrom';
  return {
    '@context': [BASE[version], ...contexts],
    type: ['VerifiableCredential'],
    id: 'urn:uuid:4bd1c5a4-2f4e-4d5c-9a55-0b1b9a4f2d10',
    issuer,
    [from]: '2026-01-01T00:00:00Z',
    credentialSubject: { id: issuer },
  };
}

const unsignedVp = (version: Version, holder: string, credential: JsonObject, contexts: string[] = []) => ({
  '@context': [BASE[version], ...contexts],
  type: ['VerifiablePresentation'],
  holder,
  verifiableCredential: [credential],
});

/** A suite of the library, with a signer or to verify with. */
const librarySuite = (name: Name, signer?: Signer) => {
  const party = signer && {
    id: signer.id,
    algorithm: signer.keyType,
    sign: ({ data }: { data: Uint8Array }) => signer.sign(data),
  };
  const date = '2026-02-01T00:00:00Z';
  if (name !== 'Ed25519Signature2018') return SUITES[name](party, party && date);
  return new Ed25519Signature2018(party && { signer: party, date });
};

const altered = (document: JsonObject) => {
  const other = copy(document);
  if (other['credentialSubject'] === undefined) return { ...other, id: 'urn:x:another' };
  return { ...other, credentialSubject: { id: 'did:example:another' } };
};

describe('made by us, checked by plain @digitalbazaar/vc', () => {
  test.each(MATRIX)('%s, %s, VC %s', async (proof, keyType, version) => {
    const harness = await createHarness({ signer: await createSigner(keyType) });
    const { controller } = harness.signer;
    const credential = await issueCredential(harness, { credential: unsigned(version, controller), proof });
    const presentation = await signPresentation(harness, {
      presentation: unsignedVp(version, controller, credential),
      proof,
      ...ASKED,
    });
    const options = { suite: librarySuite(proof), documentLoader, now: NOW };
    const check = (document: JsonObject) => vc.verifyCredential({ credential: document, ...options });
    const checkVp = (document: JsonObject) => vc.verify({ presentation: document, ...options, ...ASKED });
    expect(await check(copy(credential))).toMatchObject({ verified: true });
    expect(await check(altered(credential))).toMatchObject({ verified: false });
    expect(await checkVp(copy(presentation))).toMatchObject({ verified: true });
    expect(await checkVp(altered(presentation))).toMatchObject({ verified: false });
  });
});

describe('made by plain @digitalbazaar/vc, checked by us', () => {
  test.each(MADE_THERE)('%s, %s, VC %s', async (name, keyType, version) => {
    const signer = await createSigner(keyType);
    const contexts = version === '2.0' && name !== 'Ed25519Signature2020' ? [] : PROOF_CONTEXTS;
    const options = { suite: librarySuite(name, signer), documentLoader };
    const unsecured = unsigned(version, signer.controller, contexts);
    const credential = (await vc.issue({ credential: unsecured, ...options, now: NOW })) as JsonObject;
    const presentation = (await vc.signPresentation({
      presentation: unsignedVp(version, signer.controller, credential, contexts),
      ...options,
      ...ASKED,
    })) as JsonObject;
    const harness = await createHarness();
    const verdictOf = async (document: JsonObject) =>
      (await verifyNodes(harness, copy(document), document === credential ? {} : ASKED)).report;
    const report = await verdictOf(credential);
    expect(report.verdict).toBe('accepted');
    expect(report.findings.map(({ code }) => code)).toContain('proof-valid');
    // over RDF nothing of ours binds the JSON of this one, and the report says so
    const overJcs = name.includes('-jcs-');
    expect(report.unchecked.some(({ code }) => code === 'digest-absent')).toBe(!overJcs);
    expect((await verifyNodes(harness, altered(credential))).report.verdict).toBe('rejected');
    expect((await verdictOf(presentation)).verdict).toBe('accepted');
    expect((await verdictOf(altered(presentation))).verdict).toBe('rejected');
    const asked = { ...ASKED, domain: 'other.example' };
    expect((await verifyNodes(harness, copy(presentation), asked)).report.verdict).toBe('rejected');
  });
});
