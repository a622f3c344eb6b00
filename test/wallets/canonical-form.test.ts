/**
 * The statements that we sign, beside an implementation of RDF canonicalization by other people: where a wallet comes
 * to another result (DIDKit, of two equal ordered lists), it is the wallet that errs.
 */
import { readFileSync } from 'node:fs';
import jsonld from 'jsonld';
import { RDFC10 } from 'rdfjs-c14n';
import { describe, expect, test } from 'vitest';
import { createSigner, wrap } from '../../src/library.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { hasReference, readReference } from '../reference.ts';

const documentLoader = createContextLoader();

async function statementsOf(text: string): Promise<{ ours: string; theirs: string }> {
  const { verifiableCredential } = await wrap(JSON.parse(text), {
    signer: await createSigner(),
    profile: 'clr2',
    validation: 'lenient',
  });
  const document = verifiableCredential as object;
  const options = { documentLoader, format: 'application/n-quads', safe: true };
  const quads = await jsonld.toRDF(document, options);
  return {
    ours: String(await jsonld.canonize(document, { ...options, algorithm: 'RDFC-1.0', maxWorkFactor: 3 })),
    theirs: await new RDFC10().canonicalize(String(quads)),
  };
}

describe('the canonical form of a ClrCredential', () => {
  test('of the sample, in which two courses have the same scale', async () => {
    const sample = readFileSync(new URL('../../samples/sample-clr.json', import.meta.url), 'utf8');
    expect(sample.match(/"allowedValues"/g)).toHaveLength(2);
    const { ours, theirs } = await statementsOf(sample);
    expect(ours).toBe(theirs);
  });

  test.skipIf(!hasReference)('of the pilot transcript', async () => {
    const { ours, theirs } = await statementsOf(readReference('samples/clr-v1/pilot-transcript.json'));
    expect(ours).toBe(theirs);
  });
});
