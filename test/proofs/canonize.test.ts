/** Our canonicalisation against the library's own, statement by statement. */
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wrap } from '../../src/credentials/wrap.ts';
import { canonize } from '../../src/proofs/canonize.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { shareContexts } from '../../src/proofs/share-contexts.ts';
import { arbitraryClr, recordOfSize } from '../fixtures/arbitrary-clr.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';

const sample = sampleRecord();
const documentLoader = createContextLoader();
const plain = (document: object) =>
  (cryptosuite as { canonize(input: object, options: object): Promise<string> }).canonize(document, {
    documentLoader,
  });

const options = {
  issuer: 'did:example:issuer',
  id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
  validFrom: new Date('2026-01-01T00:00:00Z'),
  proofContexts: [],
  source: { digest: 'uEiA', bytes: 3 },
};

describe('canonize', () => {
  test.each(['verbatim', 'linked-data'] as const)(
    '%s: the library’s statements, byte for byte',
    async (profile) => {
      for (const vcVersion of ['1.1', '2.0'] as const) {
        for (const record of [sample, recordOfSize(64 * 1024)]) {
          const credential = wrap({ clrs: [record], signedClrs: [] }, { ...options, profile, vcVersion });
          expect(await canonize(credential, { documentLoader })).toBe(await plain(credential));
        }
      }
    },
  );

  test('any record, and texts with any characters', async () => {
    const text = fc.string({ unit: 'binary', minLength: 2000, maxLength: 2500 });
    await fc.assert(
      fc.asyncProperty(arbitraryClr(), text, async (record, narrative) => {
        const clrs = [
          { ...record, narrative },
          { narrative: narrative.replaceAll(/[^\x20-\x7e\n"\\]/g, '"\\\n') },
        ];
        const credential = wrap(
          { clrs, signedClrs: [] },
          { ...options, profile: 'verbatim', vcVersion: '2.0' },
        );
        expect(await canonize(credential, { documentLoader })).toBe(await plain(credential));
      }),
      { numRuns: 40 },
    );
  });

  describe('what stands where a record does, in contexts of any kind', () => {
    const literal = { '@id': 'urn:example:clr', '@type': '@json' };
    const record = { b: [1, { d: null, c: '"' }], a: 'clr', '@id': 'urn:example:x', '@value': 'v' };
    const MARK = 'clr-bridge-stands-here';
    const definitions: [string, object | string][] = [
      ['a literal', literal],
      ['a list', { ...literal, '@container': '@list' }],
      ['a set', { ...literal, '@container': '@set' }],
      ['a map by index', { ...literal, '@container': '@index' }],
      ['a map by language', { ...literal, '@container': '@language' }],
      ['a map by id', { ...literal, '@container': '@id' }],
      ['a graph', { ...literal, '@container': '@graph' }],
      ['reversed', { '@reverse': 'urn:example:clr', '@type': '@json' }],
    ];
    const records: [string, unknown][] = [
      ['an object', record],
      ['several', [record, record]],
      ['nothing in a list', []],
      ['a text', 'x'],
      ['what stands in for it', { [MARK]: MARK }],
      ['the same in a list', [MARK]],
      ['dates', { at: new Date(0) }],
      ['a lone surrogate', { a: '\ud800' }],
      ['a name of JavaScript', JSON.parse('{"10":1,"2":2}')],
    ];
    const outcome = (statements: Promise<string>) =>
      statements.catch(({ name }: Error) => `refused: ${name}`);
    const cases = definitions.flatMap(([what, clr]) =>
      records.map(([which, value]) => [`${what}: ${which}`, clr, value] as const),
    );
    test.each(cases)('%s', async (_name, clr, value) => {
      const scoped = { '@id': 'urn:example:T', '@context': { clr } };
      const documents = [
        { '@context': [{ '@vocab': 'urn:example:', id: '@id', clr }], credentialSubject: { clr: value } },
        {
          '@context': [{ '@vocab': 'urn:example:', id: '@id', clr: literal, T: scoped }],
          credentialSubject: { '@type': 'T', clr: value },
        },
        {
          '@context': [{ '@vocab': 'urn:example:', id: '@id', clr: literal, other: literal }],
          other: { [MARK]: MARK },
          credentialSubject: { '@context': { clr }, clr: value },
        },
      ];
      for (const document of documents) {
        const expected = await outcome(plain(document));
        expect(await outcome(canonize(document, { documentLoader }))).toBe(expected);
      }
    });
  });

  test.each([...'\u0000\u0007\u0008\u000b\u000c\u001f\u007f\u0080\u2028\ufeff'])(
    'a long text with the character %j',
    async (character) => {
      const document = {
        '@context': { '@vocab': 'urn:example:', '@version': 1.1 },
        text: `${character}"\\`.repeat(1000),
        other: `${character}"\\`,
      };
      expect(await canonize(document, { documentLoader })).toBe(await plain(document));
    },
  );

  test('a graph made to be looked at in every order is given up, as the library gives it up', async () => {
    const names = Array.from({ length: 10 }, (_, n) => `_:n${n}`);
    const poison = {
      '@context': { '@vocab': 'urn:example:', id: '@id', knows: { '@type': '@id' } },
      '@graph': names.map((id) => ({ id, knows: names.filter((other) => other !== id) })),
    };
    const off = shareContexts({ share: false });
    for (const toRdf of [undefined, off])
      await expect(canonize(poison, { documentLoader, toRdf })).rejects.toThrow('Maximum deep iterations');
    await expect(plain(poison)).rejects.toThrow('Maximum deep iterations');
  });
});

test('a context that is listed thousands of times is refused at its place', async () => {
  const contexts = (count: number) => Array.from({ length: count }, () => ({ a: 'urn:x:a' }));
  const document = (count: number) => ({
    '@context': contexts(1),
    a: { '@context': contexts(count), a: 'b' },
  });
  const options = { documentLoader: createContextLoader() };
  expect(await canonize(document(100), options)).toContain('"b"');
  await expect(canonize(document(101), options)).rejects.toMatchObject({
    code: 'context-invalid',
    pointer: '/a/@context',
  });
});
