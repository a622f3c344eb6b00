/**
 * The data model of CLR 1.0 (Final, 14 January 2021) as one table. Everything that knows a property of the
 * model reads it here: the shape check, the JSON Schema, the TypeScript types, the walk over a record. A key
 * `prefix:name` (exactly one colon) of an open type is an extension; its value may be anything but null.
 */
import {
  closedList,
  date,
  dateTime,
  flag,
  float,
  list,
  need,
  type ObjectType,
  one,
  openList,
  signed,
  text,
  texts,
  uri,
} from './property.ts';

/** What every CLR 1.0 document names as its `@context`. */
export const CLR1_CONTEXT = 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld';
/** Known copies of that context elsewhere; real records name them. */
export const CLR1_CONTEXT_MIRRORS: readonly string[] = ['https://contexts.ward.guru/clr_v1p0.jsonld'];

/**
 * Where a curated record says what it was selected from (`curate.ts`). The model closes the top-level Clr and
 * names no place for it; this is the one key accepted there beyond the model.
 */
export const CURATION_KEY = 'clrbridge:curation';

const contexts = { kind: 'uri', many: 'either', least: 1 } as const;

const endorsable = { endorsements: list('Endorsement'), signedEndorsements: signed('Endorsement') } as const;

const profile = {
  id: need(text),
  type: text,
  address: one('Address'),
  additionalName: text,
  description: text,
  email: text,
  familyName: text,
  givenName: text,
  identifiers: list('SystemIdentifier'),
  image: text,
  name: text,
  official: text,
  publicKey: one('CryptographicKey'),
  revocationList: uri,
  sourcedId: text,
  studentId: text,
  telephone: text,
  url: uri,
  verification: one('Verification'),
} as const;

const clr = {
  id: need(text),
  type: text,
  achievements: list('Achievement'),
  assertions: list('Assertion'),
  ...endorsable,
  issuedOn: need(dateTime),
  learner: need(one('Profile')),
  name: text,
  partial: flag,
  publisher: need(one('Profile')),
  revocationReason: text,
  revoked: flag,
  signedAssertions: signed('Assertion'),
  verification: one('Verification'),
} as const;

const revocations = {
  '@context': need(uri),
  id: need(uri),
  type: text,
  issuer: need(text),
  revokedAssertions: texts,
} as const;

const key = { id: need(text), type: text, owner: need(text), publicKeyPem: need(text) } as const;

