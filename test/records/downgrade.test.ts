/** CLR 2.0 and Open Badges 3.0 as CLR 1.0, rule by rule. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { resolvePointer } from '../../src/kernel/pointer.ts';
import { mintId } from '../../src/records/conversion/mint.ts';
import { type DowngradeOptions, downgrade } from '../../src/records/downgrade.ts';
import { LOSSES } from '../../src/records/losses.ts';
import { hashIdentity } from '../../src/records/match-identity.ts';
import { unverifiedJws } from '../fixtures/arbitrary-clr.ts';
import { arbitraryBadge, arbitraryClr2 } from '../fixtures/arbitrary-clr2.ts';
import { oddly } from '../fixtures/odd-json.ts';

const VC2 = 'https://www.w3.org/ns/credentials/v2';
const CLR2 = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json';
const OB3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const LEARNER = 'did:example:learner';
const COLLEGE = 'https://college.example/profile';
const BRIDGE = 'did:web:bridge.example';

const anAchievement = (n: number, more: JsonObject = {}): JsonObject => ({
  id: `urn:example:achievement-${n}`,
  type: ['Achievement'],
  name: `Course ${n}`,
  description: `About course ${n}.`,
  criteria: { narrative: 'An examination.' },
  ...more,
});

const aSubject = (n: number, more: JsonObject = {}): JsonObject => ({
  id: LEARNER,
  type: ['AchievementSubject'],
  achievement: anAchievement(n),
  ...more,
});

const aBadge = (n: number, more: JsonObject = {}): JsonObject => ({
  '@context': [VC2, OB3],
  id: `urn:example:credential-${n}`,
  type: ['VerifiableCredential', 'AchievementCredential', 'OpenBadgeCredential'],
  issuer: { id: COLLEGE, type: ['Profile'], name: 'Example College' },
  validFrom: '2024-06-30T12:00:00Z',
  credentialSubject: aSubject(n),
  ...more,
});

const aClr = (badges: Json[], subject: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  '@context': [VC2, CLR2, OB3],
  id: 'urn:example:clr',
  type: ['VerifiableCredential', 'ClrCredential'],
  name: 'Transcript',
  issuer: { id: COLLEGE, type: ['Profile'], name: 'Example College' },
  validFrom: '2024-07-01T00:00:00Z',
  credentialSubject: { id: LEARNER, type: ['ClrSubject'], verifiableCredential: badges, ...subject },
  ...more,
});

const anEndorsement = (n: number, more: JsonObject = {}): JsonObject => ({
  '@context': [VC2, OB3],
  id: `urn:example:endorsement-${n}`,
  type: ['VerifiableCredential', 'EndorsementCredential'],
  name: 'Endorsement',
  issuer: { id: 'https://accrediter.example', type: ['Profile'] },
  validFrom: '2024-01-01T00:00:00Z',
  credentialSubject: { id: COLLEGE, type: ['EndorsementSubject'], endorsementComment: 'In good standing' },
  ...more,
});

const at = (record: JsonObject, pointer: string) => resolvePointer(record, pointer);
const rest = (record: JsonObject, owner = '/assertions/0') =>
  (at(record, `${owner}/bridge:clr2Rest`) ?? {}) as JsonObject;
const ROOT = '/publisher';
const NESTED = '/credentialSubject/verifiableCredential/0';

/** The record, and its losses as `code pointer`. */
function down(credential: JsonObject, options: DowngradeOptions = {}) {
  const { record, losses, signed } = downgrade(credential, options);
  return { record, losses: losses.map(({ code, pointer }) => `${code} ${pointer}`), signed };
}

/** One badge in a CLR, without the losses around it. */
function downBadge(badge: JsonObject, options: DowngradeOptions = {}) {
  const found = down(aClr([badge]), options);
  return {
    ...found,
    losses: found.losses.map((loss) => loss.replace(NESTED, '')),
    assertion: at(found.record, '/assertions/0') as JsonObject,
    rest: rest(found.record),
  };
}

const downSubject = (more: JsonObject, options: DowngradeOptions = {}) =>
  downBadge(aBadge(1, { credentialSubject: aSubject(1, more) }), options);

const downAchievement = (more: JsonObject, options: DowngradeOptions = {}) =>
  downSubject({ achievement: anAchievement(1, more) }, options);

function refusal(credential: JsonObject, options: DowngradeOptions = {}): BridgeError {
  try {
    downgrade(credential, options);
  } catch (error) {
    if (error instanceof BridgeError) return error;
  }
  throw new Error('was not refused');
}

