/**
 * What a signature over RDF leaves open in other people's credentials: where one id stands at two places
 * with different members, the graph does not say which members belong where.
 */
import { canonicalJson } from '../kernel/digest.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';

export type Ambiguity = { id: string; pointers: string[] };

/** Every id that stands on two objects whose members beside id and type differ. */
export function findAmbiguities(document: JsonObject): Ambiguity[] {
  const places = new Map<string, { pointer: string; members: string }[]>();
  const stack: { value: Json; pointer: string }[] = [{ value: document, pointer: '' }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, pointer } = next;
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries())
        stack.push({ value: item, pointer: appendPointer(pointer, i) });
    } else if (isObject(value)) {
      const {
        id,
        '@id': atId,
        type,
        '@type': atType,
        '@context': _context,
        proof: _proof,
        ...members
      } = value;
      const name = id ?? atId;
      if (typeof name === 'string' && Object.keys(members).length > 0) {
        const seen = places.get(name) ?? [];
        seen.push({ pointer, members: canonicalJson(members) });
        places.set(name, seen);
      }
      for (const [key, member] of Object.entries(members)) {
        if (typeof member === 'object' && member !== null) {
          stack.push({ value: member, pointer: appendPointer(pointer, key) });
        }
      }
    }
  }
  return [...places]
    .filter(([, seen]) => seen.some(({ members }) => members !== seen[0]?.members))
    .map(([id, seen]) => ({ id, pointers: seen.map(({ pointer }) => pointer).sort() }));
}
