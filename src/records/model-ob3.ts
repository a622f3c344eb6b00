/**
 * The data model of Open Badges 3.0 (Final) as one table, in the form of VC Data Model 2.0. CLR 2.0 is built of the
 * same types and adds its own in `model-clr2.ts`; published schemas of both standards describe them alike.
 */
import { VC2_CONTEXT } from '../kernel/vc-version.ts';
import {
  closedList,
  date,
  dateTime,
  essential,
  flag,
  float,
  language,
  need,
  type ObjectType,
  one,
  openList,
  some,
  text,
  typed,
  uri,
} from './property.ts';

/** The newest context of Open Badges 3.0. */
export const OB3_CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
/** Its context in any version, the unversioned one included. */
export const OB3_CONTEXTS = /^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/context(?:-3\.\d\.\d)?\.json$/;

/** Lists may stand as one value: what JSON-LD makes no difference between, the published schemas do not either. */
const texts = { kind: 'string', many: 'either' } as const;

/** What a credential names first under `@context`; others may follow. */
export const contexts = <const B extends (string | RegExp)[]>(...begins: B) =>
  essential({ kind: 'context', many: true, begins } as const);

/** What every credential has, whatever it says. */
export const credential = {
  issuer: essential({ kind: 'Profile', orId: true } as const),
  validFrom: need(dateTime),
  validUntil: dateTime,
  proof: some('Proof'),
  credentialSchema: some('CredentialSchema'),
  credentialStatus: one('CredentialStatus'),
  refreshService: one('RefreshService'),
  termsOfUse: some('TermsOfUse'),
  evidence: some('Evidence'),
} as const;

export const endorsable = {
  endorsement: some('EndorsementCredential'),
  endorsementJwt: { kind: 'jws', many: 'either', signs: 'EndorsementCredential' },
} as const;

const identifierTypes = openList(
  'name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn issn',
  'lisSourcedId oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId ltiPlatformId',
  'ltiUserId identifier',
);

