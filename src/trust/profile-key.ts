/**
 * Whose key signed a native object: the key of the responsible profile, and whether anything outside the
 * record says so. An embedded key alone proves nothing about anybody, since the sender chose both key and
 * signature. Nothing is ever read from `kid`, `jku`, `x5u` or `jwk` of the JWS header.
 */
import type { KeyObject } from 'node:crypto';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, type FindingCode, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { algorithmsOf, publicKeyFromJwk, publicKeyFromPem, sameKey } from '../proofs/public-key.ts';
import type { ResolveDid } from '../proofs/ports.ts';
import { findMethod } from './find-method.ts';
import { isWebAddress, type ReadDocument } from './read-document.ts';

export type KeyDeps = { read: ReadDocument; resolveDid: ResolveDid };

export type ProfileKey = {
  /** Absent where there is no key, or one that must not be used; `findings` then say why. */
  key?: KeyObject;
  /** True where the profile's own address or DID confirms that the key is its key. */
  anchored: boolean;
  /** Why it is not anchored; '' where it is. */
  reason: string;
  findings: Finding[];
};

/** What one place outside the record says of the key. */
type Witness =
  | { says: 'yes'; key?: KeyObject; owner: boolean }
  | { says: 'no'; code: FindingCode; message: string }
  | { says: 'nothing'; reason: string };

const nothing = (reason: string): Witness => ({ says: 'nothing', reason });
const no = (code: FindingCode, message: string): Witness => ({ says: 'no', code, message });

/**
 * Finds the key with which the profile must have signed (CLR 1.0 CryptographicKey; Open Badges 2.0
 * SignedBadge verification, steps 3 to 6).
 *
 * @param profile the responsible profile: publisher, achievement issuer, endorsement issuer
 * @param creator `verification.creator` of the object
 */
export async function findProfileKey(
  deps: KeyDeps,
  profile: JsonObject | undefined,
  creator: Json | undefined,
  pointer: string,
): Promise<ProfileKey> {
  const fail = (code: FindingCode, message: string): ProfileKey => ({
    anchored: false,
    reason: message,
    findings: [finding(code, pointer, message)],
  });
  if (profile === undefined) return fail('key-missing', 'No profile is named that could have signed.');
  const { id: profileId } = profile;
  const named = nameKey(profile, creator);
  if ('code' in named) return fail(named.code, named.message);
  const { id, embedded } = named;
  const owner = embedded?.['owner'];
  if (owner !== undefined && owner !== null && owner !== profileId) {
    return fail('owner-mismatch', `The key belongs to ${showJson(owner)}; ${showJson(profileId)} must have signed.`);
  }
  let own: KeyObject | undefined;
  try {
    own = embedded && readKey(embedded);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return fail('key-malformed', error.message);
  }

  const [address, authority] = await Promise.all([
    askKeyAddress(deps, id, profileId, pointer),
    askProfile(deps, id, own, profileId),
  ]);
  for (const witness of [address, authority]) {
    if (witness.says === 'no') return fail(witness.code, witness.message);
    if (witness.says === 'yes' && own && witness.key && !sameKey(own, witness.key)) {
      return fail('key-changed', 'The key in the record is another than the one its address holds: replaced, or forged.');
    }
  }
  const confirmed = [address, authority].map((witness) => (witness.says === 'yes' ? witness.key : undefined));
  const key = own ?? confirmed.find((candidate) => candidate !== undefined);
  const vouched = [address, authority].some((witness) => witness.says === 'yes' && witness.owner);
  const anchored = vouched && confirmed.some((candidate) => candidate !== undefined);
  const reason = anchored ? '' : whyNot(address, authority, profileId);
  if (key === undefined || (own === undefined && !anchored)) {
    return fail('key-missing', `There is no key that ${showJson(profileId)} answers for. ${reason}`);
  }
  return { key, anchored, reason, findings: [] };
}

type NamedKey = { id: string | undefined; embedded?: JsonObject } | { code: FindingCode; message: string };