describe('a CLR 2.0 as a CLR 1.0', () => {
  it('keeps ids, names, dates and order, and carries nothing where all has a place', () => {
    const { record, losses } = down(aClr([aBadge(1), aBadge(2)], {}, { partial: false }));
    const assertion = (n: number) => ({
      id: `urn:example:credential-${n}`,
      type: 'Assertion',
      achievement: {
        id: `urn:example:achievement-${n}`,
        type: 'Achievement',
        name: `Course ${n}`,
        description: `About course ${n}.`,
        issuer: { id: COLLEGE, type: 'Profile', name: 'Example College' },
        requirement: { type: 'Criteria', narrative: 'An examination.' },
      },
      recipient: { type: 'id', identity: LEARNER, hashed: false },
      issuedOn: '2024-06-30T12:00:00Z',
    });
    expect(record).toEqual({
      '@context': 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld',
      id: 'urn:example:clr',
      type: 'Clr',
      name: 'Transcript',
      issuedOn: '2024-07-01T00:00:00Z',
      learner: { id: LEARNER, type: 'Profile' },
      publisher: { id: COLLEGE, type: 'Profile', name: 'Example College' },
      partial: false,
      assertions: [assertion(1), assertion(2)],
    });
    expect(losses).toEqual([]);
  });

  it('takes awardedDate for the date of issue, and carries another validFrom', () => {
    const dates = { awardedDate: '2020-01-01T00:00:00Z', validFrom: '2024-06-30T12:00:00Z' };
    const found = downBadge(aBadge(1, { ...dates, validUntil: '2030-01-01T00:00:00.125+02:00' }));
    expect(found.assertion).toMatchObject({
      issuedOn: '2020-01-01T00:00:00Z',
      expires: '2030-01-01T00:00:00.125+02:00',
    });
    expect(found.rest).toEqual({ '/validFrom': '2024-06-30T12:00:00Z' });
    expect(downBadge(aBadge(1, { awardedDate: '2024-06-30T12:00:00Z' })).losses).toEqual([]);
  });

  it('drops proofs and status, and carries what belongs to the credential alone', () => {
    const more = {
      proof: { type: 'DataIntegrityProof' },
      credentialStatus: { type: 'BitstringStatusListEntry' },
      credentialSchema: { id: 'https://example.org/s', type: '1EdTechJsonSchemaValidator2019' },
      termsOfUse: { type: 'x:Terms' },
      refreshService: { id: 'https://example.org/r', type: '1EdTechCredentialRefresh' },
      description: 'A transcript',
      image: { id: 'https://example.org/i', type: 'Image' },
      validUntil: '2030-01-01T00:00:00Z',
      evidence: { type: ['Evidence'], name: 'Paper' },
    };
    const { record, losses } = down(aClr([aBadge(1)], {}, more));
    const { proof: _, credentialStatus: __, ...carried } = more;
    expect(rest(record, ROOT)).toEqual(
      Object.fromEntries(Object.entries(carried).map(([name, value]) => [`/${name}`, value])),
    );
    expect(losses).toEqual([
      'proof-dropped /proof',
      'status-dropped /credentialStatus',
      ...Object.keys(carried).map((name) => `carried /${name}`),
    ]);
  });

  it('names further types and contexts', () => {
    const types = ['ext:Special', 'VerifiableCredential', 'OpenBadgeCredential'];
    const contexts = [VC2, OB3, 'https://vendor.example/c', { a: 'https://vendor.example/#a' }];
    const found = downBadge(aBadge(1, { '@context': contexts, type: types }));
    expect(found.losses).toEqual(['carried /@context/2', 'carried /@context/3', 'extra-type /type/0']);
    expect(found.rest).toEqual({
      '/@context/2': contexts[2],
      '/@context/3': contexts[3],
      '/type': types,
    });
    const course = downAchievement({ type: ['Achievement', 'ext:Course'] });
    expect(course.losses).toEqual(['extra-type /credentialSubject/achievement/type/1']);
    expect(at(course.assertion, '/achievement/type')).toBe('Achievement');
  });

  it('says that a credential is revoked, and that nothing else is', () => {
    const { record } = down(aClr([aBadge(1), aBadge(2)]), { revoked: ['urn:example:credential-2'] });
    expect(at(record, '/assertions/0/revoked')).toBeUndefined();
    expect(at(record, '/assertions/1/revoked')).toBe(true);
    expect(at(record, '/revoked')).toBeUndefined();
    expect(down(aClr([aBadge(1)]), { revoked: ['urn:example:clr'] }).record['revoked']).toBe(true);
  });

  it('carries members of nobody’s model, and null it drops', () => {
    const found = downAchievement({ 'vendor:depth': { a: [null] }, humanCode: null, inLanguage: 'en' });
    const base = '/credentialSubject/achievement';
    expect(found.rest).toEqual({ [`${base}/vendor:depth`]: { a: [null] }, [`${base}/inLanguage`]: 'en' });
    expect(found.losses).toEqual([
      `carried ${base}/vendor:depth`,
      `null-dropped ${base}/humanCode`,
      `carried ${base}/inLanguage`,
    ]);
  });

  it('carries nothing where it is told so, and says what is gone', () => {
    const { record, losses } = down(aClr([aBadge(1, { description: 'gone' })], { 'a:b': 1 }), {
      carry: false,
    });
    expect(JSON.stringify(record)).not.toContain('clr2Rest');
    expect(losses).toEqual([`no-place ${NESTED}/description`, 'no-place /credentialSubject/a:b']);
  });
});

