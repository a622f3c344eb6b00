/** Digests of bytes and of JSON values, in the form `digestMultibase` of VC Data Model 2.0, section 5.3. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { findJsonFault } from './find-json-fault.ts';
import { isPlainObject, type Json, type JsonObject } from './json.ts';

/** SHA-256 as a multihash in base64url multibase: `u` + base64url(0x12 0x20 digest). */
export function digestBytes(bytes: Uint8Array | string): string {
  // the hash itself is slower at encoding a text
  const digest = createHash('sha256')
    .update(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
    .digest();
  return `u${Buffer.concat([Uint8Array.of(0x12, 0x20), digest]).toString('base64url')}`;
}

/**
 * The JSON value in the one form of RFC 8785 (JCS). `JSON.stringify` writes numbers and texts as that form has them, so
 * it is handed members in order; what it would not write as they stand is left to the library.
 *
 * @throws BridgeError `lone-surrogate`, `number-inexact` or `malformed-json`, with the pointer of what JSON cannot carry
 */
export function canonicalJson(value: Json): string {
  const text = canonicalTextOf(value) ?? canonicalByLibrary(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}

function canonicalByLibrary(value: Json): string | undefined {
  try {
    return canonicalize(value);
  } catch (error) {
    // it says what is wrong, but not where
    throw findJsonFault(value) ?? error;
  }
}

/** The same where the value is what `JSON.parse` makes of a text, without names that need care; else undefined. */
export function canonicalTextOf(value: Json): string | undefined {
  const ordered = inOrder(value);
  if (ordered === undefined) return undefined;
  const text = JSON.stringify(ordered);
  // so it spells surrogates without partners; a text that says just that goes the long way too
  return text.includes('\\ud') ? undefined : text;
}

/** A copy with the members of each object in the order of their names; undefined where there is no such copy. */
function inOrder(value: Json): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
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
    const copy = typeof item === 'string' ? item : inOrder(item);
    if (copy === undefined) return undefined;
    ordered.push(copy);
  }
  return ordered;
}

function membersInOrder(object: JsonObject): JsonObject | undefined {
  if (!isPlainObject(object)) return undefined;
  const ordered: JsonObject = {};
  for (const name of sortNames(Object.keys(object))) {
    const member = object[name] as Json;
    const copy = typeof member === 'string' ? member : inOrder(member);
    if (copy === undefined || hasPlace(name)) return undefined;
    ordered[name] = copy;
  }
  return ordered;
}

/** By UTF-16 units, as `sort` has them; of few names, most in order already, without its preparations. */
function sortNames(names: string[]): string[] {
  if (names.length > FEW) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i] as string;
    let at = i;
    for (; at > 0 && (names[at - 1] as string) > name; at--) names[at] = names[at - 1] as string;
    names[at] = name;
  }
  return names;
}

const FEW = 24;

/** Names that JavaScript has a place of its own for: indexes come first there, and `__proto__` is no member. */
function hasPlace(name: string): boolean {
  const first = name.charCodeAt(0);
  return (first >= 48 && first <= 57) || name === '__proto__';
}

/** Digest of a JSON value whatever its spelling: SHA-256 over JCS. Order of arrays and nulls count. */
export function digestJson(value: Json): string {
  return digestBytes(canonicalJson(value));
}
