/** Ids, dates, what is missing, words, results, evidence, endorsements and extensions on the way to CLR 2.0. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { mintId } from '../../src/records/conversion/mint.ts';
import { downgrade } from '../../src/records/downgrade.ts';
import type { Achievement, Assertion, Clr } from '../../src/records/types-clr1.ts';
import { aCourse, anAssertion, aRecord } from '../fixtures/arbitrary-clr.ts';
import { BRIDGE, opened, refusals } from './upgraded.ts';

const CLR_ID = 'urn:uuid:4a0f2f5e-77a1-4a53-8b3f-0c6f6b2f1d11';
const derived = (id: string) => mintId('id', CLR_ID, id);

const withAssertion = (more: Record<string, Json>) =>
  aRecord()
    .withAssertions(anAssertion(0, more as Partial<Assertion>))
    .build();
const withAchievement = (more: Record<string, Json>) =>
  withAssertion({ achievement: aCourse(0, more as Partial<Achievement>) });
const withMembers = (more: Record<string, Json>) =>
  aRecord()
    .withCourses(1)
    .with(more as Partial<Clr>)
    .build();

describe('ids', () => {
  it('are new for credentials, the same for the same source and signer', () => {
    const { record, badges, rest, rests, losses } = opened(withAssertion({}));
    expect(record['id']).toBe(mintId('credential', BRIDGE.id, CLR_ID));
    expect(badges[0]?.['id']).toBe(mintId('credential', BRIDGE.id, 'urn:example:assertion-0'));
    expect(rest['/id']).toBe(CLR_ID);
    expect(rests[0]?.['/id']).toBe('urn:example:assertion-0');
    expect(losses.filter(({ code }) => code === 'id-reissued').map(({ pointer }) => pointer)).toEqual([
      '/id',
      '/assertions/0/id',
    ]);
    const other = opened(withAssertion({}), { issuer: { ...BRIDGE, id: 'did:web:other.example' } });
    expect(other.record['id']).not.toBe(record['id']);
  });

  it('are derived where they are no URI, one for one id of one record, so that links hold', () => {
    const clr = withAssertion({
      achievement: aCourse(0, {
        id: '12345',
        resultDescriptions: [
          {
            id: 'grade',
            name: 'Grade',
            resultType: 'RubricCriterionLevel',
            requiredLevel: 'low',
            rubricCriterionLevels: [{ id: 'low', name: 'Low' }],
          },
        ],
        associations: [{ associationType: 'isPartOf', targetId: '12345', title: 'Itself' }],
      }),
      results: [{ resultDescription: 'grade', achievedLevel: 'low' }],
    });
    const { awarded, subjects, subject, rests, rest, codesAt } = opened(clr);
    expect(awarded[0]).toMatchObject({
      id: derived('12345'),
      resultDescription: [
        {
          id: derived('grade'),
          requiredLevel: derived('low'),
          rubricCriterionLevel: [{ id: derived('low') }],
        },
      ],
    });
    expect(subjects[0]).toMatchObject({
      result: [{ resultDescription: derived('grade'), achievedLevel: derived('low') }],
    });
    expect(subject['association']).toEqual([
      {
        type: 'Association',
        associationType: 'isPartOf',
        sourceId: derived('12345'),
        targetId: derived('12345'),
      },
    ]);
    expect(rests[0]).toMatchObject({ '/achievement/id': '12345', '/results/0/resultDescription': 'grade' });
    expect(rest['/assertions/0/achievement/associations/0/targetId']).toBe('12345');
    expect(codesAt('/assertions/0/achievement/id')).toEqual(['id-not-uri']);
  });

  it('are read as text where they are numbers', () => {
    const { awarded, rests } = opened(withAchievement({ id: 12345 }));
    expect(awarded[0]?.['id']).toBe(derived('12345'));
    expect(rests[0]?.['/achievement/id']).toBe(12345);
  });

  it('stay where they are bad URNs, each named once, at its first place', () => {
    const bad = 'urn:uuid967906cd-ad51-43b4-bca3-f22cb896da24';
    const issuer = { id: bad, name: 'School' };
    const clr = aRecord()
      .withAssertions(
        anAssertion(0, { achievement: aCourse(0, { issuer }) }),
        anAssertion(1, { achievement: aCourse(1, { issuer }) }),
      )
      .build();
    const { awarded, losses } = opened(clr);
    expect(awarded.map((one) => (one['creator'] as JsonObject)['id'])).toEqual([bad, bad]);
    expect(losses.filter(({ code }) => code === 'id-malformed-urn')).toMatchObject([
      { pointer: '/assertions/0/achievement/issuer/id', value: bad },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['/id', withMembers({ id: '' })],
    ['/learner/id', withMembers({ learner: { name: 'Ana' } })],
    ['/assertions/0/id', withAssertion({ id: null })],
    ['/assertions/0/achievement/id', withAchievement({ id: '' })],
    ['/assertions/0/achievement/issuer/id', withAchievement({ issuer: { name: 'School' } })],
    [
      '/assertions/0/achievement/resultDescriptions/0/id',
      withAchievement({ resultDescriptions: [{ name: 'Grade', resultType: 'Result' }] }),
    ],
  ])('refuse where they are missing: %s', (pointer, clr) => {
    expect(refusals(clr)).toContainEqual(expect.objectContaining({ code: 'id-missing', pointer }));
  });

  it('of assertions are there once, in each form', () => {
    const twice = aRecord().withAssertions(anAssertion(0), anAssertion(0)).build();
    expect(refusals(twice)).toContainEqual(
      expect.objectContaining({ code: 'id-duplicate', pointer: '/assertions/1/id' }),
    );
    const signed = aRecord().withSigned(anAssertion(0), anAssertion(0)).build();
    expect(refusals(signed)).toContainEqual(
      expect.objectContaining({ code: 'id-duplicate', pointer: '/signedAssertions/1/id' }),
    );
  });
});

describe('dates', () => {
  it('are both dates of the credential, repaired where they have no zone', () => {
    const { badges, rests, codesAt } = opened(
      withAssertion({
        issuedOn: '2013-05-25T00:00:00',
        expires: '2030-01-01',
        activityEndDate: '2013-05-01T10:00:00.25Z',
      }),
    );
    expect(badges[0]).toMatchObject({
      validFrom: '2013-05-25T00:00:00Z',
      awardedDate: '2013-05-25T00:00:00Z',
      validUntil: '2030-01-01T00:00:00Z',
      credentialSubject: { activityEndDate: '2013-05-01T10:00:00.25Z' },
    });
    expect(rests[0]).toMatchObject({ '/issuedOn': '2013-05-25T00:00:00', '/expires': '2030-01-01' });
    expect(codesAt('/assertions/0/issuedOn')).toEqual(['date-repaired']);
  });

  it('of validity have a fraction that verifiers write as it is, and come back as they were', () => {
    const clr = withAssertion({
      issuedOn: '2020-10-14T14:10:02.8629556Z',
      expires: '2030-01-01T00:00:00.5+02:00',
    });
    const { record, badges, rests, codesAt } = opened(clr);
    expect(badges[0]).toMatchObject({
      validFrom: '2020-10-14T14:10:02.862955600Z',
      awardedDate: '2020-10-14T14:10:02.8629556Z',
      validUntil: '2030-01-01T00:00:00.500+02:00',
    });
    expect(rests[0]).toMatchObject({ '/expires': '2030-01-01T00:00:00.5+02:00' });
    expect(rests[0]).not.toHaveProperty('/issuedOn');
    expect(codesAt('/assertions/0/issuedOn')).toEqual([]);
    const back = downgrade(record, { bridges: [BRIDGE.id] }).record['assertions'] as JsonObject[];
    expect(back[0]).toMatchObject({
      issuedOn: '2020-10-14T14:10:02.8629556Z',
      expires: '2030-01-01T00:00:00.5+02:00',
    });
    expect(JSON.stringify(back)).not.toContain('862955600');
  });

  it('of the record stand in for that of an assertion', () => {
    const { badges, rests, codesAt } = opened(withAssertion({ issuedOn: null }));
    expect(badges[0]).toMatchObject({ validFrom: '2024-07-01T08:00:00Z' });
    expect(badges[0]).not.toHaveProperty('awardedDate');
    expect(rests[0]?.['#added']).toContain('/validFrom');
    expect(codesAt('/assertions/0/issuedOn')).toEqual(['issued-on-missing', 'null-dropped']);
  });

  it('by their names of 2020 are read', () => {
    const { badges, rests } = opened(withAssertion({ endDate: '2030-01-01', startDate: '2020-01-01' }));
    expect(badges[0]?.['validUntil']).toBe('2030-01-01T00:00:00Z');
    expect(rests[0]).toMatchObject({ '/endDate': '2030-01-01', '/startDate': '2020-01-01' });
    expect(rests[0]?.['#added']).toContain('/validUntil');
    const both = opened(withAssertion({ endDate: '2030-01-01', expires: '2031-01-01T00:00:00Z' }));
    expect(both.badges[0]?.['validUntil']).toBe('2031-01-01T00:00:00Z');
    expect(opened(withAssertion({ endDate: 'soon' })).rests[0]?.['/endDate']).toBe('soon');
  });

  it('of birth keep their day', () => {
    const issuer = { id: 'urn:example:person', givenName: 'Ada', birthDate: '1815-12-10T00:00:00Z' };
    const { awarded, rests } = opened(withAchievement({ issuer }));
    expect(awarded[0]?.['creator']).toMatchObject({ dateOfBirth: '1815-12-10' });
    expect(rests[0]?.['/achievement/issuer/birthDate']).toBe('1815-12-10T00:00:00Z');
  });

  it.each([
    ['/assertions/0/issuedOn', withAssertion({ issuedOn: 'May 2013' })],
    ['/assertions/0/expires', withAssertion({ expires: 5 })],
    ['/issuedOn', withMembers({ issuedOn: '2024-13-01' })],
  ])('refuse where they cannot be read: %s', (pointer, clr) => {
    expect(refusals(clr)).toContainEqual(expect.objectContaining({ code: 'date-invalid', pointer }));
  });
});

describe('what CLR 2.0 requires', () => {
  const bare = withAchievement({});
  const described = withAchievement({ description: 'About rivers.', requirement: { narrative: '' } });

  it('is filled by placeholders', () => {
    const { awarded, record, rests, rest, codesAt } = opened(bare);
    expect(awarded[0]).toMatchObject({
      description: 'No description in the source record.',
      criteria: { narrative: 'No criteria in the source record.' },
    });
    expect(record['name']).toBe('Comprehensive Learner Record');
    expect(rests[0]?.['#added']).toEqual(
      expect.arrayContaining([
        '/credentialSubject/achievement/description',
        '/credentialSubject/achievement/criteria',
      ]),
    );
    expect(rest['#added']).toContain('/name');
    expect(codesAt('/assertions/0/achievement/requirement')).toEqual(['filled']);
    expect(codesAt('/name')).toEqual(['filled']);
  });

  it('is copied from the name where that is wanted, and never made of what is there', () => {
    expect(opened(bare, { fill: 'copy-name' }).awarded[0]).toMatchObject({
      description: 'Course 0',
      criteria: { narrative: 'Course 0' },
    });
    const { awarded, rests } = opened(described, { fill: 'copy-name' });
    expect(awarded[0]).toMatchObject({
      description: 'About rivers.',
      criteria: { narrative: 'About rivers.' },
    });
    expect(rests[0]?.['/achievement/requirement']).toEqual({ narrative: '' });
  });

  it('refuses where that is wanted', () => {
    expect(
      refusals(bare, { fill: 'refuse' }).filter(({ code }) => code === 'required-missing'),
    ).toMatchObject([
      { pointer: '/assertions/0/achievement/description' },
      { pointer: '/assertions/0/achievement/requirement' },
      { pointer: '/name' },
    ]);
    const whole = withAssertion({
      achievement: aCourse(0, { description: 'x', requirement: { id: 'https://example.edu/how' } }),
    });
    expect(refusals({ ...whole, name: 'Transcript' }, { fill: 'refuse' })).toEqual([]);
  });

  it('counts an empty text as absent, and carries it', () => {
    const { rests, rest } = opened({ ...withAchievement({ description: '' }), name: '' });
    expect(rests[0]?.['/achievement/description']).toBe('');
    expect(rest['/name']).toBe('');
  });

  it('needs one of two criteria, and drops a link that is none', () => {
    const { awarded, rests, codesAt } = opened(
      withAchievement({ requirement: { id: 'page 5', narrative: 'Pass.' } }),
    );
    expect(awarded[0]?.['criteria']).toEqual({ narrative: 'Pass.' });
    expect(rests[0]?.['/achievement/requirement/id']).toBe('page 5');
    expect(codesAt('/assertions/0/achievement/requirement')).toEqual(['id-not-uri']);
    expect(opened(withAchievement({ requirement: { id: 'page 5' } })).rests[0]).toMatchObject({
      '/achievement/requirement': { id: 'page 5' },
    });
  });

  it.each<[string, JsonObject]>([
    ['/assertions/0/achievement/name', withAchievement({ name: '' })],
    ['/assertions/0/achievement/issuer', withAchievement({ issuer: null })],
    [
      '/assertions/0/achievement/resultDescriptions/0/name',
      withAchievement({ resultDescriptions: [{ id: 'urn:example:x', resultType: 'Result' }] }),
    ],
    ['/learner', withMembers({ learner: null })],
    ['/publisher', withMembers({ publisher: null })],
    ['/issuedOn', withMembers({ issuedOn: null })],
  ])('cannot be made up everywhere: %s', (pointer, clr) => {
    expect(refusals(clr)).toContainEqual(expect.objectContaining({ code: 'required-missing', pointer }));
  });
});

describe('null, empty and default', () => {
  it('is absent', () => {
    const { record, losses } = opened({
      ...withAssertion({ evidence: [], narrative: null, revoked: false, 'vendor:x': null }),
      achievements: [],
      verification: { type: 'Hosted' },
    });
    expect(record).not.toHaveProperty('credentialSubject.achievement');
    expect(losses.filter(({ code }) => /null|default|verification/.test(code))).toMatchObject([
      { code: 'null-dropped', pointer: '/assertions/0/narrative' },
      { code: 'default-dropped', pointer: '/assertions/0/revoked' },
      { code: 'verification-dropped', pointer: '/verification', value: { type: 'Hosted' } },
    ]);
  });

  it('in a list or in an extension is carried', () => {
    const clr = withAssertion({
      results: [null, { resultDescription: 'urn:example:course-0-grade', value: 'B' }],
      'vendor:x': { a: null },
      'vendor:y': null,
    });
    const { rests, subjects } = opened({ ...clr, assertions: [null, ...(clr['assertions'] as Json[])] });
    expect(subjects[0]?.['result']).toHaveLength(1);
    expect(rests[0]).toMatchObject({ '/results/0': null, '/vendor:x': { a: null }, '/vendor:y': null });
  });
});

describe('words', () => {
  it('have their spelling in CLR 2.0, and the source where that does not lead back', () => {
    const { awarded, subjects, rests, codesAt } = opened(
      withAssertion({
        achievement: aCourse(0, {
          achievementType: 'Micro credential' as never,
          identifiers: [
            { identifier: '1', identifierType: 'LisSourcedId' },
            { identifier: '2', identifierType: 'ext:isbn' },
          ],
          alignments: [
            {
              targetName: 'Rivers',
              targetUrl: 'https://example.edu/rivers',
              targetType: 'ext:ceterms.Credential',
            },
          ],
        }),
        results: [
          { resultDescription: 'urn:example:course-0-grade', status: 'Passed', value: 311 },
          { resultDescription: 'urn:example:course-0-grade', status: 'Completed', value: '311 of 390' },
        ],
      }),
    );
    expect(awarded[0]).toMatchObject({
      achievementType: 'ext:Micro_credential',
      otherIdentifier: [
        { type: 'IdentifierEntry', identifier: '1', identifierType: 'lisSourcedId' },
        { type: 'IdentifierEntry', identifier: '2', identifierType: 'isbn' },
      ],
      alignment: [{ targetType: 'ceterms:Credential' }],
    });
    expect(subjects[0]?.['result']).toMatchObject([
      { value: '311' },
      { value: '311 of 390', status: 'Completed' },
    ]);
    expect(rests[0]).toMatchObject({
      '/achievement/achievementType': 'Micro credential',
      '/results/0/status': 'Passed',
      '/results/0/value': 311,
    });
    expect(codesAt('/assertions/0/achievement/achievementType')).toEqual(['enum-prefixed']);
    expect(codesAt('/assertions/0/results/0/status')).toEqual(['enum-narrowed']);
  });

  it('name a framework also by its name of 2020', () => {
    const { awarded, rests } = opened(
      withAchievement({
        alignments: [{ targetName: 'R', targetUrl: 'https://example.edu/r', educationalFramework: 'F' }],
      }),
    );
    expect(awarded[0]?.['alignment']).toMatchObject([{ targetFramework: 'F' }]);
    expect(rests[0]?.['/achievement/alignments/0/educationalFramework']).toBe('F');
  });
});

describe('what cannot stand in CLR 2.0', () => {
  it('is carried whole where nothing of it has a place, or too much is missing', () => {
    const issuer = {
      id: 'urn:example:school',
      address: { 'vendor:room': '5' },
      publicKey: { id: 'urn:example:key', owner: 'urn:example:school', publicKeyPem: 'x' },
    };
    const alignments = [{ targetName: 'No URL' }, { targetName: 'R', targetUrl: 'https://example.edu/r' }];
    const { awarded, rests, codesAt } = opened(withAchievement({ issuer, alignments, level: '12' }));
    expect(awarded[0]?.['creator']).toEqual({ id: 'urn:example:school', type: ['Profile'] });
    expect(awarded[0]?.['alignment']).toHaveLength(1);
    expect(rests[0]).toMatchObject({
      '/achievement/issuer/address': { 'vendor:room': '5' },
      '/achievement/issuer/publicKey': { id: 'urn:example:key' },
      '/achievement/alignments/0': { targetName: 'No URL' },
      '/achievement/level': '12',
    });
    expect(codesAt('/assertions/0/achievement/issuer/address')).toEqual(['carried']);
  });

  it('takes its list with it where it was alone', () => {
    const { awarded, rests, codesAt } = opened(
      withAchievement({ alignments: [{ targetName: 'No URL' }, null] }),
    );
    expect(awarded[0]).not.toHaveProperty('alignment');
    expect(rests[0]).toMatchObject({ '/achievement/alignments': [{ targetName: 'No URL' }, null] });
    expect(rests[0]).not.toHaveProperty(['/achievement/alignments/0']);
    expect(codesAt('/assertions/0/achievement/alignments')).toEqual(['carried', 'carried']);
  });

  it('is an extension: carried as it is, at its pointer', () => {
    const { awarded, rests, rest, codesAt } = opened({
      ...withAchievement({ 'hsx:attendance': { days: [1, null] }, 'a/b:c~d': 1 }),
      'vendor:note': 'x',
    });
    expect(JSON.stringify(awarded[0])).not.toContain('attendance');
    expect(rests[0]).toMatchObject({
      '/achievement/hsx:attendance': { days: [1, null] },
      '/achievement/a~1b:c~0d': 1,
    });
    expect(rest['/vendor:note']).toBe('x');
    expect(codesAt('/vendor:note')).toEqual(['carried']);
  });

  it('is a value of the wrong kind', () => {
    const { awarded, subjects, rests } = opened(
      withAssertion({
        achievement: aCourse(0, {
          tags: 'one' as never,
          humanCode: 5 as never,
          creditsAvailable: '3' as never,
          image: 'logo',
        }),
        results: { value: 'A' },
        evidence: 'https://example.edu/e',
        source: 'urn:example:assessor',
      }),
    );
    expect(awarded[0]).not.toHaveProperty('tag');
    expect(subjects[0]).not.toHaveProperty('result');
    expect(subjects[0]?.['source']).toEqual({ id: 'urn:example:assessor', type: ['Profile'] });
    expect(rests[0]).toMatchObject({
      '/achievement/tags': 'one',
      '/achievement/humanCode': 5,
      '/achievement/creditsAvailable': '3',
      '/achievement/image': 'logo',
      '/results': { value: 'A' },
      '/evidence': 'https://example.edu/e',
      '/source': 'urn:example:assessor',
    });
  });

  it('is lost where nothing is carried', () => {
    const { record, badges, losses } = opened(withAchievement({ level: '12' }), { carry: false });
    expect(record).not.toHaveProperty('clr1Rest');
    expect(badges[0]).not.toHaveProperty('clr1Rest');
    expect(record['@context']).toHaveLength(3);
    expect(losses).toContainEqual(
      expect.objectContaining({ code: 'no-place', pointer: '/assertions/0/achievement/level', value: '12' }),
    );
    expect(losses.some(({ code }) => code === 'carried')).toBe(false);
  });

  it('is a number that JSON readers change', () => {
    expect(refusals(withAssertion({ creditsEarned: 1e300, 'vendor:n': [{ x: 2 ** 53 }] }))).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ code: 'number-unsafe', pointer: '/assertions/0/creditsEarned' }),
        expect.objectContaining({ code: 'number-unsafe', pointer: '/assertions/0/vendor:n/0/x' }),
      ]),
    );
  });
});

describe('profiles', () => {
  it('keep their members, their parents eight deep', () => {
    const nest = (depth: number): JsonObject => ({
      id: `urn:example:p${depth}`,
      ...(depth > 0 ? { parentOrg: nest(depth - 1) } : {}),
    });
    expect(opened(withAchievement({ issuer: nest(8) })).awarded[0]).toMatchObject({
      creator: { parentOrg: { parentOrg: { id: 'urn:example:p6' } } },
    });
    expect(refusals(withAchievement({ issuer: nest(9) }))).toContainEqual(
      expect.objectContaining({ code: 'too-deep' }),
    );
  });

  it('have their ids as identifiers', () => {
    const issuer = {
      id: 'urn:example:school',
      type: 'Organisation',
      sourcedId: 's',
      studentId: 't',
      telephone: '1',
      image: 'https://example.edu/logo.png',
      identifiers: [{ identifier: 'u', identifierType: 'ext:studentId' }],
    };
    const { awarded, rests, codesAt } = opened(withAchievement({ issuer }));
    expect(awarded[0]?.['creator']).toEqual({
      id: 'urn:example:school',
      type: ['Profile'],
      phone: '1',
      image: { id: 'https://example.edu/logo.png', type: 'Image' },
      otherIdentifier: [
        { type: 'IdentifierEntry', identifier: 's', identifierType: 'sourcedId' },
        { type: 'IdentifierEntry', identifier: 't', identifierType: 'ext:studentId' },
        { type: 'IdentifierEntry', identifier: 'u', identifierType: 'ext:studentId' },
      ],
    });
    expect(rests[0]?.['/achievement/issuer/type']).toBe('Organisation');
    expect(codesAt('/assertions/0/achievement/issuer/identifiers')).toEqual([]);
    const { studentId: _, ...without } = issuer;
    expect(
      opened(withAchievement({ issuer: without })).codesAt('/assertions/0/achievement/issuer/identifiers'),
    ).toEqual(['identifier-type-ambiguous']);
  });
});

describe('evidence', () => {
  it('has its artifacts behind it, and where it came from at the end', () => {
    const { badges, rests, codesAt } = opened(
      withAssertion({
        evidence: [
          { name: 'Essay', artifacts: [{ url: 'https://x.example/e.pdf' }, { 'vendor:only': 1 }] },
          { 'vendor:x': 1 },
          {
            id: 'data:text/plain,a',
            name: 'Note',
            artifacts: [{ url: 'data:application/pdf;base64,AA', name: 'Scan' }],
          },
          { artifacts: [{ name: 'Lonely' }] },
        ],
      }),
    );
    expect(badges[0]?.['evidence']).toEqual([
      { type: ['Evidence'], name: 'Essay' },
      { type: ['Evidence'], id: 'https://x.example/e.pdf' },
      { type: ['Evidence'], id: derived('data:text/plain,a'), name: 'Note' },
      { type: ['Evidence'], id: derived('data:application/pdf;base64,AA'), name: 'Scan' },
      { type: ['Evidence'] },
      { type: ['Evidence'], name: 'Lonely' },
      {
        id: 'urn:example:assertion-0',
        type: ['Evidence'],
        name: 'Source record (CLR 1.0)',
        narrative: 'Awarded by Example College, published by Example College, converted by Bridge.',
      },
    ]);
    expect(rests[0]).toMatchObject({
      '/evidence/0/artifacts/1': { 'vendor:only': 1 },
      '/evidence/1': { 'vendor:x': 1 },
      '/evidence/2/artifacts/0/url': 'data:application/pdf;base64,AA',
      '#artifacts': [
        [1, 0, 0],
        [3, 2, 0],
        [5, 3, 0],
      ],
    });
    expect(rests[0]?.['#added']).toContain('/evidence/6');
    expect(codesAt('/assertions/0/evidence/2/id')).toEqual(['carried']);
  });

  it('without a place is carried with its list', () => {
    const lists = { evidence: [{ 'vendor:x': 1 }] };
    expect(opened(withAssertion(lists)).rests[0]).toMatchObject({ '/evidence': [{ 'vendor:x': 1 }] });
    const artifacts = opened(withAssertion({ evidence: [{ name: 'E', artifacts: [null] }] }));
    expect(artifacts.rests[0]).toMatchObject({ '/evidence/0/artifacts': [null] });
    expect(artifacts.rests[0]).not.toHaveProperty('#artifacts');
  });
});

describe('strict', () => {
  it('refuses at warnings, with all of them', () => {
    const found = refusals(withAssertion({}), { policy: 'strict' });
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(['filled', 'issuer-replaced']));
  });

  it('takes who signs and who learns only by a URI', () => {
    const clr = withAssertion({});
    for (const options of [{ issuer: { name: 'B' } }, { learnerId: 'me' }]) {
      expect(() => opened(clr, options)).toThrow(expect.objectContaining({ code: 'request-invalid' }));
    }
  });
});