describe('who issued it', () => {
  it('is who signed, whoever is named as creator', () => {
    const creator = { id: 'https://mit.example', type: ['Profile'], name: 'MIT' };
    const found = downAchievement({ creator });
    expect(at(found.assertion, '/achievement/issuer/id')).toBe(COLLEGE);
    expect(found.rest).toEqual({ '/credentialSubject/achievement/creator': creator });
    expect(JSON.stringify({ ...found.assertion, 'bridge:clr2Rest': {} })).not.toContain('MIT');
    const same = downAchievement({ creator: { type: ['Profile'], id: COLLEGE, name: 'Example College' } });
    expect(same.losses).toEqual([]);
  });

  it('may be a bare id', () => {
    const { record, losses } = down(aClr([aBadge(1, { issuer: COLLEGE })], {}, { issuer: COLLEGE }));
    expect(at(record, '/publisher')).toEqual({ id: COLLEGE, type: 'Profile' });
    expect(at(record, '/assertions/0/achievement/issuer')).toEqual({ id: COLLEGE, type: 'Profile' });
    expect(losses).toEqual([]);
  });

  it('of an achievement nobody earned is its creator, else the issuer of the record', () => {
    const creator = { id: 'https://mit.example', type: ['Profile'] };
    const { record, losses } = down(
      aClr([aBadge(1)], { achievement: [anAchievement(7, { creator }), anAchievement(8)] }),
    );
    expect(at(record, '/achievements/0/issuer/id')).toBe('https://mit.example');
    expect(at(record, '/achievements/1/issuer/id')).toBe(COLLEGE);
    expect(losses).toEqual(['issuer-filled /credentialSubject/achievement/1/creator']);
  });

  it('has an address, identifiers and parents as in CLR 1.0', () => {
    const entry = (identifierType: string, identifier: string): JsonObject => ({
      type: 'IdentifierEntry',
      identifierType,
      identifier,
    });
    const issuer = {
      id: COLLEGE,
      type: 'Profile',
      phone: '123',
      dateOfBirth: '1990-05-06T00:00:00Z',
      honorificPrefix: 'Dr',
      image: { id: 'https://college.example/logo.png', type: 'Image', caption: 'Logo' },
      address: {
        type: ['Address'],
        addressLocality: 'Austin',
        addressCountryCode: 'US',
        geo: { type: 'GeoCoordinates', latitude: 1, longitude: 2 },
      },
      otherIdentifier: [
        entry('nationalIdentityNumber', 'n'),
        entry('ext:studentId', 's'),
        entry('sourcedId', 'first'),
        entry('sourcedId', 'second'),
        entry('lisSourcedId', 'l'),
      ],
      parentOrg: { id: 'https://state.example', type: ['Profile'] },
    };
    const found = downBadge(aBadge(1, { issuer }));
    expect(at(found.assertion, '/achievement/issuer')).toEqual({
      id: COLLEGE,
      type: 'Profile',
      telephone: '123',
      birthDate: '1990-05-06',
      image: 'https://college.example/logo.png',
      address: { type: 'Address', addressLocality: 'Austin' },
      sourcedId: 'first',
      studentId: 's',
      identifiers: [
        { type: 'SystemIdentifier', identifier: 'n', identifierType: 'ext:nationalIdentityNumber' },
        { type: 'SystemIdentifier', identifier: 'second', identifierType: 'ext:sourcedId' },
        { type: 'SystemIdentifier', identifier: 'l', identifierType: 'LisSourcedId' },
      ],
      parentOrg: { id: 'https://state.example', type: 'Profile' },
    });
    expect(found.losses).toEqual([
      'date-repaired /issuer/dateOfBirth',
      'carried /issuer/honorificPrefix',
      'carried /issuer/image/caption',
      'carried /issuer/address/addressCountryCode',
      'carried /issuer/address/geo',
      'enum-normalised /issuer/otherIdentifier/3/identifierType',
    ]);
  });

  it('may have parents eight deep, and no deeper', () => {
    const nest = (depth: number): JsonObject => ({
      id: `https://p.example/${depth}`,
      type: ['Profile'],
      ...(depth > 0 ? { parentOrg: nest(depth - 1) } : {}),
    });
    expect(downBadge(aBadge(1, { issuer: nest(8) })).losses).toEqual([]);
    const error = refusal(aClr([aBadge(1, { issuer: nest(9) })]));
    expect(error.errors.map(({ code }) => code)).toEqual(['too-deep']);
    expect(error.pointer).toBe(`${NESTED}/issuer${'/parentOrg'.repeat(9)}`);
  });
});

describe('whom it was awarded to', () => {
  const identity = (identityType: string, identityHash: string, more: JsonObject = {}): JsonObject => ({
    type: 'IdentityObject',
    identityType,
    identityHash,
    hashed: false,
    ...more,
  });
  const emailed = [identity('emailAddress', 'a@example.org')];
  const downFor = (identifier: Json[], own: JsonObject, learner: Json[] = emailed) => {
    const badge = aBadge(1, { credentialSubject: aSubject(1, { identifier, ...own }) });
    const { record, losses } = down(aClr([badge], { identifier: learner }));
    return {
      recipient: at(record, '/assertions/0/recipient'),
      rest: rest(record),
      losses: losses.map((loss) => loss.replace(NESTED, '')),
    };
  };

  it('becomes a learner with the first identifier of each kind', () => {
    const identifier = [
      identity('accountId', 'acc'),
      identity('emailAddress', 'a@example.org', { salt: 'not-used' }),
      identity('emailAddress', 'b@example.org'),
      identity('name', 'Ana'),
      identity('ext:studentId', 'S1'),
      identity('sourcedId', 'src'),
      identity('emailAddress', 'sha256$aa', { hashed: true }),
      identity('ext:telephone', '1'),
      identity('ext:url', 'https://ana.example'),
    ];
    const { record, losses } = down(aClr([aBadge(1)], { identifier }));
    expect(record['learner']).toEqual({
      id: LEARNER,
      type: 'Profile',
      name: 'Ana',
      email: 'a@example.org',
      sourcedId: 'src',
      studentId: 'S1',
      telephone: '1',
      url: 'https://ana.example',
      identifiers: [
        { type: 'SystemIdentifier', identifier: 'acc', identifierType: 'ext:accountId' },
        { type: 'SystemIdentifier', identifier: 'b@example.org', identifierType: 'ext:emailAddress' },
      ],
    });
    expect(losses).toEqual([
      'carried /credentialSubject/identifier/1/salt',
      'carried /credentialSubject/identifier/6',
    ]);
    expect(rest(record, ROOT)).toEqual({
      '/credentialSubject/identifier/1/salt': 'not-used',
      '/credentialSubject/identifier/8': identifier[6],
    });
  });

  it('says nothing personal in a loss', () => {
    const identifier = [identity('emailAddress', 'sha256$aa', { hashed: true, salt: 'secret' })];
    const { losses } = downgrade(aClr([aBadge(1)], { identifier }));
    expect(losses).toHaveLength(1);
    expect(JSON.stringify(losses)).not.toContain('sha256$aa');
  });

  it('gets an id where it has none', () => {
    const { record, losses } = down(aClr([aBadge(1)], { id: null }));
    expect(at(record, '/learner/id')).toBe(mintId('id', 'urn:example:clr', 'learner'));
    expect(losses).toContain('id-minted /credentialSubject/id');
  });

  it('is a hashed identifier first', () => {
    const hashed = identity('emailAddress', hashIdentity('a@example.org', 's'), { hashed: true, salt: 's' });
    const found = downFor([...emailed, hashed], {});
    expect(found.recipient).toEqual({
      type: 'email',
      identity: hashIdentity('a@example.org', 's'),
      hashed: true,
      salt: 's',
    });
    expect(found.losses).toEqual(['carried /credentialSubject/identifier/0']);
    expect(found.rest).toEqual({ '/credentialSubject/identifier/0': emailed[0] });
  });

  it('carries the id beside a hash that says nothing about it', () => {
    const found = downFor([identity('emailAddress', 'sha256$00', { hashed: true })], {});
    expect(found.rest).toEqual({ '/credentialSubject/id': LEARNER });
    expect(found.losses).toEqual(['carried /credentialSubject/id']);
  });

  it('is then a plain one that is the learner’s, then the id', () => {
    const plain = downFor([identity('emailAddress', 'c@example.org'), ...emailed], {});
    expect(plain.recipient).toEqual({ type: 'email', identity: 'a@example.org', hashed: false });
    expect(plain.rest).toEqual({
      '/credentialSubject/identifier/0': identity('emailAddress', 'c@example.org'),
    });
    const other = downFor([identity('emailAddress', 'c@example.org')], {});
    expect(other.recipient).toEqual({ type: 'id', identity: LEARNER, hashed: false });
    expect(other.rest).toEqual({
      '/credentialSubject/identifier': [identity('emailAddress', 'c@example.org')],
    });
  });

  it('is the first there is where there is no id', () => {
    const none = { id: null };
    expect(downFor([identity('emailAddress', 'c@example.org')], none).recipient).toEqual({
      type: 'email',
      identity: 'c@example.org',
      hashed: false,
    });
    expect(downFor([identity('identifier', 'x')], none).recipient).toEqual({
      type: 'id',
      identity: 'x',
      hashed: false,
    });
    const unnamed = downFor([identity('isbn', '978')], none);
    expect(unnamed.recipient).toEqual({ type: 'id', identity: '978', hashed: false });
    expect(unnamed.rest).toEqual({ '/credentialSubject/identifier/0': identity('isbn', '978') });
    expect(downFor([], none).recipient).toBeUndefined();
  });

  it('may be somebody else, which is said', () => {
    const found = downFor([], { id: 'did:example:other' });
    expect(found.recipient).toEqual({ type: 'id', identity: 'did:example:other', hashed: false });
    expect(found.losses).toEqual(['recipient-mismatch /credentialSubject/id']);
  });
});

