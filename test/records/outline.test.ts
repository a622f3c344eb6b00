import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, parseJson } from '../../src/kernel/json.ts';
import { curate } from '../../src/records/curate.ts';
import { type OutlineNode, outline } from '../../src/records/outline.ts';
import { type NativeRecord, parseRecord } from '../../src/records/parse-record.ts';
import { titleOf } from '../../src/records/title.ts';
import type { Achievement } from '../../src/records/types-clr1.ts';
import { aCourse, anAssertion, aRecord, arbitraryClr, unverifiedJws } from '../fixtures/arbitrary-clr.ts';

const sample = parseJson(readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url)))
  .value as JsonObject;
const show = (value: Json, pointer?: string) => outline(parseRecord(value) as NativeRecord, pointer);

/** Titles by depth, without learner and publisher. */
function tree(nodes: OutlineNode[], depth = 0): string[] {
  return nodes
    .filter(({ kind }) => kind !== 'learner' && kind !== 'publisher')
    .flatMap(({ title, children }) => [`${'- '.repeat(depth)}${title}`, ...tree(children, depth + 1)]);
}

type Ties = Record<number, [string, number][]>;
const tied = (i: number, ties: Ties): Achievement =>
  aCourse(i, {
    associations: (ties[i] ?? []).map(([type, to]) => ({
      associationType: type,
      targetId: `urn:example:course-${to}`,
      title: 'x',
    })) as never,
  });
const courses = (count: number, ties: Ties) =>
  aRecord().withAssertions(
    ...Array.from({ length: count }, (_, i) => anAssertion(i, { achievement: tied(i, ties) })),
  );

