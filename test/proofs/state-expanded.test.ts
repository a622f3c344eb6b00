/** Our statements of expanded documents against the library's, for what documents can say and what contexts cannot. */
import fc from 'fast-check';
import jsonld from 'jsonld';
import * as rdfCanonize from 'rdf-canonize';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { Quad } from '../../src/proofs/canonize.ts';
import { stateExpanded } from '../../src/proofs/state-expanded.ts';

const OPTIONS = {
  base: null,
  rdfDirection: 'i18n-datatype',
  safe: true,
  documentLoader: async () => ({ documentUrl: '', document: {}, contextUrl: null }),
};

const CONTEXT = {
  '@vocab': 'urn:x:',
  id: '@id',
  type: '@type',
  list: { '@container': '@list' },
  json: { '@type': '@json' },
  in: { '@container': '@graph' },
  at: { '@container': ['@graph', '@id'] },
  by: { '@container': '@index' },
  said: { '@container': '@language' },
  back: { '@reverse': 'urn:x:forth' },
  nested: '@nest',
  more: '@included',
};

/** Most of the time what documents say every day, now and then something rare: both come together in few documents. */
const mostly = <T>(everyday: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 40, arbitrary: everyday }, { weight: 1, arbitrary: rare });

const scalar = mostly(
  fc.constantFrom<Json>(
    ...['a', 'b', '1', '', 1, 1.5, -0, 0, 1e21, 1e300, 5e-324, 0.1, true, false, 'true'],
    { '@value': 'a', '@language': 'en' },
    { '@value': 'a', '@language': 'EN' },
    { '@value': 'a', '@type': 'urn:x:type' },
    { '@value': 2.5, '@type': 'http://www.w3.org/2001/XMLSchema#decimal' },
    { '@value': { z: 1, a: [2] }, '@type': '@json' },
    { '@value': 'a', '@type': '@json' },
  ),
  fc.constantFrom<Json>(
    { '@value': 'a', '@language': 'ar', '@direction': 'rtl' },
    { '@value': 'a', '@direction': 'ltr' },
    { '@value': 1, '@type': 'http://www.w3.org/2001/XMLSchema#double' },
    { '@value': '2.50', '@type': 'http://www.w3.org/2001/XMLSchema#double' },
    { '@value': 'a', '@index': 'i' },
  ),
);

/** How deep nodes stand in nodes, whichever way. */
const DEPTH = { maxDepth: 3, depthIdentifier: 'node' };

const { node } = fc.letrec<{ node: JsonObject; inner: Json; value: Json; values: Json }>((tie) => ({
  value: fc.oneof(DEPTH, { weight: 3, arbitrary: scalar }, tie('inner')),
  inner: fc.oneof(DEPTH, fc.constant<Json>({ any: 'a' }), tie('node')),
  values: fc.oneof(tie('value'), fc.array(tie('value'), { maxLength: 4 })),
  node: fc
    .tuple(
      fc.record(
        {
          id: mostly(
            fc.constantFrom('urn:x:1', 'urn:x:2', 'urn:x:3'),
            fc.constantFrom('urn:x:with space', 'relative', '_:b0', '_:b1', ''),
          ),
          type: mostly(
            fc.constantFrom<Json>('T', ['T', 'U'], ['T', 'T']),
            fc.constantFrom<Json>('_:type', 'urn:x:A B'),
          ),
          any: tie('values'),
          other: tie('values'),
          list: fc.oneof(
            fc.array(tie('value'), { maxLength: 3 }),
            fc.constant<Json>([{ '@list': ['a', { '@list': [] }] }, 'a']),
          ),
          json: fc.oneof(
            fc.json().map((text) => JSON.parse(text) as Json),
            fc.constant<Json>([1, 1]),
          ),
          in: fc.array(tie('inner'), { maxLength: 2 }),
          at: fc.constant<Json>({ 'urn:x:1': { any: 'a' }, 'urn:x:3': { any: ['a', 'a'] } }),
          said: fc.constant<Json>({ en: ['a', 'a'], de: 'a' }),
          nested: fc.constant<Json>({ any: ['a', 'z'] }),
        },
        { requiredKeys: [] },
      ),
      mostly(
        fc.constant({}),
        fc.record(
          {
            by: fc.constant<Json>({ i: ['a', { any: 'a' }], j: 'a' }),
            back: tie('inner'),
            more: tie('inner'),
            '_:predicate': fc.constant('a'),
          },
          { requiredKeys: [] },
        ),
      ),
    )
    .map(([everyday, rare]) => ({ ...everyday, ...rare }) as JsonObject),
}));

