/**
 * Inline contexts that unbind a record from the signature over its RDF. A `@context` is no part of the
 * statements, so whoever holds a signed credential may add one: a member mapped to `@index` makes no statement
 * at all, and a term of the record given another name or meaning makes the same statements out of other JSON.
 */
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { CLR1_CONTEXT } from '../records/model-clr1.ts';
import { listContents } from './unwrap.ts';

/** The context whose terms a record is read by. */
export const STANDARD_CONTEXT = CLR1_CONTEXT;

export type LooseTerm = { term: string; pointer: string };

/** Aliases of these keep their value under the signature. */
const SAFE_KEYWORDS = new Set(['@id', '@type']);

/** Members of a credential that records stand under; the standard has terms of the same names. */
const PLACES = new Set(['clr', 'signedClrs']);

/** @param standard the CLR 1.0 context (its `@context`); its terms must keep their names and meanings */
export function findLooseTerms(document: JsonObject, standard: JsonObject): LooseTerm[] {
  const found: LooseTerm[] = [];
  const carriesRecord = listContents(document).length > 0;
  const names = new Map(Object.keys(standard).map((name) => [name, iriOf(standard[name], standard)]));
  const meanings = new Set([...names.values()].filter((iri) => iri !== undefined && !iri.startsWith('@')));
  const isRebound = (name: string, iri: string | undefined) => {
    // the model uses `type` as plain data in places, which contexts for signing must repair
    if (!carriesRecord || iri === undefined || name === 'type' || PLACES.has(name)) return false;
    return names.has(name) ? names.get(name) !== iri : meanings.has(iri);
  };
  const visitContext = (context: Json | undefined, pointer: string): void => {
    if (Array.isArray(context)) {
      for (const [i, entry] of context.entries()) visitContext(entry, appendPointer(pointer, i));
    } else if (isObject(context)) {
      for (const [name, definition] of Object.entries(context)) {
        if (name.startsWith('@')) continue;
        const at = appendPointer(pointer, name);
        const iri = iriOf(definition, { ...standard, ...context });
        if (isUnsigned(definition, iri) || isRebound(name, iri)) found.push({ term: name, pointer: at });
        if (isObject(definition)) visitContext(definition['@context'], appendPointer(at, '@context'));
      }
    }
  };
  const visit = (value: Json, pointer: string): void => {
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(item, appendPointer(pointer, i));
    } else if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        const at = appendPointer(pointer, key);
        if (key === '@context') visitContext(member, at);
        else visit(member, at);
      }
    }
  };
  visit(document, '');
  return found;
}

function isUnsigned(definition: Json | undefined, iri: string | undefined): boolean {
  if (iri?.startsWith('@')) return !SAFE_KEYWORDS.has(iri);
  if (!isObject(definition)) return false;
  const containers = [definition['@container']].flat();
  return (
    containers.includes('@index') || definition['@index'] !== undefined || definition['@nest'] !== undefined
  );
}

/** The IRI of a definition, compact IRIs resolved; `@...` for an alias of a keyword. */
function iriOf(definition: Json | undefined, context: JsonObject, depth = 0): string | undefined {
  const id = isObject(definition) ? definition['@id'] : definition;
  if (typeof id !== 'string' || depth > 8) return undefined;
  if (id.startsWith('@')) return id;
  const colon = id.indexOf(':');
  if (colon < 0) return Object.hasOwn(context, id) ? iriOf(context[id], context, depth + 1) : id;
  const prefix = iriOf(context[id.slice(0, colon)], context, depth + 1);
  return prefix === undefined || id.startsWith('//', colon + 1) ? id : prefix + id.slice(colon + 1);
}
