/** The DIDs that a key of ours can go by, and the document published for them. */
import { calculateJwkThumbprint, type JWK } from 'jose';
import { canonicalJson } from '../kernel/digest.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import { multibaseOf } from './multikey.ts';
import { didWebUrl } from './resolve-did.ts';

export type DidKey = { id: string; did: string };

/**
 * The DID of a key, and the id of the key in its document.
 * @param form `key`, `jwk`, or a whole DID: did:web, or one of another method, whose document its owner publishes there
 * @throws BridgeError `key-invalid` where the form has no place for the type of key
 */
export async function didOfKey(form: string, publicJwk: JsonObject): Promise<DidKey> {
  if (form === 'key') {
    const multibase = multibaseOf(publicJwk);
    if (multibase === undefined) {
      throw new BridgeError('key-invalid', 'did:key is not used for RSA keys; take did:jwk or did:web.');
    }
    return { did: `did:key:${multibase}`, id: `did:key:${multibase}#${multibase}` };
  }
  if (form === 'jwk') {
    const did = `did:jwk:${Buffer.from(canonicalJson(publicJwk)).toString('base64url')}`;
    return { did, id: `${did}#0` };
  }
  if (form.startsWith('did:web:')) didWebUrl(form); // refuses what has no address
  if (isGivenDid(form)) {
    const thumbprint = await calculateJwkThumbprint(publicJwk as unknown as JWK);
    return { did: form, id: `${form}#key-${thumbprint.slice(0, 16)}` };
  }
  throw new BridgeError(
    'key-invalid',
    `"${form}" is not a form of DID: key, jwk, or a DID such as did:web:host[:path].`,
  );
}

/** Whether a DID can be given to a key. did:key and did:jwk cannot: they follow from the key (DID Core 1.0, 3.1). */
function isGivenDid(text: string): boolean {
  return /^did:(?!key:|jwk:)[a-z0-9]+:(?:[\w.:-]|%[0-9A-Fa-f]{2})*[\w.-]$/.test(text);
}

/** The did:web of a base URL, and of a folder below it: `https://a.example:8443`, `issuers/x` -> `did:web:a.example%3A8443:issuers:x`. */
export function didWebOf(baseUrl: string, path = ''): string {
  const url = new URL(baseUrl);
  const segments = [...url.pathname.split('/'), ...path.split('/')].filter((segment) => segment !== '');
  return ['did:web', url.host.replace(':', '%3A'), ...segments].join(':');
}

export type PublishedKey = {
  id: string;
  publicJwk: JsonObject;
  status: 'active' | 'retired' | 'revoked';
  revokedAt?: string;
};

const CONTEXTS = {
  did: 'https://www.w3.org/ns/did/v1',
  multikey: 'https://w3id.org/security/multikey/v1',
  jwk: 'https://w3id.org/security/jwk/v1',
};

/**
 * The document of a DID (DID Core 1.0; Multikey and JsonWebKey of Controlled Identifiers 1.0).
 *
 * An active key asserts and authenticates. A retired key makes nothing new, but what it signed stays good: it
 * remains under `assertionMethod`. A revoked key may have been used by somebody else, at any time: it leaves
 * both, and stands in `verificationMethod` with its date only so that verifiers can say why it fails.
 */
export function createDidDocument(did: string, keys: PublishedKey[]): JsonObject {
  const methods = keys.map((key) => verificationMethod(did, key));
  const idsOf = (...statuses: string[]) =>
    keys.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
  return {
    '@context': [
      CONTEXTS.did,
      ...(methods.some(({ type }) => type === 'Multikey') ? [CONTEXTS.multikey] : []),
      ...(methods.some(({ type }) => type === 'JsonWebKey') ? [CONTEXTS.jwk] : []),
    ],
    id: did,
    verificationMethod: methods,
    assertionMethod: idsOf('active', 'retired'),
    // BBS proves statements, not who is there
    authentication: keys
      .filter(({ status, publicJwk }) => status === 'active' && publicJwk['crv'] !== 'Bls12381G2')
      .map(({ id }) => id),
  };
}

function verificationMethod(did: string, { id, publicJwk, revokedAt }: PublishedKey): JsonObject {
  const multibase = multibaseOf(publicJwk);
  return {
    id,
    type: multibase === undefined ? 'JsonWebKey' : 'Multikey',
    controller: did,
    ...(multibase === undefined ? { publicKeyJwk: publicJwk } : { publicKeyMultibase: multibase }),
    ...(revokedAt === undefined ? {} : { revoked: revokedAt }),
  };
}
