/** JSON Pointers (RFC 6901): where in a document something is. */
import { isObject, type Json } from './json.ts';

/** The pointer of a member (by name) or item (by index) of what `pointer` names. */
export function appendPointer(pointer: string, segment: string | number): string {
  return `${pointer}/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** A place on the way down a document. Most places are passed in silence, so the pointer is made when it is needed. */
export type Place = { in: Place | undefined; segment: string | number };

/** The pointer of a place; undefined is the whole document. */
export function pointerOf(place: Place | undefined): string {
  const segments: (string | number)[] = [];
  for (let at = place; at !== undefined; at = at.in) segments.push(at.segment);
  return segments.reduceRight<string>(appendPointer, '');
}

/** Findings, losses and the like with pointers into the document that theirs stands in, at `base`. */
export function rebase<T extends { pointer: string }>(items: readonly T[], base: string): T[] {
  return items.map((item) => (base === '' ? item : { ...item, pointer: base + item.pointer }));
}

/** The names and indexes a pointer consists of; undefined where it is no pointer. */
export function splitPointer(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value a pointer names; undefined where there is none. Own members only. */
export function resolvePointer(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const segment of splitPointer(pointer) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string, Json>)[segment];
  }
  return value;
}

/**
 * The document with other values at these pointers, each of which names something in it. What is not on the way to
 * one of them is shared with the original, which is not changed.
 */
export function replaceAt(root: Json, values: [pointer: string, value: Json][]): Json {
  type Branch = { value?: Json; members: Map<string, Branch> };
  const tree: Branch = { members: new Map() };
  for (const [pointer, value] of values) {
    let branch = tree;
    for (const segment of splitPointer(pointer) ?? []) {
      const next = branch.members.get(segment) ?? { members: new Map() };
      branch.members.set(segment, next);
      branch = next;
    }
    branch.value = value;
  }
  const graft = (old: Json, branch: Branch): Json => {
    if (branch.value !== undefined) return branch.value;
    if (branch.members.size === 0) return old;
    if (Array.isArray(old)) {
      const items = [...old];
      for (const [index, inner] of branch.members)
        items[Number(index)] = graft(old[Number(index)] ?? null, inner);
      return items;
    }
    if (!isObject(old)) return old;
    const members = { ...old };
    for (const [name, inner] of branch.members) members[name] = graft(old[name] ?? null, inner);
    return members;
  };
  return graft(root, tree);
}
