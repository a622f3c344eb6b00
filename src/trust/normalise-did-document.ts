/**
 * DID documents (DID Core 1.0; Controlled Identifiers 1.0) in the one shape used inside, whatever kind of
 * verification methods they list.
 */
import { isDeepStrictEqual } from 'node:util';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import type { DidDocument, VerificationMethod } from '../proofs/ports.ts';
import { publicKeyFromPem } from '../proofs/public-key.ts';
import {
  decodeMultibase,
  jwkOfMultibase,
  jwkOfRaw,
  multibaseOf,
  normalisePublicJwk,
  plainJwk,
} from './multikey.ts';

const RELATIONSHIPS = ['assertionMethod', 'authentication'] as const;
const MAX_METHODS = 200;
/** Members that hold a private key in one form of method or another. */
const PRIVATE_MEMBERS = [
  'privateKeyJwk',
  'privateKeyMultibase',
  'privateKeyBase58',
  'privateKeyPem',
  'secretKeyMultibase',
  'secretKeyJwk',
];
/** The curve of raw bytes (`publicKeyBase58`, `publicKeyHex`), which carry no codec, by type of method. */
const RAW_CURVE: Record<string, 'Ed25519' | 'P-256' | 'secp256k1'> = {
  Ed25519VerificationKey2018: 'Ed25519',
  EcdsaSecp256r1VerificationKey2019: 'P-256',
  EcdsaSecp256k1VerificationKey2019: 'secp256k1',
  Secp256k1VerificationKey2018: 'secp256k1',
};

/**
 * Normalises the document of `did`.
 *
 * Methods of another DID, and of kinds that are not read, are left out; one that names another controller is
 * kept, but under no relationship, so that the mismatch can be told. A document is refused where it is
 * another DID's, shows a private key, or gives one id to two keys.
 *
 * @throws BridgeError `key-invalid`
 */
export function normaliseDidDocument(document: Json, did: string): DidDocument {
  const refuse = (why: string) => {
    throw new BridgeError('key-invalid', `The document of ${did} ${why}`);
  };
  if (!isObject(document)) return refuse('is not a JSON object.');
  if (document['id'] !== did) return refuse(`names itself ${JSON.stringify(document['id'] ?? null)}.`);

  const listed = [...asArray(document['verificationMethod']), ...asArray(document['publicKey'])];
  const embedded = RELATIONSHIPS.flatMap((name) => asArray(document[name])).filter(isObject);
  if (listed.length + embedded.length > MAX_METHODS) return refuse(`lists more than ${MAX_METHODS} keys.`);

  const methods = new Map<string, VerificationMethod>();
  const unread: string[] = [];
  for (const entry of [...listed, ...embedded]) {
    if (!isObject(entry)) continue;
    const id = absolute(entry['id'], did);
    if (id === undefined || !id.startsWith(`${did}#`)) continue;
    if (showsPrivateKey(entry)) {
      return refuse(`publishes the private half of ${id}: nothing signed with it can be trusted.`);
    }
    const keys = readKeys(entry);
    const [key, ...others] = keys.filter((read) => typeof read !== 'string');
    const known = methods.get(id)?.publicJwk ?? key;
    if ([key, ...others].some((other) => !isDeepStrictEqual(other, known)))
      return refuse(`lists two keys as ${id}.`);
    if (key === undefined) unread.push(`${id}: ${keys.find((read) => typeof read === 'string')}`);
    else methods.set(id, createMethod(entry, { id, did, publicJwk: key }));
  }
  if (methods.size === 0 && unread.length > 0) {
    return refuse(`has no key that can be read. ${unread.slice(0, 5).join(' ')}`);
  }

  const relationship = (name: (typeof RELATIONSHIPS)[number]) =>
    asArray(document[name])
      .map((entry) => absolute(isObject(entry) ? entry['id'] : entry, did))
      .filter((id) => id !== undefined)
      .filter((id) => (methods.get(id)?.controller ?? did) === did);
  const alsoKnownAs = asArray(document['alsoKnownAs']).filter((other) => typeof other === 'string');
  return {
    id: did,
    verificationMethods: [...methods.values()],
    assertionMethod: relationship('assertionMethod'),
    authentication: relationship('authentication'),
    ...(alsoKnownAs.length > 0 ? { alsoKnownAs } : {}),
  };
}

/** An id or reference as an absolute DID URL; relative ones are fragments of the document's own DID. */
function absolute(id: Json | undefined, did: string): string | undefined {
  if (typeof id !== 'string') return undefined;
  return id.startsWith('#') ? `${did}${id}` : id;
}

function showsPrivateKey(method: JsonObject): boolean {
  const jwk = method['publicKeyJwk'];
  return (
    PRIVATE_MEMBERS.some((name) => Object.hasOwn(method, name)) || (isObject(jwk) && Object.hasOwn(jwk, 'd'))
  );
}

/** The key in each spelling the method has it; a text says why one cannot be read. */
function readKeys(method: JsonObject): (JsonObject | string)[] {
  const { type, publicKeyJwk, publicKeyMultibase, publicKeyBase58, publicKeyHex, publicKeyPem } = method;
  const rawCurve = typeof type === 'string' ? RAW_CURVE[type] : undefined;
  const readers: (() => JsonObject)[] = [];
  if (isObject(publicKeyJwk)) readers.push(() => normalisePublicJwk(publicKeyJwk));
  if (typeof publicKeyMultibase === 'string') readers.push(() => jwkOfMultibase(publicKeyMultibase));
  if (typeof publicKeyBase58 === 'string' && rawCurve !== undefined) {
    readers.push(() => jwkOfRaw(rawCurve, decodeMultibase(`z${publicKeyBase58}`)));
  }
  if (typeof publicKeyHex === 'string' && rawCurve !== undefined)
    readers.push(() => jwkOfRaw(rawCurve, bytesOfHex(publicKeyHex)));
  if (typeof publicKeyPem === 'string') readers.push(() => plainJwk(publicKeyFromPem(publicKeyPem)));
  if (readers.length === 0)
    return [`Verification methods of type ${JSON.stringify(type ?? null)} are not supported.`];
  return readers.map((read) => {
    try {
      return read();
    } catch (error) {
      if (error instanceof BridgeError) return error.message;
      throw error;
    }
  });
}

/** @throws BridgeError `key-invalid` */
function bytesOfHex(hex: string): Uint8Array {
  if (/^([0-9a-f]{2}){32,65}$/i.test(hex)) return Buffer.from(hex, 'hex');
  throw new BridgeError('key-invalid', 'publicKeyHex is no key in hexadecimal.');
}

function createMethod(
  entry: JsonObject,
  key: { id: string; did: string; publicJwk: JsonObject },
): VerificationMethod {
  const publicKeyMultibase = multibaseOf(key.publicJwk);
  const { controller, revoked, expires } = entry;
  return {
    id: key.id,
    // several controllers are none that a method may have
    controller: controller === undefined ? key.did : textOf(controller),
    publicJwk: key.publicJwk,
    ...(publicKeyMultibase === undefined ? {} : { publicKeyMultibase }),
    // in whatever form: what is said to be revoked is not passed over
    ...(isSaid(revoked) && revoked !== false ? { revoked: textOf(revoked) } : {}),
    ...(isSaid(expires) ? { expires: textOf(expires) } : {}),
  };
}

const isSaid = (value: Json | undefined): value is Json => value !== undefined && value !== null;

const textOf = (value: Json) => (typeof value === 'string' ? value : showJson(value));
