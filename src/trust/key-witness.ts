/** Who, outside a record, says whose key a key is: the key's own address, and the profile that owns it. */
import type { KeyObject } from 'node:crypto';
import { BridgeError } from '../kernel/errors.ts';
import type { FindingCode } from '../kernel/findings.ts';
import { asArray, isObject, type Json } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { algorithmsOf, publicKeyFromJwk, publicKeyFromPem, sameKey } from '../proofs/public-key.ts';
import { checkKeyState } from './check-key-state.ts';
import { findMethod, type MethodDeps } from './find-method.ts';
import { findKeyDocument, hasKey, readKeyDocument } from './key-document.ts';
import { isWebAddress } from './read-document.ts';

export type KeyDeps = MethodDeps;

/** What one place says: this is the key (`owner`: and it answers for the profile); it is not; or nothing. */
export type Witness =
  | { says: 'yes'; key?: KeyObject; owner: boolean }
  | { says: 'no'; code: FindingCode; message: string }
  | { says: 'nothing'; reason: string };

const nothing = (reason: string): Witness => ({ says: 'nothing', reason });
const no = (code: FindingCode, message: string): Witness => ({ says: 'no', code, message });

/** What stands at the id of the key: the DID document that lists it, or the key document. */
export async function askKeyAddress(
  deps: KeyDeps,
  id: string | undefined,
  profileId: Json | undefined,
): Promise<Witness> {
  if (id === undefined) return nothing('The key has no id.');
  if (id.startsWith('did:')) {
    const { controller, method, findings } = await findMethod(deps, id, 'assertionMethod', '');
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
  if (document === undefined || !hasKey(document))
    return nothing(`What stands at ${id} is no key of that id.`);
  const { owner } = document;
  if (owner !== undefined && owner !== null && owner !== profileId) {
    return no(
      'owner-mismatch',
      `The key at ${id} belongs to ${showJson(owner)}; ${showJson(profileId)} must have signed.`,
    );
  }
  // any host may claim any owner; only the profile's own origin is believed about the profile
  const own =
    owner === profileId && isWebAddress(profileId) && new URL(profileId).origin === new URL(id).origin;
  return tryKey(() => readKeyDocument(document), own, id);
}

/** What the profile's own address, or DID, says. */
export async function askProfile(
  deps: KeyDeps,
  id: string | undefined,
  own: KeyObject | undefined,
  profileId: Json | undefined,
): Promise<Witness> {
  if (typeof profileId !== 'string') return nothing('The profile has no id.');
  if (profileId.startsWith('did:')) {
    if (id?.split('#')[0] === profileId) return nothing(`${profileId} was asked for the key.`);
    return askDid(deps, profileId, own);
  }
  if (!isWebAddress(profileId))
    return nothing(`The id of the profile, ${showJson(profileId)}, is no address that could answer.`);
  const reading = await deps.read(profileId);
  if (reading.kind === 'unread') return nothing(reading.reason);
  const document = reading.kind === 'json' ? reading.value : undefined;
  if (!isObject(document) || document['id'] !== profileId)
    return nothing(`What stands at ${profileId} is no profile of that id.`);
  const keys = asArray(document['publicKey']);
  if (keys.length === 0) return nothing(`The profile at ${profileId} lists no key.`);
  const listed = keys.find((key) => id !== undefined && (isObject(key) ? key['id'] : key) === id);
  if (listed === undefined)
    return no('key-not-listed', `The profile at ${profileId} does not list the key ${showJson(id)}.`);
  if (!isObject(listed) || !hasKey(listed)) return { says: 'yes', owner: true };
  return tryKey(() => readKeyDocument(listed), true, profileId);
}

/** A profile that is a DID, whose key has another kind of id: its document must list the same key. */
async function askDid(deps: KeyDeps, did: string, own: KeyObject | undefined): Promise<Witness> {
  if (own === undefined) return nothing('There is no key to compare.');
  try {
    const { verificationMethods, assertionMethod } = await deps.resolveDid(did);
    const match = verificationMethods.find((method) => {
      const key = assertionMethod.includes(method.id)
        ? tryKey(() => publicKeyFromJwk(method.publicJwk), true, did)
        : undefined;
      return key?.says === 'yes' && key.key !== undefined && sameKey(key.key, own);
    });
    if (match === undefined)
      return no('key-not-listed', `${did} does not list this key under assertionMethod.`);
    const ended = checkKeyState(match, did, deps.now(), '');
    if (ended !== undefined)
      return ended.result === 'fail' ? no(ended.code, ended.message) : nothing(ended.message);
    return { says: 'yes', key: own, owner: true };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return nothing(`The document of ${did} could not be obtained: ${error.message}`);
  }
}

function tryKey(read: () => KeyObject, owner: boolean, place: string): Witness {
  try {
    const key = read();
    return algorithmsOf(key).length > 0
      ? { says: 'yes', key, owner }
      : nothing(`The key at ${place} is of a type not used here.`);
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
