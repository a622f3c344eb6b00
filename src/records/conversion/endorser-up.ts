/** The members that every profile of CLR 1.0 has, in CLR 2.0; an EndorsementProfile has no others. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import {
  image,
  isAbsent,
  listOf,
  mapMembers,
  mapObject,
  objectOf,
  ownId,
  type Rule,
  type Rules,
  requireId,
  text,
  wordOf,
} from './members-up.ts';
import { keep, markAdded, memberSpot, type Spot } from './scope-up.ts';

const ADDRESS: Rules = {
  addressCountry: ['addressCountry', text],
  addressLocality: ['addressLocality', text],
  addressRegion: ['addressRegion', text],
  postalCode: ['postalCode', text],
  postOfficeBoxNumber: ['postOfficeBoxNumber', text],
  streetAddress: ['streetAddress', text],
};

const address = objectOf((value, spot) => ({
  type: ['Address'],
  ...mapObject(value, spot, 'Address', ADDRESS),
}));

export const ENDORSER: Rules = {
  id: ['id', ownId],
  name: ['name', text],
  description: ['description', text],
  url: ['url', text],
  telephone: ['phone', text],
  email: ['email', text],
  official: ['official', text],
  givenName: ['givenName', text],
  additionalName: ['additionalName', text],
  familyName: ['familyName', text],
  image: ['image', image],
  address: ['address', address],
  sourcedId: null,
  studentId: null,
  identifiers: null,
};

/** A profile by the rules for its members. */
export function mapProfile(
  value: JsonObject,
  spot: Spot,
  type: 'Profile' | 'EndorsementProfile',
  rules: Rules,
): JsonObject {
  const mapped = mapObject(value, spot, type, rules);
  const id = requireId(mapped, spot);
  const entries = otherIdentifiers(value, spot);
  const other: JsonObject = entries.length > 0 ? { otherIdentifier: entries } : {};
  return { id, type: ['Profile'], ...mapped, ...other };
}

function otherIdentifiers(value: JsonObject, spot: Spot): Json[] {
  const own = mapMembers(value, spot, {
    sourcedId: ['sourcedId', entryOf('sourcedId')],
    studentId: ['studentId', entryOf('ext:studentId')],
  });
  const first = Object.values(own);
  const { identifiers } = value;
  if (isAbsent(identifiers)) return first;
  const ambiguous = new Set(own['studentId'] === undefined ? ['ext:studentId'] : []);
  const entry = objectOf((item, place) => {
    const mapped = mapIdentifier(item, place);
    keepAmbiguous(item, mapped['identifierType'], place, ambiguous);
    return { type: 'IdentifierEntry', ...mapped };
  }, IDENTIFIER_MEMBERS);
  const listed = listOf(entry, first.length)(identifiers, memberSpot(spot, 'identifiers', 'otherIdentifier'));
  return [...first, ...(Array.isArray(listed) ? listed : [])];
}

const entryOf =
  (identifierType: string): Rule =>
  (value, spot) =>
    typeof value === 'string'
      ? { type: 'IdentifierEntry', identifier: value, identifierType }
      : keep(spot, value);

const IDENTIFIER: Rules = {
  identifier: ['identifier', text],
  identifierType: ['identifierType', wordOf('identifierType')],
};

/** What a SystemIdentifier must have to be one. */
export const IDENTIFIER_MEMBERS = ['identifier', 'identifierType'];

/** The members of a SystemIdentifier, its type as CLR 2.0 spells it. */
export function mapIdentifier(value: JsonObject, spot: Spot): JsonObject {
  return mapObject(value, spot, 'SystemIdentifier', IDENTIFIER);
}

/** Identifiers of an achievement, as they stand. */
export const identifierEntries = listOf(
  objectOf((value, spot) => ({ type: 'IdentifierEntry', ...mapIdentifier(value, spot) }), IDENTIFIER_MEMBERS),
);

/**
 * An identifier of a kind that would be read as a member of the profile later: what comes back is the one in the
 * carrier.
 */
export function keepAmbiguous(
  item: JsonObject,
  type: Json | undefined,
  spot: Spot,
  ambiguous: ReadonlySet<string>,
): void {
  if (typeof type !== 'string' || !ambiguous.has(type)) return;
  keep(spot, item, 'identifier-type-ambiguous');
  markAdded(spot);
}

/** The id of a profile as the source has it; undefined where there is none. */
export function profileId(profile: Json | undefined): string | undefined {
  const id = isObject(profile) ? profile['id'] : profile;
  return typeof id === 'string' ? id : undefined;
}
