/** Credentials in PNG images: what goes in comes out, and nothing else of the image changes. */
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeSync } from 'png-chunk-itxt';
import extract from 'png-chunks-extract';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { bake } from '../../src/images/bake.ts';
import { MAX_TEXT_BYTES } from '../../src/images/baked-image.ts';
import { unbake } from '../../src/images/unbake.ts';
import {
  aPng,
  CLR_TEXT,
  CREDENTIAL,
  chunk,
  HEADER_END,
  itxt,
  JWS,
  jwsOf,
  pngWith,
  SIGNATURE,
  TEXT,
} from './pictures.ts';

const KEYWORD = 'openbadgecredential';
const thrown = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe('a PNG', () => {
  test.each([
    ['a badge as JSON', TEXT, 'ob-3.0', KEYWORD],
    ['a badge as JWS', JWS, 'ob-3.0', KEYWORD],
    ['a CLR as JSON', CLR_TEXT, 'clr-2.0', 'clrcredential'],
    ['a JWT of VC 1.1', jwsOf({ vc: { type: ['AchievementCredential'] } }), 'ob-3.0', KEYWORD],
  ])('carries %s', (_name, text, kind, keyword) => {
    const baked = bake(aPng(), `\n${text}\n`);
    expect(unbake(baked)).toEqual({ format: 'png', kind, text });
    // read by libraries that know nothing of ours
    const inside = extract(baked).find(({ name }) => name === 'iTXt');
    expect(decodeSync(inside!.data)).toEqual({
      keyword,
      text,
      compressionFlag: false,
      compressionMethod: 0,
      languageTag: '',
      translatedKeyword: '',
    });
    expect(PNG.sync.read(Buffer.from(baked)).data).toEqual(PNG.sync.read(aPng()).data);
  });

  test('with other chunks, and bytes behind its end, keeps every one of them', () => {
    const name = fc.stringMatching(/^[a-z][A-Za-z][A-Z][a-z]$/).filter((type) => type !== 'iTXt');
    const other = fc.oneof(
      fc.tuple(name, fc.uint8Array({ maxLength: 40 })).map(([type, data]) => chunk(type, data)),
      fc
        .tuple(fc.constantFrom('Comment', 'XML:com.adobe.xmp', 'openbadgecredentials'), fc.string())
        .map(([keyword, text]) => itxt(keyword, text)),
      fc.constant(chunk('tEXt', 'no keyword')),
    );
    fc.assert(
      fc.property(
        fc.array(other, { maxLength: 6 }),
        fc.uint8Array({ maxLength: 20 }),
        fc.string({ unit: 'binary' }),
        (chunks, tail, said) => {
          const image = Buffer.concat([pngWith(...chunks), tail]);
          const text = JSON.stringify({ ...CREDENTIAL, name: said });
          const baked = Buffer.from(bake(image, text));
          const added = baked.length - image.length;
          expect(
            Buffer.concat([baked.subarray(0, HEADER_END), baked.subarray(HEADER_END + added)]).equals(image),
          ).toBe(true);
          expect(unbake(baked).text).toBe(text);
          // another credential in its place: as if it had been baked into the plain image
          expect(Buffer.from(bake(baked, JWS, { overwrite: true })).equals(bake(image, JWS))).toBe(true);
        },
      ),
    );
  });

  test('with a credential is not baked into again, unless it is said', () => {
    const baked = bake(aPng(), TEXT);
    expect(() => bake(baked, CLR_TEXT)).toThrow(thrown('image-baked'));
    expect(unbake(bake(baked, CLR_TEXT, { overwrite: true }))).toMatchObject({
      kind: 'clr-2.0',
      text: CLR_TEXT,
    });
    const damaged = pngWith(itxt(KEYWORD, TEXT, 1));
    expect(Buffer.from(bake(damaged, TEXT, { overwrite: true })).equals(bake(aPng(), TEXT))).toBe(true);
    const twice = pngWith(itxt(KEYWORD, TEXT), itxt('openbadges', '{}'), itxt(KEYWORD, JWS));
    expect(Buffer.from(bake(twice, TEXT, { overwrite: true })).equals(bake(aPng(), TEXT))).toBe(true);
  });

  test('with a compressed text is read', () => {
    expect(unbake(pngWith(itxt(KEYWORD, deflateSync(TEXT), 1))).text).toBe(TEXT);
  });

  test('with Open Badges 2.0 is read; a newer credential beside it comes first', () => {
    const old = itxt('openbadges', 'https://school.example/assertions/1');
    expect(unbake(pngWith(old))).toEqual({
      format: 'png',
      kind: 'ob-2.0',
      text: 'https://school.example/assertions/1',
    });
    expect(unbake(pngWith(old, itxt(KEYWORD, TEXT)))).toMatchObject({ kind: 'ob-3.0', text: TEXT });
  });

  test('is read where it lies within other bytes', () => {
    const baked = bake(aPng(), TEXT);
    const around = Buffer.concat([Buffer.alloc(7, 1), baked, Buffer.alloc(7, 1)]);
    expect(unbake(around.subarray(7, -7)).text).toBe(TEXT);
  });
});

