/**
 * Public keys between their spellings: JWK (RFC 7517) and Multikey (Controlled Identifiers 1.0, section 2.2.2).
 * Every key that leaves this file was read by OpenSSL, so its point is on the curve; but for those of BLS12-381, which
 * OpenSSL does not know: the library of their suite looks at the point.
 */
import { createPublicKey, ECDH, type KeyObject } from 'node:crypto';
import { base58btc } from 'multiformats/bases/base58';
import { BridgeError } from '../kernel/errors.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { CheckedKeyType } from '../proofs/ports.ts';
import { algorithmsOf, isWeakKey, publicKeyFromJwk } from '../proofs/public-key.ts';

type Curve = {
  keyType: Exclude<CheckedKeyType, 'RSA'>;
  /** The code of the public key in the multicodec table, as the two bytes of its varint. */
  codec: [number, number];
  /** Bytes of one coordinate. */
  size: number;
  /** OpenSSL's name, for curves whose points are sent compressed. */
  weierstrass?: string;
};

const CURVES: Curve[] = [
  { keyType: 'Ed25519', codec: [0xed, 0x01], size: 32 },
  { keyType: 'P-256', codec: [0x80, 0x24], size: 32, weierstrass: 'prime256v1' },
  { keyType: 'P-384', codec: [0x81, 0x24], size: 48, weierstrass: 'secp384r1' },
  { keyType: 'secp256k1', codec: [0xe7, 0x01], size: 32, weierstrass: 'secp256k1' },
  { keyType: 'Bls12381G2', codec: [0xeb, 0x01], size: 96 },
];
const RSA_CODEC = [0x85, 0x24];
/** Verifying with a larger modulus takes noticeable time, and nobody has one. */
const MAX_RSA_BITS = 8192;
/** Base58 takes quadratic time; an RSA key of 8192 bits has about 1420 characters. */
const MAX_MULTIBASE = 1500;

/** The type of a key; undefined for one that this project neither signs nor verifies with. */
export function keyTypeOf(jwk: JsonObject): CheckedKeyType | undefined {
  if (jwk['kty'] === 'RSA') return 'RSA';
  const kty = jwk['crv'] === 'Ed25519' || jwk['crv'] === 'Bls12381G2' ? 'OKP' : 'EC';
  return jwk['kty'] === kty ? CURVES.find(({ keyType }) => keyType === jwk['crv'])?.keyType : undefined;
}

/**
 * A JWK from elsewhere as a plain public one: only the members that make the key, coordinates at full length.
 * @throws BridgeError `key-invalid` for private keys, unknown types, points off the curve, RSA below 2048 bits
 */
export function normalisePublicJwk(jwk: JsonObject): JsonObject {
  const keyType = keyTypeOf(jwk);
  if (keyType === undefined) {
    throw new BridgeError(
      'key-invalid',
      `Keys of type ${jwk['crv'] ?? jwk['kty'] ?? 'unknown'} are not supported.`,
    );
  }
  if (keyType === 'Bls12381G2') return plainBlsJwk(jwk);
  const size = CURVES.find((curve) => curve.keyType === keyType)?.size;
  // some writers, key-did-resolver among them, cut leading zero bytes off a coordinate
  const padded = keyType === 'RSA' || size === undefined ? jwk : { ...jwk, ...padCoordinates(jwk, size) };
  const key = publicKeyFromJwk(padded);
  const { alg } = jwk;
  if (typeof alg === 'string' && !algorithmsOf(key).includes(alg))
    throw new BridgeError(
      'key-invalid',
      `The JWK is for ${alg.slice(0, 40)}, with which nothing is verified.`,
    );
  return plainJwk(key);
}

/** A point of G2 in its compressed form, of 96 bytes with the first bit set. @throws BridgeError `key-invalid` */
function plainBlsJwk({ x, d }: JsonObject): JsonObject {
  const bytes = bytesOf(x);
  if (d !== undefined || bytes.length !== 96 || ((bytes[0] ?? 0) & 0x80) === 0) {
    throw new BridgeError('key-invalid', 'A public key of BLS12-381 is a compressed point of 96 bytes.');
  }
  return { kty: 'OKP', crv: 'Bls12381G2', x: base64url(bytes) };
}

/** @throws BridgeError `key-invalid` for an RSA key of the wrong size */
export function plainJwk(key: KeyObject): JsonObject {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (isWeakKey(key) || bits > MAX_RSA_BITS) {
    throw new BridgeError('key-invalid', `An RSA key of ${bits} bits; 2048 to ${MAX_RSA_BITS} are accepted.`);
  }
  return key.export({ format: 'jwk' }) as JsonObject;
}

