/**
 * What an assertion of CLR 1.0 or an achievement credential of Open Badges 3.0 says, in one shape: whoever shows it
 * need not know which it was.
 */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { CLR1_RESULTS, describedBy, levelOf, OB3_RESULTS, objectsIn, type ResultNames } from './results.ts';
import { firstObject, readText, textIn, titleOf } from './title.ts';

/** A person or organisation, as far as it is named. */
export type Party = { id?: string; name?: string };

/** A result by the name of its description, the rubric level by its name. */
export type ResultSaid = {
  label: string;
  values: string[];
  /** What was possible, and what was required. */
  scale: string[];
};

export type EvidenceSaid = { name?: string; text?: string; address?: string };

export type AchievementSaid = {
  id?: string;
  title: string;
  type?: string;
  level?: string;
  field?: string;
  description?: string;
  requirement?: string;
  alignments: string[];
  creditsAvailable?: number;
  /** Who defined it. */
  creator?: Party;
};

export type Award = {
  achievement?: AchievementSaid;
  results: ResultSaid[];
  creditsEarned?: number;
  awarded?: string;
  expires?: string;
  /** When the learner was at it. */
  began?: string;
  ended?: string;
  role?: string;
  licence?: string;
  term?: string;
  narrative?: string;
  evidence: EvidenceSaid[];
  assessor?: string;
  /** Who awarded it: the issuer of the credential; in CLR 1.0 the issuer of the achievement. */
  awarder?: Party;
  /** True where a hash stands for whom it is about. */
  hidden: boolean;
  /** The reason, empty where there is none, of what the record itself marks as revoked. */
  revoked?: string;
};

type Names = ResultNames & { alignments: string; requirement: string; creator: string };

const CLR1: Names = {
  ...CLR1_RESULTS,
  alignments: 'alignments',
  requirement: 'requirement',
  creator: 'issuer',
};
const OB3: Names = { ...OB3_RESULTS, alignments: 'alignment', requirement: 'criteria', creator: 'creator' };

/** An assertion of CLR 1.0, or one with an Open Badge 2.0 in it. */
export function awardOfAssertion(assertion: JsonObject): Award {
  const { achievement, badge, recipient, results } = assertion;
  const awarded = isObject(achievement) ? achievement : isObject(badge) ? badge : undefined;
  const awarder = partyOf(awarded?.['issuer']);
  return {
    ...commonOf(assertion),
    ...(awarder === undefined ? {} : { awarder }),
    ...(awarded === undefined ? {} : { achievement: readAchievement(awarded, CLR1) }),
    results: readResults(results, awarded, CLR1),
    ...dated('awarded', assertion['issuedOn']),
    ...dated('expires', assertion['expires']),
    evidence: objectsIn(assertion, 'evidence').flatMap((one) => [
      readEvidence(one),
      ...objectsIn(one, 'artifacts').map((artifact) =>
        readEvidence({ ...artifact, id: artifact['url'] ?? null }),
      ),
    ]),
    hidden: isObject(recipient) && recipient['hashed'] === true,
    ...(assertion['revoked'] === true ? { revoked: textIn(assertion, 'revocationReason') ?? '' } : {}),
  };
}

/** An achievement credential; the dates of VC 1.1 are read as those of 2.0. */
export function awardOfCredential(credential: JsonObject): Award {
  const subject = firstObject(credential['credentialSubject']) ?? {};
  const achievement = firstObject(subject['achievement']);
  const { awardedDate, validFrom, issuanceDate, validUntil, expirationDate } = credential;
  const level = levelCarried(credential);
  const awarder = partyOf(credential['issuer']);
  return {
    ...commonOf(subject),
    ...(achievement === undefined ? {} : { achievement: { ...level, ...readAchievement(achievement, OB3) } }),
    results: readResults(subject['result'], achievement, OB3),
    ...dated('awarded', awardedDate ?? validFrom ?? issuanceDate),
    ...dated('expires', validUntil ?? expirationDate),
    evidence: objectsIn(credential, 'evidence').map(readEvidence),
    ...(awarder === undefined ? {} : { awarder }),
    hidden: subject['id'] === undefined && objectsIn(subject, 'identifier').some(isHashed),
  };
}

/** An achievement by itself; `version` is that of the record it stands in. */
export function achievementOf(achievement: JsonObject, version: '1.0' | '2.0'): AchievementSaid {
  return readAchievement(achievement, version === '1.0' ? CLR1 : OB3);
}

/** An issuer, publisher, creator: an object, or only its id. */
export function partyOf(value: Json | undefined): Party | undefined {
  if (typeof value === 'string') return { id: value };
  if (!isObject(value)) return undefined;
  const [id, name] = [textIn(value, 'id'), titleOf(value)];
  return { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) };
}

/** True for an IdentityObject that has a hash where others have the value. */
export function isHashed({ hashed }: JsonObject): boolean {
  return hashed === true || hashed === 'true';
}

/** A day as 2024-03-12, whatever time stands with it. */
export function dayOf(value: Json | undefined): string | undefined {
  const text = readText(value);
  return text === undefined ? undefined : (/^\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? text.slice(0, 40));
}

/** An ext: type without its prefix: people read `ext:StudyPlan` as StudyPlan. */
export function plainType(type: string | undefined): string | undefined {
  return type?.replace(/^ext:/, '');
}