describe('a PNG is refused', () => {
  const end = chunk('IEND', '');
  test.each<[string, Uint8Array, string, string]>([
    ['without a credential', aPng(), 'image-without-credential', 'PNG'],
    ['with an empty one', pngWith(itxt(KEYWORD, ' \n')), 'image-without-credential', ''],
    ['with two', pngWith(itxt(KEYWORD, TEXT), itxt(KEYWORD, TEXT)), 'image-ambiguous', '2'],
    [
      'with two of two standards',
      pngWith(itxt(KEYWORD, TEXT), itxt('clrcredential', CLR_TEXT)),
      'image-ambiguous',
      '',
    ],
    ['cut short', aPng().subarray(0, 60), 'image-unreadable', 'cut short'],
    ['of which only the beginning is there', SIGNATURE, 'image-unreadable', 'IEND'],
    [
      'damaged by a conversion of line ends',
      Buffer.from('\x89PNG\n\x1a\n', 'latin1'),
      'image-unreadable',
      '',
    ],
    ['without its end', aPng().subarray(0, -12), 'image-unreadable', 'IEND'],
    [
      'with an end that has data',
      Buffer.concat([aPng().subarray(0, -12), chunk('IEND', 'x')]),
      'image-unreadable',
      'IEND',
    ],
    [
      'with a damaged end',
      Buffer.concat([aPng().subarray(0, -12), chunk('IEND', '', { crc: 1 })]),
      'image-unreadable',
      'IEND',
    ],
    [
      'with a chunk of four gigabytes',
      pngWith(chunk('iTXt', 'x', { length: 0xffffffff })),
      'image-unreadable',
      'chunk',
    ],
    ['with a wrong checksum', pngWith(chunk('tEXt', 'a\0b', { crc: 1 })), 'image-unreadable', 'CRC'],
    [
      'that does not begin with IHDR',
      Buffer.concat([SIGNATURE, chunk('tEXt', 'a\0b'), end]),
      'image-unreadable',
      'IHDR',
    ],
    [
      'with more chunks than anybody needs',
      pngWith(...Array(20_001).fill(chunk('tEXt', ''))),
      'too-large',
      'chunks',
    ],
    [
      'with a text of an unknown compression',
      pngWith(itxt(KEYWORD, TEXT, 1, 9)),
      'image-unreadable',
      'compressed',
    ],
    ['with a flag that is none', pngWith(itxt(KEYWORD, TEXT, 2)), 'image-unreadable', 'compressed'],
    [
      'with compressed text that is none',
      pngWith(itxt(KEYWORD, TEXT, 1)),
      'image-unreadable',
      'decompressed',
    ],
    [
      'with compressed text cut short',
      pngWith(itxt(KEYWORD, deflateSync(TEXT).subarray(0, 20), 1)),
      'image-unreadable',
      'decompressed',
    ],
    [
      'with a text that is no UTF-8',
      pngWith(itxt(KEYWORD, Buffer.from([0x7b, 0xe9, 0x7d]))),
      'image-unreadable',
      'UTF-8',
    ],
    [
      'with a text chunk that is all header',
      pngWith(chunk('iTXt', `${KEYWORD}\0\0\0en`)),
      'image-unreadable',
      'header',
    ],
    ['with nothing behind the keyword', pngWith(chunk('iTXt', `${KEYWORD}\0`)), 'image-unreadable', 'header'],
    [
      'with a text that is too long',
      pngWith(itxt(KEYWORD, Buffer.alloc(MAX_TEXT_BYTES + 1, 32))),
      'too-large',
      'bytes',
    ],
    [
      'with a bomb',
      pngWith(itxt(KEYWORD, deflateSync(Buffer.alloc(MAX_TEXT_BYTES + 1)), 1)),
      'too-large',
      'bytes',
    ],
  ])('%s', (_name, bytes, code, message) => {
    expect(() => unbake(bytes)).toThrow(thrown(code, message));
  });

  test('where it is larger than is taken', () => {
    expect(() => unbake(aPng(), { maxBytes: 50 })).toThrow(thrown('too-large', '50'));
    expect(() => bake(aPng(), TEXT, { maxBytes: 50 })).toThrow(thrown('too-large', '50'));
  });

  test('whatever bytes are changed, with a code of ours or read', () => {
    const whole = Buffer.from(bake(aPng(), TEXT));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at] = bytes[at]! ^ change;
        expect(() => unbake(bytes)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^image-/) }),
        );
      }),
      { numRuns: 500 },
    );
  });
});

test.each<[string, string, string, string]>([
  ['a record without a proof', JSON.stringify({ type: 'ClrCredential' }), 'record-unsupported', 'no proof'],
  [
    'another credential',
    JSON.stringify({ type: ['VerifiableCredential'], proof: {} }),
    'record-unsupported',
    'neither',
  ],
  ['another JWT', jwsOf({ type: 'constructor' }), 'record-unsupported', 'neither'],
  ['a list', '[]', 'record-unsupported', 'JSON object'],
  ['no JSON', 'x', 'malformed-json', ''],
  ['a name twice', '{"type":"ClrCredential","proof":1,"proof":2}', 'duplicate-key', ''],
  ['a JWS of nothing', `${'eyJhbGciOiJub25lIn0'}.W10.`, 'jws-malformed', ''],
  [
    'a credential that is too long',
    `${TEXT.slice(0, -1)},"x":"${'x'.repeat(MAX_TEXT_BYTES)}"}`,
    'too-large',
    '',
  ],
  ['a JWS that is too long', `eyJ.${'x'.repeat(MAX_TEXT_BYTES)}.`, 'too-large', ''],
])('what is baked is not %s', (_name, text, code, message) => {
  expect(() => bake(aPng(), text)).toThrow(thrown(code, message));
});
