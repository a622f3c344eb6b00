/** Digests of bytes and of JSON values, in the form `digestMultibase` of VC Data Model 2.0, section 5.3. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json } from './json.ts';

/** SHA-256 as a multihash in base64url multibase: `u` + base64url(0x12 0x20 digest). */
export function digestBytes(bytes: Uint8Array | string): string {
  const digest = createHash('sha256').update(bytes).digest();
  return `u${Buffer.concat([Uint8Array.of(0x12, 0x20), digest]).toString('base64url')}`;
}

/** The JSON value in the one form of RFC 8785 (JCS). */
export function canonicalJson(value: Json): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}

/** Digest of a JSON value whatever its spelling: SHA-256 over JCS. Order of arrays and nulls count. */
export function digestJson(value: Json): string {
  return digestBytes(canonicalJson(value));
}
