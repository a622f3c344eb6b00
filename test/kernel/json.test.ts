import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { type Json, parseJson } from '../../src/kernel/json.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

function refusal(
  input: string | Uint8Array,
  limits = {},
): { code: string; pointer: string; message: string } {
  try {
    parseJson(input, limits);
  } catch (error) {
    if (error instanceof BridgeError)
      return { code: error.code, pointer: error.pointer, message: error.message };
    throw error;
  }
  throw new Error('was read');
}

describe('parseJson', () => {
  test.each([
    ['empty', '', 'malformed-json', '', /empty/],
    ['white space', ' \n', 'malformed-json', '', /empty/],
    ['a web page', '<!DOCTYPE html><html>', 'malformed-json', '', /web page/],
    ['XML', '<?xml version="1.0"?>', 'malformed-json', '', /XML/],
    ['truncated', '{"a":[1,2', 'malformed-json', '', /truncated/],
    ['a trailing comma', '{"a":1,}', 'malformed-json', '', /line 1, column 8/],
    ['prose with numbers', '# Index\n1. one 9007199254740993', 'malformed-json', '', /not JSON/],
    ['two texts', '{} {}', 'malformed-json', '', /line 1/],
    ['a duplicate name', '{"a":{"b":1,"c":2,"b":3}}', 'duplicate-key', '/a/b', /"b"/],
    ['a duplicate spelled by escape', '{"b":1,"\\u0062":3}', 'duplicate-key', '/b', /"b"/],
    ['a duplicate in an array', '[0,{"x/y":1,"x/y":1}]', 'duplicate-key', '/1/x~1y', /x/],
    ['__proto__', '{"a":[{"__proto__":{}}]}', 'forbidden-key', '/a/0/__proto__', /__proto__/],
    ['__proto__ by escape', '{"\\u005f_proto__":1}', 'forbidden-key', '/__proto__', /__proto__/],
    ['2^53 + 1', '{"n":[9007199254740993]}', 'number-inexact', '/n/0', /9007199254740993/],
    ['2^53', '{"n":9007199254740992}', 'number-inexact', '/n', /9007199254740992/],
    ['a number without end', '{"n":1e400}', 'number-inexact', '/n', /1e400/],
    ['more digits than a double', '{"n":0.12345678901234567890}', 'number-inexact', '/n', /0\.123/],
    ['a lone surrogate', '{"s":"\\ud800"}', 'lone-surrogate', '/s', /surrogate/],
    ['a lone surrogate in a name', '{"a":{"\\udc00":1}}', 'lone-surrogate', '/a', /surrogate/],
  ])('refuses %s', (_name, text, code, pointer, message) => {
    const found = refusal(text);
    expect(found).toMatchObject({ code, pointer });
    expect(found.message).toMatch(message);
    expect(refusal(utf8(text))).toMatchObject({ code, pointer });
  });

  test.each([
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), /PNG/],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip/],
    ['Latin-1', Uint8Array.of(0x22, 0xe9, 0x22), /UTF-8/],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0), /UTF-16/],
  ])('refuses bytes that are %s', (_name, bytes, message) => {
    expect(refusal(bytes)).toMatchObject({ code: 'malformed-json' });
    expect(refusal(bytes).message).toMatch(message);
  });

  test('refuses depth beyond the limit at once, however deep', () => {
    expect(refusal('['.repeat(101) + ']'.repeat(101))).toMatchObject({ code: 'too-deep' });
    expect(refusal('{"a":'.repeat(1_000_000))).toMatchObject({ code: 'too-deep' });
    const wide = (count: number, inner = '1') => `{"a":[[2],[${Array(count).fill(inner).join()}]]}`;
    expect(parseJson(wide(20_000)).findings).toEqual([]);
    expect(refusal(wide(20_001))).toMatchObject({ code: 'too-large', pointer: '/a/1' });
    // each counts for itself
    expect(parseJson(wide(15_000, '[1,2,3]')).findings).toEqual([]);
    const members = Array.from({ length: 20_001 }, (_, i) => `"k${i}":1`).join();
    expect(refusal(`[{${members}}]`)).toMatchObject({ code: 'too-large', pointer: '/0' });
    expect(parseJson('['.repeat(100) + ']'.repeat(100)).value).toHaveLength(1);
  });

  test('refuses more bytes than the limit', () => {
    expect(refusal(`"${'x'.repeat(100)}"`, { maxBytes: 100 })).toMatchObject({ code: 'too-large' });
  });

  test('skips a byte order mark', () => {
    expect(parseJson(utf8('\ufeff{"a":1}')).value).toEqual({ a: 1 });
    expect(parseJson('\ufeff{"a":1}').value).toEqual({ a: 1 });
  });

  test('says where a spelling does not survive, and keeps the value', () => {
    const { value, findings } = parseJson('{"a":[1.0,0.5,1e2,-0],"b":100}');
    expect(value).toEqual({ a: [1, 0.5, 100, -0], b: 100 });
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['number-form', '/a/0'],
      ['number-form', '/a/2'],
      ['number-form', '/a/3'],
    ]);
  });

  test('reads __proto__ as a value, and constructor as a name', () => {
    expect(parseJson('{"constructor":"__proto__"}').value).toEqual({ constructor: '__proto__' });
  });

  test('reads what JSON.stringify writes, unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('"__proto__":') && !/[1-9]\d{15,}|e[+-]?\d/.test(text));
        expect(parseJson(text).value).toEqual(JSON.parse(text) as Json);
      }),
      { numRuns: 300 },
    );
  });

  test('never accepts what JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.jsonValue(), fc.nat(), (noise, value, at) => {
        const text = JSON.stringify(value);
        const cut = at % (text.length + 1);
        const broken = text.slice(0, cut) + noise + text.slice(cut);
        let parsed: unknown;
        try {
          parsed = JSON.parse(broken);
        } catch {
          expect(() => parseJson(broken)).toThrow(BridgeError);
          return;
        }
        try {
          expect(parseJson(broken).value).toEqual(parsed);
        } catch (error) {
          expect(error).toBeInstanceOf(BridgeError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
