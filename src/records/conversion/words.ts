/** The words of the enumerations of CLR 1.0 in CLR 2.0, and back. */

import type { LossCode } from '../losses.ts';
import { CLR1_MODEL } from '../model-clr1.ts';

/** The lists that may be extended by `ext:` words. */
export type OpenList = 'achievementType' | 'resultType' | 'identifierType' | 'targetType';

/** A word of the other version. */
export type Word = {
  word: string;
  /** Set where converting back would give another word than the one that came. */
  code?: LossCode;
};

const { Achievement, ResultDescription, SystemIdentifier, Alignment, Association, Result } = CLR1_MODEL;

const CLR1_WORDS: Record<OpenList, ReadonlySet<string>> = {
  achievementType: new Set(Achievement.properties.achievementType.enum),
  resultType: new Set(ResultDescription.properties.resultType.enum),
  identifierType: new Set(SystemIdentifier.properties.identifierType.enum),
  targetType: new Set(Alignment.properties.targetType.enum),
};

/** One meaning, two spellings. */
const PAIRS: Record<OpenList, ReadonlyMap<string, string>> = {
  achievementType: new Map([['Co-Curricular', 'CoCurricular']]),
  resultType: new Map(),
  identifierType: new Map([
    ['LisSourcedId', 'lisSourcedId'],
    ['OneRosterSourcedId', 'oneRosterSourcedId'],
  ]),
  targetType: new Map(),
};

const words = (...lines: string[]) => new Set(lines.flatMap((line) => line.split(' ')));

/** Words that only CLR 2.0 has; CLR 1.0 says them with `ext:`. */
const CLR2_ONLY: Record<OpenList, ReadonlySet<string>> = {
  achievementType: words(
    'ApprenticeshipCertificate AssociateDegree BachelorDegree CertificateOfCompletion DoctoralDegree',
    'GeneralEducationDevelopment JourneymanCertificate LearningProgram MasterCertificate MasterDegree',
    'MicroCredential ProfessionalDoctorate QualityAssuranceCredential ResearchDoctorate',
    'SecondarySchoolDiploma',
  ),
  resultType: new Set(),
  identifierType: words(
    'name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn issn',
    'sisSourcedId ltiContextId ltiDeploymentId ltiToolId ltiPlatformId ltiUserId identifier',
  ),
  targetType: words('ceasn:Competency ceterms:Credential'),
};

const inverse = (pairs: ReadonlyMap<string, string>) =>
  new Map([...pairs].map(([one, other]) => [other, one]));

const PAIRS_BACK: Record<OpenList, ReadonlyMap<string, string>> = {
  achievementType: inverse(PAIRS.achievementType),
  resultType: inverse(PAIRS.resultType),
  identifierType: inverse(PAIRS.identifierType),
  targetType: inverse(PAIRS.targetType),
};

/** `ext:` in CLR 1.0 for the words that only CLR 2.0 has; a second colon is not allowed there. */
const folded = (word: string) => `ext:${word.replace(':', '.')}`;

// A sourcedId of CLR 2.0 belongs to the member sourcedId of a profile
const unfoldedOf = (list: OpenList) =>
  new Map([...CLR2_ONLY[list]].filter((word) => word !== 'sourcedId').map((word) => [folded(word), word]));

const UNFOLDED: Record<OpenList, ReadonlyMap<string, string>> = {
  achievementType: unfoldedOf('achievementType'),
  resultType: unfoldedOf('resultType'),
  identifierType: unfoldedOf('identifierType'),
  targetType: unfoldedOf('targetType'),
};

/** Words of the 2020 candidate of the standard. */
const DRAFT: ReadonlyMap<string, string> = new Map([['AssessmentResult', 'Assessment']]);

/** What the published patterns let pass after `ext:`, neither of them anchored. */
const CLR1_EXT = /ext:[\w.-]/;
const CLR2_EXT = /ext:[\w.|]/;

