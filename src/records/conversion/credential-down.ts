/** What all credentials of CLR 2.0 have in common, on the way to CLR 1.0. */
import type { JsonObject } from '../../kernel/json.ts';
import { isSameContent } from '../same-content.ts';
import { CLR1_REST } from './carrier.ts';
import { validityOf } from './date.ts';
import { apart, lose, placeIn } from './descent.ts';
import { type Members, readTypes } from './members-down.ts';
import { downgradeProfile } from './profile-down.ts';

/** Contexts that an upgrade writes anyway. */
const CONTEXTS: ReadonlySet<unknown> = new Set([
  'https://www.w3.org/ns/credentials/v2',
  'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
]);

/** The members around the subject that do not belong to the record: proofs, status, contexts, types, services. */
export function readEnvelope(members: Members, types: readonly string[]): void {
  const { frame } = members.place;
  members.drop('proof', 'proof-dropped');
  members.drop('credentialStatus', 'status-dropped');
  readTypes(members, types);
  if (frame.ours) members.skip('@context', 'credentialSchema', 'refreshService', 'termsOfUse');
  else readContexts(members);
  if (frame.carrier !== undefined) members.skip(CLR1_REST);
}

function readContexts(members: Members): void {
  const contexts = members.each('@context');
  const others = contexts.filter(({ value }) => !CONTEXTS.has(value));
  const { frame } = members.place;
  for (const { value, place } of others) {
    lose(place, frame.descent.carry ? 'carried' : 'no-place', value);
    if (frame.descent.carry) frame.rest.set(place.key, value);
  }
}

/**
 * `awardedDate`, else `validFrom`, as `issuedOn`; a `validFrom` that differs is carried. VC 1.1 says `issuanceDate`.
 *
 * @param required where it is missing, the record is refused
 */
export function readDates(members: Members, required: boolean): string | undefined {
  const { value, place } = members;
  const from = (value['validFrom'] ?? undefined) === undefined ? 'issuanceDate' : 'validFrom';
  const awarded = members.instant('awardedDate');
  if (awarded === undefined) {
    const valid = members.instant(from);
    if (valid === undefined && required && members.raw(from) === undefined)
      lose(placeIn(place, 'validFrom'), 'date-invalid', undefined, 'There is no date of issue.');
    if (valid !== undefined && validityOf(valid) !== valid) members.carry(from);
    return valid;
  }
  // what the way back makes of the award is no news
  if (isSameContent(value[from], validityOf(awarded))) members.skip(from);
  else members.carry(from);
  return awarded;
}

/** `validUntil`; VC 1.1 says `expirationDate`. */
export function readExpiry(members: Members): string | undefined {
  const { value } = members;
  const absent = (value['validUntil'] ?? undefined) === undefined;
  return members.instant(absent && value['expirationDate'] !== undefined ? 'expirationDate' : 'validUntil');
}

/** Who issued it, as a profile. Of what is ours the source record names the issuer, and nothing of this one is carried. */
export function readIssuer(
  members: Members,
  kind: 'Profile' | 'EndorsementProfile' = 'Profile',
): JsonObject | undefined {
  const { place } = members;
  const found = members.one('issuer');
  if (place.frame.ours) lose(placeIn(place, 'issuer'), 'issuer-restored');
  const whole = place.frame.carrier !== undefined && kind === 'Profile';
  const issuer =
    found &&
    downgradeProfile(
      whole ? { ...found, place: { ...found.place, frame: apart(place.frame) } } : found,
      kind,
    );
  if (issuer === undefined) lose(placeIn(place, 'issuer'), 'id-missing');
  return issuer;
}