/** Which key: the one `creator` names, else the profile's only one. */
function nameKey(profile: JsonObject, creator: Json | undefined): NamedKey {
  const keys = asArray(profile['publicKey']).flatMap((key) => (typeof key === 'string' ? [{ id: key }] : isObject(key) ? [key] : []));
  if (creator === undefined || creator === null) {
    if (keys.length > 1) return { code: 'key-missing', message: 'The profile has several keys, and none is named.' };
    const [only] = keys;
    if (only !== undefined) return toNamed(only);
    // a DID names its keys in its own document
    const { id } = profile;
    if (typeof id === 'string' && id.startsWith('did:')) return { id };
    return { code: 'key-missing', message: 'The profile names no key.' };
  }
  if (typeof creator !== 'string') return { code: 'creator-mismatch', message: 'verification.creator is no text.' };
  const key = keys.find((candidate) => candidate['id'] === creator);
  if (key !== undefined) return toNamed(key);
  if (keys.length === 0) return { id: creator };
  const ids = keys.map((candidate) => showJson(candidate['id'])).join(', ');
  return { code: 'creator-mismatch', message: `verification.creator is ${creator}; the profile’s key is ${ids}.` };
}

function toNamed(key: JsonObject): NamedKey {
  const id = typeof key['id'] === 'string' ? key['id'] : undefined;
  return hasMaterial(key) ? { id, embedded: key } : { id };
}

const present = (value: Json | undefined) => value !== undefined && value !== null;
const hasMaterial = (key: JsonObject) => present(key['publicKeyPem']) || present(key['publicKeyJwk']);

