/** What the signature of a document does not bind: over RDF its JSON, unless a signed digest does; over JCS nothing but contexts added later. */
import { findAmbiguities } from '../credentials/ambiguity.ts';
import { checkDigest } from '../credentials/json-digest.ts';
import { findLooseTerms } from '../credentials/loose-terms.ts';
import { hasProof, typesOf } from '../credentials/schema-vc.ts';
import { standardTerms } from '../credentials/standard-terms.ts';
import { listContents } from '../credentials/unwrap.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { contextUrls, type EarlierContext } from '../proofs/check-versions.ts';
import type { LoadDocument } from '../proofs/contexts.ts';
import type { ProofPurpose } from '../proofs/data-integrity.ts';

export type Binding = {
  document: JsonObject;
  proof: JsonObject;
  purpose: ProofPurpose;
  /** What the suite signs: see `CHECKED_SUITES`. */
  binds: 'statements' | 'json';
  /** The canonical N-Quads that the signature covers. */
  statements: string;
  earlier?: EarlierContext;
};

/** A CLR 1.0 inside may be read by the names of its own context, whichever contexts the credential names. */
const CLR1_CONTEXT = 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld';

export async function checkBinding(
  loadDocument: LoadDocument,
  { document, proof, purpose, binds, statements, earlier }: Binding,
  pointer: string,
): Promise<Finding[]> {
  if (binds === 'json') return checkContexts(document, proof, pointer);
  const digest = checkDigest(document, statements);
  if (digest === 'match') {
    // nothing binds a context of the proof's own, and we write none
    if (Object.hasOwn(proof, '@context')) return [finding('proof-malformed', `${pointer}/proof/@context`)];
    return [finding('digest-valid', pointer)];
  }
  if (digest === 'mismatch') return [finding('digest-mismatch', pointer)];
  if (purpose !== 'authentication') return checkWording(loadDocument, document, earlier, pointer);
  const own = ownWord(document);
  return own === undefined ? [] : checkWording(loadDocument, own, earlier, pointer);
}

/**
 * A presentation with those credentials only that nothing but its own signature covers; undefined where there are none.
 * The others are judged by themselves.
 */
function ownWord(presentation: JsonObject): JsonObject | undefined {
  const { verifiableCredential: members } = presentation;
  const isOwn = (member: Json) =>
    isObject(member) && !hasProof(member) && !typesOf(member).includes('EnvelopedVerifiableCredential');
  if (!asArray(members).some(isOwn)) return undefined;
  const kept = (member: Json) => (isOwn(member) ? member : {});
  return {
    ...presentation,
    verifiableCredential: Array.isArray(members) ? members.map(kept) : kept(members as Json),
  };
}

/** What RDF leaves open where no digest of the JSON is signed. */
async function checkWording(
  loadDocument: LoadDocument,
  document: JsonObject,
  earlier: EarlierContext | undefined,
  pointer: string,
): Promise<Finding[]> {
  const urls = contextUrls(document);
  if (listContents(document).length > 0) urls.add(CLR1_CONTEXT);
  const contexts = await Promise.all(
    [...urls].map(async (url) =>
      url === earlier?.url ? earlier.document : ((await loadDocument(url)).document as object),
    ),
  );
  const loose = findLooseTerms(document, standardTerms(contexts)).map(({ term, pointer: at }) =>
    finding(
      'term-loose',
      pointer + at,
      `"${term.slice(0, 100)}" is spelled or defined so that the signature does not bind what it says.`,
    ),
  );
  return [finding('digest-absent', pointer), ...loose, ...checkAmbiguities(document, pointer)];
}

/**
 * A signature over JCS binds every member as it stands, null and order included. Only contexts after those that the
 * proof repeats are open: the suites let others add some (Data Integrity EdDSA Cryptosuites 1.0, section 3.3.2).
 */
function checkContexts(document: JsonObject, proof: JsonObject, pointer: string): Finding[] {
  if (proof['@context'] === undefined) return [];
  const signed = asArray(proof['@context']).length;
  const added = asArray(document['@context']).slice(signed);
  if (added.length === 0) return [];
  const message = `${added.length === 1 ? 'A context was' : `${added.length} contexts were`} added after signing; what it says of any member is not the signer’s word.`;
  return [finding('term-loose', `${pointer}/@context/${signed}`, message)];
}

function checkAmbiguities(document: JsonObject, pointer: string): Finding[] {
  return findAmbiguities(document).map(({ id, pointers, shared }) => {
    const at = pointer + (pointers[0] ?? '');
    const places = pointers.map((place) => pointer + place).join(', ');
    return shared
      ? finding(
          'graph-shared',
          at,
          `The id ${id} has other members inside credentials signed on their own (${places}): what it is said to be here may have been more or less of the same.`,
          pointers,
        )
      : finding('ambiguous-graph', at, `The id ${id} has different members at ${places}.`, pointers);
  });
}