const alike = (dataset: Quad[]) =>
  dataset
    .map((quad) => rdfCanonize.NQuads.serializeQuad(quad).replace(/_:b\d+/g, '_:'))
    .sort()
    .join('');
const canonical = (dataset: Quad[]) =>
  rdfCanonize
    .canonize(dataset, { algorithm: 'RDFC-1.0', format: 'application/n-quads' })
    .catch((error: Error) => `refused: ${error.message.replace(/\d+/, 'N')}`);

describe('stateExpanded', () => {
  test.each([true, false])('whatever a document says, safe mode %s', async (safe) => {
    let stated = 0;
    await fc.assert(
      fc.asyncProperty(node, async (members) => {
        const options = { ...OPTIONS, safe };
        const expanded = await jsonld
          .expand({ '@context': CONTEXT, ...members }, options)
          .catch(() => undefined);
        if (expanded === undefined) return;
        const before = JSON.stringify(expanded);
        const ours = stateExpanded(expanded);
        expect(JSON.stringify(expanded)).toBe(before);
        if (ours === undefined) return;
        stated++;
        // what the library would drop or refuse is never stated by us
        const theirs = await jsonld.toRDF(expanded, { ...options, skipExpansion: true });
        expect(alike(ours)).toBe(alike(theirs));
        expect(await canonical(ours)).toBe(await canonical(theirs));
      }),
      { numRuns: Number(process.env['IDENTITY_RUNS'] ?? 1500) },
    );
    expect(stated).toBeGreaterThan(100);
  });

  test.each<[string, Json]>([
    ['a name that the document gives a node', [{ '@id': '_:b0', 'urn:x:a': [{ '@value': 'a' }] }]],
    ['a relative name', [{ '@id': 'relative', 'urn:x:a': [{ '@value': 'a' }] }]],
    ['a relative property', [{ a: [{ '@value': 'a' }] }]],
    ['a relative type', [{ '@type': ['T'] }]],
    ['a direction', [{ 'urn:x:a': [{ '@value': 'a', '@direction': 'rtl' }] }]],
    ['an index', [{ 'urn:x:a': [{ '@value': 'a', '@index': 'i' }] }]],
    ['a reversed property', [{ '@reverse': { 'urn:x:a': [{ '@id': 'urn:x:1' }] } }]],
    ['what is included', [{ '@included': [{ '@id': 'urn:x:1' }] }]],
    ['a blank datatype', [{ 'urn:x:a': [{ '@value': 'a', '@type': '_:t' }] }]],
    ['what is not expanded', [{ 'urn:x:a': 'a' }]],
  ])('leaves %s to the library', (_what, expanded) => {
    expect(stateExpanded(expanded)).toBeUndefined();
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['types', { '@value': 'b  c', '@type': 'urn:x:t' }, { '@value': 'c', '@type': 'urn:x:t  b' }],
    ['languages', { '@value': 'a' }, { '@value': 'a', '@language': '' }],
    ['kinds', { '@value': 1 }, { '@value': '1' }],
  ])('values that differ in their %s only are two, however they are spelled', async (_what, one, other) => {
    const expanded = [{ '@id': 'urn:x:1', 'urn:x:a': [one, other] }];
    const theirs = await jsonld.toRDF(structuredClone(expanded), { skipExpansion: true });
    expect(theirs).toHaveLength(2);
    expect(alike(stateExpanded(expanded) ?? [])).toBe(alike(theirs));
  });

  test('equal values of one node are said once, wherever it stands, and equal JSON as often as it stands', () => {
    const a = { '@value': 'a' };
    const json = () => ({ '@value': { b: 1 }, '@type': '@json' });
    const one = { '@id': 'urn:x:1', 'urn:x:a': [a, a] };
    expect(stateExpanded([one, { 'urn:x:b': [one, one], 'urn:x:c': [json(), json()] }])).toHaveLength(4);
  });
});
