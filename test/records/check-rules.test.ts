import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { checkRules } from '../../src/records/check-rules.ts';
import { isDoubleEncoded } from '../../src/records/check-text.ts';
import { CLR1_CONTEXT, CLR1_CONTEXT_MIRRORS } from '../../src/records/model-clr1.ts';
import { type NativeRecord, parseRecord } from '../../src/records/parse-record.ts';
import type { Assertion } from '../../src/records/types-clr1.ts';
import { aCourse, anAssertion, aRecord, unverifiedJws } from '../fixtures/arbitrary-clr.ts';

const QUIET = new Set(['recipient-match']);

function found(value: Json): [string, string][] {
  const findings = checkRules(parseRecord(value) as NativeRecord);
  return findings.filter(({ code }) => !QUIET.has(code)).map(({ code, pointer }) => [code, pointer]);
}

const withAssertion = (more: Partial<Assertion>) => aRecord().withAssertions(anAssertion(0, more)).build();
const description = { id: 'urn:rd', name: 'Grade', resultType: 'LetterGrade' } as const;
const level = { id: 'urn:level-1', name: 'Good' };
const endorsement = {
  id: 'urn:e',
  issuer: { id: 'urn:endorser', revocationList: 'https://e.example.org/r' },
  claim: { id: 'x' },
  issuedOn: '2024-01-01T00:00:00Z',
  verification: { type: 'Signed' },
} as const;

