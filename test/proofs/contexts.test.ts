import { readFileSync } from 'node:fs';
import jsonld from 'jsonld';
import { describe, expect, test } from 'vitest';
import {
  CONTEXT_VERSIONS,
  createContextLoader,
  heldContexts,
  withContextInline,
} from '../../src/proofs/contexts.ts';
import { hasReference, readReference } from '../reference.ts';

const own = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../contexts/${file}`, import.meta.url), 'utf8'));
const ours = own('clr-v1.jsonld');

const CLR2 = 'https://purl.imsglobal.org/spec/clr/v2p0/';
const OB3 = 'https://purl.imsglobal.org/spec/ob/v3p0/';

/** What a term can be used with: a value of every JSON kind, so that coercion, containers and prefixes show. */
const VALUES = ['text', 'https://example.org/x', 1.5, true, ['a', 'b'], { id: 'urn:x:1' }];

const expand = (context: object, document: object) =>
  jsonld.expand({ ...context, ...document } as object).catch((e: Error) => e.message);

describe('contexts', () => {
  test('an URL that is not held is an error, and never a request', async () => {
    await expect(createContextLoader()('https://example.org/context')).rejects.toThrow('is not held');
  });

  test('a context handed in is held', async () => {
    const document = { '@context': {} };
    const load = createContextLoader(new Map([['https://example.org/context', document]]));
    await expect(load('https://example.org/context')).resolves.toMatchObject({ document });
  });

  test('those of the W3C and CLR 1.0 are held', () => {
    const held = heldContexts();
    for (const url of [
      'https://www.w3.org/2018/credentials/v1',
      'https://www.w3.org/ns/credentials/v2',
      'https://w3id.org/security/data-integrity/v2',
      'https://w3id.org/security/suites/ed25519-2020/v1',
      'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld',
      `${CLR2}context.json`,
      `${CLR2}context-2.0.1.json`,
      ...[
        'context.json',
        'context-3.0.1.json',
        'context-3.0.2.json',
        'context-3.0.3.json',
        'extensions.json',
      ].map((file) => OB3 + file),
    ]) {
      expect(held.has(url), url).toBe(true);
    }
  });

  describe.skipIf(!hasReference)('CLR 1.0 against the published context', () => {
    const published = hasReference
      ? JSON.parse(readReference('standards/clr-v1/context.jsonld'))
      : { '@context': {} };
    const terms = Object.keys(published['@context']);

    test('the same terms', () => {
      expect(Object.keys(ours['@context']).sort()).toEqual([...terms].sort());
      expect(terms.length).toBeGreaterThan(150);
    });

    test.each(terms)('%s expands the same', async (term) => {
      for (const value of VALUES) {
        for (const document of [
          { [term]: value },
          { [`${term}:suffix`]: value },
          { type: term, name: 'n' },
        ]) {
          expect(await expand(ours, document)).toEqual(await expand(published, document));
        }
      }
    });
  });

  describe.skipIf(!hasReference)('CLR 2.0 and Open Badges 3.0 against the published contexts', () => {
    const files: [name: string, url: string, reference: string][] = [
      ['CLR 2.0.0', `${CLR2}context.json`, 'standards/clr-v2/context-2.0.0.json'],
      ['CLR 2.0.1', `${CLR2}context-2.0.1.json`, 'standards/clr-v2/context-2.0.1.json'],
      ['Open Badges 3.0.1', `${OB3}context-3.0.1.json`, 'standards/ob-v3/context-3.0.1.json'],
      ['Open Badges 3.0.2', `${OB3}context-3.0.2.json`, 'standards/ob-v3/context-3.0.2.json'],
      ['Open Badges 3.0.3', `${OB3}context-3.0.3.json`, 'standards/ob-v3/context-3.0.3.json'],
      ['the extensions', `${OB3}extensions.json`, 'standards/ob-v3/extensions.json'],
    ];

    test.each(files)(
      '%s: every term, in the scope of every type, expands the same',
      async (_, url, path) => {
        const held = heldContexts().get(url) as { '@context': Record<string, unknown> };
        const published = JSON.parse(readReference(path));
        const scopesOf = (context: Record<string, unknown>) =>
          Object.entries(context).flatMap(([name, definition]) => {
            const scoped = (definition as { '@context'?: object } | null)?.['@context'];
            return scoped === undefined ? [] : [[name, Object.keys(scoped).sort()] as const];
          });
        const context = published['@context'] as Record<string, unknown>;
        expect(Object.keys(held['@context']).sort()).toEqual(Object.keys(context).sort());
        const scopes = scopesOf(context);
        expect(scopesOf(held['@context']).sort()).toEqual(scopes.sort());
        const uses = [
          ...Object.keys(context).map((term) => ({ term, scope: {} })),
          ...scopes.flatMap(([type, terms]) => terms.map((term) => ({ term, scope: { type } }))),
        ].filter(({ term }) => !term.startsWith('@'));
        for (const { term, scope } of uses) {
          for (const value of VALUES) {
            const document = { ...scope, [term]: value };
            expect(await expand(held, document), term).toEqual(await expand(published, document));
          }
        }
        expect(uses.length).toBeGreaterThan(4);
      },
      60_000,
    );
  });

  test('one URL with three contents: each adds terms to the one before, and the newest is what is loaded', () => {
    const url = `${OB3}context-3.0.3.json`;
    const versions = CONTEXT_VERSIONS.get(url) ?? [];
    const terms = versions.map(({ document }) =>
      Object.keys((document as { '@context': object })['@context']),
    );
    expect(terms.map((names) => [names.includes('jti'), names.includes('endorsementJwt')])).toEqual([
      [true, true],
      [true, false],
      [false, false],
    ]);
    expect(heldContexts().get(url)).toBe(versions[0]?.document);
  });

  test('a context can be written out in place of its URL, wherever it is mentioned', () => {
    const document = {
      '@context': ['https://example.org/a', 'https://example.org/b'],
      inner: [{ '@context': 'https://example.org/b', text: 'https://example.org/b' }],
    };
    expect(withContextInline(document, 'https://example.org/b', { '@context': { x: 'urn:x' } })).toEqual({
      '@context': ['https://example.org/a', { x: 'urn:x' }],
      inner: [{ '@context': { x: 'urn:x' }, text: 'https://example.org/b' }],
    });
  });
});
