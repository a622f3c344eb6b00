/**
 * Whose key signed a native object: the key of the responsible profile, and whether anything outside the
 * record says so. An embedded key alone proves nothing about anybody, since the sender chose both key and
 * signature. Nothing is ever read from `kid`, `jku`, `x5u` or `jwk` of the JWS header.
 */
import type { KeyObject } from 'node:crypto';
import { BridgeError } from '../kernel/errors.ts';
import type { FindingCode } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { sameKey } from '../proofs/public-key.ts';
import { hasKey, readKeyDocument } from './key-document.ts';
import { askKeyAddress, askProfile, type KeyDeps, type Witness } from './key-witness.ts';

export type ProfileKey =
  | {
      key: KeyObject;
      /** True where the profile's own address or DID confirms that the key is its key. */
      anchored: boolean;
      /** Why it is not anchored; '' where it is. */
      reason: string;
    }
  /** There is no key, or one that must not be used. */
  | { key?: never; code: FindingCode; message: string };

export type FindProfileKey = (
  profile: JsonObject | undefined,
  creator: Json | undefined,
) => Promise<ProfileKey>;

/** Makes a finder that asks for the key of one profile once; make one per verification. */
export function createKeyFinder(deps: KeyDeps): FindProfileKey {
  const known = new Map<string, Promise<ProfileKey>>();
  return (profile, creator) => {
    const question = JSON.stringify([
      profile?.['id'] ?? null,
      profile?.['publicKey'] ?? null,
      creator ?? null,
    ]);
    const before = known.get(question);
    if (before !== undefined) return before;
    const answer = findProfileKey(deps, profile, creator);
    known.set(question, answer);
    return answer;
  };
}

/**
 * Finds the key with which the profile must have signed (CLR 1.0 CryptographicKey; Open Badges 2.0
 * SignedBadge verification, steps 3 to 6).
 *
 * Refused with `key-missing`, `key-malformed`, `owner-mismatch`, `creator-mismatch`, `key-changed`,
 * `key-not-listed`, `key-revoked`.
 *
 * @param profile the responsible profile: publisher, achievement issuer, endorsement issuer
 * @param creator `verification.creator` of the object
 */
export async function findProfileKey(
  deps: KeyDeps,
  profile: JsonObject | undefined,
  creator: Json | undefined,
): Promise<ProfileKey> {
  if (profile === undefined)
    return { code: 'key-missing', message: 'No profile is named that could have signed.' };
  const { id: profileId } = profile;
  const named = nameKey(profile, creator);
  if ('code' in named) return named;
  const { id, embedded } = named;
  const owner = embedded?.['owner'] ?? undefined;
  if (owner !== undefined && owner !== profileId) {
    const message = `The key belongs to ${showJson(owner)}; ${showJson(profileId)} must have signed.`;
    return { code: 'owner-mismatch', message };
  }
  let own: KeyObject | undefined;
  try {
    own = embedded && readKeyDocument(embedded);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return { code: 'key-malformed', message: error.message };
  }

  const witnesses = await Promise.all([
    askKeyAddress(deps, id, profileId),
    askProfile(deps, id, own, profileId),
  ]);
  for (const witness of witnesses) {
    if (witness.says === 'no') return { code: witness.code, message: witness.message };
  }
  const confirmed = witnesses.flatMap((witness) =>
    witness.says === 'yes' && witness.key ? [witness.key] : [],
  );
  const [key] = own === undefined ? confirmed : [own];
  if (key !== undefined && !confirmed.every((other) => sameKey(key, other))) {
    const message = 'The key is not the same at every place that names it: replaced, or forged.';
    return { code: 'key-changed', message };
  }
  const anchored =
    confirmed.length > 0 && witnesses.some((witness) => witness.says === 'yes' && witness.owner);
  const reason = anchored ? '' : whyNot(witnesses, profileId);
  if (key === undefined || (own === undefined && !anchored)) {
    return {
      code: 'key-missing',
      message: `There is no key that ${showJson(profileId)} answers for. ${reason}`,
    };
  }
  return { key, anchored, reason };
}

type NamedKey = { id: string | undefined; embedded?: JsonObject } | { code: FindingCode; message: string };

/** Which key: the one `creator` names, else the profile's only one. */
function nameKey(profile: JsonObject, creator: Json | undefined): NamedKey {
  const keys = asArray(profile['publicKey']).flatMap((key) =>
    typeof key === 'string' ? [{ id: key }] : isObject(key) ? [key] : [],
  );
  if (creator === undefined || creator === null) {
    if (keys.length > 1)
      return { code: 'key-missing', message: 'The profile has several keys, and none is named.' };
    const [only] = keys;
    if (only !== undefined) return toNamed(only);
    // a DID names its keys in its own document
    const { id } = profile;
    if (typeof id === 'string' && id.startsWith('did:')) return { id };
    return { code: 'key-missing', message: 'The profile names no key.' };
  }
  if (typeof creator !== 'string')
    return { code: 'creator-mismatch', message: 'verification.creator is no text.' };
  const key = keys.find((candidate) => candidate['id'] === creator);
  if (key !== undefined) return toNamed(key);
  if (keys.length === 0) return { id: creator };
  const ids = keys.map((candidate) => showJson(candidate['id'])).join(', ');
  return {
    code: 'creator-mismatch',
    message: `verification.creator is ${creator}; the profile’s key is ${ids}.`,
  };
}

function toNamed(key: JsonObject): NamedKey {
  const id = typeof key['id'] === 'string' ? key['id'] : undefined;
  return hasKey(key) ? { id, embedded: key } : { id };
}

function whyNot(witnesses: Witness[], profileId: Json | undefined): string {
  const reasons = witnesses.flatMap((witness) => (witness.says === 'nothing' ? [witness.reason] : []));
  if (reasons.length === 0) reasons.push(`Nothing at the key’s address ties it to ${showJson(profileId)}.`);
  return reasons.join(' ');
}
