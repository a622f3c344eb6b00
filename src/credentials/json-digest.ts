/**
 * The signed digest. A signature over RDF does not bind the JSON: lists have no order, nodes with one id
 * melt into one, so parts can move from one issuer to another and it still holds. A digest of the JSON, put
 * under that signature, binds what RDF leaves open.
 */
import { digestJson } from '../kernel/digest.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { DIGEST_IRI } from './vocabulary.ts';

/** Digest of a credential's JSON (JCS, SHA-256, multibase), without its `proof` and `jsonDigest`. */
export function digestCredential(credential: JsonObject): string {
  const { proof: _proof, jsonDigest: _digest, ...rest } = credential;
  return digestJson(rest);
}

/**
 * Compares the digest among signed statements (N-Quads) with the JSON.
 *
 * The statements are read, not the JSON's terms: renaming the term in an inline context changes no
 * statement, and must not make the digest disappear. Digests of credentials inside a presentation stand in
 * graphs of their own, or speak of other subjects, and are no matter of this document.
 */
export function checkDigest(credential: JsonObject, statements: string): 'match' | 'mismatch' | 'absent' {
  const signed = digestsOf(credential['id'], statements);
  if (signed.length === 0) return 'absent';
  const [only] = signed;
  const sound =
    signed.length === 1 && only === credential['jsonDigest'] && only === digestCredential(credential);
  return sound ? 'match' : 'mismatch';
}

/** The objects of `<id> jsonDigest "..."` in the default graph; a document without id is a blank node. */
function digestsOf(id: Json | undefined, statements: string): string[] {
  const predicate = ` <${DIGEST_IRI}> "`;
  const subject = typeof id === 'string' ? `<${id}>` : '_:';
  const found: string[] = [];
  for (let at = statements.indexOf(predicate); at >= 0; at = statements.indexOf(predicate, at + 1)) {
    const start = statements.lastIndexOf('\n', at) + 1;
    const end = statements.indexOf('\n', at);
    const [, value = '', graph] = OBJECT.exec(statements.slice(at + predicate.length, end)) ?? [];
    if (statements.slice(start, at).startsWith(subject) && graph === '') found.push(value);
  }
  return found;
}

const OBJECT = /^([^"]*)"(?:\^\^<[^>]*>)? ?(\S*) ?\.$/;
