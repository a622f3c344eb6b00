import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestJson } from '../../src/kernel/digest.ts';
import { BridgeError } from '../../src/kernel/errors.ts';
import { type JsonObject, parseJson } from '../../src/kernel/json.ts';
import { curate, curationOf } from '../../src/records/curate.ts';
import { parseRecord } from '../../src/records/parse-record.ts';
import { validateRecord } from '../../src/records/validate-record.ts';
import { aCourse, anAssertion, aRecord, arbitraryClr } from '../fixtures/arbitrary-clr.ts';

const sample = parseJson(readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url)))
  .value as Record<string, JsonObject[]> & JsonObject;
const tie = (type: string, to: number) =>
  [{ associationType: type, targetId: `urn:example:course-${to}`, title: 'x' }] as never;

const record = () =>
  aRecord()
    .withAssertions(
      anAssertion(0, { achievement: aCourse(0, { associations: tie('isPartOf', 7) }) }),
      anAssertion(1),
      anAssertion(2, { verification: { type: 'Hosted' } }),
    )
    .withSigned(anAssertion(3), anAssertion(4))
    .withAchievements(aCourse(7, { associations: tie('isRelatedTo', 8) }), aCourse(8), aCourse(9))
    .with({ verification: { type: 'Signed' } })
    .build() as JsonObject & {
    assertions: JsonObject[];
    signedAssertions: string[];
    achievements: JsonObject[];
  };