describe('checkRules', () => {
  it('finds nothing in a conformant record, and says once that the recipients are the learner', () => {
    const record = aRecord().withCourses(3).build();
    expect(found(record)).toEqual([]);
    expect(checkRules(parseRecord(record) as NativeRecord)).toMatchObject([
      { code: 'recipient-match', pointer: '/learner', message: expect.stringContaining('3') },
    ]);
  });

  it.each<[string, JsonObject, [string, string][]]>([
    [
      'M1 nothing but an achievement',
      { id: 'urn:a', achievement: aCourse(0) },
      [
        ['assertion-incomplete', '/assertions/0/issuedOn'],
        ['assertion-incomplete', '/assertions/0/recipient'],
      ],
    ],
    [
      'M1 null is absent',
      anAssertion(0, { issuedOn: null as never }),
      [['assertion-incomplete', '/assertions/0/issuedOn']],
    ],
    ['M1 revoked needs nothing', { id: 'urn:a', revoked: true }, []],
    [
      'M2 no achievement',
      { ...anAssertion(0), achievement: null, results: [] },
      [['achievement-missing', '/assertions/0/achievement']],
    ],
    [
      'M2 an Open Badge',
      { ...anAssertion(0), achievement: null, badge: { id: 'https://b.example.org' } },
      [['open-badge-inside', '/assertions/0']],
    ],
  ])('%s', (_, assertion, expected) => {
    expect(found(aRecord().withAssertions(assertion).build())).toEqual(expected);
  });

  it.each<[string, JsonObject, JsonObject, [string, string][]]>([
    [
      'M3 a result of nothing',
      description,
      { resultDescription: 'urn:other', value: 'A' },
      [['result-dangling', '/assertions/0/results/0/resultDescription']],
    ],
    [
      'M3 a status is missing',
      { ...description, resultType: 'Status' },
      { resultDescription: 'urn:rd', value: 'A' },
      [['result-status-missing', '/assertions/0/results/0/status']],
    ],
    [
      'M3 a status is there',
      { ...description, resultType: 'Status' },
      { resultDescription: 'urn:rd', status: 'Failed' },
      [],
    ],
    [
      'M3 a level of nothing',
      { ...description, rubricCriterionLevels: [level] },
      { resultDescription: 'urn:rd', achievedLevel: 'urn:level-2' },
      [['level-dangling', '/assertions/0/results/0/achievedLevel']],
    ],
    [
      'M3 a level of the rubric',
      { ...description, rubricCriterionLevels: [level], requiredLevel: 'urn:level-1' },
      { resultDescription: 'urn:rd', achievedLevel: 'urn:level-1' },
      [],
    ],
    [
      'M3 a required level of nothing',
      { ...description, requiredLevel: 'urn:level-1' },
      { resultDescription: 'urn:rd' },
      [['level-dangling', '/assertions/0/achievement/resultDescriptions/0/requiredLevel']],
    ],
    [
      'M4 not allowed',
      { ...description, allowedValues: ['B', 'A'], requiredValue: 'C' },
      { resultDescription: 'urn:rd' },
      [['required-value', '/assertions/0/achievement/resultDescriptions/0/requiredValue']],
    ],
    [
      'M4 allowed',
      { ...description, allowedValues: ['B', 'A'], requiredValue: 'B' },
      { resultDescription: 'urn:rd' },
      [],
    ],
    [
      'M4 out of range',
      { ...description, valueMin: '0', valueMax: '4.0', requiredValue: '4.1' },
      { resultDescription: 'urn:rd' },
      [['required-value', '/assertions/0/achievement/resultDescriptions/0/requiredValue']],
    ],
    [
      'M4 in range, as numbers',
      { ...description, valueMin: '5', valueMax: '10', requiredValue: '6.0' },
      { resultDescription: 'urn:rd' },
      [],
    ],
    [
      'M4 in range though not listed',
      { ...description, allowedValues: ['A'], valueMin: '0', requiredValue: '3' },
      { resultDescription: 'urn:rd' },
      [],
    ],
    [
      'M4 no number',
      { ...description, valueMin: '0', requiredValue: 'C' },
      { resultDescription: 'urn:rd' },
      [['required-value', '/assertions/0/achievement/resultDescriptions/0/requiredValue']],
    ],
    [
      'M4 bounds that are no numbers',
      { ...description, valueMin: 'low', valueMax: 'high', requiredValue: 'C' },
      { resultDescription: 'urn:rd' },
      [],
    ],
    [
      'M4 nothing to compare with',
      { ...description, requiredValue: 'C' },
      { resultDescription: 'urn:rd' },
      [],
    ],
  ])('%s', (_, resultDescription, result, expected) => {
    const achievement = aCourse(0, { resultDescriptions: [resultDescription as never] });
    expect(found(withAssertion({ achievement, results: [result as never] }))).toEqual(expected);
  });

  describe('M5: one achievement, one content', () => {
    const record = (copy: JsonObject) => aRecord().withCourses(1).withAchievements(copy).build();
    const reordered = Object.fromEntries(Object.entries(aCourse(0)).reverse());

    it.each<[string, JsonObject, boolean]>([
      ['the same', aCourse(0), false],
      ['in another order', reordered, false],
      ['with null for absent', { ...aCourse(0), description: null }, false],
      ['with another name', aCourse(0, { name: 'Other' }), true],
      ['with one member more', aCourse(0, { level: '12' }), true],
      ['with another order of a list', aCourse(0, { tags: ['a', 'b'] }), true],
    ])('%s', (_, copy, differs) => {
      expect(found(record(copy))).toEqual(differs ? [['achievement-differs', '/achievements/0']] : []);
    });

    it('looks into signed assertions, and passes over what cannot be decoded', () => {
      const signed = aRecord()
        .withSigned(anAssertion(0))
        .withAchievements(aCourse(0, { name: 'Other' }))
        .build();
      expect(found(signed)).toEqual([['achievement-differs', '/achievements/0']]);
      const broken = aRecord()
        .with({ signedAssertions: ['bm9u.c2Vuc2U.c2ln', unverifiedJws(anAssertion(0))] })
        .build();
      expect(found(broken)).toEqual([]);
    });

    it('names a place inside a payload', () => {
      const signed = aRecord()
        .withCourses(1)
        .withSigned(anAssertion(1, { achievement: aCourse(0, { name: 'Other' }), results: [] }))
        .build();
      expect(found(signed)).toEqual([['achievement-differs', '/signedAssertions/0#/achievement']]);
    });
  });

  it.each<[string, JsonObject, [string, string][]]>([
    [
      'two assertions',
      aRecord()
        .withAssertions(anAssertion(0), anAssertion(0, { role: 'x' }))
        .build(),
      [['id-duplicate', '/assertions/1']],
    ],
    ['the same assertion twice', aRecord().withAssertions(anAssertion(0), anAssertion(0)).build(), []],
    [
      'an assertion and an achievement',
      withAssertion({ id: 'urn:example:course-0' }),
      [['id-duplicate', '/assertions/0/achievement/id']],
    ],
    [
      'plain and signed',
      aRecord()
        .withAssertions(anAssertion(0))
        .withSigned(anAssertion(0, { role: 'x' }))
        .build(),
      [],
    ],
  ])('one id for %s', (_, record, expected) => {
    expect(found(record)).toEqual(expected);
  });

  it.each<[string, JsonObject, [string, string][]]>([
    ['M7', aRecord().with({ partial: true }).build(), [['partial-true', '/partial']]],
    [
      'M8 Hosted without an address',
      withAssertion({ verification: { type: 'Hosted' } }),
      [['id-unresolvable', '/assertions/0/id']],
    ],
    [
      'M8 Hosted with one',
      withAssertion({ id: 'https://a.example.org/1', verification: { type: 'Hosted' } }),
      [],
    ],
    [
      'M10',
      withAssertion({ recipient: { type: 'id', identity: 'urn:other', hashed: false } }),
      [['recipient-mismatch', '/assertions/0/recipient']],
    ],
    [
      'M11',
      withAssertion({
        endorsements: [{ ...endorsement, issuer: { ...endorsement.issuer, endorsements: [] } }],
      }),
      [['endorsement-nested', '/assertions/0/endorsements/0/issuer/endorsements']],
    ],
    [
      'M14',
      withAssertion({ image: `data:image/png;base64,${'A'.repeat(1_100_000)}` }),
      [['data-uri-large', '/assertions/0/image']],
    ],
    [
      'a text decoded twice',
      withAssertion({ narrative: 'GÃ¶teborg' }),
      [['text-double-encoded', '/assertions/0/narrative']],
    ],
    [
      'a text decoded twice in an extension',
      withAssertion({ 'x:y': ['EspaÃ±a'] }),
      [['text-double-encoded', '/assertions/0/x:y/0']],
    ],
    [
      'a Clr that calls itself otherwise',
      aRecord().with({ type: 'Transcript' }).build(),
      [['type-mismatch', '/type']],
    ],
    [
      'an assertion that calls itself a Clr',
      withAssertion({ type: 'Clr' }),
      [['type-mismatch', '/assertions/0/type']],
    ],
    ['a subtype nobody knows', withAssertion({ type: 'CourseAssertion' }), []],
    [
      'no context',
      aRecord()
        .with({ '@context': null as never })
        .build(),
      [['context-missing', '/@context']],
    ],
    ['an empty context', aRecord().with({ '@context': [] }).build(), [['context-missing', '/@context']]],
    [
      'a mirror',
      aRecord()
        .with({ '@context': CLR1_CONTEXT_MIRRORS[0] as string })
        .build(),
      [['context-mirror', '/@context']],
    ],
    [
      'another context beside',
      aRecord()
        .with({ '@context': [CLR1_CONTEXT, 'https://x.example.org/c'] })
        .build(),
      [['context-unexpected', '/@context/1']],
    ],
  ])('%s', (_, record, expected) => {
    expect(found(record)).toEqual(expected);
  });

  it('names the terms that an inline context redefines', () => {
    const record = aRecord()
      .with({ '@context': [CLR1_CONTEXT, { name: 'x:n', mine: 'x:m' }] as never })
      .build();
    expect(checkRules(parseRecord(record) as NativeRecord)).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'context-redefines',
          pointer: '/@context/1',
          message: expect.stringMatching(/again: name\.$/),
        }),
      ]),
    );
  });

  it('M9: names each profile without revocationList once, at its first place', () => {
    const issuer = { id: 'urn:issuer' };
    const record = aRecord()
      .withAssertions(...[0, 1, 2].map((i) => anAssertion(i, { achievement: aCourse(i, { issuer }) })))
      .with({ publisher: { id: 'urn:publisher' } })
      .build();
    expect(found(record).sort()).toEqual([
      ['revocation-list-missing', '/assertions/0/achievement/issuer'],
      ['revocation-list-missing', '/publisher'],
    ]);
  });

  it('takes each Clr of a set on its own: its learner, its context', () => {
    const { '@context': _, ...inner } = aRecord().withCourses(1).build();
    const other = {
      ...inner,
      id: 'urn:other',
      assertions: [],
      learner: { id: 'urn:somebody' },
      '@context': 'https://x.example.org/c',
    };
    const set = {
      '@context': CLR1_CONTEXT,
      type: 'ClrSet',
      clrs: [inner, other],
      signedClrs: [unverifiedJws({ ...inner, id: 'urn:third', partial: true })],
    };
    expect(found(set)).toEqual([
      ['context-unexpected', '/clrs/1/@context'],
      ['partial-true', '/signedClrs/0#/partial'],
    ]);
  });

  it('takes assertions and signed Clrs that stand alone', () => {
    expect(found(anAssertion(0))).toEqual([]);
    expect(found(unverifiedJws(aRecord().with({ '@context': 'https://x.example.org/c' }).build()))).toEqual([
      ['context-unexpected', '#/@context'],
    ]);
  });
});

describe('isDoubleEncoded', () => {
  it.each(['Zoë', 'Łódź', '水質採取', '“wet boots included”', 'Straße', 'déjà vu — naïve', 'Москва', '🎓'])(
    '%s, once decoded twice',
    (text) => {
      const twice = new TextDecoder('windows-1252').decode(new TextEncoder().encode(text));
      expect(isDoubleEncoded(twice)).toBe(true);
      expect(isDoubleEncoded(text)).toBe(false);
    },
  );

  it.each(['', 'plain', 'SÃO PAULO', 'IRMÃ', '12 °C', 'Â', 'Ã© ü', 'CAFÉ…', '„Ä“', '« À »'])(
    'not %j',
    (text) => {
      expect(isDoubleEncoded(text)).toBe(false);
    },
  );
});
