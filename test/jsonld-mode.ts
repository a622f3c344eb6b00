/**
 * Runs any test without the shortcuts to JSON-LD. `JSONLD=plain` switches them off everywhere; with `JSONLD=unknown` the
 * library pretends to be of a version that is not known, so that they have to find out and step back by themselves.
 * A test that hands over a library of its own keeps it.
 */
import { vi } from 'vitest';

vi.mock('../src/proofs/share-contexts.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../src/proofs/share-contexts.ts')>();
  const { default: jsonld } = await import('jsonld');
  const unknown: typeof jsonld = {
    ...jsonld,
    toRDF: (input, options) => jsonld.toRDF(input, options),
    processContext: async (...args) => ({ ...(await jsonld.processContext(...args)), extra: new Map() }),
  };
  const change = process.env['JSONLD'] === 'plain' ? { share: false } : { library: unknown };
  const shareContexts: typeof original.shareContexts = (options = {}) =>
    original.shareContexts('library' in options ? options : { ...options, ...change });
  return { ...original, shareContexts };
});