describe('outline', () => {
  it('shows the sample as a transcript', () => {
    const shown = show(sample);
    expect(tree(shown.children)).toEqual([
      'BSC-FWS Bachelor of Science in Freshwater Science',
      '- FWS 390 Undergraduate Thesis',
      '- Winter 2021/22',
      '- - STA 110 Statistics for the Sciences',
      '- Summer 2023',
      '- - HYD 240 Field Methods in Hydrology',
      '- - - Endorsed by Society of Field Hydrologists',
      'Water Sampling Technician',
      'Boat Safety, Level 1',
    ]);
    const [learner, publisher, degree, technician] = shown.children;
    expect(learner).toMatchObject({
      kind: 'learner',
      pointer: '/learner',
      title: 'Zoë Lindqvist-Ọṣẹ́',
      lines: ['studentId HC-2021-00417'],
    });
    expect(publisher).toMatchObject({ kind: 'publisher', title: 'Hallgarth College' });
    expect(degree?.lines.slice(0, 4)).toEqual([
      'Grade point average: 3.4 (0.0 to 4.0, 2.0 required)',
      'Programme status: InProgress',
      '147.5 of 180 credits',
      'awarded 2024-07-12',
    ]);
    expect(degree?.children[2]?.children[0]?.lines).toContain(
      'Field notebook: Exemplary (Complete required)',
    );
    expect(technician?.lines).toContain('recipient hidden; check it against an address');
    expect(shown).toMatchObject({
      kind: 'clr',
      pointer: '',
      title: 'Zoë’s learner record',
      warnings: [expect.stringMatching(/5 of 5 assertions are not signed/)],
    });
  });

  it('copes with next to nothing', () => {
    expect(show({ type: 'Clr' })).toEqual({
      pointer: '',
      kind: 'clr',
      title: 'Learner record',
      lines: [],
      children: [],
      warnings: ['The record has no assertions.'],
    });
    const sparse = show({
      type: 'Clr',
      learner: {},
      assertions: [{}, null, { achievement: {} }, { achievement: { name: ' ' }, results: [{}, 5] }] as Json,
    });
    expect(tree(sparse.children)).toEqual([
      'Assertion without an achievement',
      'Achievement without a name',
      'Achievement without a name',
    ]);
    expect(sparse.children[0]).toMatchObject({ kind: 'learner', title: 'Somebody unnamed' });
  });

  it.each<[string, Ties, string[]]>([
    [
      'parts under wholes',
      { 0: [['isPartOf', 2]], 1: [['isChildOf', 2]] },
      ['Course 2', '- Course 0', '- Course 1'],
    ],
    [
      'said from above',
      {
        2: [
          ['isParentOf', 1],
          ['isParentOf', 0],
        ],
      },
      ['Course 2', '- Course 0', '- Course 1'],
    ],
    [
      'three levels',
      { 0: [['isPartOf', 1]], 1: [['isPartOf', 2]] },
      ['Course 2', '- Course 1', '- - Course 0'],
    ],
    ['earlier first', { 2: [['precedes', 0]] }, ['Course 2', 'Course 0', 'Course 1']],
    [
      'earlier first, over two steps',
      { 2: [['precedes', 1]], 1: [['precedes', 0]] },
      ['Course 2', 'Course 1', 'Course 0'],
    ],
    [
      'a cycle of order',
      { 0: [['precedes', 1]], 1: [['precedes', 0]] },
      ['Course 1', 'Course 0', 'Course 2'],
    ],
    [
      'a cycle of hierarchy',
      { 0: [['isPartOf', 1]], 1: [['isPartOf', 0]] },
      ['Course 2', 'Course 0', '- Course 1'],
    ],
    ['a whole that is not there', { 0: [['isPartOf', 9]] }, ['Course 0', 'Course 1', 'Course 2']],
    ['itself', { 0: [['isPartOf', 0]] }, ['Course 0', 'Course 1', 'Course 2']],
  ])('arranges: %s', (_, ties, expected) => {
    expect(tree(show(courses(3, ties).build()).children)).toEqual(expected);
  });

  it('keeps the place of what is not awarded yet', () => {
    const record = courses(1, { 0: [['isPartOf', 5]] })
      .withAchievements(aCourse(5), aCourse(0))
      .build();
    const [whole] = show(record).children.slice(2);
    expect(whole).toMatchObject({
      kind: 'achievement',
      title: 'Course 5',
      pointer: '/achievements/0',
      lines: expect.arrayContaining(['not awarded in this record']),
    });
    expect(whole?.children).toMatchObject([{ title: 'Course 0', pointer: '/assertions/0' }]);
  });

  it('groups by term, and by level where a term comes again', () => {
    const at = (i: number, term: string, level?: string) =>
      anAssertion(i, { term, achievement: aCourse(i, level === undefined ? {} : { level }) });
    expect(
      tree(
        show(
          aRecord().withAssertions(at(0, 'Autumn'), at(1, 'Spring'), at(2, 'Autumn'), anAssertion(3)).build(),
        ).children,
      ),
    ).toEqual(['Course 3', 'Autumn', '- Course 0', '- Course 2', 'Spring', '- Course 1']);
    expect(
      tree(
        show(
          aRecord()
            .withAssertions(at(0, 'S1', '12'), at(1, 'S1', '11'))
            .build(),
        ).children,
      ),
    ).toEqual(['S1 (level 12)', '- Course 0', 'S1 (level 11)', '- Course 1']);
  });

  it('reads results by their descriptions, and shows those that have none', () => {
    const results = [
      { resultDescription: 'urn:example:course-0-grade', value: 'A' },
      { resultDescription: 'urn:nothing', value: '7' },
      { resultDescription: 'urn:example:course-0-grade' },
    ];
    const [assertion] = show(aRecord().withAssertions(anAssertion(0, { results })).build()).children.slice(2);
    expect(assertion?.lines.slice(0, 3)).toEqual(['Grade: A', 'Result: 7', '2.5 credits']);
  });

  it('says of each part how it stands: signed, unreadable, revoked, selected', () => {
    const record = aRecord()
      .withSigned(anAssertion(0))
      .withAssertions({ id: 'urn:a', revoked: true, revocationReason: 'typing error' })
      .build();
    const shown = show({
      ...record,
      signedAssertions: [...(record['signedAssertions'] as string[]), 'a.b.c'],
    });
    expect(tree(shown.children)).toEqual([
      'Revoked assertion',
      'Course 0',
      'Signed part that cannot be read',
    ]);
    expect(shown.children[2]?.lines).toEqual(['revoked: typing error']);
    expect(shown.children[3]?.lines).toContain('signed on its own');
    expect(shown.warnings).toEqual([
      expect.stringMatching(/1 of 2 assertions are not signed/),
      'The signed part at /signedAssertions/1 cannot be read.',
    ]);
    expect(show(curate(sample, ['/assertions/4']).clr).warnings[0]).toMatch(/selected/);
    expect(show(unverifiedJws(sample)).warnings).toEqual([]);
  });

  it('shows sets, and what stands alone', () => {
    const set = show(
      {
        type: 'ClrSet',
        clrs: [aRecord().build()],
        signedClrs: [unverifiedJws(aRecord().withCourses(1).build())],
      },
      '/x',
    );
    expect(set).toMatchObject({ kind: 'clr-set', pointer: '/x', lines: ['2 records'] });
    expect(set.children.map(({ pointer, kind }) => [pointer, kind])).toEqual([
      ['/x/clrs/0', 'clr'],
      ['/x/signedClrs/0', 'clr'],
    ]);
    expect(set.children[1]?.children[2]?.pointer).toBe('/x/signedClrs/0#/assertions/0');
    expect(show(anAssertion(0))).toMatchObject({ kind: 'assertion', title: 'Course 0' });
  });

  it('flattens a hierarchy that nobody could draw', () => {
    const ties: Ties = Object.fromEntries(Array.from({ length: 4999 }, (_, i) => [i, [['isPartOf', i + 1]]]));
    const shown = show(courses(5000, ties).build());
    let [depth, count] = [0, 0];
    const visit = (node: OutlineNode, level: number): void => {
      depth = Math.max(depth, level);
      if (node.kind === 'assertion') count++;
      for (const child of node.children) visit(child, level + 1);
    };
    visit(shown, 0);
    expect(count).toBe(5000);
    expect(depth).toBeLessThan(40);
  });

  it('shows every assertion of any record once', () => {
    fc.assert(
      fc.property(arbitraryClr(), (record) => {
        const pointers: string[] = [];
        const visit = ({ kind, pointer, children }: OutlineNode): void => {
          if (kind === 'assertion') pointers.push(pointer);
          for (const child of children) visit(child);
        };
        visit(show({ ...record, type: 'Clr' }));
        const expected = ['assertions', 'signedAssertions'].flatMap((name) => {
          const list = record[name];
          return Array.isArray(list) ? list.map((_, i) => `/${name}/${i}`) : [];
        });
        expect(pointers.sort()).toEqual(expected.sort());
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});

describe('titleOf', () => {
  it.each<[JsonObject, string | undefined]>([
    [{ name: ' A ' }, 'A'],
    [{ givenName: 'Ana', familyName: 'Ñandú' }, 'Ana Ñandú'],
    [{ familyName: 'Ñandú' }, 'Ñandú'],
    [{ achievement: { name: 'Course' } }, 'Course'],
    [{ badge: { name: 'Badge' } }, 'Badge'],
    [{ claim: {}, issuer: { name: 'Guild' } }, 'Guild'],
    [{ issuer: { name: 'College' } }, undefined],
    [{ name: 5, achievement: 'x' }, undefined],
    [{}, undefined],
  ])('%j: %s', (value, expected) => expect(titleOf(value)).toBe(expected));
});
