/** Lines of text about the parts of a record. */
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { describedBy, levelOf } from './check-results.ts';
import { isOf, type ReadablePart } from './record-parts.ts';
import { textIn, titleOf } from './title.ts';

/** 12 March 2024 as 2024-03-12, whatever time stands with it. */
function dayOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? (/^\d{4}-\d\d-\d\d/.exec(value)?.[0] ?? value.slice(0, 40)) : undefined;
}

const present = (lines: (string | undefined)[]) => lines.filter((line) => line !== undefined);
const labelled = (label: string, value: string | undefined) =>
  value === undefined ? undefined : `${label}${value}`;
const objectsIn = (value: JsonObject | undefined, member: string): JsonObject[] => {
  const list = value?.[member];
  return Array.isArray(list) ? list.filter(isObject) : [];
};

/** An ext: type without its prefix: people read `ext:StudyPlan` as StudyPlan. */
const plainType = (type: string | undefined) => type?.replace(/^ext:/, '');

export function describeClr(clr: JsonObject, publisher: JsonObject | undefined): string[] {
  return present([
    labelled('published by ', publisher && titleOf(publisher)),
    labelled('issued ', dayOf(clr['issuedOn'])),
    clr['partial'] === true ? 'a selection, not the whole record' : undefined,
    clr['revoked'] === true ? `revoked${reasonOf(clr)}` : undefined,
  ]);
}

/** A person or organisation; contact data of people is not repeated. */
export function describeProfile(profile: JsonObject): { title: string; lines: string[] } {
  const name = titleOf(profile);
  const mail = textIn(profile, 'email');
  const numbers = ['studentId', 'sourcedId'].map((member) => labelled(`${member} `, textIn(profile, member)));
  return {
    title: name ?? mail ?? textIn(profile, 'id') ?? 'Somebody unnamed',
    lines: present([textIn(profile, 'official'), ...numbers, textIn(profile, 'url')]),
  };
}

export function describeAchievement(achievement: JsonObject): string[] {
  const { issuer, requirement } = achievement;
  return present([
    plainType(textIn(achievement, 'achievementType')),
    labelled('by ', isObject(issuer) ? (titleOf(issuer) ?? textIn(issuer, 'id')) : undefined),
    textIn(achievement, 'description'),
    labelled('required: ', isObject(requirement) ? textIn(requirement, 'narrative') : undefined),
    ...objectsIn(achievement, 'alignments').map((one) =>
      labelled('aligned with ', textIn(one, 'targetName')),
    ),
  ]);
}

/** @param awarded the achievement, or the badge of an Open Badge */
export function describeAssertion(
  assertion: JsonObject,
  awarded: JsonObject | undefined,
  signed: boolean,
): string[] {
  const { recipient, source } = assertion;
  return present([
    ...objectsIn(assertion, 'results').map((result) => describeResult(result, awarded)),
    describeCredits(assertion['creditsEarned'], awarded?.['creditsAvailable']),
    labelled('awarded ', dayOf(assertion['issuedOn'])),
    labelled('expires ', dayOf(assertion['expires'])),
    labelled('as ', textIn(assertion, 'role')),
    labelled('licence ', textIn(assertion, 'licenseNumber')),
    textIn(assertion, 'narrative'),
    ...objectsIn(assertion, 'evidence').map((one) => labelled('evidence: ', textIn(one, 'name'))),
    labelled('assessed by ', isObject(source) ? titleOf(source) : undefined),
    ...(awarded ? describeAchievement(awarded) : []),
    isObject(recipient) && recipient['hashed'] === true
      ? 'recipient hidden; check it against an address'
      : undefined,
    assertion['revoked'] === true ? `revoked${reasonOf(assertion)}` : undefined,
    signed ? 'signed on its own' : undefined,
  ]);
}

/** "Grade: 1.7", with the name its ResultDescription gives, and the rubric level by name. */
function describeResult(result: JsonObject, achievement: JsonObject | undefined): string | undefined {
  const description = describedBy(result, achievement);
  const level = levelOf(result['achievedLevel'], achievement);
  const values = present([textIn(result, 'value'), level && titleOf(level), textIn(result, 'status')]);
  if (values.length === 0) return undefined;
  const label =
    (description && (titleOf(description) ?? plainType(textIn(description, 'resultType')))) ?? 'Result';
  return `${label}: ${values.join(', ')}`;
}

function describeCredits(earned: Json | undefined, available: Json | undefined): string | undefined {
  if (typeof earned !== 'number')
    return typeof available === 'number' ? `${available} credits available` : undefined;
  return typeof available === 'number' && available !== earned
    ? `${earned} of ${available} credits`
    : `${earned} credits`;
}

function reasonOf(value: JsonObject): string {
  const reason = textIn(value, 'revocationReason');
  return reason === undefined ? '' : `: ${reason}`;
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