/**
 * Reads `publicKeyMultibase`: `z6Mk` (Ed25519), `zDn` (P-256), `z82` (P-384), `zQ3s` (secp256k1), or RSA.
 * @throws BridgeError `key-invalid`
 */
export function jwkOfMultibase(multibase: string): JsonObject {
  // the suites allow no other base (Data Integrity EdDSA and ECDSA Cryptosuites 1.0, section 2.1.1)
  if (!multibase.startsWith('z'))
    throw new BridgeError('key-invalid', 'A Multikey is written in base58btc (z...).');
  const bytes = decodeMultibase(multibase);
  const [first, second] = bytes;
  const raw = bytes.subarray(2);
  const curve = CURVES.find(({ codec }) => codec[0] === first && codec[1] === second);
  if (curve !== undefined) return jwkOfRaw(curve.keyType, raw);
  if (RSA_CODEC[0] === first && RSA_CODEC[1] === second) {
    try {
      return plainJwk(createPublicKey({ key: Buffer.from(raw), format: 'der', type: 'pkcs1' }));
    } catch (cause) {
      if (cause instanceof BridgeError) throw cause;
      throw new BridgeError('key-invalid', 'The multibase text does not hold an RSA key.', { cause });
    }
  }
  throw new BridgeError(
    'key-invalid',
    `The multibase key ${multibase.slice(0, 12)}... is of a type that is not supported.`,
  );
}

/** Raw public key bytes, without a codec: 32 bytes of Ed25519, or a point, compressed or not. @throws BridgeError `key-invalid` */
export function jwkOfRaw(keyType: Curve['keyType'], raw: Uint8Array): JsonObject {
  const curve = CURVES.find((row) => row.keyType === keyType);
  if (keyType === 'Bls12381G2') return plainBlsJwk({ x: base64url(raw) });
  if (curve?.weierstrass === undefined) {
    if (raw.length !== 32)
      throw new BridgeError('key-invalid', `An Ed25519 key has 32 bytes, not ${raw.length}.`);
    return normalisePublicJwk({ kty: 'OKP', crv: keyType, x: base64url(raw) });
  }
  const { size, weierstrass } = curve;
  try {
    const point = ECDH.convertKey(raw, weierstrass, undefined, undefined, 'uncompressed') as Buffer;
    const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)];
    return normalisePublicJwk({ kty: 'EC', crv: keyType, x: base64url(x), y: base64url(y) });
  } catch (cause) {
    throw new BridgeError('key-invalid', `The bytes are no point of the curve ${keyType}.`, { cause });
  }
}

/** The Multikey of a normalised JWK; undefined for RSA, which has none in the cryptosuites used here. */
export function multibaseOf(jwk: JsonObject): string | undefined {
  const curve = CURVES.find(({ keyType }) => keyType === keyTypeOf(jwk));
  if (curve === undefined) return undefined;
  const x = bytesOf(jwk['x']);
  const odd = (bytesOf(jwk['y']).at(-1) ?? 0) & 1;
  const sign = curve.weierstrass === undefined ? [] : [2 + odd];
  return base58btc.encode(Uint8Array.from([...curve.codec, ...sign, ...x]));
}

/** Bytes of a multibase text in base58btc (`z`) or base64url (`u`). @throws BridgeError `key-invalid` */
export function decodeMultibase(multibase: string): Uint8Array {
  if (multibase.length <= MAX_MULTIBASE && /^u[\w-]+$/.test(multibase))
    return Buffer.from(multibase.slice(1), 'base64url');
  try {
    if (multibase.length <= MAX_MULTIBASE) return base58btc.decode(multibase);
  } catch {
    // falls through to the one message
  }
  throw new BridgeError('key-invalid', 'Not a multibase text in base58btc (z...) or base64url (u...).');
}

function padCoordinates(jwk: JsonObject, size: number): JsonObject {
  const padded: JsonObject = {};
  for (const name of ['x', 'y']) {
    const value = jwk[name];
    if (typeof value !== 'string') continue;
    const bytes = Buffer.from(value, 'base64url');
    if (bytes.length < size)
      padded[name] = base64url(Buffer.concat([Buffer.alloc(size - bytes.length), bytes]));
  }
  return padded;
}

const bytesOf = (value: Json | undefined) => Buffer.from(typeof value === 'string' ? value : '', 'base64url');

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
