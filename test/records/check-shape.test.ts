import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { checkShape } from '../../src/records/check-shape.ts';
import { isDate, isDateTime, isUri } from '../../src/records/check-value.ts';
import { anAssertion, aRecord, recordOfSize } from '../fixtures/arbitrary-clr.ts';

const base = (): Record<string, Json> => aRecord().withCourses(1).build();

/** Code and pointer of each finding of the record with the value put (or, undefined, removed) at a path. */
function found(path: string, value: Json | undefined): [string, string][] {
  const record = base();
  const names = path.split('/').slice(1);
  const last = names.pop() as string;
  const owner = names.reduce<JsonObject>((inner, name) => inner[name] as JsonObject, record);
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return checkShape(record, 'Clr').map(({ code, pointer }) => [code, pointer]);
}

describe('checkShape', () => {
  it('finds nothing in a conformant record', () => {
    expect(checkShape(base(), 'Clr')).toEqual([]);
  });

  it.each<[string, Json | undefined, [string, string][]]>([
    ['/learner', undefined, [['property-missing', '/learner']]],
    [
      '/learner',
      null,
      [
        ['property-missing', '/learner'],
        ['property-null', '/learner'],
      ],
    ],
    ['/achievements', null, [['property-null', '/achievements']]],
    ['/achievements', [null], [['property-null', '/achievements/0']]],
    ['/name', 5, [['property-type', '/name']]],
    ['/partial', 'yes', [['property-type', '/partial']]],
    ['/learner', 'did:example:1', [['property-type', '/learner']]],
    ['/assertions', {}, [['property-type', '/assertions']]],
    ['/assertions/0', [], [['property-type', '/assertions/0']]],
    ['/issuedOn', '2013-05-25T00:00:00', [['value-datetime', '/issuedOn']]],
    ['/learner/birthDate', '2023-02-29', [['value-date', '/learner/birthDate']]],
    ['/learner/url', 'www.example.edu', [['value-uri', '/learner/url']]],
    ['/signedAssertions', ['a.b.c'], [['value-pattern', '/signedAssertions/0']]],
    ['/x:y', 'z', [['property-unknown', '/x:y']]],
    ['/clrbridge:curation', 'no object', [['property-unknown', '/clrbridge:curation']]],
    ['/a~b', 1, [['property-unknown', '/a~0b']]],
    ['/@context', [], [['items-few', '/@context']]],
    ['/@context', ['https://example.org/a', 'nonsense'], [['value-uri', '/@context/1']]],
    ['/@context', { name: 'x:y' }, [['property-type', '/@context']]],
    ['/assertions/0/x:y', null, [['extension-value', '/assertions/0/x:y']]],
    ['/assertions/0/x:y', 3, []],
    ['/assertions/0/vendorMember', null, []],
    ['/assertions/0/startDate', '2020-01-01T00:00:00Z', [['draft-property', '/assertions/0/startDate']]],
    [
      '/assertions/0/achievement/achievementType',
      'ext:Study Plan',
      [['value-ext', '/assertions/0/achievement/achievementType']],
    ],
    ['/assertions/0/achievement/achievementType', 'ext:StudyPlan', []],
    [
      '/assertions/0/achievement/achievementType',
      'AssessmentResult',
      [['value-enum', '/assertions/0/achievement/achievementType']],
    ],
    ['/assertions/0/recipient/hashed', undefined, [['property-missing', '/assertions/0/recipient/hashed']]],
    ['/assertions/0/results/0/status', 'Done', [['value-enum', '/assertions/0/results/0/status']]],
    ['/assertions/0/creditsEarned', '2.5', [['property-type', '/assertions/0/creditsEarned']]],
  ])('%s = %j', (path, value, expected) => {
    expect(found(path, value)).toEqual(expected);
  });

  it('says of a value that is no object what it is', () => {
    expect(checkShape([], 'Assertion', '/x')).toMatchObject([
      { code: 'property-type', pointer: '/x', message: 'Expected an object (Assertion), found an array.' },
    ]);
  });

  it('walks any depth without recursion', () => {
    let org: JsonObject = { id: 'urn:x' };
    for (let i = 0; i < 20_000; i++) org = { id: 'urn:x', parentOrg: org };
    expect(checkShape({ ...base(), publisher: org }, 'Clr')).toEqual([]);
  });

  it('reads 10 MB', () => {
    expect(checkShape(recordOfSize(10_000_000), 'Clr')).toEqual([]);
  });

  it('keeps to Open Badges inside: an assertion is open', () => {
    const badge = anAssertion(0, { badge: 'https://badges.example.org/1' });
    delete badge.achievement;
    expect(checkShape(badge, 'Assertion')).toEqual([]);
  });
});

describe('formats', () => {
  it.each([
    ['2024-12-31T23:59:59Z', true],
    ['2020-10-14T14:10:02.8629556Z', true],
    ['2024-02-29T00:00:00+14:00', true],
    ['2016-12-31T23:59:60Z', true],
    ['2016-12-31T15:59:60-08:00', true],
    ['2016-12-31T12:00:60Z', false],
    ['2024-12-31T24:00:00Z', false],
    ['2024-13-01T00:00:00Z', false],
    ['2024-12-31 00:00:00Z', false],
    ['2024-12-31T00:00:00+0100', false],
    ['2013-05-25T00:00:00', false],
    ['2013-05-25', false],
  ])('date-time %s: %s', (text, expected) => expect(isDateTime(text)).toBe(expected));

  it.each([
    ['2024-02-29', true],
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2024-04-31', false],
    ['24-01-01', false],
  ])('date %s: %s', (text, expected) => expect(isDate(text)).toBe(expected));

  it.each([
    ['https://example.edu', true],
    ['https://user:pw@[2001:db8::1]:8443/a%20b?c=d#e', true],
    ['urn:uuid:967906cd-ad51-43b4-bca3-f22cb896da24', true],
    ['data:text/plain,hello', true],
    ['did:web:example.edu', true],
    ['file:///tmp/x', true],
    ['urn:', false],
    ['//example.edu/x', false],
    ['example.edu', false],
    ['https://example.edu/a b', false],
    ['https://example.edu/%zz', false],
    ['https://example.edu/ü', false],
    ['', false],
  ])('URI %s: %s', (text, expected) => expect(isUri(text)).toBe(expected));

  it('comes to an end with a long URI', () => {
    expect(isUri(`https:${'a'.repeat(2_000_000)} `)).toBe(false);
    expect(isUri(`https://${'a:'.repeat(1_000_000)} `)).toBe(false);
  });
});