describe('achievements and results', () => {
  it('have the same words, or the nearest', () => {
    const cases: [JsonObject, Json, string[], Json?][] = [
      [{ achievementType: 'Course' }, 'Course', []],
      [{ achievementType: 'CoCurricular' }, 'Co-Curricular', []],
      [{ achievementType: 'MasterDegree' }, 'ext:MasterDegree', []],
      [{ achievementType: 'ext:Own' }, 'ext:Own', []],
      [{ achievementType: 'ext:MasterDegree' }, 'ext:MasterDegree', ['enum-normalised']],
      [{ achievementType: 'Fellowship' }, 'ext:Fellowship', ['carried'], 'Fellowship'],
    ];
    for (const [members, word, codes, carried] of cases) {
      const found = downAchievement(members);
      const pointer = '/credentialSubject/achievement/achievementType';
      expect(at(found.assertion, '/achievement/achievementType')).toBe(word);
      expect(found.losses).toEqual(codes.map((code) => `${code} ${pointer}`));
      expect(found.rest[pointer]).toBe(carried);
    }
  });

  it('has plural members in CLR 1.0', () => {
    const alignment = { type: 'Alignment', targetName: 'T', targetUrl: 'https://t.example' };
    const target = { ...alignment, targetType: 'ceasn:Competency' };
    const level = { id: 'urn:example:level', type: ['RubricCriterionLevel'], name: 'Good', points: '3' };
    const found = downSubject({
      creditsEarned: 2.5,
      term: 'Fall',
      achievement: anAchievement(1, {
        tag: 'one',
        alignment: target,
        otherIdentifier: { type: 'IdentifierEntry', identifierType: 'isbn', identifier: '978' },
        resultDescription: {
          id: 'urn:example:rd',
          type: 'ResultDescription',
          name: 'Grade',
          resultType: 'LetterGrade',
          allowedValue: ['D', 'A'],
          rubricCriterionLevel: level,
        },
      }),
      result: [
        { type: ['Result'], resultDescription: 'urn:example:rd', value: 'A', alignment },
        { type: ['Result'], resultDescription: 'urn:example:rd', value: 3.5, status: 'Provisional' },
      ],
    });
    expect(found.assertion).toMatchObject({
      creditsEarned: 2.5,
      term: 'Fall',
      achievement: {
        tags: ['one'],
        alignments: [{ ...alignment, targetType: 'ext:ceasn.Competency' }],
        identifiers: [{ type: 'SystemIdentifier', identifierType: 'ext:isbn', identifier: '978' }],
        resultDescriptions: [
          {
            id: 'urn:example:rd',
            type: 'ResultDescription',
            allowedValues: ['D', 'A'],
            rubricCriterionLevels: [{ ...level, type: 'RubricCriterionLevel' }],
          },
        ],
      },
      results: [
        { type: 'Result', resultDescription: 'urn:example:rd', value: 'A', alignments: [alignment] },
        { type: 'Result', resultDescription: 'urn:example:rd', value: '3.5', status: 'InProgress' },
      ],
    });
    expect(found.rest).toEqual({
      '/credentialSubject/result/1/status': 'Provisional',
      '/credentialSubject/result/1/value': 3.5,
    });
    expect(found.losses).toEqual([
      'carried /credentialSubject/result/1/value',
      'enum-narrowed /credentialSubject/result/1/status',
    ]);
  });

  it('gets a description for a result without one', () => {
    const found = downSubject({
      result: [
        { type: ['Result'], value: 'A' },
        { type: ['Result'], status: 'Completed' },
      ],
    });
    const [one, two] = [0, 1].map((n) => mintId('id', 'urn:example:credential-1', 'result', n));
    expect(at(found.assertion, '/achievement/resultDescriptions')).toEqual([
      { id: one, type: 'ResultDescription', name: 'Result', resultType: 'Result' },
      { id: two, type: 'ResultDescription', name: 'Result', resultType: 'Status' },
    ]);
    expect(at(found.assertion, '/results')).toMatchObject([
      { resultDescription: one },
      { resultDescription: two },
    ]);
    expect(found.losses).toEqual(
      [0, 1].map((n) => `result-description-minted /credentialSubject/result/${n}/resultDescription`),
    );
  });

  it('carries whole what has no place at all', () => {
    const result = [{ type: ['Result'], 'v:only': 1 }];
    const found = downSubject({ achievement: anAchievement(1, { criteria: {} }), result });
    expect(found.rest).toEqual({
      '/credentialSubject/achievement/criteria': {},
      '/credentialSubject/result': result,
    });
    expect(found.assertion['results']).toBeUndefined();
    expect(at(found.assertion, '/achievement/requirement')).toBeUndefined();
    const partly = downSubject({
      achievement: anAchievement(1, { criteria: { id: 'https://c.example' } }),
      result: [...result, { type: ['Result'], resultDescription: 'urn:example:x', value: 'A' }],
    });
    expect(partly.rest).toEqual({ '/credentialSubject/result/0': result[0] });
    expect(partly.assertion['results']).toHaveLength(1);
  });

  it('chooses one language, and carries the others', () => {
    const name = { es: 'Curso', en: 'Course', 'de-AT': 'Kurs' };
    const said = (options: DowngradeOptions, value: Json) =>
      at(downAchievement({ name: value }, options).assertion, '/achievement/name');
    expect(said({ lang: 'es' }, name)).toBe('Curso');
    expect(said({ lang: 'fr' }, name)).toBe('Course');
    expect(said({}, { es: 'Curso', 'de-AT': 'Kurs' })).toBe('Kurs');
    expect(said({}, {})).toBe('');
    const found = downAchievement({ tag: ['plain', { en: 'chosen' }], name });
    expect(at(found.assertion, '/achievement/tags')).toEqual(['plain', 'chosen']);
    expect(found.losses.sort()).toEqual([
      'language-map-flattened /credentialSubject/achievement/name',
      'language-map-flattened /credentialSubject/achievement/tag/1',
    ]);
    expect(found.rest).toEqual({
      '/credentialSubject/achievement/name': name,
      '/credentialSubject/achievement/tag': ['plain', { en: 'chosen' }],
    });
  });

  it('takes the image of the subject, else of the credential', () => {
    const image = (id: string): JsonObject => ({ id, type: 'Image' });
    const both = downBadge(
      aBadge(1, { image: image('urn:c'), credentialSubject: aSubject(1, { image: image('urn:s') }) }),
    );
    expect(both.assertion['image']).toBe('urn:s');
    expect(both.rest).toEqual({ '/image': image('urn:c') });
    const one = downBadge(aBadge(1, { image: image('urn:c') }));
    expect(one.assertion['image']).toBe('urn:c');
    expect(one.rest).toEqual({ '/image': image('urn:c') });
  });

  it('carries a name of the credential that is not the name of the achievement', () => {
    expect(downBadge(aBadge(1, { name: 'Course 1' })).losses).toEqual([]);
    expect(downBadge(aBadge(1, { name: 'Other' })).rest).toEqual({ '/name': 'Other' });
  });

  it('gives evidence a name', () => {
    const { assertion, losses } = downBadge(
      aBadge(1, {
        evidence: [
          { type: ['Evidence'], id: 'https://e.example', name: 'Essay', genre: 'Text' },
          { type: ['Evidence'], description: '🎓'.repeat(100) },
          { type: ['Evidence'], narrative: 'n' },
        ],
      }),
    );
    expect(assertion['evidence']).toEqual([
      { id: 'https://e.example', type: 'Evidence', name: 'Essay', genre: 'Text' },
      { type: 'Evidence', name: '🎓'.repeat(80), description: '🎓'.repeat(100) },
      { type: 'Evidence', name: 'Evidence', narrative: 'n' },
    ]);
    expect(losses).toEqual(['name-filled /evidence/1/name', 'name-filled /evidence/2/name']);
  });
});

