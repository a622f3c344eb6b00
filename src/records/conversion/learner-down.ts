/** The subject of a CLR 2.0 as the learner of a CLR 1.0, and the identifiers of a person. */
import { isObject, type JsonObject } from '../../kernel/json.ts';
import { appendPointer } from '../../kernel/pointer.ts';
import { isUri } from '../check-value.ts';
import { carry, lose, type Place, placeIn } from './descent.ts';
import { createMembers, type Members, type Placed, present } from './members-down.ts';
import { mintId } from './mint.ts';
import { toClr1Word } from './words.ts';

/** The identifiers that are members of the learner, in the order an upgrade writes them. */
const LEADING = [
  ['name', 'name'],
  ['email', 'emailAddress'],
  ['sourcedId', 'sourcedId'],
  ['studentId', 'ext:studentId'],
] as const;
const TRAILING = [
  ['telephone', 'ext:telephone'],
  ['url', 'ext:url'],
] as const;

/** The person a record is about: as CLR 1.0 has it, and the id of the subject in CLR 2.0. */
export type Person = { learner: JsonObject; id: string | undefined };

/** An identifier of a person that can be read. */
export type Identity = Placed & { type: string; hash: string; hashed: boolean };

/** The entry as an identity; undefined where a member it needs is of another kind. */
export function identityOf(item: Placed): Identity | undefined {
  const { value } = item;
  if (!isObject(value)) return undefined;
  const { identityType: type, identityHash: hash, hashed } = value;
  const complete = typeof type === 'string' && typeof hash === 'string' && typeof hashed === 'boolean';
  return complete ? { ...item, type, hash, hashed } : undefined;
}

/**
 * The learner: the first plain identifier of each kind is a member, the others are entries of `identifiers`. Hashed
 * ones say nothing about a learner and are carried. Nothing personal is repeated in a loss.
 */
export function downgradeLearner(subject: Members): Person {
  const { frame } = subject.place;
  const items = subject.each('identifier');
  const plain = items
    .flatMap((item) => identityOf(item) ?? [])
    .filter(({ hashed, hash }) => !hashed && hash !== '');
  const lift = (members: typeof LEADING | typeof TRAILING) =>
    members.flatMap(([member, type]) => {
      const found = plain.find((one) => one.type === type && fits(member, one.hash, frame.ours));
      return found ? [{ member, found }] : [];
    });
  const [leading, trailing] = [lift(LEADING), lift(TRAILING)];
  const lifted = [...leading, ...trailing];
  const others = plain.filter((one) => !lifted.some(({ found }) => found === one));
  const used = [...leading.map(({ found }) => found), ...others, ...trailing.map(({ found }) => found)];
  carryIdentities(subject, items, used);
  const id = subject.text('id');
  if (id === undefined) lose(placeIn(subject.place, 'id'), 'id-minted');
  const learner = present({
    id: id ?? mintId('id', frame.id ?? '', 'learner'),
    type: 'Profile',
    ...Object.fromEntries(lifted.map(({ member, found }) => [member, found.hash])),
    identifiers: others.map(({ type, hash }) => ({
      type: 'SystemIdentifier',
      identifier: hash,
      identifierType: toClr1Word('identifierType', type).word,
    })),
  });
  return { learner, id };
}

/** A `url` is a URI in CLR 1.0; what came from there is as it was. */
const fits = (member: string, value: string, ours: boolean) => member !== 'url' || ours || isUri(value);

/** What is left of those used, and then the others, at the places they will have when they come back. */
function carryIdentities(subject: Members, items: Placed[], used: Identity[]): void {
  const { frame, key } = placeIn(subject.place, 'identifier');
  const moved = ({ place }: Placed, index: number): Place => ({ ...place, key: appendPointer(key, index) });
  for (const [i, one] of used.entries()) carryRest(one, moved(one, i));
  const taken = new Set(used.map(({ value }) => value));
  const others = items.filter(({ value }) => !taken.has(value));
  for (const [i, one] of others.entries()) carry(moved(one, used.length + i), one.value, { personal: true });
  if (used.length > 0 || others.length === 0 || !frame.descent.carry) return;
  // With no other identifier there will be no list to insert them into
  for (let i = 0; i < others.length; i++) frame.rest.delete(appendPointer(key, i));
  frame.rest.set(
    key,
    others.map(({ value }) => value),
  );
}

/** What stands in a used identifier beside its value; its type where the word is another one. */
function carryRest(identity: Identity, place: Place): void {
  const members = createMembers(identity.value as JsonObject, place);
  members.skip('type', 'identityHash', 'hashed', 'identityType');
  const salt = members.raw('salt');
  if (salt !== undefined) carry(placeIn(place, 'salt'), salt, { personal: true });
  const { code } = toClr1Word('identifierType', identity.type);
  const isMember = [...LEADING, ...TRAILING].some(([, type]) => type === identity.type);
  const word = placeIn(place, 'identityType');
  if (code === 'enum-normalised' && !isMember) lose(word, code, identity.type);
  else if (code === 'carried') carry(word, identity.type);
  members.finish(true);
}
