/**
 * What a signature over RDF leaves open in other people's credentials: where one id stands at two places
 * with different members, the graph does not say which members belong where.
 */
import { canonicalJson } from '../kernel/digest.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { typesOf } from './schema-vc.ts';

export type Ambiguity = {
  id: string;
  pointers: string[];
  /**
   * True where every place but one is inside a credential with a proof of its own: that proof says what stands
   * there, so nothing can have been exchanged; only which of those members stood at the one place too is open.
   */
  shared: boolean;
};

type Place = { pointer: string; members: string; region: string };

/**
 * Every id that stands on two objects whose members beside id and type differ.
 *
 * Credentials inside the document that bring their own proof are regions of their own: what is inside one is
 * judged when that credential is verified, so differences within it are none of this document.
 */
export function findAmbiguities(document: JsonObject): Ambiguity[] {
  const places = new Map<string, Place[]>();
  const stack: { value: Json; pointer: string; region: string }[] = [
    { value: document, pointer: '', region: '' },
  ];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, pointer } = next;
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries())
        stack.push({ value: item, pointer: appendPointer(pointer, i), region: next.region });
    } else if (isObject(value)) {
      const region = pointer !== '' && isSigned(value) ? pointer : next.region;
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
        seen.push({ pointer, members: canonicalJson(members), region });
        places.set(name, seen);
      }
      for (const [key, member] of Object.entries(members)) {
        if (typeof member === 'object' && member !== null) {
          stack.push({ value: member, pointer: appendPointer(pointer, key), region });
        }
      }
    }
  }
  return [...places].flatMap(([id, seen]) => ambiguityOf(id, seen));
}

function ambiguityOf(id: string, seen: Place[]): Ambiguity[] {
  const [first] = seen;
  if (seen.every(({ members }) => members === first?.members)) return [];
  const pointers = seen.map(({ pointer }) => pointer).sort();
  const own = new Set(seen.filter(({ region }) => region === '').map(({ members }) => members));
  if (own.size > 1) return [{ id, pointers, shared: false }];
  return own.size === 1 ? [{ id, pointers, shared: true }] : [];
}

function isSigned(value: JsonObject): boolean {
  return value['proof'] !== undefined && typesOf(value).includes('VerifiableCredential');
}
