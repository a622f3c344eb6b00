/** The CryptographicKey of CLR 1.0, wherever it stands: in a profile, or at an address of its own. */
import type { KeyObject } from 'node:crypto';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { publicKeyFromJwk, publicKeyFromPem, sameKey } from '../proofs/public-key.ts';

const present = (value: Json | undefined) => value !== undefined && value !== null;
/** True where it holds the key itself: a PEM as the standard has it, or a JWK as some write instead. */
export const hasKey = (key: JsonObject) => present(key['publicKeyPem']) || present(key['publicKeyJwk']);

/** @throws BridgeError `key-invalid` */
export function readKeyDocument(document: JsonObject): KeyObject {
  const { publicKeyPem: pem, publicKeyJwk: jwk } = document;
  if (present(pem) && typeof pem !== 'string')
    throw new BridgeError('key-invalid', 'publicKeyPem is no text.');
  if (present(jwk) && !isObject(jwk)) throw new BridgeError('key-invalid', 'publicKeyJwk is no object.');
  const fromPem = typeof pem === 'string' ? publicKeyFromPem(pem) : undefined;
  const fromJwk = isObject(jwk) ? publicKeyFromJwk(jwk) : undefined;
  const key = fromPem ?? fromJwk;
  if (key === undefined) throw new BridgeError('key-invalid', 'There is no key in it.');
  if (fromPem && fromJwk && !sameKey(fromPem, fromJwk)) {
    throw new BridgeError('key-invalid', 'publicKeyPem and publicKeyJwk are two different keys.');
  }
  return key;
}

/** The key a document describes: the document itself, or a profile in which the key stands. */
export function findKeyDocument(document: Json, id: string): JsonObject | undefined {
  if (!isObject(document)) return undefined;
  if (document['id'] === id) return document;
  return asArray(document['publicKey'])
    .filter(isObject)
    .find((key) => key['id'] === id);
}
