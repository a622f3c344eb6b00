/**
 * Our shortcuts against the libraries as their publishers made them, through the same doors as the product: the canonical
 * statements and the signatures are the same, byte for byte, and what one refuses the other refuses.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import jsonld from 'jsonld';
import jsigs from 'jsonld-signatures';
import * as rdfCanonize from 'rdf-canonize';
import { describe, expect, test } from 'vitest';
import { wrap } from '../../src/credentials/wrap.ts';
import { asArray, isObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { canonize } from '../../src/proofs/canonize.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import { alumni, loadDocument, signerOf } from '../fixtures/alumni.ts';
import { arbitraryClr } from '../fixtures/arbitrary-clr.ts';
import { arbitraryBadge, arbitraryClr2 } from '../fixtures/arbitrary-clr2.ts';
import { employment } from '../fixtures/employment.ts';
import { nastyCredential } from '../fixtures/nasty-credentials.ts';
import { documentLoader as keyLoader, SUITES } from '../fixtures/plain-verifier.ts';
import { VECTORS } from '../fixtures/suite-vectors.ts';
import { hasReference, referencePath } from '../reference.ts';

/** The whole proof is IDENTITY_RUNS=10000 with a `--testTimeout` to match. */
const IDENTITY_RUNS = Number(process.env['IDENTITY_RUNS'] ?? 320);

const ED25519 = 'https://w3id.org/security/suites/ed25519-2020/v1';
const NOW = new Date('2026-06-01T12:00:00Z');

const PROOFS = ['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const;
const { pair } = VECTORS.find(({ suite }) => suite === 'eddsa-rdfc-2022')!;
const signer = signerOf(pair, 'Ed25519');
const plainSigner = {
  id: signer.id,
  algorithm: 'Ed25519',
  sign: ({ data }: { data: Uint8Array }) => signer.sign(data),
};
const purpose = {
  term: 'assertionMethod',
  match: async () => true,
  validate: async () => ({ valid: true }),
  update: async (proof: object) => Object.assign(proof, { proofPurpose: 'assertionMethod' }),
};

type Outcome = { text: string } | { refused: string };

const refused = (error: unknown): Outcome => {
  const { message, details } = error as { message: string; details?: object };
  return { refused: `${message} ${JSON.stringify(details)}` };
};

const ours = (document: object): Promise<Outcome> =>
  canonize(document, { documentLoader: loadDocument }).then((text) => ({ text }), refused);

async function plain(document: object): Promise<Outcome> {
  try {
    const dataset = await jsonld.toRDF(document, {
      rdfDirection: 'i18n-datatype',
      base: null,
      safe: true,
      produceGeneralizedRdf: false,
      documentLoader: loadDocument,
    });
    return {
      text: await rdfCanonize.canonize(dataset, { algorithm: 'RDFC-1.0', format: 'application/n-quads' }),
    };
  } catch (error) {
    return refused(error);
  }
}

/** Twice, since the second time finds what the first has kept. @returns whether it can be put in canonical form */
async function expectSameStatements(document: object): Promise<boolean> {
  const expected = await plain(document);
  expect(await ours(document)).toEqual(expected);
  expect(await ours(document)).toEqual(expected);
  return 'text' in expected;
}

type Signed = { proof: JsonObject | JsonObject[] };
const lastProof = (signed: JsonObject) => asArray((signed as Signed).proof).at(-1);

/** @returns whether it can be signed */
async function expectSameSignature(document: JsonObject, name: (typeof PROOFS)[number]): Promise<boolean> {
  const withContext =
    name === 'Ed25519Signature2020' && !asArray(document['@context']).includes(ED25519)
      ? { ...document, '@context': [...asArray(document['@context']), ED25519] as Json }
      : document;
  const attempt = (signing: Promise<unknown>) =>
    signing.then(
      (signed) => signed as JsonObject,
      () => undefined,
    );
  const suite = SUITES[name](plainSigner, '2026-06-01T12:00:00Z');
  const theirs = await attempt(
    jsigs.sign({ ...withContext }, { suite, purpose, documentLoader: loadDocument, addSuiteContext: false }),
  );
  const sign = () => attempt(signDocument(withContext, { proof: name, signer, now: NOW, loadDocument }));
  const signed = await sign();
  expect(signed).toEqual(theirs);
  expect(await sign()).toEqual(theirs);
  if (signed === undefined) return false;
  const documentLoader = async (url: string) =>
    url.startsWith('did:key:') ? keyLoader(url) : loadDocument(url);
  const { verified } = await jsigs.verify(
    { ...signed, proof: lastProof(signed) },
    { suite: SUITES[name](), purpose, documentLoader },
  );
  expect(verified).toBe(true);
  return true;
}

function* documentsUnder(folder: string): Generator<[string, JsonObject]> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.json(?:ld)?$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const document = JSON.parse(readFileSync(path, 'utf8')) as Json;
    if (isObject(document) && '@context' in document) yield [path.slice(folder.length), document];
  }
}
const own = (folder: string) => fileURLToPath(new URL(`../../${folder}/`, import.meta.url));
const FOUND: [string, JsonObject][] = [
  ...documentsUnder(own('samples')),
  ...documentsUnder(own('test/fixtures')),
  ...(hasReference ? documentsUnder(referencePath('samples')) : []),
  ['the alumni credential', alumni],
  ['the employment credential', employment],
  ...VECTORS.map(({ suite, document = alumni, proofValue }): [string, JsonObject] => [
    `the vector ${proofValue.slice(0, 12)} of ${suite}`,
    document,
  ]),
];

