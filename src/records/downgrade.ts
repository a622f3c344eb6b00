/** CLR 2.0 and Open Badges 3.0 as CLR 1.0. Pure: nothing is fetched, and nobody’s signature is checked here. */
import { isObject, type JsonObject } from '../kernel/json.ts';
import { typesOf } from './appearance.ts';
import { downgradeAchievement } from './conversion/achievement-down.ts';
import { ACHIEVEMENT_TYPES, type Award, downgradeAward } from './conversion/assertion-down.ts';
import { type Copy, downgradeAssociations } from './conversion/associations-down.ts';
import { RESERVED } from './conversion/carrier.ts';
import { readDates, readEnvelope, readIssuer } from './conversion/credential-down.ts';
import { decodeCredential } from './conversion/decode-credential.ts';
import {
  apart,
  bringBack,
  carry,
  createFrame,
  type Descent,
  type Frame,
  lose,
  placeIn,
  placeOf,
  withRest,
} from './conversion/descent.ts';
import { downgradeEndorsements } from './conversion/endorsement-down.ts';
import { downgradeLearner, type Person } from './conversion/learner-down.ts';
import { createMembers, type Members, type Placed, present, readTypes } from './conversion/members-down.ts';
import { mintId } from './conversion/mint.ts';
import { type ConversionPolicy, settleLosses } from './conversion/settle-losses.ts';
import type { Loss } from './losses.ts';
import { CLR1_CONTEXT } from './model-clr1.ts';

export type DowngradeOptions = {
  /** Ids of issuers whose carrier `clr1Rest` is believed: what is in it becomes part of the record. */
  bridges?: string[];
  /**
   * Whether the credential at this pointer, '' or one inside, was shown to be of the issuer it names; no other is
   * believed. Default: all, so leave it out only where no signature was checked at all.
   */
  isProven?: (pointer: string) => boolean;
  /** Ids of credentials found revoked. */
  revoked?: string[];
  /** The language taken where a text is in several; default `en`. */
  lang?: string;
  /** Whether what has no place in CLR 1.0 goes into `bridge:clr2Rest`; default true. */
  carry?: boolean;
  /** `strict`: a loss of level warning refuses too. */
  policy?: ConversionPolicy;
};

export type Downgraded = {
  /** A Clr; its signature is still to be made. */
  record: JsonObject;
  losses: Loss[];
  /** The compact JWS that a credential of ours was made from; it says what the record says, and is signed. */
  signed?: string[];
};

/**
 * Converts a ClrCredential, or a single achievement credential, into a CLR 1.0. Read in the shape of VC 2.0 or 1.1,
 * with single values for lists, and with nested credentials as JWT or enveloped.
 *
 * What has no place in CLR 1.0 goes into `bridge:clr2Rest`: a map from JSON Pointers into the credential to the values
 * there, on each assertion and endorsement, and for the ClrCredential itself on `publisher`. Every member that does
 * not arrive at its place is named in `losses`, whose pointers lead into `credential`; inside a JWT a pointer is
 * `<pointer of the JWT>#<pointer in its payload>`.
 *
 * @throws BridgeError `record-invalid` where the credential is neither (`not-clr2`), an id it needs is missing, a date
 *   cannot be read, or profiles are nested too deeply; `errors` are all losses that refuse;
 *   `too-large` where associations would stand at more places than anybody has
 */
export function downgrade(credential: JsonObject, options: DowngradeOptions = {}): Downgraded {
  const descent: Descent = {
    bridges: new Set(options.bridges ?? []),
    isProven: options.isProven ?? (() => true),
    revoked: new Set(options.revoked ?? []),
    lang: options.lang ?? 'en',
    carry: options.carry ?? true,
    losses: [],
  };
  const frame = createFrame(descent, credential, '');
  const kind = kindOf(credential);
  if (kind === undefined) lose(placeOf(frame), 'not-clr2');
  const record = kind === 'clr' ? downgradeClr(frame) : kind === 'badge' ? downgradeBadge(frame) : {};
  const jws = frame.carrier?.[RESERVED.jws];
  return {
    record,
    losses: settleLosses(credential, descent.losses, options.policy ?? 'lenient'),
    ...(kind === 'clr' && typeof jws === 'string' ? { signed: [jws] } : {}),
  };
}

function kindOf(credential: JsonObject): 'clr' | 'badge' | undefined {
  const types = typesOf(credential);
  if (types.includes('ClrCredential')) return 'clr';
  return ACHIEVEMENT_TYPES.some((type) => types.includes(type)) ? 'badge' : undefined;
}