export const OB3_MODEL = {
  AchievementCredential: {
    properties: {
      '@context': contexts(VC2_CONTEXT, OB3_CONTEXTS),
      id: need(uri),
      type: typed('VerifiableCredential', ['AchievementCredential', 'OpenBadgeCredential']),
      name: text,
      description: text,
      image: one('Image'),
      awardedDate: dateTime,
      credentialSubject: essential(one('AchievementSubject')),
      ...endorsable,
      ...credential,
    },
  },
  AchievementSubject: {
    properties: {
      id: uri,
      type: typed('AchievementSubject'),
      achievement: essential(one('Achievement')),
      activityEndDate: dateTime,
      activityStartDate: dateTime,
      creditsEarned: float,
      identifier: some('IdentityObject'),
      image: one('Image'),
      licenseNumber: text,
      narrative: text,
      result: some('Result'),
      role: text,
      source: one('Profile'),
      term: text,
    },
  },
  Achievement: {
    properties: {
      id: need(uri),
      type: typed('Achievement'),
      achievementType: openList(
        'Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award',
        'BachelorDegree Badge Certificate CertificateOfCompletion Certification CoCurricular',
        'CommunityService Competency Course Degree Diploma DoctoralDegree Fieldwork',
        'GeneralEducationDevelopment JourneymanCertificate LearningProgram License',
        'MasterCertificate MasterDegree Membership MicroCredential ProfessionalDoctorate',
        'QualityAssuranceCredential ResearchDoctorate SecondarySchoolDiploma',
      ),
      alignment: some('Alignment'),
      creator: one('Profile'),
      creditsAvailable: float,
      criteria: need(one('Criteria')),
      description: need(text),
      ...endorsable,
      fieldOfStudy: text,
      humanCode: text,
      image: one('Image'),
      inLanguage: language,
      name: need(text),
      otherIdentifier: some('IdentifierEntry'),
      related: some('Related'),
      resultDescription: some('ResultDescription'),
      specialization: text,
      tag: texts,
      version: text,
    },
  },
  Result: {
    properties: {
      type: typed('Result'),
      achievedLevel: uri,
      alignment: some('Alignment'),
      resultDescription: uri,
      status: closedList('Completed Enrolled Failed InProgress OnHold Provisional Withdrew'),
      value: text,
    },
  },
  ResultDescription: {
    properties: {
      id: need(uri),
      type: typed('ResultDescription'),
      alignment: some('Alignment'),
      allowedValue: texts,
      name: need(text),
      requiredLevel: uri,
      requiredValue: text,
      resultType: need(
        openList(
          'GradePointAverage LetterGrade Percent PerformanceLevel PredictedScore RawScore',
          'Result RubricCriterion RubricCriterionLevel RubricScore ScaledScore Status',
        ),
      ),
      rubricCriterionLevel: some('RubricCriterionLevel'),
      valueMax: text,
      valueMin: text,
    },
  },
  RubricCriterionLevel: {
    properties: {
      id: need(uri),
      type: typed('RubricCriterionLevel'),
      alignment: some('Alignment'),
      description: text,
      level: text,
      name: need(text),
      points: text,
    },
  },
  Criteria: { properties: { id: uri, narrative: text } },
  Alignment: {
    properties: {
      type: typed('Alignment'),
      targetCode: text,
      targetDescription: text,
      targetFramework: text,
      targetName: need(text),
      targetType: openList(
        'CFItem CFRubric CFRubricCriterion CFRubricCriterionLevel CTDL',
        'ceasn:Competency ceterms:Credential',
      ),
      targetUrl: need(uri),
    },
  },
  Related: { properties: { id: need(uri), type: typed('Related'), inLanguage: language, version: text } },
  Evidence: {
    properties: {
      id: uri,
      type: typed('Evidence'),
      audience: text,
      description: text,
      genre: text,
      name: text,
      narrative: text,
    },
  },
  Image: {
    closed: true,
    properties: { id: need(uri), type: need(closedList('Image')), caption: text },
  },
  Profile: {
    properties: {
      id: need(uri),
      type: typed('Profile'),
      additionalName: text,
      address: one('Address'),
      dateOfBirth: date,
      description: text,
      email: text,
      ...endorsable,
      familyName: text,
      familyNamePrefix: text,
      givenName: text,
      honorificPrefix: text,
      honorificSuffix: text,
      image: one('Image'),
      name: text,
      official: text,
      otherIdentifier: some('IdentifierEntry'),
      parentOrg: one('Profile'),
      patronymicName: text,
      phone: text,
      url: uri,
    },
  },
  Address: {
    properties: {
      type: typed('Address'),
      addressCountry: text,
      addressCountryCode: text,
      addressLocality: text,
      addressRegion: text,
      geo: one('GeoCoordinates'),
      postalCode: text,
      postOfficeBoxNumber: text,
      streetAddress: text,
    },
  },
  GeoCoordinates: {
    properties: {
      type: need(closedList('GeoCoordinates')),
      latitude: need(float),
      longitude: need(float),
    },
  },
  IdentityObject: {
    closed: true,
    properties: {
      type: need(closedList('IdentityObject')),
      hashed: need(flag),
      identityHash: need(text),
      identityType: need(identifierTypes),
      salt: text,
    },
  },
  IdentifierEntry: {
    closed: true,
    properties: {
      type: need(closedList('IdentifierEntry')),
      identifier: need(text),
      identifierType: need(identifierTypes),
    },
  },
  Proof: {
    properties: {
      type: need(text),
      challenge: text,
      created: dateTime,
      cryptosuite: text,
      domain: text,
      nonce: text,
      proofPurpose: text,
      proofValue: text,
      verificationMethod: uri,
    },
  },
  CredentialStatus: { properties: { id: uri, type: need(text) } },
  CredentialSchema: { properties: { id: need(uri), type: need(text) } },
  RefreshService: { properties: { id: need(uri), type: need(text) } },
  TermsOfUse: { properties: { id: uri, type: need(text) } },
  EndorsementCredential: {
    properties: {
      '@context': contexts(VC2_CONTEXT, OB3_CONTEXTS),
      id: need(uri),
      type: typed('VerifiableCredential', 'EndorsementCredential'),
      name: need(text),
      description: text,
      awardedDate: dateTime,
      credentialSubject: essential(one('EndorsementSubject')),
      ...credential,
    },
  },
  EndorsementSubject: {
    properties: { id: essential(uri), type: typed('EndorsementSubject'), endorsementComment: text },
  },
} as const satisfies Record<string, ObjectType>;
