/** JSON Pointers (RFC 6901): where in a document something is. */
import type { Json } from './json.ts';

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
