/** An achievement credential of CLR 2.0 or Open Badges 3.0 as an assertion of CLR 1.0. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { isSameContent } from '../same-content.ts';
import { downgradeAchievement } from './achievement-down.ts';
import type { Copy } from './associations-down.ts';
import { RESERVED } from './carrier.ts';
import { readDates, readEnvelope, readExpiry, readIssuer } from './credential-down.ts';
import { apart, bringBack, type Frame, placeOf, withRest } from './descent.ts';
import { downgradeEndorsements } from './endorsement-down.ts';
import { downgradeEvidence } from './evidence-down.ts';
import type { Person } from './learner-down.ts';
import { createMembers, type Members, present, readTypes } from './members-down.ts';
import { downgradeProfile } from './profile-down.ts';
import { downgradeRecipient } from './recipient-down.ts';
import { downgradeResults } from './results-down.ts';

/** An assertion on its way: its achievement is open for associations until it is finished. */
export type Award = {
  copy: Copy | undefined;
  /** The issuer of the credential as a profile of CLR 1.0. */
  issuer: JsonObject | undefined;
  /** The JWS that the credential was made from: it comes back in place of an assertion. */
  jws?: string;
  /** Puts back what was carried; to be called once, when all associations are in their places. */
  finish(): JsonObject;
};

type AwardOptions = { jwt?: string | undefined; alone?: boolean };

export const ACHIEVEMENT_TYPES = ['AchievementCredential', 'OpenBadgeCredential'] as const;

/**
 * @param jwt the VC-JWT that the credential was decoded from
 * @param alone whether the record is made around this one, and needs its date
 */
export function downgradeAward(
  frame: Frame,
  person: Person,
  { jwt, alone = false }: AwardOptions = {},
): Award {
  const jws = frame.carrier?.[RESERVED.jws];
  if (typeof jws === 'string') return downgradeSigned(frame, person, jws);
  const { assertion, issuer } = readAssertion(frame, person, alone);
  const more = jwt === undefined || !frame.descent.carry ? {} : { [RESERVED.jwt]: jwt };
  const { achievement } = assertion;
  return {
    copy: copyOf(frame, isObject(achievement) ? achievement : undefined),
    issuer,
    finish: () => withRest(frame, bringBack(frame, assertion), more),
  };
}

/** All of it is in the JWS, so of what was made of it only the new proof is lost. */
function downgradeSigned(frame: Frame, person: Person, jws: string): Award {
  const quiet = apart(frame);
  const { assertion, issuer } = readAssertion(quiet, person, false);
  const lost = quiet.descent.losses.filter(
    ({ code }) => code === 'proof-dropped' || code === 'status-dropped' || code === 'issuer-restored',
  );
  frame.descent.losses.push(...lost);
  return { copy: copyOf(frame), issuer, jws, finish: () => assertion };
}

/** The achievement by the id that it has in CLR 2.0. */
function copyOf({ credential, id }: Frame, achievement?: JsonObject): Copy | undefined {
  const subject = credential['credentialSubject'];
  const source = isObject(subject) ? subject['achievement'] : undefined;
  const known = isObject(source) ? source['id'] : undefined;
  if (typeof known !== 'string') return undefined;
  return { id: known, credentialId: id, ...(achievement ? { achievement } : {}) };
}

function readAssertion(
  frame: Frame,
  person: Person,
  alone: boolean,
): { assertion: JsonObject; issuer: JsonObject | undefined } {
  const members = createMembers(frame.credential, placeOf(frame));
  readEnvelope(members, ['VerifiableCredential', ...ACHIEVEMENT_TYPES]);
  const issuer = readIssuer(members);
  const found = members.one('credentialSubject');
  const subject = found && isObject(found.value) ? createMembers(found.value, found.place) : undefined;
  if (subject === undefined) members.carry('credentialSubject');
  const { image, ...read } = subject ? readSubject(subject, members, issuer, person) : {};
  const assertion = present({
    id: members.id(),
    type: 'Assertion',
    ...read,
    issuedOn: readDates(members, alone),
    expires: readExpiry(members),
    image: image ?? readImage(members),
    evidence: downgradeEvidence(members),
    endorsements: downgradeEndorsements(members),
    revoked: frame.descent.revoked.has(frame.id ?? '') || undefined,
  });
  readName(members, subject);
  members.finish();
  return { assertion, issuer };
}

function readSubject(
  subject: Members,
  credential: Members,
  issuer: JsonObject | undefined,
  person: Person,
): Record<string, Json | undefined> {
  const { results, minted } = downgradeResults(subject);
  const achievement = subject.one('achievement');
  const source = subject.one('source');
  const members = {
    achievement:
      achievement &&
      downgradeAchievement(achievement, { issuer, source: credential.value['issuer'], awards: true, minted }),
    recipient: downgradeRecipient(subject, person),
    source: source && downgradeProfile(source),
    activityStartDate: subject.instant('activityStartDate'),
    activityEndDate: subject.instant('activityEndDate'),
    creditsEarned: subject.number('creditsEarned'),
    licenseNumber: subject.text('licenseNumber'),
    narrative: subject.text('narrative'),
    role: subject.text('role'),
    term: subject.text('term'),
    image: subject.image('image'),
    results,
  };
  readTypes(subject, ['AchievementSubject']);
  subject.finish(true);
  return members;
}

/** The image of the credential stands for that of the subject; CLR 2.0 has both, so it is carried all the same. */
function readImage(credential: Members): string | undefined {
  if (credential.place.frame.carrier !== undefined) return undefined;
  const image = credential.raw('image');
  credential.carry('image');
  const id = isObject(image) ? image['id'] : image;
  return typeof id === 'string' ? id : undefined;
}

/** An upgrade gives the credential the name of its achievement. */
function readName(credential: Members, subject: Members | undefined): void {
  const achievement = subject?.value['achievement'];
  const name = isObject(achievement) ? achievement['name'] : undefined;
  if (isSameContent(credential.raw('name'), name)) return;
  credential.carry('name');
}
