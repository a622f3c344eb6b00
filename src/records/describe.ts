/** Lines of text about the parts of a record: short facts first, then what is prose. */
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import {
  type AchievementSaid,
  type Award,
  dayOf,
  type EvidenceSaid,
  evidenceOf,
  isHashed,
  type Party,
  partyOf,
} from './award.ts';
import { isOf, type ReadablePart } from './record-parts.ts';
import { objectsIn, type ResultSaid } from './results.ts';
import { firstObject, plainType, textIn, titleOf } from './title.ts';

const present = (lines: (string | undefined)[]) => [...new Set(lines.filter((line) => line !== undefined))];
const labelled = (label: string, value: string | undefined) =>
  value === undefined ? undefined : `${label}${value}`;

/** A catalogue entry that nothing in the record awards; whether it was earned elsewhere is not known. */
export const UNAWARDED = 'not awarded in this record';

const HIDDEN = 'recipient hidden; check it against an address';

export function describeClr(clr: JsonObject, publisher: JsonObject | undefined): string[] {
  const reason = textIn(clr, 'revocationReason');
  return present([
    labelled('published by ', publisher && titleOf(publisher)),
    labelled('issued ', dayOf(clr['issuedOn'])),
    clr['partial'] === true ? 'a selection, not the whole record' : undefined,
    clr['revoked'] === true ? `revoked${reason === undefined ? '' : `: ${reason}`}` : undefined,
  ]);
}

/** A credential that is a record: what stands beside its name. */
export function describeCredential(credential: JsonObject): string[] {
  const { awardedDate, validFrom, issuanceDate, validUntil, expirationDate } = credential;
  return present([
    labelled('issued ', dayOf(awardedDate ?? validFrom ?? issuanceDate)),
    labelled('expires ', dayOf(validUntil ?? expirationDate)),
    credential['partial'] === true ? 'a selection, not the whole record' : undefined,
    textIn(credential, 'description'),
    ...evidenceOf(credential)
      .filter(({ name, text }) => name !== undefined || text !== undefined)
      .map((evidence) => describeEvidence(evidence, evidence.text)),
  ]);
}

/** @param target id of what it stands on: one that speaks of something else says of what */
export function describeEndorsement(endorsement: JsonObject, target: string | undefined): string[] {
  const subject = firstObject(endorsement['credentialSubject']);
  const about = textIn(subject, 'id');
  const name = textIn(endorsement, 'name');
  return present([
    ...describeCredential(endorsement),
    labelled('speaks of ', about === target ? undefined : about),
    name === 'Endorsement' ? undefined : name,
    textIn(subject, 'endorsementComment'),
  ]);
}

/** A person or organisation; contact data of people is not repeated. */
export function describeProfile(profile: JsonObject): { title: string; lines: string[] } {
  const name = titleOf(profile);
  const id = textIn(profile, 'id');
  const title = name ?? textIn(profile, 'email') ?? id ?? 'Somebody unnamed';
  const { parentOrg } = profile;
  const numbers = ['studentId', 'sourcedId'].map((member) => labelled(`${member} `, textIn(profile, member)));
  const entries = objectsIn(profile, 'otherIdentifier').map((entry) =>
    numberOf(entry['identifierType'], textIn(entry, 'identifier')),
  );
  return {
    title,
    lines: present([
      textIn(profile, 'official'),
      ...numbers,
      ...entries,
      labelled('part of ', isObject(parentOrg) ? titleOf(parentOrg) : undefined),
      textIn(profile, 'url'),
    ]),
  };
}

/** Whoever issued a credential: with the id, which is what a proof speaks for, while the name is a claim. */
export function describeIssuer(issuer: Json | undefined): { title: string; lines: string[] } {
  if (!isObject(issuer)) return { title: partyOf(issuer)?.id ?? 'Somebody unnamed', lines: [] };
  const { title, lines } = describeProfile(issuer);
  const id = textIn(issuer, 'id');
  return { title, lines: id === undefined || id === title || lines.includes(id) ? lines : [...lines, id] };
}

/**
 * The subject of a credential of Open Badges 3.0 or CLR 2.0. A name among its identifiers comes first, then one
 * of its own; an address or id only stands in where there is none.
 */
export function describeSubject(subject: JsonObject): { title: string; lines: string[] } {
  const identifiers = objectsIn(subject, 'identifier');
  const plain = (type: RegExp) => {
    const entry = identifiers.find((one) => !isHashed(one) && type.test(textIn(one, 'identityType') ?? ''));
    return entry && textIn(entry, 'identityHash');
  };
  const id = textIn(subject, 'id');
  const name = plain(/^name$/) ?? titleOf({ ...subject, achievement: null });
  const hidden = identifiers.some(isHashed);
  const title = name ?? plain(/^email(Address)?$/) ?? id;
  return {
    title: title ?? (hidden ? 'Somebody whose identity is hidden' : 'Somebody unnamed'),
    lines: present([
      ...identifiers
        .filter((one) => !isHashed(one))
        .map((one) => numberOf(one['identityType'], textIn(one, 'identityHash'))),
      id?.startsWith('did:') && id !== title ? id : undefined,
      hidden ? 'identity hidden; check it against an address' : undefined,
    ]),
  };
}