describe('associations', () => {
  const edge = (associationType: string, sourceId: string, targetId: string): JsonObject => ({
    type: 'Association',
    associationType,
    sourceId,
    targetId,
  });
  const id = (n: number) => `urn:example:achievement-${n}`;

  it('go into every copy of the achievement they start from', () => {
    const association = [edge('isChildOf', id(1), id(7)), edge('precedes', id(1), 'urn:example:elsewhere')];
    const { record, losses } = down(
      aClr([aBadge(1), aBadge(2), aBadge(1, { id: 'urn:example:again' })], {
        achievement: anAchievement(7),
        association,
      }),
    );
    const expected = [
      { associationType: 'isChildOf', targetId: id(7), title: 'Course 7' },
      { associationType: 'precedes', targetId: 'urn:example:elsewhere', title: 'urn:example:elsewhere' },
    ];
    expect(at(record, '/assertions/0/achievement/associations')).toEqual(expected);
    expect(at(record, '/assertions/1/achievement/associations')).toBeUndefined();
    expect(at(record, '/assertions/2/achievement/associations')).toEqual(expected);
    expect(losses).toEqual([
      'issuer-filled /credentialSubject/achievement/creator',
      'title-filled /credentialSubject/association/0/title',
      'title-filled /credentialSubject/association/1/title',
    ]);
  });

  it('may name the credential that awards an achievement', () => {
    const association = [edge('isChildOf', 'urn:example:credential-1', 'urn:example:credential-2')];
    const { record, losses } = down(aClr([aBadge(1), aBadge(2)], { association }));
    expect(at(record, '/assertions/0/achievement/associations/0/targetId')).toBe(id(2));
    expect(losses).toEqual([
      'association-resolved /credentialSubject/association/0/sourceId',
      'association-resolved /credentialSubject/association/0/targetId',
      'title-filled /credentialSubject/association/0/title',
    ]);
  });

  it('are carried where they start nowhere, stand there twice, or are none', () => {
    const association = [
      edge('isChildOf', 'urn:example:nowhere', id(1)),
      edge('isChildOf', id(1), id(2)),
      edge('isChildOf', id(1), id(2)),
      edge('ext:own', id(1), id(2)),
      'text',
    ];
    const { record, losses } = down(aClr([aBadge(1), aBadge(2)], { association }));
    expect(at(record, '/assertions/0/achievement/associations')).toHaveLength(1);
    expect(losses.filter((loss) => !loss.startsWith('title'))).toEqual([
      'association-dangling /credentialSubject/association/0',
      'carried /credentialSubject/association/2',
      'carried /credentialSubject/association/3',
      'carried /credentialSubject/association/4',
    ]);
    expect(Object.keys(rest(record, ROOT))).toHaveLength(4);
  });
});

