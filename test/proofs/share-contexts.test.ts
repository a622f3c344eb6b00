/** Shared contexts against the plain library: the same statements, and the same refusals. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import jsonld from 'jsonld';
import * as rdfCanonize from 'rdf-canonize';
import { describe, expect, test, vi } from 'vitest';
import { compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import { asArray, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { canonize, type Quad } from '../../src/proofs/canonize.ts';
import { createContextLoader, heldContexts, type LoadDocument } from '../../src/proofs/contexts.ts';
import { type JsonLdLibrary, shareContexts, type ToRdf } from '../../src/proofs/share-contexts.ts';
import { arbitraryBadge, arbitraryClr2 } from '../fixtures/arbitrary-clr2.ts';
import { badge, clr, OB3, signOurs, signTheirs, VC2 } from '../fixtures/signed-clr2.ts';
import { createHarness } from '../harness.ts';
import { hasReference, readReference, referencePath } from '../reference.ts';

/** The whole proof is IDENTITY_RUNS=10000 with a `--testTimeout` to match; each run holds an answer of the library. */
const IDENTITY_RUNS = Number(process.env['IDENTITY_RUNS'] ?? 50);

const held = createContextLoader();
const library: JsonLdLibrary = jsonld;

/** How the library alone, and the library with shared contexts, were called. */
function createCounter() {
  const calls = { alone: 0, shared: 0 };
  const counting: JsonLdLibrary = {
    ...library,
    processContext: library.processContext,
    toRDF: (input, options) => {
      calls['contextResolver' in options ? 'shared' : 'alone']++;
      return library.toRDF(input, options);
    },
  };
  return { calls, counting };
}

/** How often the library alone is asked before the first document. */
const PROBES = 3;

/** The canonical statements, or why there are none. */
const outcome = (toRdf: ToRdf, document: object, documentLoader: LoadDocument = held) =>
  canonize(document, { documentLoader, toRdf }).catch((error: unknown) => {
    const { message, details } = error as { message: string; details?: object };
    return `refused: ${message} ${JSON.stringify(details)}`;
  });

/** The canonical statements; where nodes are too alike for that, the statements without the names of the nodes. */
const canonicalOrAlike = (dataset: Quad[]) =>
  rdfCanonize.canonize(dataset, { algorithm: 'RDFC-1.0', format: 'application/n-quads' }).catch(() =>
    dataset
      .map((quad) => rdfCanonize.NQuads.serializeQuad(quad).replace(/_:b\d+/g, '_:'))
      .sort()
      .join(''),
  );

/** Twice, since the second time finds what the first has kept. */
async function expectSame(shared: ToRdf, document: object, documentLoader?: LoadDocument): Promise<string> {
  const plain = await outcome(library.toRDF, document, documentLoader);
  expect(await outcome(shared, document, documentLoader)).toBe(plain);
  expect(await outcome(shared, document, documentLoader)).toBe(plain);
  return plain;
}

/** Contexts with everything that scopes, protects, takes away or goes on; and documents that run into it. */
const { context, node } = fc.letrec<{ context: Json; local: JsonObject; definition: Json; node: JsonObject }>(
  (tie) => {
    const definitions = Object.fromEntries(
      ['a', 'b', 'c', 'A', 'B'].map((term) => [term, tie('definition')]),
    );
    const members: Record<string, fc.Arbitrary<Json>> = {
      id: fc.constantFrom('urn:x:1', 'urn:x:2', 'relative'),
      type: fc.constantFrom<Json>('A', 'B', ['A', 'B']),
      ...Object.fromEntries(
        ['a', 'b', 'c'].map((term) => [
          term,
          fc.oneof(
            { maxDepth: 5 },
            fc.constantFrom<Json>('text', 'A', 1, ['text', 'B']),
            tie('node'),
            fc.array(tie('node'), { minLength: 1, maxLength: 2 }),
          ),
        ]),
      ),
    };
    return {
      context: fc.oneof(
        { maxDepth: 4, depthIdentifier: 'context' },
        fc.constant(null),
        tie('local'),
        fc.array(fc.oneof({ weight: 5, arbitrary: tie('local') }, fc.constant(null)), { maxLength: 2 }),
      ),
      local: fc
        .record(
          {
            ...definitions,
            '@protected': fc.constant(true),
            '@propagate': fc.boolean(),
            '@vocab': fc.constantFrom('urn:v:', 'urn:w:'),
            '@base': fc.constant('urn:base:'),
            '@language': fc.constantFrom('en', 'de'),
            '@direction': fc.constantFrom('ltr', 'rtl', null),
          },
          { requiredKeys: [] },
        )
        .map((local) => local as JsonObject),
      definition: fc.oneof(
        { maxDepth: 4, depthIdentifier: 'context' },
        fc.constantFrom<Json>('urn:x:a', 'urn:x:b', null),
        fc.record(
          {
            '@id': fc.constantFrom('urn:x:a', 'urn:x:b', 'urn:x:c'),
            '@type': fc.constantFrom('@id', '@json', 'urn:x:T'),
            '@container': fc.constantFrom('@set', '@list', '@graph'),
            '@protected': fc.boolean(),
            '@context': tie('context'),
          },
          { requiredKeys: ['@id', '@context'] },
        ) as fc.Arbitrary<Json>,
      ),
      node: fc
        .tuple(
          fc.record(members, { requiredKeys: ['a'] }),
          fc.option(fc.record({ '@context': tie('context') }), { freq: 6, nil: {} }),
        )
        .map(([inside, own]) => ({ ...own, ...inside }) as JsonObject),
    };
  },
);
const START = { '@vocab': 'urn:s:', '@base': 'urn:s:', id: '@id', type: '@type' };