export const CLR1_MODEL = {
  Clr: { closed: true, properties: { '@context': need(contexts), ...clr } },
  /** A Clr inside a ClrSet is open and needs no `@context` of its own. */
  MemberClr: { properties: clr },
  ClrSet: {
    closed: true,
    properties: {
      '@context': need(contexts),
      id: text,
      type: text,
      clrs: list('MemberClr'),
      signedClrs: signed('MemberClr'),
    },
  },
  Assertion: {
    properties: {
      id: need(text),
      type: text,
      achievement: one('Achievement'),
      activityEndDate: dateTime,
      activityStartDate: dateTime,
      creditsEarned: float,
      ...endorsable,
      evidence: list('Evidence'),
      expires: dateTime,
      image: text,
      issuedOn: dateTime,
      licenseNumber: text,
      narrative: text,
      recipient: one('Identity'),
      results: list('Result'),
      revocationReason: text,
      revoked: flag,
      role: text,
      source: one('Profile'),
      term: text,
      verification: one('Verification'),
    },
  },
  Achievement: {
    properties: {
      id: need(text),
      type: text,
      achievementType: openList(
        'Achievement Assessment Assignment Award Badge Certificate Certification Course',
        'CommunityService Competency Co-Curricular Degree Diploma Fieldwork License Membership',
      ),
      alignments: list('Alignment'),
      associations: list('Association'),
      creditsAvailable: float,
      description: text,
      ...endorsable,
      fieldOfStudy: text,
      humanCode: text,
      identifiers: list('SystemIdentifier'),
      image: text,
      issuer: need(one('Profile')),
      level: text,
      name: need(text),
      requirement: one('Criteria'),
      resultDescriptions: list('ResultDescription'),
      specialization: text,
      tags: texts,
    },
  },
  Profile: {
    properties: { ...profile, ...endorsable, birthDate: date, parentOrg: one('Profile') },
  },
  EndorsementProfile: { properties: profile },
  Endorsement: {
    properties: {
      id: need(text),
      type: text,
      claim: need(one('EndorsementClaim')),
      issuedOn: need(dateTime),
      issuer: need(one('EndorsementProfile')),
      revocationReason: text,
      revoked: flag,
      verification: need(one('Verification')),
    },
  },
  EndorsementClaim: { properties: { id: need(text), type: text, endorsementComment: text } },
  Result: {
    properties: {
      id: text,
      type: text,
      achievedLevel: text,
      alignments: list('Alignment'),
      resultDescription: need(text),
      status: closedList('Completed Enrolled Failed InProgress OnHold Withdrew'),
      value: text,
    },
  },
  ResultDescription: {
    properties: {
      id: need(text),
      type: text,
      alignments: list('Alignment'),
      allowedValues: texts,
      name: need(text),
      requiredLevel: text,
      requiredValue: text,
      resultType: need(
        openList(
          'GradePointAverage LetterGrade Percent PerformanceLevel PredictedScore Result',
          'RawScore RubricCriterion RubricCriterionLevel RubricScore ScaledScore Status',
        ),
      ),
      rubricCriterionLevels: list('RubricCriterionLevel'),
      valueMax: text,
      valueMin: text,
    },
  },
  RubricCriterionLevel: {
    properties: {
      id: need(text),
      type: text,
      alignments: list('Alignment'),
      description: text,
      level: text,
      name: need(text),
      points: text,
    },
  },
  Association: {
    properties: {
      associationType: need(
        closedList(
          'exactMatchOf exemplar hasSkillLevel isChildOf isParentOf isPartOf isPeerOf',
          'isRelatedTo precedes replacedBy',
        ),
      ),
      targetId: need(text),
      title: need(text),
    },
  },
  Alignment: {
    properties: {
      id: text,
      type: text,
      targetCode: text,
      targetDescription: text,
      targetFramework: text,
      targetName: need(text),
      targetType: openList('CFItem CFRubric CFRubricCriterion CFRubricCriterionLevel CTDL'),
      targetUrl: need(uri),
    },
  },
  Address: {
    properties: {
      id: text,
      type: text,
      addressCountry: text,
      addressLocality: text,
      addressRegion: text,
      postalCode: text,
      postOfficeBoxNumber: text,
      streetAddress: text,
    },
  },
  Artifact: { properties: { type: text, description: text, name: text, url: text } },
  Evidence: {
    properties: {
      id: uri,
      type: text,
      artifacts: list('Artifact'),
      audience: text,
      description: text,
      genre: text,
      name: need(text),
      narrative: text,
    },
  },
  Identity: {
    properties: { id: text, type: need(text), identity: need(text), hashed: need(flag), salt: text },
  },
  SystemIdentifier: {
    properties: {
      type: text,
      identifier: need(text),
      identifierType: need(openList('LisSourcedId OneRosterSourcedId')),
    },
  },
  CryptographicKey: { properties: key },
  Criteria: { properties: { id: uri, type: text, narrative: text } },
  Verification: {
    properties: {
      id: text,
      type: need(closedList('Hosted Signed Verification')),
      allowedOrigins: texts,
      creator: uri,
      startsWith: texts,
      verificationProperty: text,
    },
  },
  RevocationList: { closed: true, properties: revocations },
  CryptographicKeyDocument: { closed: true, properties: { '@context': need(uri), ...key } },
} as const satisfies Record<string, ObjectType>;

export type Clr1TypeName = keyof typeof CLR1_MODEL;

/** Names that the 2020 candidate of the standard used, and what the final one says instead. */
export const DRAFT_PROPERTIES: Partial<Record<Clr1TypeName, Record<string, string>>> = {
  Alignment: { educationalFramework: 'targetFramework' },
  Assertion: { endDate: 'expires', startDate: 'no property: validity has no beginning' },
};

/** The row of a type. */
export function typeOf(name: Clr1TypeName): ObjectType<Clr1TypeName> {
  return CLR1_MODEL[name];
}
