/** Profiles of CLR 2.0 as profiles of CLR 1.0; the learner is another matter (`learner-down.ts`). */
import { isObject, type JsonObject } from '../../kernel/json.ts';
import { appendPointer } from '../../kernel/pointer.ts';
import { lose } from './descent.ts';
import { downgradeEndorsements } from './endorsement-down.ts';
import { type Members, type Placed, readObject } from './members-down.ts';

/** Organisations may belong to organisations so many times over. */
const MAX_PARENTS = 8;

/** The identifiers that are members of a profile in CLR 1.0, in the order an upgrade writes them. */
const OWN_MEMBERS = [
  ['sourcedId', 'sourcedId'],
  ['studentId', 'ext:studentId'],
] as const;

/**
 * A profile; a text stands for the id of one. Undefined where nothing of it has a place, which is then carried.
 *
 * @param kind an endorser has no birth date, parent or endorsements of its own in CLR 1.0
 */
export function downgradeProfile(
  { value, place }: Placed,
  kind: 'Profile' | 'EndorsementProfile' = 'Profile',
  depth = 0,
): JsonObject | undefined {
  if (typeof value === 'string' && value !== '') return { id: value, type: kind };
  const whole = kind === 'Profile';
  return readObject(
    { value, place },
    'Profile',
    (profile) => ({
      id: profile.id(),
      name: profile.text('name'),
      description: profile.text('description'),
      url: profile.text('url'),
      email: profile.text('email'),
      telephone: profile.text('phone'),
      official: profile.text('official'),
      givenName: profile.text('givenName'),
      additionalName: profile.text('additionalName'),
      familyName: profile.text('familyName'),
      ...downgradeOwnIdentifiers(profile),
      image: profile.image('image'),
      address: downgradeAddress(profile),
      ...(whole
        ? {
            birthDate: profile.day('dateOfBirth'),
            parentOrg: downgradeParent(profile, depth),
            endorsements: downgradeEndorsements(profile),
          }
        : {}),
    }),
    kind,
  );
}

function downgradeParent(profile: Members, depth: number): JsonObject | undefined {
  const parent = profile.one('parentOrg');
  if (parent === undefined) return undefined;
  if (depth < MAX_PARENTS) return downgradeProfile(parent, 'Profile', depth + 1);
  lose(parent.place, 'too-deep');
  return undefined;
}

function downgradeAddress(profile: Members): JsonObject | undefined {
  const found = profile.one('address');
  return (
    found &&
    readObject(found, 'Address', (address) => ({
      addressCountry: address.text('addressCountry'),
      addressRegion: address.text('addressRegion'),
      addressLocality: address.text('addressLocality'),
      streetAddress: address.text('streetAddress'),
      postOfficeBoxNumber: address.text('postOfficeBoxNumber'),
      postalCode: address.text('postalCode'),
    }))
  );
}

/** The first `sourcedId` and the first `ext:studentId` are members, all others entries. */
function downgradeOwnIdentifiers(profile: Members): Record<string, JsonObject[] | string | undefined> {
  const entries = profile.each('otherIdentifier');
  const own = OWN_MEMBERS.map(([member, type]) => {
    const entry = entries.find(({ value }) => isObject(value) && isEntryOf(value, type));
    return { member, entry };
  });
  const members = own.filter(({ entry }) => entry !== undefined);
  const others = entries.filter((entry) => !own.some((one) => one.entry === entry));
  const base = appendPointer(profile.place.key, 'otherIdentifier');
  // The carrier names them in the order in which they will come back
  const moved = (item: Placed, index: number): Placed => ({
    ...item,
    place: { ...item.place, key: `${base}/${index}` },
  });
  const lifted = members.map(({ member, entry }, i) => [
    member,
    readObject(moved(entry as Placed, i), 'IdentifierEntry', (one) => {
      one.skip('identifierType');
      return { identifier: one.text('identifier') };
    })?.['identifier'] as string | undefined,
  ]);
  const identifiers = others.flatMap(
    (entry, i) => downgradeIdentifier(moved(entry, members.length + i)) ?? [],
  );
  return { ...Object.fromEntries(lifted), identifiers };
}

const isEntryOf = (entry: JsonObject, type: string) =>
  entry['identifierType'] === type && entry['identifier'] !== undefined;

/** An entry of `otherIdentifier` as a SystemIdentifier. */
export function downgradeIdentifier(entry: Placed): JsonObject | undefined {
  return readObject(
    entry,
    'IdentifierEntry',
    (one) => ({
      identifier: one.need('identifier'),
      identifierType: one.word('identifierType', 'identifierType'),
    }),
    'SystemIdentifier',
  );
}