describe('shareContexts', () => {
  test('credentials with badges signed by others and by us: the library is not asked again', async () => {
    const harness = await createHarness();
    const { signer } = harness;
    const badges = await Promise.all(
      [1, 2, 3, 4].map((n) => (n % 2 ? signOurs : signTheirs)(harness, badge(n, signer.controller))),
    );
    const { calls, counting } = createCounter();
    const shared = shareContexts({ library: counting });
    const plain = await expectSame(shared, await signOurs(harness, clr(badges, signer.controller)));
    expect(plain).not.toContain('refused');
    // only to see whether both say the same
    expect(calls.alone).toBe(PROBES);
  });

  test('each published context', async () => {
    const shared = shareContexts();
    for (const [url, document] of heldContexts()) {
      const terms = Object.keys((document as { '@context': object })['@context']).filter(
        (term) => !term.startsWith('@'),
      );
      const members = Object.fromEntries(terms.map((term) => [term, { type: terms.slice(0, 3), name: 'n' }]));
      for (const document of [
        { '@context': url, ...members },
        ...terms.map((type) => ({
          '@context': [url, { '@vocab': 'urn:x:' }],
          id: 'urn:x:1',
          type,
          name: 'n',
          source: { name: 'm' },
        })),
      ])
        await expectSame(shared, document);
    }
  });

  test('any CLR 2.0 and any badge', async () => {
    const shared = shareContexts();
    await fc.assert(
      fc.asyncProperty(fc.oneof(arbitraryClr2(), arbitraryBadge()), async (credential) => {
        await expectSame(shared, credential);
      }),
      { numRuns: IDENTITY_RUNS },
    );
  });

  test('any contexts, whatever safe mode would say of them', async () => {
    const shared = shareContexts();
    const datasetOf = (toRdf: ToRdf, document: object, safe: boolean) =>
      toRdf(document, { documentLoader: held, base: null, rdfDirection: 'i18n-datatype', safe }).then(
        canonicalOrAlike,
        (error: Error) => `refused: ${error.message}`,
      );
    await fc.assert(
      fc.asyncProperty(context, node, fc.boolean(), async (more, members, safe) => {
        const document = { '@context': [START, ...asArray(more)], ...members };
        const plain = await datasetOf(library.toRDF, document, safe);
        expect(await datasetOf(shared, document, safe)).toBe(plain);
        expect(await datasetOf(shared, document, safe)).toBe(plain);
      }),
      { numRuns: 600 },
    );
  });

  test.skipIf(!hasReference)('the samples of 1EdTech', async () => {
    const shared = shareContexts();
    for (const folder of ['samples/clr-v2/', 'samples/ob-v3/', 'samples/pilot/'])
      for (const file of readdirSync(referencePath(folder)).filter((name) => name.endsWith('.json')))
        await expectSame(shared, JSON.parse(readReference(folder + file)));
  });

  test('what a property may override is kept for nobody else', async () => {
    const scoped = { name: 'urn:x:other' };
    const context = {
      '@protected': true,
      name: 'urn:x:name',
      first: { '@id': 'urn:x:first', '@context': scoped },
      second: { '@id': 'urn:x:second' },
      Kind: { '@id': 'urn:x:Kind', '@context': scoped },
    };
    const { calls, counting } = createCounter();
    const shared = shareContexts({ library: counting });
    const allowed = { '@context': context, first: { name: 'n' } };
    expect(await expectSame(shared, allowed)).toContain('<urn:x:other> "n"');
    expect(calls.alone).toBe(PROBES);
    // the library alone keeps it, for whoever has the same active context; then its own answer counts
    for (const [i, second] of [{ '@context': scoped }, { '@type': 'Kind' }].entries()) {
      await expectSame(shared, { ...allowed, second: { ...second, name: 'n' } });
      expect(calls.alone).toBe(PROBES + 2 * (i + 1));
    }
    const refused = { '@context': context, second: { '@context': { name: 'urn:x:third' }, name: 'n' } };
    expect(await expectSame(shared, refused)).toContain('redefine a protected term');
  });

  test('one URL with two contents is two contexts', async () => {
    const shared = shareContexts();
    const loaderOf = (iri: string) =>
      createContextLoader(new Map([['urn:x:context', { '@context': { name: iri } }]]));
    const document = { '@context': 'urn:x:context', name: 'n' };
    for (const iri of ['urn:x:one', 'urn:x:two', 'urn:x:one'])
      expect(await outcome(shared, document, loaderOf(iri))).toBe(`_:c14n0 <${iri}> "n" .\n`);
  });

  test('what came is kept within bounds', async () => {
    const shared = shareContexts();
    const wide = (n: number) =>
      Object.fromEntries(Array.from({ length: 4000 }, (_, i) => [`term${i}`, `urn:x:${n}:${i}`]));
    for (let n = 0; n < 120; n++)
      expect(await outcome(shared, { '@context': wide(n), term1: 'n' })).toBe(
        `_:c14n0 <urn:x:${n}:1> "n" .\n`,
      );
    await expectSame(shared, { '@context': wide(0), term1: 'n' });
  });

  test('switched off, the library is used as it is', async () => {
    const { calls, counting } = createCounter();
    const off = shareContexts({ share: false, library: counting });
    await expectSame(off, badge(1, 'did:example:issuer'));
    expect(calls).toEqual({ alone: 2, shared: 0 });
  });

  test.each([true, false])('the configuration decides: %s', async (share) => {
    const toRdf = vi.spyOn(jsonld, 'toRDF');
    const composed = await compose(
      parseConfig({
        DATABASE_URL: 'sqlite::memory:',
        CLR_BRIDGE_SECRET: 'only for this test',
        CLR_BRIDGE_SHARE_CONTEXTS: String(share),
      }),
    );
    try {
      const { did } = await composed.bridge.keys.create();
      const issued = await composed.bridge.issue({ credential: badge(1, did) });
      expect((await composed.bridge.verify(issued)).verdict).toBe('accepted');
      expect(toRdf.mock.calls.some(([, options = {}]) => 'contextResolver' in options)).toBe(share);
    } finally {
      toRdf.mockRestore();
      await composed.close();
    }
  });

  const initialWith = (change: (initial: Record<string, unknown>) => void): JsonLdLibrary => ({
    ...library,
    processContext: async (...args) => {
      const initial = { ...(await library.processContext(...args)) };
      change(initial);
      return initial;
    },
  });
  const strange: [string, JsonLdLibrary][] = [
    [
      'with another member in its contexts',
      initialWith((initial) => Object.assign(initial, { extra: new Map() })),
    ],
    ['without a member we know', initialWith((initial) => void delete initial['protected'])],
    [
      'with terms of its own',
      initialWith((initial) => Object.assign(initial, { mappings: new Map([['a', {}]]) })),
    ],
    ['without the function that we begin with', { toRDF: library.toRDF } as JsonLdLibrary],
    [
      'that asks nobody for contexts',
      { ...library, toRDF: (input, { contextResolver: _ours, ...options }) => library.toRDF(input, options) },
    ],
    [
      'that says something else when contexts are shared',
      {
        ...library,
        toRDF: async (input, options) => {
          const dataset = await library.toRDF(input, options);
          return 'contextResolver' in options ? dataset.slice(1) : dataset;
        },
      },
    ],
    [
      'that lets protected terms go',
      {
        ...library,
        toRDF: (input, options) => library.toRDF(input, options).catch(() => []),
      },
    ],
  ];
  test.each(strange)('a library %s is used as it is, and that is said once', async (_which, unknown) => {
    const warnings: string[] = [];
    const toRdf = shareContexts({ library: unknown, warn: (message) => warnings.push(message) });
    const document = { '@context': [VC2, OB3], ...badge(1, 'did:example:issuer') };
    const before = await outcome(unknown.toRDF, document);
    for (let i = 0; i < 3; i++) expect(await outcome(toRdf, document)).toBe(before);
    expect(warnings).toHaveLength(1);
  });
});
