/** Which assertions become credentials, and what ties their achievements, on the way to CLR 2.0. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { Achievement, Assertion, Clr } from '../../src/records/types-clr1.ts';
import { aCourse, anAssertion, aRecord, unverifiedJws } from '../fixtures/arbitrary-clr.ts';
import { opened, refusals } from './upgraded.ts';

const given = (value: JsonObject) => value as unknown as Assertion;
const setAside: [string, JsonObject, string][] = [
  ['is revoked', anAssertion(1, { revoked: true }) as JsonObject, 'revoked-set-aside'],
  ['is revoked in an odd spelling', { ...anAssertion(1), revoked: 'yes' } as JsonObject, 'revoked-set-aside'],
  ['awards nothing', { id: 'urn:example:assertion-1' }, 'achievement-missing'],
  ['awards a text', { id: 'urn:example:assertion-1', achievement: 'x' }, 'achievement-missing'],
  [
    'awards a badge elsewhere',
    { id: 'urn:example:assertion-1', badge: 'https://x.example' },
    'badge-unresolved',
  ],
];

describe('an assertion is set aside that', () => {
  it.each(setAside)('%s', (_, assertion, code) => {
    const { badges, record, rest, codesAt } = opened(
      aRecord().withAssertions(given(assertion), anAssertion(0)).build(),
    );
    expect(badges).toHaveLength(1);
    expect(record['partial']).toBe(true);
    expect(rest['/assertions/0']).toEqual(assertion);
    expect(rest['#added']).toContain('/partial');
    expect(codesAt('/assertions/0')).toEqual([code]);
    expect(codesAt('/partial')).toEqual(['partial-set']);
  });

  it.each(setAside)('%s, and is signed', (_, assertion, code) => {
    const jws = unverifiedJws(assertion);
    const clr = {
      ...aRecord().withAssertions(anAssertion(5)).build(),
      signedAssertions: [jws],
      partial: false,
    };
    const { record, rest, codesAt } = opened(clr);
    expect(record['partial']).toBe(true);
    expect(rest).toMatchObject({ '/signedAssertions': [jws], '/partial': false });
    expect(codesAt('/signedAssertions')).toEqual([code]);
  });

  it('cannot be read', () => {
    const jws = unverifiedJws(anAssertion(1) as JsonObject);
    const clr = { ...aRecord().build(), signedAssertions: ['a.b.c', jws, 5], partial: true };
    const { badges, rest, codesAt } = opened(clr);
    expect(badges).toHaveLength(1);
    expect(rest).toMatchObject({ '/signedAssertions/0': 'a.b.c', '/signedAssertions/2': 5 });
    expect(codesAt('/signedAssertions/0')).toEqual(['jws-unreadable']);
    expect(codesAt('/signedAssertions/2')).toEqual(['jws-unreadable']);
    expect(codesAt('/partial')).toEqual([]);
  });

  it('leaves no list behind', () => {
    const revoked = anAssertion(1, { revoked: true });
    const { rest } = opened(aRecord().withAssertions(revoked).withSigned(anAssertion(0)).build());
    expect(rest['/assertions']).toEqual([revoked]);
    expect(rest).not.toHaveProperty(['/assertions/0']);
  });
});

describe('a record', () => {
  it.each<[string, JsonObject]>([
    ['record-empty', aRecord().build()],
    [
      'record-empty',
      aRecord()
        .withAssertions(anAssertion(0, { revoked: true }))
        .build(),
    ],
    ['record-empty', { ...aRecord().build(), assertions: 'none' }],
    ['record-revoked', aRecord().withCourses(1).with({ revoked: true }).build()],
  ])('is refused: %s', (code, clr) => {
    expect(refusals(clr)).toContainEqual(expect.objectContaining({ code }));
  });

  it('keeps whether it is partial', () => {
    const clr = aRecord().withCourses(1);
    expect(opened(clr.build()).record).not.toHaveProperty('partial');
    expect(opened(clr.with({ partial: false }).build()).record['partial']).toBe(false);
    expect(opened({ ...clr.build(), partial: 'yes' }).rest['/partial']).toBe('yes');
  });
});

describe('a signed assertion', () => {
  it('is opened, and travels in the carrier as it is', () => {
    const assertion = anAssertion(1, {
      achievement: aCourse(1, { level: '12' }),
      evidence: [{ name: 'E', artifacts: [{ name: 'A' }] }],
    });
    const { badges, rests, awarded, codesAt } = opened(
      aRecord().withAssertions(anAssertion(0)).withSigned(assertion).build(),
    );
    expect(awarded.map(({ name }) => name)).toEqual(['Course 0', 'Course 1']);
    expect(rests[1]).toEqual({
      '#added': expect.arrayContaining(['/name', '/evidence/2', '/credentialSubject/achievement/criteria']),
      '#jws': unverifiedJws(assertion as JsonObject),
    });
    expect(badges[1]?.['evidence']).toMatchObject([{}, {}, { id: 'urn:example:assertion-1' }]);
    expect(JSON.stringify(badges[1]?.['evidence'])).not.toContain('data:');
    expect(codesAt('/signedAssertions/0/achievement/level')).toEqual(['carried']);
  });

  it('counts before its plain form', () => {
    const plain = anAssertion(0);
    const { badges, rest, record, codesAt } = opened(
      aRecord().withAssertions(plain, anAssertion(1)).withSigned(plain).build(),
    );
    expect(badges).toHaveLength(2);
    expect(rest['/assertions/0']).toEqual(plain);
    expect(record).not.toHaveProperty('partial');
    expect(codesAt('/assertions/0')).toEqual(['signed-copy-preferred']);
  });

  it('has numbers that stay what they are, or refuses', () => {
    const payload = JSON.stringify(anAssertion(1)).replace(
      '"creditsEarned":2.5',
      '"creditsEarned":0.12345678901234567890',
    );
    const jws = ['{"alg":"RS256"}', payload, 'x']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
    expect(refusals({ ...aRecord().withCourses(1).build(), signedAssertions: [jws] })).toContainEqual(
      expect.objectContaining({ code: 'number-unsafe', pointer: '/signedAssertions/0/creditsEarned' }),
    );
  });

  it('is the whole record too', () => {
    const clr = aRecord().withCourses(1).build();
    const sourceJws = unverifiedJws(clr);
    const { rest } = opened(clr, { sourceJws });
    expect(rest).toMatchObject({ '#jws': sourceJws, '/id': clr['id'] });
  });
});

describe('an assertion of Open Badges 2.0', () => {
  const badge: JsonObject = {
    type: 'BadgeClass',
    id: 'https://badges.example/b',
    name: 'Rower',
    description: 'Rows well.',
    image: { id: 'https://badges.example/b.png', caption: 'An oar' },
    criteria: 'https://badges.example/b/criteria',
    issuer: 'https://badges.example/issuer',
    tags: ['water'],
    alignment: { targetName: 'Rowing', targetUrl: 'https://skills.example/rowing' },
  };
  const holding = (held: JsonObject) =>
    aRecord()
      .withAssertions(given({ ...anAssertion(0), achievement: null, badge: held }))
      .build();

  it('awards the badge as an achievement, and carries it whole', () => {
    const { awarded, badges, rests, codesAt } = opened(holding(badge));
    expect(awarded[0]).toEqual({
      id: 'https://badges.example/b',
      type: ['Achievement'],
      name: 'Rower',
      description: 'Rows well.',
      criteria: { id: 'https://badges.example/b/criteria' },
      achievementType: 'Badge',
      creator: { id: 'https://badges.example/issuer', type: ['Profile'] },
      image: { id: 'https://badges.example/b.png', type: 'Image' },
      alignment: [{ type: ['Alignment'], targetName: 'Rowing', targetUrl: 'https://skills.example/rowing' }],
      tag: ['water'],
    });
    expect(badges[0]?.['name']).toBe('Rower');
    expect(rests[0]).toMatchObject({ '/badge': badge });
    expect(rests[0]?.['#added']).toContain('/credentialSubject/achievement');
    expect(codesAt('/assertions/0/badge')).toEqual(['carried', 'issuer-replaced']);
  });

  it('is filled and refused as an achievement is', () => {
    const { name: _, ...nameless } = badge;
    expect(refusals(holding(nameless))).toContainEqual(
      expect.objectContaining({ code: 'required-missing', pointer: '/assertions/0/badge/name' }),
    );
    const { criteria: __, ...bare } = badge;
    expect(
      opened(holding({ ...bare, issuer: { id: 'urn:example:i', name: 'Club' } })).codesAt(
        '/assertions/0/badge',
      ),
    ).toEqual(['carried', 'issuer-replaced', 'filled']);
    const speaking = opened(
      holding({ ...badge, criteria: { narrative: 'Row.' }, issuer: { id: 'urn:example:i', name: 'Club' } }),
      {
        speaksFor: ['urn:example:i'],
      },
    );
    expect(speaking.badges[0]?.['issuer']).toMatchObject({ name: 'Club' });
    expect(speaking.awarded[0]?.['criteria']).toEqual({ narrative: 'Row.' });
  });

  it('beside an achievement is an extension', () => {
    const { awarded, rests } = opened(
      aRecord()
        .withAssertions(given({ ...anAssertion(0), badge }))
        .build(),
    );
    expect(awarded[0]?.['name']).toBe('Course 0');
    expect(rests[0]?.['/badge']).toEqual(badge);
  });
});

describe('achievements', () => {
  const tied = (i: number, ...ties: [type: string, to: number, title?: string][]) =>
    aCourse(i, {
      associations: ties.map(([associationType, to, title = `Course ${to}`]) => ({
        associationType,
        targetId: `urn:example:course-${to}`,
        title,
      })),
    } as unknown as Partial<Achievement>);
  const edge = (from: number, associationType: string, to: number) => ({
    type: 'Association',
    associationType,
    sourceId: `urn:example:course-${from}`,
    targetId: `urn:example:course-${to}`,
  });

  it('that nobody earned yet stand beside the credentials', () => {
    const clr = aRecord()
      .withCourses(1)
      .withAchievements(tied(8, ['isParentOf', 0], ['isParentOf', 9]), aCourse(9, { level: '5' }))
      .build();
    const { subject, rest, codesAt } = opened(clr);
    expect((subject['achievement'] as JsonObject[]).map(({ name }) => name)).toEqual([
      'Course 8',
      'Course 9',
    ]);
    expect(subject['association']).toEqual([edge(8, 'isParentOf', 0), edge(8, 'isParentOf', 9)]);
    expect(rest).toMatchObject({
      '/achievements/0/associations/0/title': 'Course 0',
      '/achievements/1/level': '5',
      '#added': expect.arrayContaining([
        '/credentialSubject/achievement/0/criteria',
        '/credentialSubject/achievement/1/description',
      ]),
    });
    expect(codesAt('/achievements/0/associations/0')).toEqual(['carried']);
    expect(opened({ ...clr, achievements: [5] }).rest['/achievements']).toEqual([5]);
  });

  it('are tied once each, in the order in which that is first said', () => {
    const clr = aRecord()
      .withAssertions(
        anAssertion(0, {
          achievement: tied(
            0,
            ['isPartOf', 2],
            ['isPartOf', 2, 'again'],
            ['exemplar', 1],
            ['isRelatedTo', 1],
          ),
        }),
        anAssertion(1, {
          achievement: tied(
            0,
            ['isPartOf', 2],
            ['isPartOf', 2, 'again'],
            ['exemplar', 1],
            ['isRelatedTo', 1],
          ),
        }),
      )
      .withSigned(anAssertion(3, { achievement: tied(3, ['precedes', 0]) }))
      .build();
    const { subject, rest, codesAt } = opened(clr);
    expect(subject['association']).toEqual([
      edge(0, 'isPartOf', 2),
      edge(0, 'isRelatedTo', 1),
      edge(3, 'precedes', 0),
    ]);
    const at = '/assertions/1/achievement/associations';
    expect(rest).toMatchObject({
      [`${at}/0/title`]: 'Course 2',
      [`${at}/1`]: { title: 'again' },
      [`${at}/2/associationType`]: 'exemplar',
      [`${at}/3`]: { associationType: 'isRelatedTo' },
    });
    expect(Object.keys(rest).some((key) => key.startsWith('/signedAssertions'))).toBe(false);
    expect(codesAt(`${at}/2/associationType`)).toEqual(['enum-narrowed']);
    expect(codesAt('/signedAssertions/0/achievement/associations')).toEqual([]);
  });

  it('are described as they are where copies differ, ties included', () => {
    const clr = aRecord()
      .withAssertions(anAssertion(0), anAssertion(1, { achievement: aCourse(0, { name: 'Renamed' }) }))
      .withAchievements(tied(0, ['isPartOf', 2]))
      .build();
    const { awarded, subject, rest, losses } = opened(clr);
    expect(awarded.map(({ name }) => name)).toEqual(['Course 0', 'Renamed']);
    expect(subject['association']).toEqual([edge(0, 'isPartOf', 2)]);
    expect(
      losses.filter(({ code }) => code === 'achievement-copies-differ').map(({ pointer }) => pointer),
    ).toEqual(['/assertions/1/achievement', '/achievements/0']);
    expect(rest).toMatchObject({
      '/assertions/0/achievement/associations': [],
      '/achievements/0/associations': [{ title: 'Course 2' }],
    });
  });

  it.each<Json>(['no list', [{ associationType: 'likes', targetId: 'x' }, 5], [{ targetId: 'x' }]])(
    'have ties that are none: %j',
    (associations) => {
      const achievement = aCourse(0, { associations } as unknown as Partial<Achievement>);
      const { subject, rest } = opened(aRecord().withAssertions(anAssertion(0, { achievement })).build());
      expect(subject).not.toHaveProperty('association');
      expect(rest['/assertions/0/achievement/associations']).toEqual(associations);
    },
  );
});

describe('the context', () => {
  it('is that of CLR 1.0, or is carried', () => {
    const clr = aRecord().withCourses(1);
    expect(opened(clr.build()).rest).not.toHaveProperty('/@context');
    const mirror = 'https://contexts.ward.guru/clr_v1p0.jsonld';
    const other = opened(clr.with({ '@context': mirror } as Partial<Clr>).build());
    expect(other.rest['/@context']).toBe(mirror);
    expect(other.record['@context']).toEqual([
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      { clr1Rest: { '@id': 'https://w3id.org/clr-bridge/vocab#clr1Rest', '@type': '@json' } },
    ]);
  });
});
