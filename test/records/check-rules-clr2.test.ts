import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { checkCredential } from '../../src/records/check-credential.ts';
import { checkClr2Rules } from '../../src/records/check-rules-clr2.ts';
import { clr2KindOf } from '../../src/records/credential-kind.ts';
import { hashIdentity } from '../../src/records/match-identity.ts';
import { unverifiedJws } from '../fixtures/arbitrary-clr.ts';
import { badge, clr, endorsement } from '../fixtures/signed-clr2.ts';
import { copy } from '../harness.ts';
import { hasReference, readReference } from '../reference.ts';

const ISSUER = 'https://college.example.edu';
const GRADE = 'urn:uuid:00000003-0000-4000-8000-000000000001';

type Found = [code: string, pointer: string];

const rulesOf = (credential: JsonObject, pointer = ''): Found[] =>
  checkClr2Rules(credential, clr2KindOf(credential) ?? 'ClrCredential', pointer).map(
    ({ code, pointer: at }) => [code, at],
  );

const subjectOf = (credential: JsonObject) => credential['credentialSubject'] as JsonObject;

/** A badge whose subject, achievement and first description have these members too. */
function changed(
  subject: JsonObject,
  achievement: JsonObject = {},
  description: JsonObject = {},
): JsonObject {
  const one = badge(1, ISSUER);
  const held = subjectOf(one)['achievement'] as JsonObject;
  Object.assign((held['resultDescription'] as JsonObject[])[0] as JsonObject, description);
  Object.assign(held, achievement);
  Object.assign(subjectOf(one), subject);
  return one;
}

