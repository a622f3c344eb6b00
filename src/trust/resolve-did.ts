/** DID -> document, for the methods whose documents can be had without a registry of their own: key, jwk, web. */
import { STATUS_CODES } from 'node:http';
import { Resolver } from 'did-resolver';
import { getResolver } from 'key-did-resolver';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { isObject, type Json, parseJson } from '../kernel/json.ts';
import type { DidDocument, ResolveDid } from '../proofs/ports.ts';
import type { Fetcher } from './fetcher.ts';
import { normaliseDidDocument } from './normalise-did-document.ts';

export type DidResolverOptions = {
  fetch: Fetcher;
  now: () => Date;
  /** How many documents are kept; default 500. */
  cacheSize?: number;
  /** How long; default 5 minutes. */
  ttlMs?: number;
};

/** A host that did not answer is left alone for this long, however many credentials name it. */
const FAILURE_TTL_MS = 10_000;
const MAX_DID_LENGTH = 2048;
const MAX_DOCUMENT_BYTES = 256 * 1024;
const DID_TYPES = [
  'application/did+json',
  'application/did+ld+json',
  'application/json',
  'application/ld+json',
];

/**
 * Makes the resolver. A document asked for twice at the same time is fetched once.
 *
 * `fetch-refused` and `upstream-unavailable` mean that nothing is known about the key; `key-invalid` means
 * that what is published there is no document of that DID.
 */
export function createDidResolver(options: DidResolverOptions): ResolveDid {
  const { fetch, now, cacheSize = 500, ttlMs = 300_000 } = options;
  const didKey = new Resolver(getResolver());
  const cache = new Map<string, { until: number; document: Promise<DidDocument> }>();

  return async (did) => {
    const method = parseMethod(did);
    const time = now().getTime();
    const held = cache.get(did);
    if (held !== undefined && held.until > time) return held.document;

    const entry = { until: time + ttlMs, document: load(method, did) };
    entry.document.catch(() => {
      entry.until = Math.min(entry.until, now().getTime() + FAILURE_TTL_MS);
    });
    cache.delete(did); // so that insertion order is order of age
    cache.set(did, entry);
    const [oldest] = cache.keys();
    if (cache.size > cacheSize && oldest !== undefined) cache.delete(oldest);
    return entry.document;
  };

  async function load(method: string, did: string): Promise<DidDocument> {
    switch (method) {
      case 'key':
        return normaliseDidDocument(await resolveDidKey(didKey, did), did);
      case 'jwk':
        return normaliseDidDocument(didJwkDocument(did), did);
      case 'web':
        return normaliseDidDocument(await fetchDocument(fetch, did), did);
      default:
        throw new BridgeError(
          'fetch-refused',
          `DIDs of the method "${method}" are not resolved here, only key, jwk and web.`,
        );
    }
  }
}

/** The method name. @throws BridgeError `key-invalid` for what is no DID (DID Core 1.0, section 3.1) */
function parseMethod(did: string): string {
  const match = /^did:([a-z0-9]+):(?:[\w.%:-]*[\w.%-])$/.exec(did);
  if (match?.[1] === undefined || did.length > MAX_DID_LENGTH) {
    throw new BridgeError('key-invalid', `"${did.slice(0, 100)}" is not a DID.`);
  }
  return match[1];
}

async function resolveDidKey(resolver: Resolver, did: string): Promise<Json> {
  if (did.startsWith(BLS_DID)) return blsDocument(did);
  const { didDocument, didResolutionMetadata } = await resolver.resolve(did);
  if (didDocument === null) {
    const { message, error } = didResolutionMetadata;
    throw new BridgeError(
      'key-invalid',
      `${did.slice(0, 100)} does not hold a key that can be read: ${message ?? error}.`,
    );
  }
  return didDocument as unknown as Json;
}

/** How the public keys of BLS12-381 begin that bbs-2023 takes, of which the library knows nothing. */
const BLS_DID = 'did:key:zUC7';

/** did:key Method 0.9, section 3.1; such a key proves statements, not who is there. */
function blsDocument(did: string): Json {
  const publicKeyMultibase = did.slice('did:key:'.length);
  const id = `${did}#${publicKeyMultibase}`;
  return {
    id: did,
    verificationMethod: [{ id, type: 'Multikey', controller: did, publicKeyMultibase }],
    assertionMethod: [id],
  };
}

/** did:jwk: the identifier is the JWK itself, in base64url; its one key is `#0`. */
function didJwkDocument(did: string): Json {
  let jwk: Json;
  try {
    jwk = parseJson(Buffer.from(did.slice('did:jwk:'.length), 'base64url')).value;
  } catch (cause) {
    throw new BridgeError('key-invalid', `${did.slice(0, 100)} does not hold a JWK: ${textOf(cause)}`, {
      cause,
    });
  }
  const id = `${did}#0`;
  // RFC 7517 section 4.2: a key for encryption signs nothing
  const purposes = isObject(jwk) && jwk['use'] === 'enc' ? [] : [id];
  return {
    id: did,
    verificationMethod: [{ id, type: 'JsonWebKey', controller: did, publicKeyJwk: jwk }],
    assertionMethod: purposes,
    authentication: purposes,
  };
}

/**
 * The address of a did:web document: `did:web:host%3A8443:a:b` is at `https://host:8443/a/b/did.json`, and
 * without a path at `/.well-known/did.json`.
 * @throws BridgeError `key-invalid` for segments that would lead elsewhere
 */
export function didWebUrl(did: string): string {
  const [host = '', ...path] = did.slice('did:web:'.length).split(':').map(decodeSegment);
  if (
    !/^[a-z0-9.-]+(:\d{1,5})?$/i.test(host) ||
    path.some((segment) => !/^[^/\\?#\s]+$/.test(segment) || /^\.\.?$/.test(segment))
  ) {
    throw new BridgeError('key-invalid', `${did} does not name a host and a path.`);
  }
  const folder = path.length === 0 ? '.well-known' : path.map(encodeURIComponent).join('/');
  return `https://${host}/${folder}/did.json`;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return ''; // refused as an empty segment
  }
}

async function fetchDocument(fetch: Fetcher, did: string): Promise<Json> {
  const url = didWebUrl(did);
  const { status, body } = await fetch(url, { accept: DID_TYPES, maxBytes: MAX_DOCUMENT_BYTES });
  if (status === 404 || status === 410) {
    throw new BridgeError('upstream-unavailable', `There is no DID document at ${url} (status ${status}).`);
  }
  if (status < 200 || status > 299) {
    throw new BridgeError(
      'upstream-unavailable',
      `${url} answered ${status} (${STATUS_CODES[status] ?? 'no known status'}).`,
    );
  }
  try {
    return parseJson(body).value;
  } catch (cause) {
    throw new BridgeError('key-invalid', `What ${url} answers is not a DID document: ${textOf(cause)}`, {
      cause,
    });
  }
}
