/**
 * The bridge's own JSON-LD terms. They travel as inline contexts, so that a verifier needs no document of
 * ours. The IRIs are names; nothing is fetched from them.
 */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { VOCABULARY } from '../kernel/vocabulary.ts';

/** The predicate of the signed digest, as it stands in N-Quads. */
export const DIGEST_IRI = `${VOCABULARY}jsonDigest`;

const json = (name: string) => ({ '@id': VOCABULARY + name, '@type': '@json' });

/** Definitions of each term we may write; a credential brings those it uses. */
export const TERMS = {
  /** The record, whole, as one JSON literal. */
  clr: json('clr'),
  /** Signed records (compact JWS) that travel beside or instead of plain ones. */
  signedClrs: json('signedClrs'),
  /** How the record that travels along was converted. */
  conversion: json('conversion'),
  /** Digest of the credential's JSON without `proof` and without itself. */
  jsonDigest: { '@id': DIGEST_IRI, '@type': 'https://w3id.org/security#multibase' },
  /** Where the record came from: evidence of this type has the members below. */
  SourceRecord: `${VOCABULARY}SourceRecord`,
  sourceDigest: { '@id': `${VOCABULARY}sourceDigest`, '@type': 'https://w3id.org/security#multibase' },
  sourceBytes: { '@id': `${VOCABULARY}sourceBytes`, '@type': 'http://www.w3.org/2001/XMLSchema#integer' },
  sourceUrl: { '@id': `${VOCABULARY}sourceUrl`, '@type': '@id' },
} as const satisfies Record<string, Json>;

/** Whether a context entry is an inline context that defines this term as we do. */
export function definesTerm(context: Json | undefined, term: keyof typeof TERMS): boolean {
  const entries = Array.isArray(context) ? context : [context];
  const expected = TERMS[term] as Json;
  return entries.some((entry) => isObject(entry) && sameDefinition(entry[term], expected));
}

function sameDefinition(a: Json | undefined, b: Json): boolean {
  if (isObject(a) && isObject(b)) return a['@id'] === b['@id'];
  return a === b;
}

/** The inline context with these terms. */
export function inlineContext(names: (keyof typeof TERMS)[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, TERMS[name]]));
}

/**
 * The document with these terms defined in its last inline context, and with contexts that its proof needs before
 * that. An inline context that ends its list is taken further; published contexts are never touched.
 */
export function addTerms(
  document: JsonObject,
  names: (keyof typeof TERMS)[],
  contexts: string[] = [],
): JsonObject {
  const present = asArray(document['@context']);
  const last = present.at(-1);
  const inline = isObject(last) ? last : {};
  const before = isObject(last) ? present.slice(0, -1) : present;
  const missing = contexts.filter((url) => !before.includes(url));
  return { ...document, '@context': [...before, ...missing, { ...inline, ...inlineContext(names) }] };
}
