import { describe, expect, test } from 'vitest';
import { bake } from '../../src/images/bake.ts';
import { readDocument } from '../../src/images/read-document.ts';
import { aPng, CREDENTIAL, itxt, JWS, pngWith, svgWith, TEXT } from './pictures.ts';

const read = (content: string | Uint8Array) =>
  readDocument(typeof content === 'string' ? Buffer.from(content) : content, 2000);

describe('readDocument', () => {
  test('JSON, with a byte order mark or without', () => {
    expect(read('{"a":[1,null]}').value).toEqual({ a: [1, null] });
    expect(read('\ufeff{"a":1}')).toEqual({ value: { a: 1 }, text: '{"a":1}', findings: [] });
  });

  test.each(['eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2ln', 'eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2ln\r\n', '  eyJ.x'])(
    'a compact JWS as it is becomes a string: %j',
    (text) => {
      expect(read(text)).toEqual({ value: text.trim(), text: text.trim(), findings: [] });
    },
  );

  test('a JWS as a JSON string is the same', () => {
    expect(read('"eyJ.a.b"')).toEqual(read('eyJ.a.b'));
  });

  test.each([
    ['PNG', aPng()],
    ['SVG', svgWith('')],
  ])('what is baked into a %s', (_name, image) => {
    expect(read(bake(image, TEXT)).value).toEqual(CREDENTIAL);
    expect(read(bake(image, JWS))).toEqual({ value: JWS, text: JWS, findings: [] });
  });

  test('spellings that do not survive are found in an image too', () => {
    const { findings } = read(pngWith(itxt('clrcredential', '{"credits": 1.0}')));
    expect(findings).toMatchObject([{ code: 'number-form', pointer: '/credits' }]);
  });

  test.each<[string, string | Uint8Array, string, string]>([
    ['a web page', '<html><svg></svg></html>', 'malformed-json', 'web page'],
    ['nothing', '', 'malformed-json', 'empty'],
    ['half a JSON text', '{"a":1', 'malformed-json', 'truncated'],
    ['a name twice', '{"a":1,"a":2}', 'duplicate-key', 'twice'],
    ['no token', 'eyJ not a token', 'malformed-json', 'not JSON'],
    ['another kind of image', Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'malformed-json', 'UTF-8'],
    ['a plain image', aPng(), 'image-without-credential', 'PNG'],
    ['an image of more bytes than are taken', svgWith(' '.repeat(2000)), 'too-large', '2000'],
    ['an image with no JSON in it', pngWith(itxt('clrcredential', '{"a":')), 'malformed-json', 'truncated'],
    [
      'an address',
      svgWith('<a:assertion xmlns:a="http://openbadges.org" verify="https://a.example/1"/>'),
      'record-unsupported',
      'https://a.example/1',
    ],
  ])('%s is refused', (_name, content, code, message) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});
