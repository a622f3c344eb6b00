import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { checkAssociations } from '../../src/records/associations.ts';
import type { Achievement } from '../../src/records/types-clr1.ts';
import { aCourse, anAssertion, aRecord } from '../fixtures/arbitrary-clr.ts';

type Tie = [from: number, type: string, to: number];

/** A record of so many asserted courses with these ties between them. */
function tied(count: number, ties: Tie[], more: JsonObject = {}): JsonObject {
  const assertions = Array.from({ length: count }, (_, i) =>
    anAssertion(i, { achievement: tiedCourse(i, ties) }),
  );
  return {
    ...aRecord()
      .withAssertions(...assertions)
      .build(),
    ...more,
  };
}

function tiedCourse(i: number, ties: Tie[]): Achievement {
  const associations = ties
    .filter(([from]) => from === i)
    .map(([, type, to]) => ({
      associationType: type,
      targetId: `urn:example:course-${to}`,
      title: `Course ${to}`,
    }));
  return aCourse(i, { associations: associations as never });
}

const codes = (record: JsonObject) => checkAssociations(record).map(({ code }) => code);
const at = (i: number, k = 0) => `/assertions/${i}/achievement/associations/${k}`;

describe('checkAssociations', () => {
  it('says nothing of a record without any', () => {
    expect(codes(tied(2, []))).toEqual([]);
  });

  it.each<[string, Tie[], [string, string][]]>([
    [
      'sound, both ends said',
      [
        [0, 'isChildOf', 1],
        [1, 'isParentOf', 0],
      ],
      [['associations-sound', '']],
    ],
    [
      'child without parent',
      [[0, 'isChildOf', 1]],
      [
        ['associations-sound', ''],
        ['association-one-sided', at(0)],
      ],
    ],
    [
      'parent without child',
      [[0, 'isParentOf', 1]],
      [
        ['associations-sound', ''],
        ['association-one-sided', at(0)],
      ],
    ],
    [
      'parent of a part',
      [
        [0, 'isParentOf', 1],
        [1, 'isPartOf', 0],
      ],
      [['associations-sound', '']],
    ],
    ['part alone', [[0, 'isPartOf', 1]], [['associations-sound', '']]],
    ['dangling', [[0, 'isRelatedTo', 9]], [['association-dangling', `${at(0)}/targetId`]]],
    ['self', [[0, 'isPeerOf', 0]], [['association-self', at(0)]]],
    [
      'cycle of order',
      [
        [0, 'precedes', 1],
        [1, 'precedes', 2],
        [2, 'precedes', 0],
      ],
      [['association-cyclic', at(2)]],
    ],
    [
      'cycle of replacement',
      [
        [0, 'replacedBy', 1],
        [1, 'replacedBy', 0],
      ],
      [['association-cyclic', at(1)]],
    ],
    [
      'cycle over three words of hierarchy',
      [
        [0, 'isPartOf', 1],
        [2, 'isParentOf', 1],
        [2, 'isPartOf', 0],
      ],
      [
        ['association-cyclic', at(2, 1)],
        ['association-one-sided', at(2)],
      ],
    ],
    [
      'no cycle: order and replacement apart',
      [
        [0, 'precedes', 1],
        [1, 'replacedBy', 0],
      ],
      [['associations-sound', '']],
    ],
    [
      'no cycle: symmetric',
      [
        [0, 'isPeerOf', 1],
        [1, 'isPeerOf', 0],
        [0, 'exactMatchOf', 2],
        [2, 'exactMatchOf', 0],
      ],
      [['associations-sound', '']],
    ],
    [
      'no cycle: a diamond',
      [
        [0, 'isPartOf', 1],
        [0, 'isPartOf', 2],
        [1, 'isPartOf', 3],
        [2, 'isPartOf', 3],
      ],
      [['associations-sound', '']],
    ],
  ])('%s', (_, ties, expected) => {
    expect(checkAssociations(tied(4, ties)).map(({ code, pointer }) => [code, pointer])).toEqual(expected);
  });

  it('takes what a partial record leaves out as left out', () => {
    expect(codes(tied(1, [[0, 'isPartOf', 9]], { partial: true }))).toEqual(['association-outside']);
  });

  it('says an association once, however often its achievement occurs', () => {
    const course = tiedCourse(0, [[0, 'isPartOf', 9]]);
    const assertions = [0, 1, 2].map((i) => anAssertion(i, { achievement: course }));
    expect(
      codes(
        aRecord()
          .withAssertions(...assertions)
          .build(),
      ),
    ).toEqual(['association-dangling']);
  });

  it('sees the achievements of signed assertions', () => {
    const ties: Tie[] = [
      [0, 'isPartOf', 1],
      [1, 'isPartOf', 0],
    ];
    const record = aRecord()
      .withAssertions(anAssertion(0, { achievement: tiedCourse(0, ties) }))
      .withSigned(anAssertion(1, { achievement: tiedCourse(1, ties) }));
    expect(checkAssociations(record.build())).toMatchObject([{ code: 'association-cyclic' }]);
    const broken = aRecord()
      .withAssertions(anAssertion(0, { achievement: tiedCourse(0, ties) }))
      .with({ signedAssertions: ['a.b.c'] });
    expect(codes(broken.build())).toEqual(['association-dangling']);
  });

  it('M6: names listed achievements that no association reaches from an asserted one', () => {
    const ties: Tie[] = [
      [0, 'isPartOf', 1],
      [2, 'isPartOf', 1],
      [3, 'isPartOf', 4],
    ];
    const listed = [1, 2, 3, 4].map((i) => tiedCourse(i, ties));
    const record = aRecord()
      .withAssertions(anAssertion(0, { achievement: tiedCourse(0, ties) }))
      .withAchievements(...listed);
    expect(
      checkAssociations(record.build())
        .filter(({ code }) => code === 'achievement-unreached')
        .map(({ pointer }) => pointer),
    ).toEqual(['/achievements/2', '/achievements/3']);
    expect(codes(aRecord().withCourses(1).withAchievements(aCourse(0)).build())).toEqual([]);
  });

  it('walks a chain of 10,000, and closes it, in good time', () => {
    const chain: Tie[] = Array.from({ length: 9999 }, (_, i) => [i, 'isPartOf', i + 1]);
    const list = (ties: Tie[]) => {
      const byStart = new Map(ties.map((tie) => [tie[0], tie]));
      const listed = Array.from({ length: 10_000 }, (_, i) =>
        tiedCourse(i, byStart.has(i) ? [byStart.get(i) as Tie] : []),
      );
      return {
        ...aRecord().build(),
        achievements: listed,
        assertions: [anAssertion(0, { achievement: listed[0] as Achievement })],
      };
    };
    expect(codes(list(chain))).toEqual(['associations-sound']);
    expect(codes(list([...chain, [9999, 'isPartOf', 0]]))).toEqual(['association-cyclic']);
  });

  it('is not led into endless work by a graph made of cycles', () => {
    const ties: Tie[] = [];
    for (let i = 0; i < 120; i++) for (let k = 0; k < 120; k++) if (i !== k) ties.push([i, 'precedes', k]);
    expect(codes(tied(120, ties)).length).toBeLessThanOrEqual(100);
  });

  it('passes over associations of a wrong shape', () => {
    const record = aRecord().withAssertions(
      anAssertion(0, {
        achievement: { ...aCourse(0), associations: [null, 5, { targetId: 7 }, {}] as never },
      }),
    );
    expect(codes(record.build())).toEqual([]);
  });
});
