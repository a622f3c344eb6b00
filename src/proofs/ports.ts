/** What proofs need from outside: somebody who signs, and somebody who knows whose key a key is. */
import type { KEY_TYPES, OfferedProof } from '../kernel/contract.ts';
import type { JsonObject } from '../kernel/json.ts';

export type KeyType = (typeof KEY_TYPES)[number];
/** Types of keys whose signatures are checked; the last of them signs nothing here. */
export type CheckedKeyType = KeyType | 'secp256k1';

/** JOSE algorithms (RFC 7518, RFC 8037) this project signs with, by type of key. */
export const JWS_ALGORITHM: Record<Exclude<KeyType, 'Bls12381G2'>, string> = {
  Ed25519: 'EdDSA',
  'P-256': 'ES256',
  'P-384': 'ES384',
  RSA: 'RS256',
};

/** A key that signs. Local keys and remote ones (KMS) look alike. */
export type Signer = {
  /** The verification method: a DID URL with a fragment. */
  id: string;
  /** The DID that the key belongs to. */
  controller: string;
  keyType: KeyType;
  publicJwk: JsonObject;
  /** The proof that its owner keeps it for. */
  proof?: OfferedProof;
  /** A raw signature over the bytes: Ed25519 64 bytes; ECDSA in r||s form (IEEE P1363); RSA PKCS#1 v1.5 SHA-256. */
  sign(data: Uint8Array): Promise<Uint8Array>;
  /** One BBS signature over a header and several messages, of which a holder may later show some; keys of BLS12-381 alone. */
  signMessages?(signed: { header: Uint8Array; messages: Uint8Array[] }): Promise<Uint8Array>;
  /** A compact JWS (RFC 7515); `alg` is set from the key's type. */
  signJws(header: JsonObject, payload: Uint8Array): Promise<string>;
};

/** A verification method in the one form used inside: a public JWK, and a Multikey where the key is of any type but RSA. */
export type VerificationMethod = {
  id: string;
  controller: string;
  publicJwk: JsonObject;
  publicKeyMultibase?: string;
  /** When its owner revoked it (dateTime), where the document says so. */
  revoked?: string;
  /** When it ends (dateTime), where the document says so. */
  expires?: string;
};

/** A DID document, normalised: relationships list absolute ids of methods. */
export type DidDocument = {
  id: string;
  verificationMethods: VerificationMethod[];
  assertionMethod: string[];
  authentication: string[];
  /** Other ids that it says are its own (Controlled Identifiers 1.0, section 2.1.3); believed only if they say so too. */
  alsoKnownAs?: string[];
};

/**
 * DID -> document. @throws BridgeError `upstream-unavailable` or `fetch-refused` where it cannot be had,
 * `key-invalid` where what is there is no DID document of that DID.
 */
export type ResolveDid = (did: string) => Promise<DidDocument>;
