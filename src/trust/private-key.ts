/** Private keys: made here, or read in the forms other issuers keep them in. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type JsonObject, parseJson } from '../kernel/json.ts';
import type { KeyType } from '../proofs/ports.ts';
import { type BlsPrivateJwk, generateBlsKey, isBlsPrivateJwk } from './bls-signer.ts';
import { decodeMultibase, keyTypeOf, plainJwk } from './multikey.ts';

const generate = promisify(generateKeyPair);

/** The DER around the 32 bytes of an Ed25519 private key (RFC 8410, section 7). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** What may stand before a seed in multibase: the multicodec of an Ed25519 private key, or an identity multihash. */
const SEED_PREFIXES = [Buffer.from([0x80, 0x26]), Buffer.from([0x00, 0x20])];

/** A private key in this process: OpenSSL's, or one of a curve that it does not know. */
export type PrivateKey = KeyObject | BlsPrivateJwk;

/** The private JWK of a key, to be kept under a seal. */
export const writePrivateKey = (key: PrivateKey): string =>
  JSON.stringify(key instanceof KeyObject ? key.export({ format: 'jwk' }) : key);

/** A key as `writePrivateKey` wrote it. */
export function readPrivateKey(text: string): PrivateKey {
  const jwk = JSON.parse(text) as JsonObject;
  return isBlsPrivateJwk(jwk) ? jwk : createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
}

/** @param rsaBits 2048 or 3072 */
export async function generatePrivateKey(keyType: KeyType, rsaBits: 2048 | 3072 = 2048): Promise<PrivateKey> {
  switch (keyType) {
    case 'Bls12381G2':
      return generateBlsKey();
    case 'Ed25519':
      return (await generate('ed25519', {})).privateKey;
    case 'P-256':
    case 'P-384':
      return (await generate('ec', { namedCurve: keyType })).privateKey;
    case 'RSA':
      return (await generate('rsa', { modulusLength: rsaBits })).privateKey;
  }
}

/**
 * Reads a private key: a JWK (object or text), a PKCS#8 PEM without passphrase, or the 32-byte seed of an
 * Ed25519 key in multibase (bare, with the multicodec, or as the `z1A...` seeds of DID tools) or hexadecimal.
 * @throws BridgeError `key-invalid`; the message never repeats the input
 */
export function parsePrivateKey(material: string | JsonObject): KeyObject {
  const text = typeof material === 'string' ? material.trim() : '';
  const jwk = isObject(material) ? material : text.startsWith('{') ? parseJwk(text) : undefined;
  const key = jwk !== undefined ? fromJwk(jwk) : text.startsWith('-----') ? fromPem(text) : fromSeed(text);
  const publicJwk = plainJwk(createPublicKey(key)); // refuses short RSA keys
  const keyType = keyTypeOf(publicJwk);
  if (keyType === undefined || keyType === 'secp256k1') {
    throw new BridgeError(
      'key-invalid',
      'The key is of a type that does not sign here: Ed25519, P-256, P-384 and RSA do.',
    );
  }
  checkHalves(key, publicJwk, jwk ?? {});
  return key;
}

function parseJwk(text: string): JsonObject {
  try {
    const { value } = parseJson(text);
    if (isObject(value)) return value;
  } catch {
    // the message of the parser may quote the input
  }
  throw new BridgeError('key-invalid', 'The key is not a JWK that can be read.');
}

function fromJwk(jwk: JsonObject): KeyObject {
  if (typeof jwk['d'] !== 'string')
    throw new BridgeError('key-invalid', 'The JWK is not a private key: it has no member d.');
  return attempt('The JWK is not a private key that can be read.', () =>
    createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' }),
  );
}

function fromPem(text: string): KeyObject {
  if (text.includes('ENCRYPTED')) {
    throw new BridgeError('key-invalid', 'The PEM is encrypted; decrypt it first (openssl pkcs8 -in FILE).');
  }
  if (!text.includes('PRIVATE KEY-----'))
    throw new BridgeError('key-invalid', 'The PEM is not a private key.');
  return attempt('The PEM is not a private key that can be read.', () => createPrivateKey(text));
}

function fromSeed(text: string): KeyObject {
  let seed: Uint8Array;
  if (/^[0-9a-f]{64}$/i.test(text)) {
    seed = Buffer.from(text, 'hex');
  } else {
    const bytes = decodeMultibase(text);
    const prefix = SEED_PREFIXES.find((start) => bytes.length > 32 && start.equals(bytes.subarray(0, 2)));
    // some tools keep the public half behind the seed
    seed = prefix === undefined ? bytes : bytes.subarray(2, bytes.length === 66 ? 34 : undefined);
  }
  if (seed.length !== 32) throw new BridgeError('key-invalid', 'The seed of an Ed25519 key has 32 bytes.');
  const der = Buffer.concat([ED25519_PKCS8, seed]);
  return attempt('The seed cannot be used.', () =>
    createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
  );
}

/** A key whose public half is another's would sign what nobody can verify. OpenSSL recomputes it for Ed25519 only. */
function checkHalves(key: KeyObject, publicJwk: JsonObject, given: JsonObject): void {
  const probe = Buffer.from('clr-bridge');
  const digest = publicJwk['kty'] === 'OKP' ? null : 'sha256';
  const same = Object.entries(publicJwk).every(
    ([name, value]) => given[name] === undefined || given[name] === value,
  );
  if (same && verify(digest, probe, createPublicKey(key), sign(digest, probe, key))) return;
  throw new BridgeError('key-invalid', 'The public and the private half of the key do not belong together.');
}

function attempt(message: string, read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch (cause) {
    throw new BridgeError('key-invalid', message, { cause });
  }
}