/** Numbers that a school gives; those of states, and addresses, are not repeated. */
function numberOf(type: Json | undefined, value: string | undefined): string | undefined {
  const name = typeof type === 'string' ? (plainType(type) as string) : '';
  return /^(studentId|\w*[sS]ourcedId|systemId)$/.test(name) ? labelled(`${name} `, value) : undefined;
}

/** @param around whose record it stands in: who is the same is not named again */
export function describeAchievement(
  achievement: AchievementSaid,
  around?: Party,
  earlier: string[] = [],
): string[] {
  const { title, type, field, description, requirement, alignments, creator } = achievement;
  const told = new Set([title.toLowerCase()]);
  const news = (text: string | undefined) => {
    if (text === undefined || told.has(text.toLowerCase())) return undefined;
    told.add(text.toLowerCase());
    return text;
  };
  return present([
    type,
    field,
    labelled('defined by ', otherThan(around, creator)),
    ...earlier,
    news(description),
    labelled('required: ', news(requirement)),
    ...alignments.map((target) => `aligned with ${target}`),
  ]);
}

/** @param options `around`: whose record it stands in; `signed`: it has a signature of its own */
export function describeAward(
  award: Award,
  { around, signed = false }: { around?: Party; signed?: boolean },
): string[] {
  const { achievement, awarder, revoked } = award;
  const by = otherThan(around, awarder);
  const prose = present([award.narrative, ...award.evidence.map((one) => describeEvidence(one))]);
  const facts = present([
    ...award.results.map(describeResult),
    describeCredits(award.creditsEarned, achievement?.creditsAvailable),
    labelled('awarded ', award.awarded),
    labelled('expires ', award.expires),
    describePeriod(award.began, award.ended),
    labelled('as ', award.role),
    labelled('licence ', award.licence),
    labelled('by ', by),
    labelled('assessed by ', award.assessor),
    award.hidden ? HIDDEN : undefined,
    revoked === undefined ? undefined : revoked === '' ? 'revoked' : `revoked: ${revoked}`,
    signed ? 'signed on its own' : undefined,
  ]);
  if (achievement === undefined) return [...facts, ...prose];
  return [...facts, ...describeAchievement(achievement, awarder ?? around, prose)];
}

/** "Grade: A (D required)" */
function describeResult({ label, values, scale }: ResultSaid): string {
  return `${label}: ${values.join(', ')}${scale.length === 0 ? '' : ` (${scale.join(', ')})`}`;
}

function describeCredits(earned: number | undefined, available: number | undefined): string | undefined {
  if (earned === undefined) return available === undefined ? undefined : `${available} credits available`;
  return available !== undefined && available !== earned
    ? `${earned} of ${available} credits`
    : `${earned} credits`;
}

function describePeriod(began: string | undefined, ended: string | undefined): string | undefined {
  if (began === undefined) return labelled('until ', ended);
  return ended === undefined ? `from ${began}` : `from ${began} to ${ended}`;
}

/** @param more to be told beside the name */
function describeEvidence({ name, text, address }: EvidenceSaid, more?: string): string {
  const named = name ?? text ?? address ?? 'without a name';
  const told = more === undefined || more === named ? named : `${named}: ${more}`;
  return `evidence: ${told}${address === undefined || address === named ? '' : ` (${address})`}`;
}

/** The name of somebody, unless it is who is known already. */
function otherThan(known: Party | undefined, party: Party | undefined): string | undefined {
  if (party === undefined) return undefined;
  const same = (member: 'id' | 'name') =>
    party[member] === undefined || known?.[member] === undefined || party[member] === known[member];
  const comparable =
    known !== undefined &&
    ((party.id !== undefined && known.id !== undefined) ||
      (party.name !== undefined && known.name !== undefined));
  return comparable && same('id') && same('name') ? undefined : (party.name ?? party.id);
}

/** What a reader should know before believing the rest. */
export function warningsOf(clr: ReadablePart, parts: ReadablePart[], curated: boolean): string[] {
  const assertions = parts.filter((part) => isOf(part, 'Assertion'));
  const plain = assertions.filter(({ jws }) => jws === undefined).length;
  const enclosed = clr.jws !== undefined;
  const { verification } = clr.value;
  const hosted = isObject(verification) && verification['type'] === 'Hosted';
  return present([
    curated
      ? 'Somebody selected this from a larger record; it is no longer the publisher’s own statement.'
      : undefined,
    assertions.length === 0 ? 'The record has no assertions.' : undefined,
    plain > 0 && !enclosed && !hosted
      ? `${plain} of ${assertions.length} assertions are not signed: their content stands on whatever is around them.`
      : undefined,
  ]);
}