describe('endorsements', () => {
  it('become claims, each with its own carrier', () => {
    const endorsement = anEndorsement(1, {
      name: 'Accreditation',
      validUntil: '2030-01-01T00:00:00Z',
      proof: [{ type: 'DataIntegrityProof' }],
      issuer: {
        id: 'https://accrediter.example',
        type: ['Profile'],
        parentOrg: { id: 'https://state.example', type: ['Profile'] },
      },
    });
    const found = downAchievement({ endorsement });
    expect(at(found.assertion, '/achievement/endorsements')).toEqual([
      {
        id: 'urn:example:endorsement-1',
        type: 'Endorsement',
        claim: { id: COLLEGE, type: 'EndorsementClaim', endorsementComment: 'In good standing' },
        issuedOn: '2024-01-01T00:00:00Z',
        issuer: { id: 'https://accrediter.example', type: 'EndorsementProfile' },
        verification: { type: 'Verification' },
        'bridge:clr2Rest': {
          '/issuer/parentOrg': { id: 'https://state.example', type: ['Profile'] },
          '/name': 'Accreditation',
          '/validUntil': '2030-01-01T00:00:00Z',
        },
      },
    ]);
    expect(found.rest).toEqual({});
    const place = '/credentialSubject/achievement/endorsement';
    expect(found.losses).toEqual([
      `carried ${place}/name`,
      `carried ${place}/issuer/parentOrg`,
      `carried ${place}/validUntil`,
      `proof-dropped ${place}/proof`,
      `verification-filled ${place}/verification`,
    ]);
  });

  it('are read out of a JWT, which is carried', () => {
    const jwt = unverifiedJws({ ...anEndorsement(1), iss: 'x', jti: 'y' });
    const { record, losses } = down(aClr([aBadge(1)], {}, { endorsementJwt: [jwt, 'a.b.c'] }));
    expect(at(record, '/endorsements')).toMatchObject([{ id: 'urn:example:endorsement-1' }]);
    expect(rest(record, ROOT)).toEqual({ '/endorsementJwt': [jwt, 'a.b.c'] });
    expect(losses).toEqual([
      'jwt-decoded /endorsementJwt/0',
      'verification-filled /endorsementJwt/0#/verification',
      'carried /endorsementJwt/1',
    ]);
  });

  it('that are none are carried', () => {
    const { record } = down(aClr([aBadge(1)], {}, { endorsement: ['text', aBadge(2)] }));
    expect(record['endorsements']).toBeUndefined();
    expect(rest(record, ROOT)).toEqual({ '/endorsement': ['text', aBadge(2)] });
  });
});

