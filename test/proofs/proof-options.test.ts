/** Proof options that are kept, against the plain library. */
import jsonld from 'jsonld';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { canonize } from '../../src/proofs/canonize.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { canonizeProofOptions } from '../../src/proofs/proof-options.ts';
import { type JsonLdLibrary, shareContexts } from '../../src/proofs/share-contexts.ts';
import type { Canonize } from '../../src/proofs/suites.ts';
import { badge, OB3, signTheirs, VC2 } from '../fixtures/signed-clr2.ts';
import { createHarness } from '../harness.ts';

const ED25519 = 'https://w3id.org/security/suites/ed25519-2020/v1';
const KEY = 'did:example:issuer#key';
const OPTIONS: JsonObject = {
  '@context': [VC2, OB3, { note: 'urn:example:note' }],
  type: 'DataIntegrityProof',
  cryptosuite: 'eddsa-rdfc-2022',
  created: '2026-06-01T12:00:00Z',
  verificationMethod: KEY,
  proofPurpose: 'assertionMethod',
};
const library: JsonLdLibrary = jsonld;

function createCounter(share = true) {
  const toRdf = share ? shareContexts() : library.toRDF;
  const loadDocument = createContextLoader(new Map([[KEY, { '@context': {} }]]), toRdf);
  const calls: object[] = [];
  const plain: Canonize = (input, options) => {
    calls.push(input);
    return canonize(input, { ...options, toRdf });
  };
  const ask = (options: JsonObject, more: { messageDigestAlgorithm?: string } = {}) =>
    canonizeProofOptions(options, plain, { documentLoader: loadDocument, ...more }, loadDocument);
  return { calls, ask };
}
const alone = (options: JsonObject) =>
  canonize(options, { documentLoader: createContextLoader(), toRdf: library.toRDF });

describe('canonizeProofOptions', () => {
  test('the library’s statements, made once for the same options', async () => {
    const { calls, ask } = createCounter();
    for (const options of [OPTIONS, { ...OPTIONS, created: '2026-06-01T12:00:01Z' }])
      for (let i = 0; i < 3; i++) expect(await ask(options)).toBe(await alone(options));
    expect(calls).toHaveLength(2);
  });

  test('each member, each context and the digest tell options apart', async () => {
    const { calls, ask } = createCounter();
    const others: JsonObject[] = [
      { ...OPTIONS, '@context': [VC2] },
      { ...OPTIONS, type: 'Ed25519Signature2020', '@context': [VC2, ED25519] },
      ...['cryptosuite', 'created', 'verificationMethod', 'proofPurpose'].map((member) => ({
        ...OPTIONS,
        [member]: `${KEY}/other`,
      })),
    ];
    delete others[1]?.['cryptosuite'];
    await ask(OPTIONS);
    for (const options of others) expect(await ask(options)).toBe(await alone(options));
    await ask(OPTIONS, { messageDigestAlgorithm: 'SHA-384' });
    expect(calls).toHaveLength(others.length + 2);
  });

  test.each<[string, JsonObject]>([
    ['the key stands as a context', { '@context': [VC2, KEY] }],
    ['a context has one inside', { '@context': [VC2, { note: { '@id': 'urn:x:n', '@context': {} } }] }],
    ['a member is no text', { previousProof: ['urn:example:proof'] }],
  ])('nothing is kept where %s', async (_where, change) => {
    const { calls, ask } = createCounter();
    for (let i = 0; i < 2; i++) await ask({ ...OPTIONS, ...change }).catch(() => undefined);
    expect(calls).toHaveLength(2);
  });

  test('what is refused is refused each time', async () => {
    const { ask } = createCounter();
    for (let i = 0; i < 2; i++)
      await expect(ask({ ...OPTIONS, unknown: 'x' })).rejects.toThrow(/Safe mode|safe mode/);
  });

  test('switched off, nothing is kept', async () => {
    const { calls, ask } = createCounter(false);
    for (let i = 0; i < 2; i++) expect(await ask(OPTIONS)).toBe(await alone(OPTIONS));
    expect(calls).toHaveLength(2);
  });

  test('signatures are those of the library as it is', async () => {
    const on = await createHarness();
    const off = { ...on, loadDocument: createContextLoader(undefined, library.toRDF) };
    for (let n = 0; n < 4; n++) {
      const document = badge(n, on.signer.controller);
      expect(await signTheirs(on, document)).toEqual(await signTheirs(off, document));
    }
  });
});
