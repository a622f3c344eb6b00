/** Public keys as they travel: PEM and JWK, read strictly; and what a key of each type may verify. */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { CheckedKeyType, VerificationMethod } from './ports.ts';

const PEM = /^-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----$/;

/** The DER structure behind each PEM label that holds a bare public key (RFC 7468 section 13, RFC 8017 A.1.1). */
const PEM_FORM: Record<string, 'spki' | 'pkcs1'> = { 'PUBLIC KEY': 'spki', 'RSA PUBLIC KEY': 'pkcs1' };

/**
 * Reads one public key from PEM: SubjectPublicKeyInfo, or PKCS#1 for RSA.
 *
 * A private key is refused, never silently reduced to its public half: whoever publishes one has lost it.
 * A certificate is refused too, since its name, chain and dates would have to be judged with it.
 *
 * @throws BridgeError `key-invalid`
 */
export function publicKeyFromPem(pem: string): KeyObject {
  const match = PEM.exec(pem.trim());
  if (match === null) throw new BridgeError('key-invalid', 'The key is not one PEM block.');
  const [, label = '', body = ''] = match;
  if (label.includes('PRIVATE')) {
    throw new BridgeError(
      'key-invalid',
      'This is a private key; it must be replaced, since others have seen it.',
    );
  }
  if (label.includes('CERTIFICATE')) {
    throw new BridgeError('key-invalid', 'This is a certificate; a bare public key is needed.');
  }
  const form = PEM_FORM[label];
  if (form === undefined) throw new BridgeError('key-invalid', `A PEM block "${label}" is no public key.`);
  try {
    return createPublicKey({ key: Buffer.from(body, 'base64'), format: 'der', type: form });
  } catch (cause) {
    throw new BridgeError('key-invalid', `The PEM block "${label}" does not hold a key that can be read.`, {
      cause,
    });
  }
}

/**
 * Reads a public JWK (RFC 7517).
 * @throws BridgeError `key-invalid` for private and symmetric keys, and for what is no key
 */
export function publicKeyFromJwk(jwk: JsonObject): KeyObject {
  if (jwk['kty'] === 'oct') throw new BridgeError('key-invalid', 'A symmetric key is no public key.');
  if (jwk['d'] !== undefined) {
    throw new BridgeError(
      'key-invalid',
      'This is a private key; it must be replaced, since others have seen it.',
    );
  }
  const { key_ops: operations } = jwk;
  const isForOthers =
    Array.isArray(operations) && !operations.includes('verify') && !operations.includes('sign');
  if ((jwk['use'] !== undefined && jwk['use'] !== 'sig') || isForOthers) {
    throw new BridgeError('key-invalid', 'The JWK says of itself that it is not for signatures.');
  }
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch (cause) {
    throw new BridgeError('key-invalid', 'The JWK cannot be read as a public key.', { cause });
  }
}

const keys = new WeakMap<VerificationMethod, KeyObject>();

/** The key of a method, made once for all that it signed. */
export function keyOfMethod(method: VerificationMethod): KeyObject {
  const known = keys.get(method) ?? publicKeyFromJwk(method.publicJwk);
  keys.set(method, known);
  return known;
}

/** By OpenSSL's names of the curves. */
const EC_TYPES: Record<string, CheckedKeyType> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp256k1: 'secp256k1',
};

/** The type of a method's key; undefined for one that no suite held takes. */
export function keyTypeOfMethod(method: VerificationMethod): CheckedKeyType | undefined {
  if (method.publicJwk['crv'] === 'Bls12381G2') return 'Bls12381G2'; // no key of OpenSSL
  const { asymmetricKeyType, asymmetricKeyDetails } = keyOfMethod(method);
  switch (asymmetricKeyType) {
    case 'ed25519':
      return 'Ed25519';
    case 'rsa':
      return 'RSA';
    default:
      return EC_TYPES[asymmetricKeyDetails?.namedCurve ?? ''];
  }
}

/** True where both are the same key, however each was spelled. */
export function sameKey(a: KeyObject, b: KeyObject): boolean {
  return a.equals(b);
}

const RSA_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
/** By OpenSSL's names of the curves. */
const EC_ALGORITHMS: Record<string, string[]> = {
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp256k1: ['ES256K'],
};

/** The JOSE algorithms (RFC 7518 section 3.1, RFC 8037, RFC 8812, RFC 9864) that a key may verify; none for a type not held. */
export function algorithmsOf(key: KeyObject): string[] {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return RSA_ALGORITHMS;
    case 'ec':
      return EC_ALGORITHMS[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? [];
    case 'ed25519':
      return ['EdDSA', 'Ed25519'];
    default:
      return [];
  }
}

/** True for an RSA key that is too short to trust (RFC 7518 section 3.3: 2048 bits at least). */
export function isWeakKey(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048;
}
