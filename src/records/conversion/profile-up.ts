/** Profiles of CLR 1.0 in CLR 2.0: creators, sources, and the issuer where the signer speaks for it. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { endorsements } from './endorsement-up.ts';
import { ENDORSER, mapProfile, profileId } from './endorser-up.ts';
import { day, type Rule, type Rules } from './members-up.ts';
import { keep, memberSpot, mintNodeId, note, type Spot, silentScope } from './scope-up.ts';
import { isAbsoluteIri } from './uri.ts';

/** How deep profiles may stand in each other by `parentOrg`. */
const MAX_DEPTH = 8;

const PROFILE: Rules = {
  ...ENDORSER,
  birthDate: ['dateOfBirth', day],
  parentOrg: null,
  endorsements: ['endorsement', endorsements],
};

/** A profile that is no learner. One that stands as a text is its id. */
export const profile: Rule = (value, spot) => profileAt(value, spot, 0);

function profileAt(value: Json, spot: Spot, depth: number): JsonObject | undefined {
  if (typeof value === 'string' && value !== '') {
    keep(spot, value);
    return {
      id: isAbsoluteIri(value) ? value : mintNodeId(spot.scope.call, value),
      type: ['Profile'],
    };
  }
  if (!isObject(value)) return keep(spot, value);
  if (depth > MAX_DEPTH) {
    note(spot, 'too-deep');
    return undefined;
  }
  const mapped = mapProfile(value, spot, 'Profile', PROFILE);
  const { parentOrg } = value;
  if (parentOrg === undefined || parentOrg === null) return mapped;
  const parent = profileAt(parentOrg, memberSpot(spot, 'parentOrg'), depth + 1);
  return parent === undefined ? mapped : { ...mapped, parentOrg: parent };
}

/**
 * Who signs an achievement: the profile named, under the id of the signer, where the signer may speak for it;
 * else the signer. Endorsements stay with the creator.
 *
 * @param spot of the profile named
 */
export function nestedIssuer(named: Json | undefined, spot: Spot): JsonObject {
  const { call } = spot.scope;
  const id = profileId(named);
  if (isObject(named) && id !== undefined && call.speaksFor.has(id)) {
    const scope = silentScope(spot.scope);
    const { endorsement: _, ...mapped } = mapProfile(named, { ...spot, scope }, 'Profile', PROFILE);
    return { ...mapped, id: call.issuer.id };
  }
  note(spot, 'issuer-replaced', named);
  return { ...call.issuer };
}

/** Who signs the record: the publisher as above; where it is replaced, the carrier has it whole. */
export function recordIssuer(publisher: Json, spot: Spot): JsonObject {
  const { call } = spot.scope;
  const id = profileId(publisher);
  if (!isObject(publisher) || id === undefined || !call.speaksFor.has(id)) {
    keep(spot, publisher, 'issuer-replaced');
    return { ...call.issuer };
  }
  keep(memberSpot(spot, 'id'), id);
  const mapped = profile({ ...publisher, id: call.issuer.id }, spot);
  return isObject(mapped) ? mapped : { ...call.issuer };
}
