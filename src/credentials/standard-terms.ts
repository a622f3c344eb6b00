/** The names and meanings that a JSON-LD context gives, in whatever scope: what a reader of its standard goes by. */
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';

export type StandardTerms = {
  /** Each name with the IRIs it has in one scope or another; `@...` for an alias of a keyword. */
  names: ReadonlyMap<string, ReadonlySet<string>>;
  /** IRIs that a name stands for. */
  meanings: ReadonlySet<string>;
  /** Definitions of every name at the top, to resolve compact IRIs with. */
  prefixes: JsonObject;
};

const known = new WeakMap<object, StandardTerms>();
/** What was put together last: the badges of a record name the same contexts. */
const recent: { each: StandardTerms[]; together: StandardTerms }[] = [];
const RECENT = 16;

/** The terms of several contexts (documents with a member `@context`) together. */
export function standardTerms(contexts: object[]): StandardTerms {
  const each = contexts.map((context) => {
    const terms = known.get(context) ?? readTerms(context as { '@context'?: Json });
    known.set(context, terms);
    return terms;
  });
  const [only] = each;
  if (only !== undefined && each.length === 1) return only;
  const before = recent.find(
    (one) => one.each.length === each.length && one.each.every((terms, i) => terms === each[i]),
  );
  if (before !== undefined) return before.together;
  const together = putTogether(each);
  recent.unshift({ each, together });
  recent.length = Math.min(recent.length, RECENT);
  return together;
}

function putTogether(each: StandardTerms[]): StandardTerms {
  const names = new Map<string, Set<string>>();
  for (const terms of each)
    for (const [name, iris] of terms.names) names.set(name, new Set([...(names.get(name) ?? []), ...iris]));
  return {
    names,
    meanings: new Set(each.flatMap((terms) => [...terms.meanings])),
    prefixes: Object.assign({}, ...each.map((terms) => terms.prefixes)) as JsonObject,
  };
}

function readTerms({ '@context': root }: { '@context'?: Json }): StandardTerms {
  const names = new Map<string, Set<string>>();
  const meanings = new Set<string>();
  const prefixes: JsonObject = {};
  const visit = (context: Json | undefined, outer: JsonObject, top: boolean): void => {
    if (Array.isArray(context)) {
      for (const entry of context) visit(entry, outer, top);
    } else if (isObject(context)) {
      const scope = { ...outer, ...context };
      for (const [name, definition] of Object.entries(context)) {
        if (name.startsWith('@')) continue;
        const iri = iriOf(definition, scope);
        if (iri !== undefined) {
          names.set(name, (names.get(name) ?? new Set()).add(iri));
          if (top) prefixes[name] = iri;
          // what ends so is a prefix, and nobody writes it in the place of a member
          if (!iri.startsWith('@') && !/[#/]$/.test(iri)) meanings.add(iri);
        }
        if (isObject(definition)) visit(definition['@context'], scope, false);
      }
    }
  };
  visit(root, {}, true);
  return { names, meanings, prefixes };
}

/** The IRI of a definition, compact IRIs resolved; `@...` for an alias of a keyword. */
export function iriOf(definition: Json | undefined, context: JsonObject, depth = 0): string | undefined {
  const id = isObject(definition) ? definition['@id'] : definition;
  if (typeof id !== 'string' || depth > 8) return undefined;
  if (id.startsWith('@')) return id;
  const colon = id.indexOf(':');
  if (colon < 0) return Object.hasOwn(context, id) ? iriOf(context[id], context, depth + 1) : id;
  const name = id.slice(0, colon);
  const prefix = Object.hasOwn(context, name) ? iriOf(context[name], context, depth + 1) : undefined;
  return prefix === undefined || id.startsWith('//', colon + 1) ? id : prefix + id.slice(colon + 1);
}
