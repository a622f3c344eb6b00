/** Random changes to a JSON document, each one sure to change its value. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Json, JsonObject } from '../src/kernel/json.ts';
import { appendPointer } from '../src/kernel/pointer.ts';
import { copy } from './harness.ts';

export type Mutation = { kind: string; pointer: string; document: JsonObject };

type Place = { holder: JsonObject | Json[]; key: string | number; pointer: string };

/** Every place below `root` of the document, members and items alike. */
function placesOf(document: JsonObject, root: string): Place[] {
  const found: Place[] = [];
  const visit = (value: Json, pointer: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    for (const key of keys) {
      const at = appendPointer(pointer, key);
      if (at.startsWith(root)) found.push({ holder: value, key, pointer: at });
      visit((value as JsonObject)[key] as Json, at);
    }
  };
  visit(document, '');
  return found;
}

const get = ({ holder, key }: Place) => (holder as JsonObject)[key] as Json;
const set = ({ holder, key }: Place, value: Json) => {
  (holder as JsonObject)[key] = value;
};

const KINDS = ['change', 'delete', 'add', 'move', 'reorder', 'swap'] as const;

/** Places that a change can be made at all; few values are lists, and each kind is to have its share. */
function fits(kind: (typeof KINDS)[number], held: Json): boolean {
  if (kind === 'reorder') return Array.isArray(held) && held.length > 1;
  return kind !== 'move' || (typeof held === 'object' && held !== null && !Array.isArray(held));
}

function mutate(
  original: JsonObject,
  root: string,
  kind: (typeof KINDS)[number],
  a: number,
  b: number,
  value: Json,
): Mutation | undefined {
  const document = copy(original);
  const places = placesOf(document, root);
  const fitting = places.filter((place) => fits(kind, get(place)));
  const one = fitting[a % fitting.length];
  if (one === undefined) return undefined;
  const two = places[b % places.length] as Place;
  const held = get(one);
  if (kind === 'change')
    set(one, typeof held === 'string' && typeof value === 'string' ? held + value : value);
  else if (kind === 'delete') {
    if (Array.isArray(one.holder)) one.holder.splice(one.key as number, 1);
    else delete (one.holder as JsonObject)[one.key];
  } else if (kind === 'add') {
    if (Array.isArray(held))
      held.splice(b % (held.length + 1), 0, held.length > 0 ? copy(held[0] as Json) : value);
    else if (typeof held === 'object' && held !== null) held[`added${b % 7}`] = value;
    else return undefined;
  } else if (kind === 'reorder') {
    if (!Array.isArray(held) || held.length < 2) return undefined;
    held.reverse();
  } else if (kind === 'move') {
    if (
      typeof held !== 'object' ||
      held === null ||
      Array.isArray(held) ||
      two.pointer.startsWith(one.pointer)
    )
      return undefined;
    const target = get(two);
    const [name] = Object.keys(held);
    if (name === undefined || typeof target !== 'object' || target === null || Array.isArray(target))
      return undefined;
    target[name] = held[name] as Json;
    delete held[name];
  } else {
    if (one.pointer.startsWith(two.pointer) || two.pointer.startsWith(one.pointer)) return undefined;
    set(one, get(two));
    set(two, held);
  }
  return isDeepStrictEqual(document, original) ? undefined : { kind, pointer: one.pointer, document };
}

/** One change at or below `root`: a value changed, deleted, added, moved or exchanged, or an array reordered. */
export function arbitraryMutation(original: JsonObject, root = ''): fc.Arbitrary<Mutation> {
  return fc
    .tuple(
      fc.constantFrom(...KINDS),
      fc.nat(),
      fc.nat(),
      fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.integer(), fc.boolean(), fc.constant(null)),
    )
    .map(([kind, a, b, value]) => mutate(original, root, kind, a, b, value as Json))
    .filter((mutation) => mutation !== undefined);
}