describe('curate', () => {
  it('keeps what is named, unaltered and in order, and says where it came from', () => {
    const source = record();
    const before = JSON.stringify(source);
    const { clr, provenance, warnings } = curate(source, [
      '/signedAssertions/1',
      'urn:example:assertion-2',
      '/assertions/0',
    ]);
    expect(clr['assertions']).toEqual([source.assertions[0], source.assertions[2]]);
    expect((clr['assertions'] as JsonObject[])[0]).toBe(source.assertions[0]);
    expect(clr['signedAssertions']).toEqual([source.signedAssertions[1]]);
    expect(clr['achievements']).toEqual([source.achievements[0], source.achievements[1]]);
    expect(clr).toMatchObject({
      partial: true,
      id: source['id'],
      learner: source['learner'],
      publisher: source['publisher'],
    });
    expect(Object.hasOwn(clr, 'verification')).toBe(false);
    expect(provenance).toEqual({
      source: {
        id: source['id'],
        publisher: 'https://college.example.edu/profile',
        digest: digestJson(source),
      },
      kept: [
        { pointer: '/assertions/0', id: 'urn:example:assertion-0', form: 'plain', proof: 'none' },
        { pointer: '/assertions/2', id: 'urn:example:assertion-2', form: 'plain', proof: 'hosted' },
        {
          pointer: '/signedAssertions/1',
          id: 'urn:example:assertion-4',
          form: 'signed',
          proof: 'own-signature',
        },
      ],
      omitted: 2,
      changes: [
        '1 of 3 achievements left out',
        'verification (Signed) left out: it holds for the whole record only',
      ],
    });
    expect(warnings).toEqual([]);
    expect(JSON.stringify(source)).toBe(before);
  });

  it('travels with its provenance, and is still a record of the standard', () => {
    const now = new Date('2026-03-01T00:00:00Z');
    const { clr, provenance } = curate(record(), ['/assertions/1'], { curator: 'did:example:curator', now });
    expect(curationOf(clr)).toEqual(provenance);
    expect(provenance).toMatchObject({
      curator: 'did:example:curator',
      curatedOn: '2026-03-01T00:00:00.000Z',
    });
    expect(curationOf(record())).toBeUndefined();
    expect(validateRecord(parseRecord(clr), 'strict')).toEqual([]);
  });

  it.each<[string, string[], string[]]>([
    ['the id of an assertion', ['urn:example:assertion-1'], ['/assertions/1']],
    ['the id of its achievement', ['urn:example:course-1'], ['/assertions/1']],
    ['the pointer of its achievement', ['/assertions/1/achievement'], ['/assertions/1']],
    ['the id of a signed assertion', ['urn:example:assertion-3'], ['/signedAssertions/0']],
    ['the id of the achievement of a signed one', ['urn:example:course-3'], ['/signedAssertions/0']],
    ['a pointer into a payload', ['/signedAssertions/0#/achievement'], ['/signedAssertions/0']],
    ['the same thing twice', ['/assertions/1', 'urn:example:assertion-1'], ['/assertions/1']],
    ['a listed achievement alone', ['urn:example:course-9'], []],
    ['nothing', [], []],
  ])('understands %s', (_, keep, pointers) => {
    expect(curate(record(), keep).provenance.kept.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('keeps every one of several with the same id', () => {
    const twice = aRecord()
      .withAssertions(anAssertion(0), anAssertion(1, { achievement: aCourse(0) }))
      .build();
    expect(curate(twice, ['urn:example:course-0']).provenance.kept).toHaveLength(2);
  });

  it('keeps a listed achievement that is named, and what it leads to', () => {
    const { clr } = curate(record(), ['/achievements/2']);
    expect(clr['achievements']).toEqual([aCourse(9)]);
    expect(curate(record(), ['urn:example:course-7']).clr['achievements']).toHaveLength(2);
  });

  it('reports associations that lead to what was left out', () => {
    const { clr, warnings } = curate(sample, ['/assertions/2']);
    expect(warnings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['association-outside', '/assertions/0/achievement/associations/0/targetId'],
      ['association-outside', '/assertions/0/achievement/associations/1/targetId'],
    ]);
    expect(clr['assertions']).toEqual([sample['assertions']?.[2]]);
  });

  it('leaves out endorsements of the whole, or of what is gone', () => {
    const endorsement = (id: string, about: string) => ({
      id,
      issuer: { id: 'urn:endorser' },
      claim: { id: about },
      issuedOn: '2024-01-01T00:00:00Z',
      verification: { type: 'Hosted' },
    });
    const source = aRecord().withCourses(2).build();
    const endorsed = {
      ...source,
      endorsements: [
        endorsement('urn:e1', String(source['id'])),
        endorsement('urn:e2', 'urn:example:assertion-0'),
        endorsement('urn:e3', 'urn:example:course-1'),
        endorsement('urn:e4', 'https://college.example.edu/profile'),
      ],
    };
    const { clr, provenance } = curate(endorsed, ['/assertions/0']);
    expect((clr['endorsements'] as JsonObject[]).map(({ id }) => id)).toEqual(['urn:e2', 'urn:e4']);
    expect(provenance.changes).toEqual([expect.stringMatching(/2 of 4 endorsements left out/)]);
  });

  it('remembers of a selection of a selection the one before', () => {
    const first = curate(record(), ['/assertions/0', '/assertions/1']);
    const second = curate(first.clr, ['/assertions/1']);
    expect(second.provenance.previous).toEqual(first.provenance);
    expect(second.provenance.source.digest).toBe(digestJson(first.clr));
  });

  it('refuses what names nothing, and names each', () => {
    expect(() => curate(record(), ['/assertions/0', '/assertions/9', 'urn:nobody', '/learner'])).toThrow(
      BridgeError,
    );
    try {
      curate(record(), ['/assertions/0', '/assertions/9', 'urn:nobody']);
    } catch (error) {
      expect(error).toMatchObject({
        code: 'selection-unknown',
        pointer: '/keep/1',
        errors: [{ pointer: '/keep/1' }, { pointer: '/keep/2' }],
      });
    }
  });

  it('keeps arbitrary assertions exactly, whatever is in them', () => {
    fc.assert(
      fc.property(arbitraryClr(), fc.nat(1), (source, i) => {
        const assertions = source['assertions'];
        fc.pre(Array.isArray(assertions) && assertions.length > i && assertions[i] !== null);
        const { clr } = curate(source, [`/assertions/${i}`]);
        expect(clr['assertions']).toEqual([(assertions as JsonObject[])[i]]);
        expect(clr['learner']).toBe(source['learner']);
      }),
      { numRuns: 60, seed: 5 },
    );
  });
});