describe('what stands around the badges', () => {
  it('opens a JWT, plain or enveloped, and keeps it', () => {
    const { issuer, validFrom, id, ...vc } = aBadge(1);
    const claims = { iss: COLLEGE, jti: id as string, nbf: Date.parse(validFrom as string) / 1000 };
    const jwts = [
      unverifiedJws({ ...aBadge(1), iss: COLLEGE, nbf: 1 }),
      unverifiedJws({ ...claims, sub: LEARNER, vc }),
    ];
    const enveloped: JsonObject = {
      '@context': VC2,
      id: `data:application/vc+jwt,${jwts[0]}`,
      type: 'EnvelopedVerifiableCredential',
    };
    for (const [nested, jwt, i] of [
      [jwts[0], jwts[0], 0],
      [jwts[1], jwts[1], 1],
      [enveloped, jwts[0], 2],
    ] as [Json, string, number][]) {
      const { record, losses } = down(aClr([nested]));
      expect(record['assertions']).toMatchObject([
        {
          id: 'urn:example:credential-1',
          issuedOn: i === 1 ? '2024-06-30T12:00:00Z' : validFrom,
          achievement: { issuer: { id: COLLEGE } },
          'bridge:clr2Rest': { '#jwt': jwt },
        },
      ]);
      expect(losses).toEqual([]);
    }
    expect(issuer).toBeDefined();
  });

  it('points into the payload of a JWT', () => {
    const jwt = unverifiedJws(aBadge(1, { description: 'Inside' }));
    expect(down(aClr([jwt])).losses).toEqual([`carried ${NESTED}#/description`]);
  });

  it('carries what is no badge', () => {
    const other = { '@context': [VC2], type: ['VerifiableCredential'], credentialSubject: {} };
    const nested = [aBadge(1), other, 'no.jwt.at all', anEndorsement(1), aBadge(2)];
    const { record, losses } = down(aClr(nested));
    expect(record['assertions']).toHaveLength(2);
    expect(losses).toEqual(
      [1, 2, 3].map((n) => `not-an-achievement /credentialSubject/verifiableCredential/${n}`),
    );
    expect(rest(record, ROOT)).toEqual({
      '/credentialSubject/verifiableCredential/1': other,
      '/credentialSubject/verifiableCredential/2': nested[2],
      '/credentialSubject/verifiableCredential/3': nested[3],
    });
  });

  it('reads the shape of VC 1.1', () => {
    const { validFrom: _, ...badge } = aBadge(1, {
      '@context': ['https://www.w3.org/2018/credentials/v1', OB3],
      issuanceDate: '2020-01-01T00:00:00Z',
      expirationDate: '2030-01-01T00:00:00Z',
    });
    const found = downBadge(badge);
    expect(found.assertion).toMatchObject({
      issuedOn: '2020-01-01T00:00:00Z',
      expires: '2030-01-01T00:00:00Z',
    });
    expect(found.losses).toEqual(['carried /@context/0']);
  });

  it('reads one value where a list is meant, and one type as text', () => {
    const { record, losses } = down(
      aClr([aBadge(1)], { verifiableCredential: aBadge(1), type: 'ClrSubject' }, { type: 'ClrCredential' }),
    );
    expect(record['assertions']).toHaveLength(1);
    expect(losses).toEqual([]);
  });

  it('repairs a date, and keeps what it was', () => {
    const found = downBadge(aBadge(1, { validFrom: '2024-06-30' }));
    expect(found.assertion['issuedOn']).toBe('2024-06-30T00:00:00Z');
    expect(found.rest).toEqual({ '/validFrom': '2024-06-30' });
    expect(found.losses).toEqual(['date-repaired /validFrom']);
  });
});

describe('a single badge', () => {
  it('gets a record around it', () => {
    const { record, losses } = down(aBadge(1, { name: 'Course 1' }));
    expect(record).toMatchObject({
      id: mintId('id', 'urn:example:credential-1', 'clr'),
      type: 'Clr',
      name: 'Course 1',
      issuedOn: '2024-06-30T12:00:00Z',
      learner: { id: LEARNER, type: 'Profile' },
      publisher: { id: COLLEGE, type: 'Profile', name: 'Example College' },
      partial: true,
    });
    expect(record['assertions']).toHaveLength(1);
    expect(losses).toEqual(['clr-synthesised ']);
  });

  it('carries on the assertion', () => {
    const { record } = down(aBadge(1, { description: 'x' }));
    expect(rest(record)).toEqual({ '/description': 'x' });
    expect(at(record, '/publisher/bridge:clr2Rest')).toBeUndefined();
  });

  it('needs a date', () => {
    const error = refusal(aBadge(1, { validFrom: null }));
    expect(error.errors.map(({ code, pointer }) => `${code} ${pointer}`)).toContain(
      'date-invalid /validFrom',
    );
  });
});

describe('refusals', () => {
  it.each([
    ['not-clr2', '', { type: ['VerifiableCredential'] }],
    ['not-clr2', '', anEndorsement(1)],
    ['not-clr2', '', {}],
    ['id-missing', '/id', aClr([aBadge(1)], {}, { id: null })],
    ['id-missing', '/issuer', aClr([aBadge(1)], {}, { issuer: {} })],
    ['id-missing', `${NESTED}/id`, aClr([aBadge(1, { id: null })])],
    [
      'id-missing',
      `${NESTED}/credentialSubject/achievement/id`,
      aClr([aBadge(1, { credentialSubject: aSubject(1, { achievement: anAchievement(1, { id: {} }) }) })]),
    ],
    ['date-invalid', '/validFrom', aClr([aBadge(1)], {}, { validFrom: 'soon' })],
    ['date-invalid', '/validFrom', aClr([aBadge(1)], {}, { validFrom: null })],
    ['date-invalid', `${NESTED}/validUntil`, aClr([aBadge(1, { validUntil: '2024-02-30T00:00:00Z' })])],
  ] as [string, string, JsonObject][])('%s %s', (code, pointer, credential) => {
    const error = refusal(credential);
    expect([error.code, error.status]).toEqual(['record-invalid', 422]);
    expect(error.errors.map((item) => `${item.code} ${item.pointer}`)).toContain(`${code} ${pointer}`);
  });

  it('name all that refuses, not only the first, and nothing that does not', () => {
    const badge = (n: number) => aBadge(n, { id: null, description: 'x' });
    const codes = refusal(aClr([badge(1), badge(2)])).errors.map(({ code }) => code);
    expect(codes.filter((code) => code === 'id-missing')).toHaveLength(2);
    expect(codes).not.toContain('carried');
  });

  it('under the policy strict for every warning', () => {
    const credential = aClr([aBadge(1)], {}, { proof: [{ type: 'DataIntegrityProof' }] });
    expect(downgrade(credential).losses).toHaveLength(1);
    expect(refusal(credential, { policy: 'strict' }).errors.map(({ code }) => code)).toEqual([
      'proof-dropped',
    ]);
    expect(downgrade(aClr([aBadge(1)]), { policy: 'strict' }).losses).toEqual([]);
  });
});

