/** Whom a badge was awarded to, in the words of CLR 1.0: one identity, where CLR 2.0 may have an id and several. */
import type { JsonObject } from '../../kernel/json.ts';
import { matchRecipient } from '../recipient.ts';
import { carry, lose, type Place, placeIn } from './descent.ts';
import { type Identity, identityOf, type Person } from './learner-down.ts';
import { createMembers, type Members, type Placed, present } from './members-down.ts';
import { fromIdentityType } from './words.ts';

/**
 * The first that fits: a hashed identifier; a plain one that is the learner’s; without an id the first there is; the
 * id of the subject. What is not used is carried.
 */
export function downgradeRecipient(subject: Members, { learner, id }: Person): JsonObject | undefined {
  const { place } = subject;
  const items = subject.each('identifier');
  const own = subject.text('id');
  const used = choose(items, learner, own !== undefined);
  for (const item of items) if (item.value !== used?.value) carry(item.place, item.value, { personal: true });
  if (used === undefined && items.length > 0) carryList(place, items);
  const recipient = used ? recipientOf(used) : own && { type: 'id', identity: own, hashed: false };
  if (own !== undefined) keepId(placeIn(place, 'id'), own, id, isImplied(recipient || {}, learner));
  return recipient || undefined;
}

/** Of a type that no recipient may have, only where there is nothing else. */
function choose(items: Placed[], learner: JsonObject, hasId: boolean): Identity | undefined {
  const identities = items.flatMap((item) => identityOf(item) ?? []);
  const named = identities.filter(({ type }) => fromIdentityType(type) !== undefined);
  return (
    named.find(({ hashed }) => hashed) ??
    named.find(({ type, hash }) => type !== 'identifier' && learner[fromIdentityType(type) ?? ''] === hash) ??
    (hasId ? undefined : identities[0])
  );
}

function recipientOf(identity: Identity): JsonObject {
  const members = createMembers(identity.value as JsonObject, identity.place);
  members.skip('type', 'identityHash', 'hashed', 'identityType');
  const type = fromIdentityType(identity.type);
  // Where CLR 1.0 had a word of its own, the carrier brings it back
  if (type === undefined && identity.place.frame.carrier === undefined)
    carry(identity.place, identity.value, { personal: true });
  const salt = members.text('salt');
  members.finish(true);
  return present({ type: type ?? 'id', identity: identity.hash, hashed: identity.hashed, salt });
}

/** Whether an upgrade will find that the recipient is the learner. */
function isImplied(recipient: JsonObject, learner: JsonObject): boolean {
  const codes = matchRecipient(recipient, learner).map(({ code }) => code);
  return codes.includes('recipient-match') && !codes.includes('recipient-case');
}

/** The id of the subject is carried where the recipient does not say it, or says it of somebody else. */
function keepId(place: Place, own: string, id: string | undefined, implied: boolean): void {
  const differs = id !== undefined && own !== id;
  // What came from CLR 1.0 says in its recipient whom it means, in whichever record it stands now
  if (place.frame.carrier !== undefined) {
    if (differs) lose(place, 'recipient-mismatch');
  } else if (differs || !implied) {
    carry(place, own, { code: differs ? 'recipient-mismatch' : 'carried', personal: true });
  }
}

/** No recipient of this kind has an identifier beside it, so there will be no list to insert one into. */
function carryList(place: Place, items: Placed[]): void {
  const { frame, key } = placeIn(place, 'identifier');
  if (!frame.descent.carry) return;
  for (const item of items) frame.rest.delete(item.place.key);
  frame.rest.set(
    key,
    items.map(({ value }) => value),
  );
}
