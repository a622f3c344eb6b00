/** Digests of what stands at an address (VC Data Model 2.0, section 5.3): `digestSRI` and `digestMultibase`. */
import { createHash } from 'node:crypto';
import { base16 } from 'multiformats/bases/base16';
import { base32 } from 'multiformats/bases/base32';
import { base58btc } from 'multiformats/bases/base58';
import { base64, base64pad, base64url, base64urlpad } from 'multiformats/bases/base64';
import type { JsonObject } from './json.ts';

type Algorithm = 'sha256' | 'sha384' | 'sha512' | 'sha3-256' | 'sha3-384' | 'sha3-512';

type ResourceDigest = { algorithm: Algorithm; hash: Uint8Array };

/** Of each member the digests of which one must match. */
export type ResourceDigests = ResourceDigest[][];

/** By strength, as Subresource Integrity orders them (section 3.3.3): the strongest named are those that count. */
const SRI: readonly Algorithm[] = ['sha256', 'sha384', 'sha512'];
const LENGTHS: Record<Algorithm, number> = {
  sha256: 32,
  sha384: 48,
  sha512: 64,
  'sha3-256': 32,
  'sha3-384': 48,
  'sha3-512': 64,
};
const MULTIHASH: Record<number, Algorithm> = {
  18: 'sha256',
  32: 'sha384',
  19: 'sha512',
  20: 'sha3-512',
  21: 'sha3-384',
  22: 'sha3-256',
};
const MULTIBASE = base58btc.decoder
  .or(base64url.decoder)
  .or(base64urlpad.decoder)
  .or(base64.decoder)
  .or(base64pad.decoder)
  .or(base16.decoder)
  .or(base32.decoder);

/** The digests that an object gives; undefined where one is there that cannot be read. */
export function listDigests({ digestSRI, digestMultibase }: JsonObject): ResourceDigests | undefined {
  const groups: ResourceDigests = [];
  if (digestSRI !== undefined) {
    const group = typeof digestSRI === 'string' ? readSri(digestSRI) : undefined;
    if (group === undefined) return undefined;
    groups.push(group);
  }
  if (digestMultibase !== undefined) {
    const digest = typeof digestMultibase === 'string' ? readMultibase(digestMultibase) : undefined;
    if (digest === undefined) return undefined;
    groups.push([digest]);
  }
  return groups;
}

/** True where the bytes have each of the digests. */
export function hasDigests(bytes: Uint8Array, groups: ResourceDigests): boolean {
  return groups.every((group) =>
    group.some(({ algorithm, hash }) => createHash(algorithm).update(bytes).digest().equals(hash)),
  );
}

/** Subresource Integrity, section 3.5: `sha384-` and base64, several with white space between. */
function readSri(text: string): ResourceDigest[] | undefined {
  const digests: ResourceDigest[] = [];
  for (const token of text.trim().split(/\s+/)) {
    const match = /^(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?.*)?$/.exec(token);
    if (match === null) return undefined;
    const algorithm = match[1] as Algorithm;
    // published examples leave the prefix of multibase (M) before the base64
    const value = (match[2] as string).replace(/^M(?=[A-Za-z0-9+/]{43}=$)/, '');
    const hash = Buffer.from(value, 'base64');
    if (hash.length !== LENGTHS[algorithm]) return undefined;
    digests.push({ algorithm, hash });
  }
  const strongest = Math.max(...digests.map(({ algorithm }) => SRI.indexOf(algorithm)));
  return digests.filter(({ algorithm }) => SRI.indexOf(algorithm) === strongest);
}

/** A multihash in multibase; the W3C's own examples have bare digests too, which their length tells. */
function readMultibase(text: string): ResourceDigest | undefined {
  let bytes: Uint8Array;
  try {
    bytes = MULTIBASE.decode(text);
  } catch {
    return undefined;
  }
  const algorithm = MULTIHASH[bytes[0] ?? 0];
  if (algorithm !== undefined && bytes[1] === LENGTHS[algorithm] && bytes.length === 2 + LENGTHS[algorithm])
    return { algorithm, hash: bytes.subarray(2) };
  const bare = SRI.find((name) => LENGTHS[name] === bytes.length);
  return bare === undefined ? undefined : { algorithm: bare, hash: bytes };
}