describe.each(FOUND)('%s', (_name, document) => {
  test('the same statements', async () => {
    await expectSameStatements(document);
  });
  test.each(PROOFS)('the same signature, %s', async (name) => {
    await expectSameSignature(document, name);
    const { proof: _proof, ...unsigned } = document;
    await expectSameSignature(unsigned, name);
  });
});

const wrapped: fc.Arbitrary<JsonObject> = fc
  .tuple(
    arbitraryClr({ nulls: false }),
    fc.constantFrom('verbatim', 'linked-data'),
    fc.constantFrom('1.1', '2.0'),
  )
  .map(([record, profile, vcVersion]) => {
    const options = {
      issuer: 'did:example:issuer',
      id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      validFrom: new Date('2026-01-01T00:00:00Z'),
      proofContexts: vcVersion === '1.1' ? ['https://w3id.org/security/data-integrity/v2'] : [],
      source: { digest: 'uEiA', bytes: 3 },
      vcVersion,
    };
    const wrapAs = (as: typeof profile) =>
      wrap({ clrs: [record], signedClrs: [] }, { ...options, profile: as });
    try {
      return wrapAs(profile);
    } catch {
      // a record with contexts that are not held is wrapped verbatim only
      return wrapAs('verbatim');
    }
  });

/** With a meaning for every name, most of what strangers write can be signed; some of it stays as it is. */
const meant = (credentials: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> =>
  fc.tuple(credentials, fc.integer({ min: 0, max: 4 })).map(([credential, n]) => ({
    ...credential,
    '@context': [
      ...asArray(credential['@context']),
      ...(n === 0 ? [] : [{ '@vocab': 'urn:any:', '@base': 'https://base.example/' }]),
    ] as Json,
  }));

const GENERATED: [string, fc.Arbitrary<JsonObject>][] = [
  ['any CLR 2.0', meant(arbitraryClr2())],
  ['any badge', meant(arbitraryBadge())],
  ['any CLR 1.0, wrapped', wrapped],
  ['corners of JSON-LD', meant(nastyCredential)],
];

describe.each(GENERATED)('%s', (_name, credential) => {
  const numRuns = Math.ceil(IDENTITY_RUNS / GENERATED.length);
  test('the same statements', async () => {
    let good = 0;
    await fc.assert(
      fc.asyncProperty(credential, async (document) => {
        if (await expectSameStatements(document)) good++;
      }),
      { numRuns },
    );
    // else refusals alone were compared
    expect(good).toBeGreaterThan(0);
    if (process.env['IDENTITY_RUNS']) console.log(`${_name}: statements of ${good} of ${numRuns}`);
  });
  test.each(PROOFS)('the same signature, %s', async (name) => {
    let good = 0;
    await fc.assert(
      fc.asyncProperty(credential, async (document) => {
        if (await expectSameSignature(document, name)) good++;
      }),
      { numRuns },
    );
    expect(good).toBeGreaterThan(0);
    if (process.env['IDENTITY_RUNS']) console.log(`${_name}: ${name} of ${good} of ${numRuns}`);
  });
});