/** A CLR 2.0 has no place for the level of a course; one made of a CLR 1.0 carries it along. */
function levelCarried(credential: JsonObject): { level?: string } {
  const { clr1Rest } = credential;
  return isObject(clr1Rest) ? texts({ level: textIn(clr1Rest, '/achievement/level') }) : {};
}

/** The members that assertions and achievement subjects have in common. */
function commonOf(value: JsonObject) {
  const { creditsEarned, source } = value;
  return {
    ...(typeof creditsEarned === 'number' ? { creditsEarned } : {}),
    ...dated('began', value['activityStartDate']),
    ...dated('ended', value['activityEndDate']),
    ...texts({
      role: textIn(value, 'role'),
      licence: textIn(value, 'licenseNumber'),
      term: textIn(value, 'term'),
      narrative: textIn(value, 'narrative'),
      assessor: isObject(source) ? titleOf(source) : undefined,
    }),
  };
}

function readAchievement(achievement: JsonObject, names: Names): AchievementSaid {
  const { creditsAvailable } = achievement;
  const requirement = firstObject(achievement[names.requirement]);
  const creator = partyOf(achievement[names.creator]);
  return {
    title: achievementTitle(achievement),
    ...texts({
      id: typeof achievement['id'] === 'string' ? achievement['id'] : undefined,
      type: plainType(textIn(achievement, 'achievementType')),
      level: textIn(achievement, 'level'),
      field: textIn(achievement, 'fieldOfStudy'),
      description: textIn(achievement, 'description'),
      requirement: textIn(requirement, 'narrative'),
    }),
    alignments: objectsIn(achievement, names.alignments).flatMap((one) => alignmentOf(one) ?? []),
    ...(typeof creditsAvailable === 'number' ? { creditsAvailable } : {}),
    ...(creator === undefined ? {} : { creator }),
  };
}

function achievementTitle(achievement: JsonObject): string {
  const code = textIn(achievement, 'humanCode');
  const name = titleOf(achievement);
  if (name === undefined) return code ?? 'Achievement without a name';
  return code === undefined || name.includes(code) ? name : `${code} ${name}`;
}

function alignmentOf(alignment: JsonObject): string | undefined {
  const name = textIn(alignment, 'targetName') ?? textIn(alignment, 'targetCode');
  const framework = textIn(alignment, 'targetFramework');
  return framework === undefined || name === undefined ? name : `${name} (${framework})`;
}

function readResults(
  results: Json | undefined,
  achievement: JsonObject | undefined,
  names: Names,
): ResultSaid[] {
  return asArray<Json>(results)
    .filter(isObject)
    .flatMap((result) => readResult(result, achievement, names));
}

/** "Grade: 1.7", with the name its ResultDescription gives; one that says nothing is left out. */
function readResult(result: JsonObject, achievement: JsonObject | undefined, names: Names): ResultSaid[] {
  const description = describedBy(result, achievement, names);
  const { achievedLevel } = result;
  const level = levelOf(achievedLevel, achievement, names);
  const unknown = typeof achievedLevel === 'string' && level === undefined;
  const values = [
    scalarIn(result, 'value'),
    level && (titleOf(level) ?? textIn(level, 'level')),
    textIn(result, 'status'),
  ].filter((value) => value !== undefined);
  if (values.length === 0 && unknown) values.push('a level that is not described');
  if (values.length === 0) return [];
  const type = plainType(textIn(description, 'resultType'));
  const label = (description && (titleOf(description) ?? type)) ?? 'Result';
  return [
    { label, values, scale: description === undefined ? [] : scaleOf(description, achievement, names) },
  ];
}

function scaleOf(description: JsonObject, achievement: JsonObject | undefined, names: Names): string[] {
  const [least, most] = [scalarIn(description, 'valueMin'), scalarIn(description, 'valueMax')];
  const level = levelOf(description['requiredLevel'], achievement, names);
  const required = scalarIn(description, 'requiredValue') ?? (level && titleOf(level));
  return [
    ...(most === undefined ? [] : [least === undefined ? `at most ${most}` : `${least} to ${most}`]),
    ...(required === undefined ? [] : [`${required} required`]),
  ];
}

/** A text, or a number where the standard has a text. */
function scalarIn(value: JsonObject, member: string): string | undefined {
  const found = value[member];
  return typeof found === 'number' ? String(found) : textIn(value, member);
}

function readEvidence(evidence: JsonObject): EvidenceSaid {
  const name = textIn(evidence, 'name');
  return texts({
    name,
    text: textIn(evidence, 'description') ?? textIn(evidence, 'narrative'),
    address: addressOf(evidence['id']),
  });
}

/** A web address as it is; of a file in the record only what kind of file it is. */
function addressOf(id: Json | undefined): string | undefined {
  if (typeof id !== 'string') return undefined;
  const data = /^data:([^;,]*)/i.exec(id);
  if (data) return `${data[1] || 'text'} file, inside the record`;
  return /^https?:/i.test(id) ? id : undefined;
}

const dated = <K extends string>(member: K, value: Json | undefined) =>
  texts({ [member]: dayOf(value) } as Record<K, string | undefined>);

/** Without the members that are undefined. */
function texts<K extends string>(members: Record<K, string | undefined>): Partial<Record<K, string>> {
  const found = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(found) as Partial<Record<K, string>>;
}
