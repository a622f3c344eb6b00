/**
 * What a signature over RDF leaves open in other people's credentials: where one id stands at two places
 * with different members, the graph does not say which members belong where.
 */
import { canonicalJson } from '../kernel/digest.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { type Place, pointerOf } from '../kernel/pointer.ts';
import { hasProof, typesOf } from './schema-vc.ts';

export type Ambiguity = {
  id: string;
  pointers: string[];
  /**
   * True where every place but one is inside a credential with a proof of its own: that proof says what stands
   * there, so nothing can have been exchanged; only which of those members stood at the one place too is open.
   */
  shared: boolean;
};

/** One object with an id: what it says beside that, compared only where the id stands again. */
type Mention = { place: Place | undefined; value: JsonObject; region: JsonObject; canonical?: string };

/** What says no more of an object than which one it is. */
const IDENTITY = new Set(['id', '@id', 'type', '@type', '@context', 'proof']);

/**
 * Every id that stands on two objects whose members beside id and type differ.
 *
 * Credentials inside the document that bring their own proof are regions of their own: what is inside one is
 * judged when that credential is verified, so differences within it are none of this document.
 */
export function findAmbiguities(document: JsonObject): Ambiguity[] {
  const mentions = new Map<string, Mention[]>();
  const stack: { value: Json; place: Place | undefined; region: JsonObject }[] = [
    { value: document, place: undefined, region: document },
  ];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, place } = next;
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) {
        if (typeof item === 'object' && item !== null)
          stack.push({ value: item, place: { in: place, segment: i }, region: next.region });
      }
    } else if (isObject(value)) {
      const region = isSigned(value) ? value : next.region;
      let says = false;
      for (const [key, member] of Object.entries(value)) {
        if (IDENTITY.has(key)) continue;
        says = true;
        if (typeof member === 'object' && member !== null)
          stack.push({ value: member, place: { in: place, segment: key }, region });
      }
      const name = value['id'] ?? value['@id'];
      if (typeof name === 'string' && says) {
        const seen = mentions.get(name);
        if (seen === undefined) mentions.set(name, [{ place, value, region }]);
        else seen.push({ place, value, region });
      }
    }
  }
  return [...mentions].flatMap(([id, seen]) => (seen.length > 1 ? ambiguityOf(id, seen, document) : []));
}

function ambiguityOf(id: string, seen: Mention[], document: JsonObject): Ambiguity[] {
  const [first, ...others] = seen as [Mention, ...Mention[]];
  if (others.every((other) => sameMembers(first, other))) return [];
  const [own, ...more] = seen.filter(({ region }) => region === document);
  if (own === undefined) return [];
  const pointers = seen.map(({ place }) => pointerOf(place)).sort();
  return [{ id, pointers, shared: more.every((other) => sameMembers(own, other)) }];
}

function sameMembers(a: Mention, b: Mention): boolean {
  const names = namesOf(b);
  // the names alone tell most of them apart
  return (
    names.length === namesOf(a).length &&
    names.every((name) => Object.hasOwn(a.value, name)) &&
    canonicalOf(a) === canonicalOf(b)
  );
}

const namesOf = ({ value }: Mention) => Object.keys(value).filter((name) => !IDENTITY.has(name));

function canonicalOf(mention: Mention): string {
  mention.canonical ??= canonicalJson(
    Object.fromEntries(Object.entries(mention.value).filter(([name]) => !IDENTITY.has(name))),
  );
  return mention.canonical;
}

function isSigned(value: JsonObject): boolean {
  return hasProof(value) && typesOf(value).includes('VerifiableCredential');
}
