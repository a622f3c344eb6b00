/** What a holder derived with the reference library (Data Integrity ECDSA Cryptosuites 1.0, section 3.5), checked by us. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import { createDiscloseCryptosuite, createSignCryptosuite } from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import jsigs from 'jsonld-signatures';
import { beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { documentLoader } from '../fixtures/plain-verifier.ts';
import { copy, createHarness } from '../harness.ts';

const term = (name: string) => [name, `https://example.org/terms#${name}`];
let base: JsonObject;

beforeAll(async () => {
  const pair = await EcdsaMultikey.generate({ curve: 'P-256' });
  const did = `did:key:${pair.publicKeyMultibase}`;
  const credential = {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      Object.fromEntries(['grade', 'club', 'seat'].map(term)),
    ],
    id: 'urn:uuid:1d5f9b1e-9f3c-4a3c-8a3a-5b8b7a3f7a10',
    type: ['VerifiableCredential'],
    issuer: did,
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'did:example:learner', grade: 'A', club: 'Chess', seat: '12' },
  };
  base = (await vc.issue({
    credential,
    suite: new DataIntegrityProof({
      signer: { ...pair.signer(), id: `${did}#${pair.publicKeyMultibase}` },
      date: '2026-02-01T00:00:00Z',
      cryptosuite: createSignCryptosuite({
        mandatoryPointers: ['/issuer', '/validFrom', '/credentialSubject/id'],
      }),
    }),
    documentLoader,
  })) as JsonObject;
});

async function derive(...members: string[]): Promise<JsonObject> {
  const suite = new DataIntegrityProof({
    cryptosuite: createDiscloseCryptosuite({
      selectivePointers: members.map((name) => `/credentialSubject/${name}`),
    }),
  });
  const purpose = new jsigs.purposes.ProofPurpose({ term: 'assertionMethod' });
  return copy((await jsigs.derive(copy(base), { suite, purpose, documentLoader })) as JsonObject);
}

async function resultOf(credential: JsonObject) {
  const { report } = await verifyNodes(await createHarness(), credential);
  return { verdict: report.verdict, codes: report.findings.map(({ code }) => code) };
}

const subjectOf = (credential: JsonObject) => credential['credentialSubject'] as JsonObject;

test('a selection is accepted, and said to be one', async () => {
  const derived = await derive('grade');
  expect(subjectOf(derived)).toEqual({ id: 'did:example:learner', grade: 'A' });
  const { verdict, codes } = await resultOf(derived);
  expect(verdict).toBe('accepted');
  expect(codes).toEqual(
    expect.arrayContaining(['proof-valid', 'issuer-valid', 'selection-disclosed', 'digest-absent']),
  );
});

test.each<[string, (derived: JsonObject) => void]>([
  ['altered', (derived) => Object.assign(subjectOf(derived), { grade: 'B' })],
  ['with one hidden member put back', (derived) => Object.assign(subjectOf(derived), { club: 'Chess' })],
  ['with a member less', (derived) => delete subjectOf(derived)['grade']],
  ['about somebody else', (derived) => Object.assign(subjectOf(derived), { id: 'did:example:other' })],
  ['with another time', (derived) => Object.assign(derived, { validFrom: '2025-01-01T00:00:00Z' })],
  [
    'with a previous proof',
    (derived) => Object.assign(derived['proof'] as JsonObject, { previousProof: 'urn:x:y' }),
  ],
  [
    'under another suite',
    (derived) => Object.assign(derived['proof'] as JsonObject, { cryptosuite: 'ecdsa-rdfc-2019' }),
  ],
  ['with a cut value', (derived) => Object.assign(derived['proof'] as JsonObject, { proofValue: 'u2V0BhQ' })],
])('a selection %s is rejected', async (_what, change) => {
  const derived = await derive('grade');
  change(derived);
  expect((await resultOf(derived)).verdict).toBe('rejected');
});

test('two selections do not make a third', async () => {
  const [first, second] = [await derive('grade'), await derive('club')];
  const both = { ...first, credentialSubject: { ...subjectOf(first), ...subjectOf(second) } };
  for (const { proof } of [first, second]) {
    expect((await resultOf({ ...both, proof: proof! })).verdict).toBe('rejected');
  }
});

test('a base proof is the holder’s, and proves nothing here', async () => {
  const { verdict, codes } = await resultOf(copy(base));
  expect(verdict).toBe('inconclusive');
  expect(codes).toContain('proof-base');
});
