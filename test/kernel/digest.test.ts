/** The canonical form against the library that is known for it. */
import { readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/kernel/digest.ts';
import type { Json } from '../../src/kernel/json.ts';
import { recordOfSize } from '../fixtures/arbitrary-clr.ts';

const sample = JSON.parse(
  readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url), 'utf8'),
) as Json;

describe('canonicalJson', () => {
  test('records', () => {
    for (const record of [sample, recordOfSize(20_000)])
      expect(canonicalJson(record)).toBe(canonicalize(record));
  });

  test('any JSON, with names of every kind', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
      fc.constantFrom(
        '10',
        '2',
        '01',
        '-1',
        '__proto__',
        'toJSON',
        'constructor',
        '',
        '\u20ac',
        '\ud83d\ude00',
        '\ufb33',
      ),
    );
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(
          fc.string(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.boolean(),
          fc.constant(null),
        ),
        fc.array(tie('value')),
        fc.array(fc.tuple(name, tie('value'))).map((members) => Object.fromEntries(members)),
      ) as fc.Arbitrary<Json>,
    }));
    fc.assert(
      fc.property(value, (json) => canonicalJson(json) === canonicalize(json)),
      { numRuns: 1000 },
    );
  });

  test('RFC 8785, section 3.2.3: names in the order of their UTF-16 units', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const names = ['\\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
    expect([...canonicalJson(value).matchAll(/"([^"]*)":/g)].map(([, name]) => name)).toEqual(names);
  });

  test.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate as a name', { a: { '\udc00': 1 } }],
    ['nothing', undefined],
  ])('%s has no such form', (_what, value) => {
    expect(() => canonicalJson(value as Json)).toThrow();
  });

  test('many names, and a text that spells a surrogate', () => {
    const names = Array.from({ length: 100 }, (_, n) => [`n${(n * 37) % 101}`, `\\ud800 ${n}`]);
    const value = { ...Object.fromEntries(names), few: Object.fromEntries(names.slice(0, 20)) };
    expect(canonicalJson(value)).toBe(canonicalize(value));
  });

  test('dates and absent members, which are no JSON, are as the library has them', () => {
    const value = { at: new Date(0), absent: undefined, items: [undefined] };
    expect(canonicalJson(value as unknown as Json)).toBe(canonicalize(value));
  });

  test.each([
    ['lone-surrogate', '/a/1/b~1c', { a: [1, { 'b/c': 'x\ud800' }] }],
    ['lone-surrogate', '/a', { a: { '\udc00': 1 } }],
    ['number-inexact', '/a/0', { a: [Number.NaN] }],
    ['number-inexact', '/a', { a: Number.POSITIVE_INFINITY }],
    ['malformed-json', '/a', { a: 1n }],
  ])('what JSON cannot carry is refused: %s at %s', (code, pointer, value) => {
    expect(() => canonicalJson(value as unknown as Json)).toThrow(expect.objectContaining({ code, pointer }));
  });
});
