/** The key of a credential in a JWS, and who says whose it is. */
import type { KeyObject } from 'node:crypto';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { ProofPurpose } from '../proofs/data-integrity.ts';
import type { DidDocument } from '../proofs/ports.ts';
import { publicKeyFromJwk, sameKey } from '../proofs/public-key.ts';
import { checkKeyState } from './check-key-state.ts';
import { resolveController } from './controller-document.ts';
import { findMethod, type MethodDeps } from './find-method.ts';
import { isWebAddress } from './read-document.ts';

type EnvelopeKey = {
  /** Absent where there is no key to check the signature with. */
  key?: KeyObject | JsonObject;
  controller: string;
  method: string;
  anchored: boolean;
  findings: Finding[];
};

/**
 * Finds the key (Open Badges 3.0 section 8.2; RFC 7515 sections 4.1.3 and 4.1.4): a `kid` that is a DID URL stands
 * in that DID's document; one that is a web address leads to a JWK, a set of JWKs or a controller document; any other
 * is a name among the owner's own keys. A `jwk` is what it is, and proves nothing by itself.
 *
 * @param owner the issuer or holder
 */
export async function findEnvelopeKey(
  deps: MethodDeps,
  header: JsonObject,
  owner: string,
  purpose: ProofPurpose,
  pointer: string,
): Promise<EnvelopeKey> {
  const { kid, jwk } = header;
  const web = typeof kid === 'string' && isWebAddress(kid);
  const isDid = typeof kid === 'string' && kid.startsWith('did:');
  if (isDid || (!web && jwk === undefined)) {
    const id = isDid ? kid : typeof kid === 'string' ? `${owner}#${kid.replace(/^.*#/, '')}` : owner;
    const { method, findings, controller, anchored } = await findMethod(deps, id, purpose, pointer);
    return {
      controller,
      anchored,
      findings,
      method: method?.id ?? id,
      ...(method === undefined ? {} : { key: method.publicJwk }),
    };
  }
  const found = web ? await keyAt(deps, kid, purpose) : jwk;
  const method = typeof kid === 'string' ? kid : owner;
  if (!isObject(found)) {
    const reason = typeof found === 'string' ? found : 'The header brings no key.';
    return unknownKey(owner, method, finding('key-unresolved', pointer, reason));
  }
  let key: KeyObject;
  try {
    key = publicKeyFromJwk(found);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return unknownKey(owner, method, finding('key-malformed', pointer, error.message));
  }
  const refused = await checkOwner(deps, owner, key, purpose, pointer);
  return {
    key: found,
    controller: owner,
    method,
    anchored: refused === undefined,
    findings: refused === undefined ? [] : [refused],
  };
}

function unknownKey(controller: string, method: string, reason: Finding): EnvelopeKey {
  return { controller, method, anchored: false, findings: [reason] };
}

/** What stands at a web address: the JWK, or why there is none. */
async function keyAt(deps: MethodDeps, kid: string, purpose: ProofPurpose): Promise<Json> {
  const reading = await deps.read(kid);
  if (reading.kind === 'unread') return reading.reason;
  const document = reading.kind === 'json' ? reading.value : undefined;
  if (!isObject(document)) return `What stands at ${kid} is no key.`;
  if (document['kty'] !== undefined) return document;
  const set = asArray(document['keys']).filter(isObject);
  if (set.length > 0) {
    const named = set.filter((key) => key['kid'] === kid || key['kid'] === kid.replace(/^.*#/, ''));
    const [only] = named.length > 0 ? named : set;
    return named.length > 1 || (named.length === 0 && set.length > 1) || only === undefined
      ? `The set of keys at ${kid} has several, and none is named.`
      : only;
  }
  const { method } = await findMethod(deps, kid, purpose, '');
  return method?.publicJwk ?? `What stands at ${kid} is no key.`;
}

/** Whether the owner answers for the key; undefined where it does. */
async function checkOwner(
  deps: MethodDeps,
  owner: string,
  key: KeyObject,
  purpose: ProofPurpose,
  pointer: string,
): Promise<Finding | undefined> {
  const unanchored = (reason: string) =>
    finding('key-unanchored', pointer, `Nobody says that the key belongs to ${owner}. ${reason}`);
  let document: DidDocument;
  try {
    document = owner.startsWith('did:')
      ? await deps.resolveDid(owner)
      : await resolveController(deps.read, owner);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return (await isPublished(deps, owner, key)) ? undefined : unanchored(error.message);
  }
  const same = document.verificationMethods.filter(({ publicJwk }) => isSame(publicJwk, key));
  // one that was taken back may be left in the set of keys that the host publishes
  const match = same.find(({ id }) => document[purpose].includes(id)) ?? same.find(({ revoked }) => revoked);
  if (match === undefined) {
    if (await isPublished(deps, owner, key)) return undefined;
    return finding('key-not-listed', pointer, `${owner} does not list this key under ${purpose}.`);
  }
  return checkKeyState(match, owner, deps.now(), pointer);
}

/** The keys of a host, as the implementation guide of Open Badges 3.0 has them (`/.well-known/jwks.json`). */
async function isPublished({ read }: MethodDeps, owner: string, key: KeyObject): Promise<boolean> {
  if (!isWebAddress(owner)) return false;
  const reading = await read(new URL('/.well-known/jwks.json', owner).href);
  if (reading.kind !== 'json' || !isObject(reading.value)) return false;
  return asArray(reading.value['keys']).some((jwk) => isObject(jwk) && isSame(jwk, key));
}

function isSame(jwk: JsonObject, key: KeyObject): boolean {
  try {
    return sameKey(publicKeyFromJwk(jwk), key);
  } catch (error) {
    if (error instanceof BridgeError) return false;
    throw error;
  }
}