function downgradeClr(frame: Frame): JsonObject {
  const members = createMembers(frame.credential, placeOf(frame));
  readEnvelope(members, ['VerifiableCredential', 'ClrCredential']);
  const publisher = readIssuer(members);
  const found = members.one('credentialSubject');
  const subject = createMembers(isObject(found?.value) ? found.value : {}, found?.place ?? placeOf(frame));
  if (found !== undefined && !isObject(found.value)) carry(found.place, found.value);
  const person = downgradeLearner(subject);
  const awards = downgradeNested(subject, person);
  const described = downgradeDescribed(subject, publisher);
  downgradeAssociations(subject, [
    ...awards.flatMap(({ copy }) => copy ?? []),
    ...described.flatMap(({ copy }) => copy ?? []),
  ]);
  readTypes(subject, ['ClrSubject']);
  subject.finish(true);
  const record = present({
    '@context': CLR1_CONTEXT,
    id: members.id(),
    type: 'Clr',
    name: members.text('name'),
    issuedOn: readDates(members, true),
    learner: person.learner,
    publisher,
    partial: members.flag('partial'),
    assertions: awards.filter(({ jws }) => jws === undefined).map((award) => award.finish()),
    signedAssertions: awards.flatMap(({ jws }) => jws ?? []),
    achievements: described.map(({ achievement }) => achievement),
    endorsements: downgradeEndorsements(members),
    revoked: frame.descent.revoked.has(frame.id ?? '') || undefined,
  });
  members.finish();
  const restored = bringBack(frame, record);
  const { publisher: owner = {} } = restored;
  if (isObject(owner)) return { ...restored, publisher: withRest(frame, owner) };
  // What is no object can carry nothing
  if (frame.rest.size > 0) lose(placeIn(placeOf(frame), 'issuer'), 'carrier-conflict');
  return restored;
}

/** What awards no achievement is carried; a JWT is read as the credential it holds. */
function downgradeNested(subject: Members, person: Person): Award[] {
  const { frame } = subject.place;
  return subject.each('verifiableCredential').flatMap((item) => {
    const opened = decodeCredential(item.value, item.place.pointer);
    if (opened === undefined || kindOf(opened.credential) !== 'badge') {
      carry(item.place, item.value, { code: 'not-an-achievement' });
      return [];
    }
    const inner = createFrame(frame.descent, opened.credential, opened.pointer);
    return [downgradeAward(inner, person, { jwt: opened.jwt })];
  });
}

/** Achievements that the record describes and does not award. */
function downgradeDescribed(
  subject: Members,
  issuer: JsonObject | undefined,
): { achievement: JsonObject; copy: Copy | undefined }[] {
  const described: { achievement: JsonObject; copy: Copy | undefined }[] = [];
  subject.list('achievement', (item) => {
    const achievement = downgradeAchievement(item, { issuer, awards: false });
    if (achievement) described.push({ achievement, copy: copyOf(item, achievement) });
    return achievement;
  });
  return described;
}

function copyOf({ value }: Placed, achievement: JsonObject): Copy | undefined {
  const id = isObject(value) ? value['id'] : undefined;
  return typeof id === 'string' ? { id, achievement } : undefined;
}

/** A Clr around one badge: who issued it is the publisher, who earned it the learner. */
function downgradeBadge(frame: Frame): JsonObject {
  const quiet = apart(frame);
  const members = createMembers(frame.credential, placeOf(quiet));
  const found = members.one('credentialSubject');
  const subject = createMembers(isObject(found?.value) ? found.value : {}, found?.place ?? placeOf(quiet));
  const person = downgradeLearner(subject);
  if (person.id === undefined) lose(placeIn(placeIn(placeOf(frame), 'credentialSubject'), 'id'), 'id-minted');
  lose(placeOf(frame), 'clr-synthesised');
  const award = downgradeAward(frame, person, { alone: true });
  return present({
    '@context': CLR1_CONTEXT,
    id: mintId('id', frame.id ?? '', 'clr'),
    type: 'Clr',
    name: members.text('name'),
    issuedOn: readDates(members, false),
    learner: person.learner,
    publisher: award.issuer,
    partial: true,
    ...(award.jws === undefined ? { assertions: [award.finish()] } : { signedAssertions: [award.jws] }),
  });
}
