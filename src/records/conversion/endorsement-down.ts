/** Endorsements of CLR 2.0 in CLR 1.0: credentials become claims, each with its own carrier. */
import { isObject, type JsonObject } from '../../kernel/json.ts';
import { typesOf } from '../appearance.ts';
import { readDates, readEnvelope, readIssuer } from './credential-down.ts';
import { decodeCredential } from './decode-credential.ts';
import { bringBack, carry, createFrame, type Frame, lose, placeIn, placeOf, withRest } from './descent.ts';
import { createMembers, type Members, type Placed, present, readObject } from './members-down.ts';

/** The name an upgrade gives to every endorsement. */
const ENDORSEMENT_NAME = 'Endorsement';

/** `endorsement` and `endorsementJwt` of a credential, achievement or profile; the JWTs are carried as well. */
export function downgradeEndorsements(owner: Members): JsonObject[] {
  const plain = owner.list('endorsement', downgradeEndorsement) ?? [];
  return [...plain, ...downgradeJwts(owner)];
}

function downgradeEndorsement(item: Placed): JsonObject | undefined {
  const { value, place } = item;
  if (isObject(value) && isEndorsement(value))
    return endorsementOf(createFrame(place.frame.descent, value, place.pointer));
  carry(place, value);
  return undefined;
}

const isEndorsement = (value: JsonObject) =>
  typesOf(value).includes('EndorsementCredential') && isObject(value['credentialSubject']);

/** What comes back as it was brings the readable copy along, so it is not made again. */
function downgradeJwts(owner: Members): JsonObject[] {
  const { frame } = owner.place;
  const items = owner.each('endorsementJwt');
  const decoded = items.flatMap(({ value, place }) => {
    const opened = frame.carrier === undefined ? decodeCredential(value, place.pointer) : undefined;
    if (opened?.jwt === undefined || !isEndorsement(opened.credential)) {
      lose(place, frame.descent.carry ? 'carried' : 'no-place', value);
      return [];
    }
    lose(place, 'jwt-decoded', value);
    return [endorsementOf(createFrame(frame.descent, opened.credential, opened.pointer))];
  });
  if (items.length > 0 && frame.descent.carry) {
    const { key } = placeIn(owner.place, 'endorsementJwt');
    frame.rest.set(
      key,
      items.map(({ value }) => value),
    );
  }
  return decoded;
}

function endorsementOf(frame: Frame): JsonObject {
  const members = createMembers(frame.credential, placeOf(frame));
  readEnvelope(members, ['VerifiableCredential', 'EndorsementCredential']);
  const subject = members.one('credentialSubject');
  const claim =
    subject &&
    readObject(
      subject,
      'EndorsementSubject',
      (one) => ({ id: one.id(), endorsementComment: one.text('endorsementComment') }),
      'EndorsementClaim',
    );
  if (claim === undefined) lose(placeIn(placeOf(frame), 'credentialSubject'), 'id-missing');
  if (members.raw('name') !== ENDORSEMENT_NAME) members.carry('name');
  lose(placeIn(placeOf(frame), 'verification'), 'verification-filled');
  const endorsement = present({
    id: members.id(),
    type: 'Endorsement',
    claim,
    issuedOn: readDates(members, true),
    issuer: readIssuer(members, 'EndorsementProfile'),
    verification: { type: 'Verification' },
    revoked: frame.descent.revoked.has(frame.id ?? '') || undefined,
  });
  members.finish();
  return withRest(frame, bringBack(frame, endorsement));
}
