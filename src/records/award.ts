/**
 * What an assertion of CLR 1.0 or an achievement credential of Open Badges 3.0 says, in one shape: whoever shows it
 * need not know which it was.
 */
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { CLR1_REST, listAdded } from './conversion/carrier.ts';
import {
  CLR1_RESULTS,
  OB3_RESULTS,
  objectsIn,
  type ResultNames,
  type ResultSaid,
  readResults,
} from './results.ts';
import { firstObject, plainType, readText, textIn, titleOf } from './title.ts';

/** A person or organisation, as far as it is named. */
export type Party = { id?: string; name?: string };

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
  const added = addedIn(credential);
  const found = firstObject(subject['achievement']);
  const achievement = found && withoutAdded(found, '/credentialSubject/achievement', added);
  const { awardedDate, validFrom, issuanceDate, validUntil, expirationDate } = credential;
  const level = levelCarried(credential);
  const awarder = partyOf(credential['issuer']);
  return {
    ...commonOf(subject),
    ...(achievement === undefined ? {} : { achievement: { ...level, ...readAchievement(achievement, OB3) } }),
    results: readResults(subject['result'], achievement, OB3),
    ...dated('awarded', awardedDate ?? validFrom ?? issuanceDate),
    ...dated('expires', validUntil ?? expirationDate),
    evidence: evidenceOf(credential).filter((_, i) => !added.has(`/evidence/${i}`)),
    ...(awarder === undefined ? {} : { awarder }),
    hidden: subject['id'] === undefined && objectsIn(subject, 'identifier').some(isHashed),
  };
}

/** An achievement by itself; `version` is that of the record it stands in. */
export function achievementOf(achievement: JsonObject, version: '1.0' | '2.0'): AchievementSaid {
  return readAchievement(achievement, version === '1.0' ? CLR1 : OB3);
}

/** What a credential names as evidence. */
export function evidenceOf(credential: JsonObject): EvidenceSaid[] {
  return objectsIn(credential, 'evidence').map(readEvidence);
}

/** What the conversion of a CLR 1.0 put in for what that lacks: nobody said it. Pointers into the credential. */
export function addedIn(credential: JsonObject): ReadonlySet<string> {
  const carrier = credential[CLR1_REST];
  return new Set(isObject(carrier) ? listAdded(carrier) : []);
}

/** @param pointer of the achievement in its credential */
export function withoutAdded(
  achievement: JsonObject,
  pointer: string,
  added: ReadonlySet<string>,
): JsonObject {
  if (added.size === 0) return achievement;
  const { description = null, criteria = null } = achievement;
  return {
    ...achievement,
    description: added.has(`${pointer}/description`) ? null : description,
    criteria: added.has(`${pointer}/criteria`) ? null : criteria,
  };
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

/** A CLR 2.0 has no place for the level of a course; one made of a CLR 1.0 carries it along. */
function levelCarried(credential: JsonObject): { level?: string } {
  const carrier = credential[CLR1_REST];
  return isObject(carrier) ? texts({ level: textIn(carrier, '/achievement/level') }) : {};
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