/** @throws BridgeError `key-invalid` */
function readKey(document: JsonObject): KeyObject {
  const { publicKeyPem: pem, publicKeyJwk: jwk } = document;
  if (present(pem) && typeof pem !== 'string') throw new BridgeError('key-invalid', 'publicKeyPem is no text.');
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

/** What stands at the id of the key: the DID document that lists it, or the key document. */
async function askKeyAddress(deps: KeyDeps, id: string | undefined, profileId: Json | undefined, pointer: string): Promise<Witness> {
  if (id === undefined) return nothing('The key has no id.');
  if (id.startsWith('did:')) {
    const { controller, method, findings } = await findMethod(deps.resolveDid, id, 'assertionMethod', pointer);
    const [problem] = findings;
    if (problem !== undefined) {
      return problem.result === 'fail' ? no(problem.code, problem.message) : nothing(problem.message);
    }
    if (method === undefined) return nothing(`${controller} could not be asked.`);
    return tryKey(() => publicKeyFromJwk(method.publicJwk), answersFor(controller, profileId), id);
  }
  if (!isWebAddress(id)) return nothing(`The id of the key, ${showJson(id)}, is no address.`);
  const reading = await deps.read(id);
  if (reading.kind === 'gone') return nothing(`${id} answered 410.`);
  if (reading.kind === 'unread') return nothing(reading.reason);
  const pem = reading.kind === 'text' ? reading.text : reading.value;
  // a bare PEM names no owner: it confirms the key, not whose it is
  if (typeof pem === 'string') return tryKey(() => publicKeyFromPem(pem), false, id);
  const document = findKeyDocument(pem, id);
  if (document === undefined || !hasMaterial(document)) return nothing(`What stands at ${id} is no key of that id.`);
  const { owner } = document;
  if (present(owner) && owner !== profileId) {
    return no('owner-mismatch', `The key at ${id} belongs to ${showJson(owner)}; ${showJson(profileId)} must have signed.`);
  }
  // any host may claim any owner; only the profile's own origin is believed about the profile
  const own = owner === profileId && isWebAddress(profileId) && new URL(profileId).origin === new URL(id).origin;
  return tryKey(() => readKey(document), own, id);
}

/** What the profile's own address, or DID, says. */
async function askProfile(deps: KeyDeps, id: string | undefined, own: KeyObject | undefined, profileId: Json | undefined): Promise<Witness> {
  if (typeof profileId !== 'string') return nothing('The profile has no id.');
  if (profileId.startsWith('did:')) {
    if (id?.split('#')[0] === profileId) return nothing(`${profileId} was asked for the key.`);
    return askDid(deps, profileId, own);
  }
  if (!isWebAddress(profileId)) return nothing(`The id of the profile, ${showJson(profileId)}, is no address that could answer.`);
  const reading = await deps.read(profileId);
  if (reading.kind === 'unread') return nothing(reading.reason);
  const document = reading.kind === 'json' ? reading.value : undefined;
  if (!isObject(document) || document['id'] !== profileId) return nothing(`What stands at ${profileId} is no profile of that id.`);
  const keys = asArray(document['publicKey']);
  if (keys.length === 0) return nothing(`The profile at ${profileId} lists no key.`);
  const listed = keys.find((key) => id !== undefined && (isObject(key) ? key['id'] : key) === id);
  if (listed === undefined) return no('key-not-listed', `The profile at ${profileId} does not list the key ${showJson(id)}.`);
  if (!isObject(listed) || !hasMaterial(listed)) return { says: 'yes', owner: true };
  return tryKey(() => readKey(listed), true, profileId);
}

/** A profile that is a DID, whose key has another kind of id: its document must list the same key. */
async function askDid(deps: KeyDeps, did: string, own: KeyObject | undefined): Promise<Witness> {
  if (own === undefined) return nothing('There is no key to compare.');
  try {
    const { verificationMethods, assertionMethod } = await deps.resolveDid(did);
    const match = verificationMethods.find((method) => {
      const key = assertionMethod.includes(method.id) ? tryKey(() => publicKeyFromJwk(method.publicJwk), true, did) : undefined;
      return key?.says === 'yes' && key.key !== undefined && sameKey(key.key, own);
    });
    if (match === undefined) return no('key-not-listed', `${did} does not list this key under assertionMethod.`);
    if (match.revoked !== undefined) return no('key-revoked', `${did} revoked the key ${match.id} on ${match.revoked}.`);
    return { says: 'yes', key: own, owner: true };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return nothing(`The document of ${did} could not be obtained: ${error.message}`);
  }
}

/** The key a document describes: the document itself, or a profile in which the key stands. */
function findKeyDocument(document: Json, id: string): JsonObject | undefined {
  if (!isObject(document)) return undefined;
  if (document['id'] === id) return document;
  return asArray(document['publicKey']).filter(isObject).find((key) => key['id'] === id);
}

function tryKey(read: () => KeyObject, owner: boolean, place: string): Witness {
  try {
    const key = read();
    return algorithmsOf(key).length > 0 ? { says: 'yes', key, owner } : nothing(`The key at ${place} is of a type not used here.`);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return nothing(`What stands at ${place} is no usable key: ${error.message}`);
  }
}

/**
 * Whether a DID answers for a profile: it is the profile's id, or a did:web of the place where the profile's
 * id lives. A did:web with a path answers for that path alone, since hosts are shared.
 */
function answersFor(did: string, profileId: Json | undefined): boolean {
  if (did === profileId) return true;
  if (!did.startsWith('did:web:') || !isWebAddress(profileId)) return false;
  const [host = '', ...path] = did.slice('did:web:'.length).split(':');
  const base = `https://${host.replace(/%3a/i, ':')}/`;
  const url = new URL(profileId);
  if (!URL.canParse(base) || new URL(base).origin !== url.origin) return false;
  const folder = ['', ...path].join('/');
  return url.pathname === folder || url.pathname.startsWith(`${folder}/`);
}

function whyNot(address: Witness, authority: Witness, profileId: Json | undefined): string {
  const reasons = [address, authority].flatMap((witness) => (witness.says === 'nothing' ? [witness.reason] : []));
  if (reasons.length === 0) reasons.push(`Nothing at the key’s address ties it to ${showJson(profileId)}.`);
  return reasons.join(' ');
}
