/**
 * What unbinds a credential from the signature over its RDF. Names are no part of the statements, so whoever holds
 * a signed credential may spell it anew: an inline context that gives a member another name, or maps it to what makes
 * no statement; a whole IRI, or a keyword, in the place of a name. The signature holds, and a reader who goes by
 * the standard's names no longer finds the grade, or the end of validity.
 */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { type Place, pointerOf } from '../kernel/pointer.ts';
import { listOwnTypes } from './own-types.ts';
import type { StandardTerms } from './standard-terms.ts';
import { iriOf } from './standard-terms.ts';
import { listContents } from './unwrap.ts';

export type LooseTerm = { term: string; pointer: string };

/** Members of a credential that records stand under; CLR 1.0 has terms of the same names. */
const PLACES = new Set(['clr', 'signedClrs']);

/** Keywords in an expanded text, where nothing else stands beside them. */
const VALUE_KEYWORDS = new Set(['@value', '@type', '@language', '@direction']);

/** @param standard the terms of the contexts that the document names; they must keep their names and meanings */
export function findLooseTerms(document: JsonObject, standard: StandardTerms): LooseTerm[] {
  const { found, inline } = readInline(document, standard, listContents(document).length > 0);
  const prefixes = { ...standard.prefixes, ...inline.prefixes };
  const isAlias = (name: string): boolean => {
    if (name.includes(':')) return standard.meanings.has(iriOf(name, prefixes) ?? name);
    if (standard.names.has(name) || inline.names.has(name)) return false;
    return inline.vocabularies.some((vocabulary) => standard.meanings.has(vocabulary + name));
  };
  const visit = (value: Json, place: Place | undefined): void => {
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(item, { in: place, segment: i });
    } else if (isObject(value)) {
      const isText = Object.hasOwn(value, '@value');
      for (const [key, member] of Object.entries(value)) {
        const at = { in: place, segment: key };
        if (key === '@context' || inline.literals.has(key)) continue;
        if (key.startsWith('@') ? !(isText && VALUE_KEYWORDS.has(key)) : isAlias(key))
          found.push({ term: key, pointer: pointerOf(at) });
        if (key === 'type') {
          for (const type of asArray(member))
            if (typeof type === 'string' && isAlias(type)) found.push({ term: type, pointer: pointerOf(at) });
        } else visit(member, at);
      }
    }
  };
  visit(document, undefined);
  return found;
}

/** What the inline contexts of a document define. */
type Inline = {
  names: Set<string>;
  prefixes: JsonObject;
  vocabularies: string[];
  /** Members that are one JSON literal: nothing in them is JSON-LD. */
  literals: Set<string>;
};

function readInline(
  document: JsonObject,
  standard: StandardTerms,
  carriesRecord: boolean,
): { found: LooseTerm[]; inline: Inline } {
  const found: LooseTerm[] = [];
  const inline: Inline = { names: new Set(), prefixes: {}, vocabularies: [], literals: new Set() };
  const isRebound = (name: string, iri: string | undefined) => {
    if (iri === undefined) return false;
    if (iri.startsWith('@') && PLACES.has(name)) return true;
    if (carriesRecord && PLACES.has(name)) return false;
    // the model of CLR 1.0 uses `type` as plain data in places, which contexts for signing must repair
    if (name === 'type') return iri === '@id';
    if (iri.startsWith('@')) return standard.names.get(name)?.has(iri) !== true;
    const known = standard.names.get(name);
    if (known !== undefined) return !known.has(iri);
    return standard.meanings.has(iri);
  };
  const ownTypes = listOwnTypes(document, standard);
  /** A type of the document’s own, with a context that rules its own objects only. */
  const hasOwnScope = (name: string, iri: string | undefined, definition: JsonObject) =>
    ownTypes.has(name) &&
    !standard.names.has(name) &&
    iri !== undefined &&
    !standard.meanings.has(iri) &&
    isObject(definition['@context']) &&
    !['@propagate', '@import', '@vocab', '@base'].some((key) => key in Object(definition['@context']));
  /** In such a scope: a name in a sense that is no standard’s. */
  const isOwnSense = (iri: string | undefined, definition: Json) =>
    iri !== undefined &&
    !iri.startsWith('@') &&
    !standard.meanings.has(iri) &&
    !(isObject(definition) && definition['@type'] === '@json');
  const visitContext = (context: Json | undefined, place: Place, inOwnScope = false): void => {
    if (Array.isArray(context)) {
      for (const [i, entry] of context.entries()) visitContext(entry, { in: place, segment: i });
    } else if (isObject(context)) {
      const scope = { ...standard.prefixes, ...context };
      if (typeof context['@vocab'] === 'string') inline.vocabularies.push(context['@vocab']);
      for (const [name, definition] of Object.entries(context)) {
        if (name.startsWith('@')) continue;
        const at = { in: place, segment: name };
        const iri = iriOf(definition, scope);
        inline.names.add(name);
        if (iri !== undefined) inline.prefixes[name] = iri;
        if (isObject(definition) && definition['@type'] === '@json') inline.literals.add(name);
        if (
          isUnsigned(definition) ||
          (isRebound(name, iri) && !(inOwnScope && isOwnSense(iri, definition as Json)))
        )
          found.push({ term: name, pointer: pointerOf(at) });
        if (isObject(definition)) {
          const own = !inOwnScope && hasOwnScope(name, iri, definition);
          visitContext(definition['@context'], { in: at, segment: '@context' }, own);
        }
      }
    }
  };
  const visit = (value: Json, place: Place | undefined): void => {
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(item, { in: place, segment: i });
    } else if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        const at = { in: place, segment: key };
        if (key === '@context') visitContext(member, at);
        else visit(member, at);
      }
    }
  };
  visit(document, undefined);
  return { found, inline };
}

/** True for a definition whose values make no statements, or stand somewhere else in them. */
function isUnsigned(definition: Json | undefined): boolean {
  if (!isObject(definition)) return false;
  const containers = [definition['@container']].flat();
  return (
    containers.includes('@index') || definition['@index'] !== undefined || definition['@nest'] !== undefined
  );
}