describe('what came from CLR 1.0', () => {
  const carrier: JsonObject = {
    '/id': 'urn:example:old',
    '/achievement/level': 'SECRET',
    '/nowhere/at/all': 'SECRET',
    '#added': ['/credentialSubject/achievement/description'],
  };
  const badge = aBadge(1, { issuer: BRIDGE, clr1Rest: carrier });

  it('comes back where the issuer is believed', () => {
    const found = downBadge(badge, { bridges: [BRIDGE] });
    expect(found.assertion).toMatchObject({ id: 'urn:example:old', achievement: { level: 'SECRET' } });
    expect(at(found.assertion, '/achievement/description')).toBeUndefined();
    expect(found.losses.sort()).toEqual([
      'carrier-conflict /clr1Rest/~1nowhere~1at~1all',
      'issuer-restored /issuer',
    ]);
  });

  it('is an unknown member where the issuer is not', () => {
    const found = downBadge(badge);
    expect(found.assertion['id']).toBe('urn:example:credential-1');
    expect(found.rest).toEqual({ '/clr1Rest': carrier });
    expect(at(found.assertion, '/achievement/description')).toBe('About course 1.');
  });

  it('is believed for each credential on its own', () => {
    const stranger = aBadge(2, { clr1Rest: { '/id': 'urn:example:stolen' } });
    const { record } = down(aClr([badge, stranger], {}, { clr1Rest: { '/id': 'urn:example:stolen' } }), {
      bridges: [BRIDGE],
    });
    expect(record['id']).toBe('urn:example:clr');
    expect(record['assertions']).toMatchObject([
      { id: 'urn:example:old' },
      { id: 'urn:example:credential-2' },
    ]);
  });

  it('is believed only where the credential was shown to be of its issuer', () => {
    const creator = { id: 'https://mit.example', type: ['Profile'] };
    const named = aBadge(1, {
      issuer: BRIDGE,
      clr1Rest: carrier,
      credentialSubject: aSubject(1, { achievement: anAchievement(1, { creator }) }),
    });
    const asked: string[] = [];
    const { record } = down(aClr([named, badge]), {
      bridges: [BRIDGE],
      isProven: (pointer) => asked.push(pointer) > 1,
    });
    expect(asked).toEqual([NESTED, NESTED.replace('0', '1')]);
    expect(record['assertions']).toMatchObject([
      { id: 'urn:example:credential-1', achievement: { issuer: { id: BRIDGE } } },
      { id: 'urn:example:old' },
    ]);
  });

  it('comes back as the JWS it was', () => {
    const jws = unverifiedJws({ id: 'urn:example:signed', type: 'Assertion' });
    const signed = aBadge(1, { issuer: BRIDGE, clr1Rest: { '#jws': jws }, proof: [{ type: 'x' }] });
    const { record, losses } = down(aClr([signed, aBadge(2)]), { bridges: [BRIDGE] });
    expect(record['signedAssertions']).toEqual([jws]);
    expect(record['assertions']).toHaveLength(1);
    expect(losses).toEqual([`issuer-restored ${NESTED}/issuer`, `proof-dropped ${NESTED}/proof`]);
    const whole = aClr([aBadge(2)], {}, { issuer: BRIDGE, clr1Rest: { '#jws': jws } });
    expect(down(whole, { bridges: [BRIDGE] }).signed).toEqual([jws]);
    expect(down(whole).signed).toBeUndefined();
  });

  it('reaches no member of CLR 1.0 where nobody is believed', () => {
    const withCarriers = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(withCarriers);
      if (!isObject(value)) return value;
      const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withCarriers(one)]));
      const keys = [
        '/id',
        '/name',
        '/achievement/name',
        '/claim/id',
        '/learner/name',
        '#jws',
        '/results/0/value',
      ];
      const clr1Rest = Object.fromEntries(keys.map((key) => [key, 'SECRET']));
      return Array.isArray(value['@context']) ? { ...inner, clr1Rest } : inner;
    };
    const withoutRest = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(withoutRest);
      if (!isObject(value)) return value;
      const kept = Object.entries(value).filter(([name]) => name !== 'bridge:clr2Rest');
      return Object.fromEntries(kept.map(([name, one]) => [name, withoutRest(one)]));
    };
    fc.assert(
      fc.property(fc.oneof(arbitraryClr2(), arbitraryBadge()), (credential) => {
        const { record } = downgrade(withCarriers(credential) as JsonObject, { bridges: [] });
        expect(JSON.stringify(record)).toContain('SECRET');
        expect(JSON.stringify(withoutRest(record))).not.toContain('SECRET');
      }),
      { seed: 5, numRuns: 60 },
    );
  });
});

describe('every downgrade', () => {
  const freeze = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) freeze(inner);
    return Object.freeze(value);
  };

  it('changes nothing it is given, and gives the same again', () => {
    fc.assert(
      fc.property(arbitraryClr2(), (credential) => {
        const options = freeze({ bridges: [BRIDGE], revoked: [String(credential['id'])] });
        const first = downgrade(freeze(structuredClone(credential)), options);
        expect(JSON.stringify(downgrade(structuredClone(credential), options))).toBe(JSON.stringify(first));
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  it('says once of each member what became of it', () => {
    fc.assert(
      fc.property(arbitraryClr2(), (credential) => {
        const { losses } = downgrade(credential);
        const said = losses.map(({ code, pointer }) => `${code} ${pointer}`);
        expect(new Set(said).size).toBe(said.length);
        for (const { code, pointer, value } of losses) {
          if (value === undefined || pointer.includes('#')) continue;
          expect([code, value]).toEqual([code, at(credential, pointer)]);
          expect(LOSSES[code].by).not.toBe('upgrade');
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('refuses odd input in its own words', () => {
    let refused = 0;
    fc.assert(
      fc.property(oddly(fc.oneof(arbitraryClr2(), arbitraryBadge()), 4), (credential) => {
        try {
          downgrade(credential, { bridges: [BRIDGE] });
        } catch (error) {
          expect(error).toBeInstanceOf(BridgeError);
          expect((error as BridgeError).code).toBe('record-invalid');
          refused++;
        }
      }),
      { seed: 8, numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(20);
  });
});