describe('checkClr2Rules', () => {
  it('has nothing to say of a sound badge, endorsement and CLR', () => {
    expect(rulesOf(badge(1, ISSUER))).toEqual([]);
    expect(rulesOf(endorsement(1, ISSUER, ISSUER))).toEqual([]);
    expect(rulesOf(clr([badge(1, ISSUER)], ISSUER, { partial: false }))).toEqual([]);
  });

  it('only ever warns', () => {
    const bad = changed(
      { id: null, result: { type: 'Result', resultDescription: 'urn:x:none' } },
      { tag: [] },
    );
    const found = checkClr2Rules(bad, 'AchievementCredential', '');
    expect(found.length).toBeGreaterThan(2);
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each<[string, JsonObject, Found[]]>([
    ['an id', { id: 'did:example:1' }, []],
    ['neither', { id: null }, [['subject-unnamed', '/credentialSubject']]],
    [
      'an empty list',
      { id: null, identifier: [] },
      [
        ['subject-unnamed', '/credentialSubject'],
        ['list-empty', '/credentialSubject/identifier'],
      ],
    ],
    [
      'an identifier',
      {
        id: null,
        identifier: [
          {
            type: 'IdentityObject',
            hashed: false,
            identityHash: 'a@b.org',
            identityType: 'emailAddress',
            salt: 'x',
          },
        ],
      },
      [],
    ],
  ])('asks for somebody it is about: %s', (_, subject, expected) => {
    expect(rulesOf(changed(subject))).toEqual(expected);
    const record = clr([badge(1, ISSUER)], ISSUER, { partial: false });
    Object.assign(subjectOf(record), subject);
    expect(rulesOf(record)).toEqual(expected);
  });

  it.each<[boolean, string, string | undefined]>([
    [true, hashIdentity('a@example.com', 'Kosher'), undefined],
    [true, hashIdentity('a@example.com', 'Kosher').toUpperCase().replace('SHA', 'sha'), undefined],
    [true, hashIdentity('a@example.com', '', 'md5'), 'recipient-hash-weak'],
    [true, 'sha256$b5809d8a', 'identity-hash'],
    [true, 'sha1$a94a8fe5ccb19ba61c4c0873d391e987982fbbd3', 'identity-hash'],
    [true, 'a@example.com', 'identity-hash'],
    [false, hashIdentity('a@example.com'), 'identity-hash'],
    [false, 'a@example.com', undefined],
  ])('hashed: %s, %s', (hashed, identityHash, code) => {
    const identifier = {
      type: 'IdentityObject',
      hashed,
      identityHash,
      identityType: 'emailAddress',
      salt: 'Kosher',
    };
    const at = '/credentialSubject/identifier/identityHash';
    expect(rulesOf(changed({ identifier }))).toEqual(code === undefined ? [] : [[code, at]]);
  });
});

describe('results', () => {
  const result = (more: JsonObject) => ({ type: ['Result'], resultDescription: GRADE, ...more });
  const at = (member: string) => `/credentialSubject/result/0/${member}`;
  const level = (id: string) => ({ id, type: ['RubricCriterionLevel'], name: id });

  it.each<[string, JsonObject, JsonObject, Found[]]>([
    ['a value, nothing said of values', { value: 'A' }, {}, []],
    ['a value allowed', { value: 'A' }, { allowedValue: ['B', 'A'] }, []],
    ['the only value allowed', { value: 'A' }, { allowedValue: 'A' }, []],
    ['another value', { value: 'E' }, { allowedValue: ['B', 'A'] }, [['result-value', at('value')]]],
    ['in range', { value: '3.5' }, { valueMin: '0', valueMax: '4.0' }, []],
    ['too much', { value: '4.5' }, { valueMin: '0', valueMax: '4.0' }, [['result-value', at('value')]]],
    ['no number', { value: 'A' }, { valueMin: '0', valueMax: '4.0' }, [['result-value', at('value')]]],
    ['a range of letters', { value: 'C' }, { valueMin: 'F', valueMax: 'A' }, []],
    ['a percentage', { value: '85 %' }, { resultType: 'Percent' }, []],
    ['no percentage', { value: 'most' }, { resultType: 'Percent' }, [['result-value', at('value')]]],
    ['no status', { value: 'done' }, { resultType: 'Status' }, [['result-status-missing', at('status')]]],
    ['a status', { status: 'Completed' }, { resultType: 'Status' }, []],
    [
      'a description of nobody',
      { resultDescription: 'urn:x:none' },
      {},
      [['result-dangling', at('resultDescription')]],
    ],
    ['a level of nobody', { achievedLevel: 'urn:x:none' }, {}, [['level-dangling', at('achievedLevel')]]],
    ['a level of its own', { achievedLevel: 'urn:x:1' }, { rubricCriterionLevel: [level('urn:x:1')] }, []],
    [
      'a level of another',
      { achievedLevel: 'urn:x:1', resultDescription: 'urn:x:other' },
      { rubricCriterionLevel: level('urn:x:1') },
      [['result-dangling', at('resultDescription')]],
    ],
  ])('%s', (_, more, description, expected) => {
    expect(rulesOf(changed({ result: [result(more)] }, {}, description))).toEqual(expected);
  });

  it('need no description', () => {
    expect(rulesOf(changed({ result: { type: 'Result', value: 'A' } }))).toEqual([]);
  });

  it('say where a level is that belongs to another description', () => {
    const two = (subjectOf(changed({})) as { achievement: JsonObject }).achievement[
      'resultDescription'
    ] as JsonObject[];
    const other = { ...two[0], id: 'urn:x:other', rubricCriterionLevel: [level('urn:x:1')] } as JsonObject;
    const one = changed(
      { result: [result({ achievedLevel: 'urn:x:1' })] },
      { resultDescription: [...two, other] as Json },
    );
    expect(rulesOf(one)).toEqual([['level-elsewhere', at('achievedLevel')]]);
  });

  it.each<[JsonObject, Found[]]>([
    [{ requiredValue: 'C', allowedValue: ['C', 'B'] }, []],
    [
      { requiredValue: 'D', allowedValue: ['C', 'B'] },
      [['required-value', '/credentialSubject/achievement/resultDescription/0/requiredValue']],
    ],
    [{ requiredLevel: 'urn:x:1', rubricCriterionLevel: [level('urn:x:1')] }, []],
    [
      { requiredLevel: 'urn:x:2', rubricCriterionLevel: [level('urn:x:1')] },
      [['level-dangling', '/credentialSubject/achievement/resultDescription/0/requiredLevel']],
    ],
  ])('what is required is possible: %j', (description, expected) => {
    expect(
      rulesOf(changed({ result: [] as Json[] }, {}, description)).filter(([code]) => code !== 'list-empty'),
    ).toEqual(expected);
  });

  it('have one description for one id', () => {
    const described = { type: ['ResultDescription'], id: GRADE, name: 'Grade', resultType: 'LetterGrade' };
    expect(rulesOf(changed({}, { resultDescription: [described, { ...described }] }))).toEqual([]);
    expect(rulesOf(changed({}, { resultDescription: [described, { ...described, name: 'Mark' }] }))).toEqual([
      ['id-duplicate', '/credentialSubject/achievement/resultDescription/1'],
    ]);
  });
});

describe('members that say little', () => {
  it.each<[JsonObject, Found[]]>([
    [{ criteria: {} }, [['criteria-empty', '/credentialSubject/achievement/criteria']]],
    [{ criteria: { id: 'https://example.org/x' } }, []],
    [{ alignment: [] }, [['list-empty', '/credentialSubject/achievement/alignment']]],
    [{ vendorMember: [] }, []],
  ])('%j', (achievement, expected) => expect(rulesOf(changed({}, achievement))).toEqual(expected));

  it('an empty list of endorsements', () => {
    expect(rulesOf({ ...badge(1, ISSUER), endorsement: [] })).toEqual([['list-empty', '/endorsement']]);
  });

  it('an issuer that is only an id', () => {
    expect(rulesOf({ ...badge(1, ISSUER), issuer: ISSUER })).toEqual([['issuer-bare', '/issuer']]);
  });

  it('a CLR that does not say whether it is all', () => {
    expect(rulesOf(clr([badge(1, ISSUER)], ISSUER), '/x')).toEqual([['partial-unsaid', '/x']]);
    expect(rulesOf(clr([badge(1, ISSUER)], ISSUER, { partial: true }))).toEqual([
      ['partial-true', '/partial'],
    ]);
  });
});

describe('dates', () => {
  it.each<[JsonObject, string[]]>([
    [{ validUntil: '2027-01-01T00:00:00Z', awardedDate: '2020-01-01T00:00:00Z' }, []],
    [{ validUntil: '2026-05-01T00:00:00Z' }, []],
    [{ validUntil: '2026-04-30T23:59:59Z' }, ['/validUntil']],
    [{ validUntil: '2026-05-01T01:00:00+02:00' }, ['/validUntil']],
    [{ awardedDate: '2026-05-02T00:00:00Z' }, ['/validFrom']],
    [{ validUntil: 'soon' }, []],
  ])('%j', (more, expected) => {
    expect(rulesOf({ ...badge(1, ISSUER), ...more })).toEqual(expected.map((at) => ['dates-reversed', at]));
  });

  it('an activity that ends before it starts', () => {
    const times = { activityStartDate: '2026-02-01T00:00:00Z', activityEndDate: '2026-01-01T00:00:00Z' };
    expect(rulesOf(changed(times))).toEqual([['dates-reversed', '/credentialSubject/activityEndDate']]);
  });

  it('of the form of VC Data Model 1.1, which is told', () => {
    const { validFrom: _, ...rest } = badge(1, ISSUER);
    const earlier = {
      ...rest,
      '@context': [
        'https://www.w3.org/2018/credentials/v1',
        'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
      ],
      issuanceDate: '2026-05-01T00:00:00Z',
      expirationDate: '2026-04-01T00:00:00Z',
    };
    expect(rulesOf(earlier)).toEqual([
      ['form-superseded', ''],
      ['dates-reversed', '/expirationDate'],
    ]);
  });
});

describe('associations', () => {
  const course = (n: number) => `urn:uuid:00000002-0000-4000-8000-00000000000${n}`;
  const tie = (from: string, associationType: string, to: string) => ({
    type: 'Association',
    associationType,
    sourceId: from,
    targetId: to,
  });
  const tied = (
    association: Json,
    more: JsonObject = {},
    badges: Json[] = [badge(1, ISSUER), badge(2, ISSUER)],
  ) => {
    const record = clr(badges as JsonObject[], ISSUER, { partial: false });
    Object.assign(subjectOf(record), { association, ...more });
    return record;
  };
  const at = '/credentialSubject/association';

  it.each<[string, Json, Found[]]>([
    ['both inside', [tie(course(1), 'precedes', course(2))], [['associations-sound', '']]],
    ['one alone, without a list', tie(course(1), 'precedes', course(2)), [['associations-sound', '']]],
    ['no target', [tie(course(1), 'precedes', course(3))], [['association-dangling', `${at}/0/targetId`]]],
    ['no source', [tie(course(3), 'precedes', course(2))], [['association-dangling', `${at}/0/sourceId`]]],
    ['itself', [tie(course(1), 'isPartOf', course(1))], [['association-self', `${at}/0`]]],
    [
      'a circle',
      [tie(course(1), 'isChildOf', course(2)), tie(course(1), 'isParentOf', course(2))],
      [['association-cyclic', `${at}/1`]],
    ],
  ])('%s', (_, association, expected) => expect(rulesOf(tied(association))).toEqual(expected));

  it('lead to achievements of the record itself, and to those of badges in a JWS', () => {
    const listed = { ...(subjectOf(badge(3, ISSUER))['achievement'] as JsonObject) };
    const ties = [tie(course(1), 'isPartOf', course(3)), tie(course(2), 'isPartOf', course(3))];
    const jws = unverifiedJws(badge(2, ISSUER));
    const claim = unverifiedJws({ vc: badge(2, ISSUER) });
    for (const second of [jws, claim]) {
      expect(rulesOf(tied(ties, { achievement: listed }, [badge(1, ISSUER), second]))).toEqual([
        ['associations-sound', ''],
      ]);
    }
    expect(rulesOf(tied(ties, { achievement: [listed] }, [badge(1, ISSUER), 'no.jws.here']))).toEqual([
      ['association-dangling', `${at}/1/sourceId`],
    ]);
  });

  it('may leave a selection', () => {
    const record = { ...tied([tie(course(1), 'precedes', course(9))]), partial: true };
    expect(rulesOf(record)).toEqual([
      ['partial-true', '/partial'],
      ['association-outside', `${at}/0/targetId`],
    ]);
  });

  it('are read as one achievement, which is the same everywhere', () => {
    const held = subjectOf(badge(1, ISSUER))['achievement'] as JsonObject;
    expect(rulesOf(tied([], { achievement: [held] }))).toEqual([['list-empty', at]]);
    expect(rulesOf(tied(undefined as never, { achievement: [{ ...held, name: 'Another' }] }))).toEqual([
      ['achievement-differs', '/credentialSubject/verifiableCredential/0/credentialSubject/achievement'],
    ]);
  });
});

describe('checkCredential', () => {
  it('says that the shape is sound, or what is not', () => {
    const codes = (credential: JsonObject) => checkCredential(credential).map(({ code }) => code);
    expect(codes(badge(1, ISSUER))).toEqual(['record-shape']);
    const { name: _, ...nameless } = endorsement(1, ISSUER, ISSUER);
    expect(codes(nameless)).toEqual(['property-missing']);
    expect(codes({ ...badge(1, ISSUER), type: ['VerifiableCredential'] })).toEqual([]);
  });

  it('changes nothing', () => {
    const record = clr([badge(1, ISSUER)], ISSUER);
    const before = copy(record);
    checkCredential(record);
    expect(record).toEqual(before);
  });

  it.skipIf(!hasReference).each<[string, string[]]>([
    ['clr-v2/simple.json', ['record-shape', 'partial-unsaid', 'associations-sound']],
    [
      'clr-v2/simple_v1.json',
      [
        'record-shape',
        'form-superseded',
        'partial-unsaid',
        ...Array<string>(3).fill('association-dangling'),
        ...Array<string>(3).fill('achievement-differs'),
      ],
    ],
    ['ob-v3/complete.json', ['record-shape', 'level-elsewhere']],
    ['ob-v3/simple.json', ['record-shape']],
    ['ob-v3/endorsement-valid.json', ['record-shape']],
  ])('knows the sample %s', (name, expected) => {
    const credential = JSON.parse(readReference(`samples/${name}`)) as JsonObject;
    expect(checkCredential(credential).map(({ code }) => code)).toEqual(expected);
  });
});
