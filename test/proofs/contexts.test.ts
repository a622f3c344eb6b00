import { readFileSync } from 'node:fs';
import jsonld from 'jsonld';
import { describe, expect, test } from 'vitest';
import { createContextLoader, heldContexts } from '../../src/proofs/contexts.ts';
import { hasReference, readReference } from '../reference.ts';

const ours = JSON.parse(readFileSync(new URL('../../contexts/clr-v1.jsonld', import.meta.url), 'utf8'));

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

    // a value of every JSON kind, so that type coercion, containers and prefixes show
    test.each(terms)('%s expands the same', async (term) => {
      for (const value of ['text', 'https://example.org/x', 1.5, true, ['a', 'b'], { id: 'urn:x:1' }]) {
        for (const document of [
          { [term]: value },
          { [`${term}:suffix`]: value },
          { type: term, name: 'n' },
        ]) {
          const expand = (context: object) =>
            jsonld.expand({ ...context, ...document } as object).catch((e: Error) => e.message);
          expect(await expand(ours)).toEqual(await expand(published));
        }
      }
    });
  });
});
