/**
 * The signed digest. A signature over RDF does not bind the JSON: lists have no order, nodes with one id
 * melt into one, so parts can move from one issuer to another and it still holds. A digest of the JSON, put
 * under that signature, binds what RDF leaves open.
 */
import { digestJson } from '../kernel/digest.ts';
import type { JsonObject } from '../kernel/json.ts';
import { DIGEST_IRI } from './vocabulary.ts';

/** Digest of a credential's JSON (JCS, SHA-256, multibase), without its `proof` and `jsonDigest`. */
export function digestCredential(credential: JsonObject): string {
  const { proof: _proof, jsonDigest: _digest, ...rest } = credential;
  return digestJson(rest);
}

/**
 * Compares the digests among signed statements (N-Quads) with the JSON.
 *
 * The statements are read, not the JSON's terms: renaming the term in an inline context changes no
 * statement, and must not make the digest disappear.
 */
export function checkDigest(credential: JsonObject, statements: string): 'match' | 'mismatch' | 'absent' {
  const marker = `<${DIGEST_IRI}> "`;
  const at = statements.indexOf(marker);
  if (at < 0) return 'absent';
  if (statements.indexOf(marker, at + 1) >= 0) return 'mismatch';
  const start = at + marker.length;
  const signed = statements.slice(start, statements.indexOf('"', start));
  return signed === credential['jsonDigest'] && signed === digestCredential(credential) ? 'match' : 'mismatch';
}
