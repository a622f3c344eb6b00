/** Digests of bytes and of JSON values, in the form `digestMultibase` of VC Data Model 2.0, section 5.3. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json, JsonObject } from './json.ts';

/** SHA-256 as a multihash in base64url multibase: `u` + base64url(0x12 0x20 digest). */
export function digestBytes(bytes: Uint8Array | string): string {
  const digest = createHash('sha256').update(bytes).digest();
  return `u${Buffer.concat([Uint8Array.of(0x12, 0x20), digest]).toString('base64url')}`;
}

/**
 * The JSON value in the one form of RFC 8785 (JCS). `JSON.stringify` writes numbers and texts as that form has them, so
 * it is handed members in order; what it would not write as they stand is left to the library.
 */
export function canonicalJson(value: Json): string {
  const ordered = inOrder(value);
  const text = ordered === undefined ? canonicalize(value) : JSON.stringify(ordered);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}

/** A copy with the members of each object in the order of their names; undefined where there is no such copy. */
function inOrder(value: Json): Json | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? value : undefined;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? itemsInOrder(value) : membersInOrder(value);
    default:
      return undefined;
  }
}

function itemsInOrder(items: Json[]): Json[] | undefined {
  const ordered: Json[] = [];
  for (const item of items) {
    const copy = inOrder(item);
    if (copy === undefined) return undefined;
    ordered.push(copy);
  }
  return ordered;
}

function membersInOrder(object: JsonObject): JsonObject | undefined {
  if (typeof object['toJSON'] === 'function') return undefined;
  const ordered: JsonObject = {};
  for (const name of Object.keys(object).sort()) {
    const copy = inOrder(object[name] as Json);
    if (copy === undefined || hasPlace(name) || !name.isWellFormed()) return undefined;
    ordered[name] = copy;
  }
  return ordered;
}

/** Names that JavaScript has a place of its own for: indexes come first there, and `__proto__` is no member. */
const hasPlace = (name: string) => /^(\d|__proto__$)/.test(name);

/** Digest of a JSON value whatever its spelling: SHA-256 over JCS. Order of arrays and nulls count. */
export function digestJson(value: Json): string {
  return digestBytes(canonicalJson(value));
}
