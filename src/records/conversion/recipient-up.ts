/** The recipient of an assertion in CLR 2.0: the learner of the record only where that could be checked. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { identityPropertyOf, matchRecipient } from '../recipient.ts';
import type { Learner } from './learner-up.ts';
import { isAbsent, keepOthers, type Rules } from './members-up.ts';
import { keep, markAdded, memberSpot, note, type Spot } from './scope-up.ts';
import { isAbsoluteIri } from './uri.ts';
import { toClr2Word, toIdentityType } from './words.ts';

/** `id` and `identifier` of an AchievementSubject. */
type Subject = { id?: string; identifier?: JsonObject[] };

const IDENTITY: Rules = { type: null, identity: null, hashed: null, salt: null };

/**
 * Whom the assertion is about.
 *
 * @param spot of the assertion
 */
export function mapRecipient(recipient: Json | undefined, spot: Spot, learner: Learner): Subject {
  const place = memberSpot(spot, 'recipient', 'credentialSubject/id');
  if (isAbsent(recipient)) {
    note(place, 'recipient-missing');
    markAdded(place);
    return { id: learner.id };
  }
  if (!isObject(recipient) || typeof recipient['identity'] !== 'string') {
    keep(place, recipient, 'recipient-unchecked');
    return {};
  }
  const property = identityPropertyOf(recipient['type']);
  const hashed = readHashed(recipient['hashed']);
  const { identity } = recipient;
  // Read back from CLR 2.0, the identity may be the id that was derived
  const same = identity === learner.value['id'] || (identity === learner.id && !learner.replaced);
  if (property === 'id' && !hashed && same) return bySameId(recipient, place, learner);
  return byIdentity(recipient, place, learner, property);
}

/** A hash that says in words that it is one is taken as one. */
const readHashed = (hashed: Json | undefined) => hashed === true || hashed === 'true';

function bySameId(recipient: JsonObject, spot: Spot, learner: Learner): Subject {
  if (learner.replaced) {
    note(spot, 'learner-id-replaced');
    return { id: learner.id };
  }
  const { identity, salt } = recipient;
  if (typeof identity === 'string' && !isAbsoluteIri(identity))
    keep(memberSpot(spot, 'identity'), identity, 'id-not-uri');
  if (!isAbsent(salt)) keep(memberSpot(spot, 'salt'), salt);
  keepType(recipient, spot, 'id');
  keepFlag(recipient, spot);
  keepOthers(recipient, spot, 'Identity', IDENTITY);
  return { id: learner.id };
}

function byIdentity(
  recipient: JsonObject,
  spot: Spot,
  learner: Learner,
  property: string | undefined,
): Subject {
  const { identity, salt, type } = recipient;
  const hashed = readHashed(recipient['hashed']);
  const [match, ...notes] = matchRecipient({ ...recipient, hashed }, learner.value).map(({ code }) => code);
  const agrees = match === 'recipient-match';
  if (agrees && !hashed && property !== undefined && !learner.shown.has(property)) {
    note(spot, 'personal-dropped');
    // The id alone comes back: as the learner has it, so that it is still the learner’s
    const known = learner.value['id'];
    if (!learner.replaced && typeof known === 'string' && known !== learner.id)
      spot.scope.rest.push([`${spot.at}/identity`, known]);
    return { id: learner.id };
  }
  const identityType =
    property === undefined
      ? typeof type === 'string' && type !== ''
        ? toClr2Word('identifierType', type).word
        : 'identifier'
      : (toIdentityType(property) ?? property);
  const found: JsonObject = {
    type: 'IdentityObject',
    hashed,
    identityHash: identity as string,
    identityType,
    ...(typeof salt === 'string' ? { salt } : {}),
  };
  const subject = { ...(agrees ? { id: learner.id } : {}), identifier: [found] };
  const loss = agrees ? undefined : match === 'recipient-mismatch' ? match : 'recipient-unchecked';
  if (property === undefined || notes.includes('recipient-case')) {
    // CLR 1.0 would read it otherwise than it was written
    keep(spot, recipient, loss ?? 'carried');
    return subject;
  }
  if (loss !== undefined) note(spot, loss);
  if (salt !== undefined && salt !== null && typeof salt !== 'string') keep(memberSpot(spot, 'salt'), salt);
  keepType(recipient, spot, property);
  keepFlag(recipient, spot);
  keepOthers(recipient, spot, 'Identity', IDENTITY);
  return subject;
}

/** A property named by its IRI comes back by its name. */
function keepType({ type }: JsonObject, spot: Spot, property: string): void {
  if (type !== undefined && type !== property) keep(memberSpot(spot, 'type'), type);
}

function keepFlag({ hashed }: JsonObject, spot: Spot): void {
  const place = memberSpot(spot, 'hashed');
  if (hashed === undefined || hashed === null) note(place, 'hashed-assumed');
  else if (typeof hashed !== 'boolean') keep(place, hashed);
}

/** The properties of the learner that recipients have hashed. */
export function listHidden(assertions: readonly Json[]): Set<string> {
  const hidden = new Set<string>();
  for (const assertion of assertions) {
    const recipient = isObject(assertion) ? assertion['recipient'] : undefined;
    if (!isObject(recipient) || !readHashed(recipient['hashed'])) continue;
    const property = identityPropertyOf(recipient['type']);
    if (property !== undefined) hidden.add(property);
  }
  return hidden;
}
