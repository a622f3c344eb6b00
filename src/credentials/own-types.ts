/** Types that a document has for itself, in places where no reader of a standard looks. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { StandardTerms } from './standard-terms.ts';

/**
 * Types whose every object stands under a member that no standard names, has no type of a standard beside it, and
 * which are the name of no member. A context scoped to such a type (JSON-LD 1.1, section 4.1.5) rules the members of
 * these objects and of no other, so it may use a standard's names in its own sense: `expirationDate` of a driver's
 * licence.
 */
export function listOwnTypes(document: JsonObject, standard: StandardTerms): ReadonlySet<string> {
  const own = new Set<string>();
  const shared = new Set<string>();
  const isStandard = (term: string) => standard.names.has(term) || standard.meanings.has(term);
  const visit = (value: Json, outside: boolean): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, outside);
    } else if (isObject(value)) {
      const types = [...asArray(value['type']), ...asArray(value['@type'])].filter(
        (type) => typeof type === 'string',
      );
      const into = outside && !types.some(isStandard) ? own : shared;
      for (const type of types) into.add(type);
      for (const [key, member] of Object.entries(value)) {
        if (key === '@context') continue;
        shared.add(key);
        visit(member, !key.startsWith('@') && !isStandard(key));
      }
    }
  };
  visit(document, false);
  for (const type of shared) own.delete(type);
  return own;
}