const marked = (text: string) => `ext:${text.replace(/^ext:/, '').replaceAll(/[^\w.-]/g, '_') || '_'}`;

/** A word of CLR 1.0 in CLR 2.0. Words in no list become `ext:` words; which have their place in both. */
export function toClr2Word(list: OpenList, word: string): Word {
  const paired = PAIRS[list].get(word);
  if (paired !== undefined) return { word: paired };
  if (CLR1_WORDS[list].has(word)) return { word };
  const unfolded = UNFOLDED[list].get(word);
  if (unfolded !== undefined) return { word: unfolded };
  if (word.startsWith('ext:') && CLR1_EXT.test(word)) {
    return CLR2_EXT.test(word) ? { word } : { word: word.replace('ext:-', 'ext:_'), code: 'carried' };
  }
  const draft = list === 'achievementType' ? DRAFT.get(word) : undefined;
  if (draft !== undefined) return { word: draft, code: 'carried' };
  // An identifier of a bare word might be taken for a member of the profile on the way back
  if (list !== 'identifierType' && CLR2_ONLY[list].has(word)) return { word, code: 'carried' };
  return { word: marked(word), code: 'enum-prefixed' };
}

/** A word of CLR 2.0 in CLR 1.0; the inverse of `toClr2Word` wherever no code is set. */
export function toClr1Word(list: OpenList, word: string): Word {
  const paired = PAIRS_BACK[list].get(word);
  if (paired !== undefined) return { word: paired };
  if (CLR1_WORDS[list].has(word) && !PAIRS[list].has(word)) return { word };
  if (CLR2_ONLY[list].has(word)) {
    const ext = folded(word);
    return UNFOLDED[list].has(ext) ? { word: ext } : { word: ext, code: 'enum-normalised' };
  }
  if (word.startsWith('ext:') && CLR1_EXT.test(word)) {
    return UNFOLDED[list].has(word) || !CLR2_EXT.test(word) ? { word, code: 'enum-normalised' } : { word };
  }
  return { word: marked(word), code: 'carried' };
}

const ASSOCIATION_TYPES = new Set<string>(Association.properties.associationType.enum);
const STATUSES = new Set<string>(Result.properties.status.enum);

/** The kinds of association that only CLR 1.0 has. */
const WIDER = new Set(['exemplar', 'hasSkillLevel']);

/** A kind of association in CLR 2.0 (a closed list); undefined where it is none. */
export function toClr2Association(type: string): Word | undefined {
  if (WIDER.has(type)) return { word: 'isRelatedTo', code: 'enum-narrowed' };
  return ASSOCIATION_TYPES.has(type) ? { word: type } : undefined;
}

/** The status of a result in CLR 2.0 (a closed list); undefined where it is none. */
export function toClr2Status(status: string): Word | undefined {
  return STATUSES.has(status) ? { word: status } : undefined;
}

/** The status of a result in CLR 1.0; undefined where it is none. */
export function toClr1Status(status: string): Word | undefined {
  if (status === 'Provisional') return { word: 'InProgress', code: 'enum-narrowed' };
  return STATUSES.has(status) ? { word: status } : undefined;
}

/** The properties of a learner that a recipient may name, as types of an IdentityObject. */
const IDENTITY_TYPES: ReadonlyMap<string, string> = new Map([
  ['id', 'identifier'],
  ['email', 'emailAddress'],
  ['sourcedId', 'sourcedId'],
  ['studentId', 'ext:studentId'],
  ['telephone', 'ext:telephone'],
  ['url', 'ext:url'],
]);

const IDENTITY_TYPES_BACK = inverse(IDENTITY_TYPES);

/** The `identityType` for a property of the learner; undefined for one that no recipient may name. */
export const toIdentityType = (property: string): string | undefined => IDENTITY_TYPES.get(property);

/** The property of the learner for an `identityType`; undefined where CLR 1.0 has none. */
export const fromIdentityType = (type: string): string | undefined => IDENTITY_TYPES_BACK.get(type);
