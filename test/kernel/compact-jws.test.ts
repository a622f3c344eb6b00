import { describe, expect, it } from 'vitest';
import { decodeJws, looksLikeJws } from '../../src/kernel/compact-jws.ts';
import { BridgeError } from '../../src/kernel/errors.ts';

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const jws = (header: unknown, payload: unknown, signature = 'c2ln') =>
  `${encode(header)}.${encode(payload)}.${signature}`;

function codeOf(text: string): string {
  try {
    decodeJws(text);
  } catch (error) {
    if (error instanceof BridgeError) return error.code;
    throw error;
  }
  return 'none';
}

describe('decodeJws', () => {
  it('gives header, payload and the bytes of the payload', () => {
    const text = jws({ alg: 'RS256' }, '{ "id": "ü" }');
    const { header, payload, payloadBytes } = decodeJws(text);
    expect(header).toEqual({ alg: 'RS256' });
    expect(payload).toEqual({ id: 'ü' });
    expect(Buffer.from(payloadBytes).toString()).toBe('{ "id": "ü" }');
  });

  it('leaves alg none, with its empty signature, to the verifier', () => {
    expect(decodeJws(jws({ alg: 'none' }, {}, '')).header).toEqual({ alg: 'none' });
  });

  it.each([
    ['two parts', 'aaaa.bbbb'],
    ['five parts (a JWE)', 'eyJh.b.c.d.e'],
    ['empty', ''],
    ['header no base64url', `${encode({ alg: 'x' })}=.${encode({})}.c2ln`],
    ['header with unused bits', `${encode({ a: 1 }).slice(0, -1)}1.${encode({})}.c2ln`],
    ['header no JSON', jws('hello', {})],
    ['header a list', jws([1], {})],
    ['header with a name twice', jws('{"alg":"RS256","alg":"none"}', {})],
    ['header over 8 KiB', jws({ alg: 'RS256', x: 'y'.repeat(9000) }, {})],
    ['header far over 8 KiB', jws({ x: 'y'.repeat(90_000) }, {})],
    ['payload a text', jws({ alg: 'RS256' }, '"hello"')],
    ['payload a list', jws({ alg: 'RS256' }, [])],
    ['payload no JSON', jws({ alg: 'RS256' }, 'PDF')],
    ['payload absent (detached)', `${encode({ alg: 'RS256' })}..c2ln`],
    ['signature with a space', `${encode({ alg: 'RS256' })}.${encode({})}.c2 n`],
  ])('refuses: %s', (_, text) => {
    expect(codeOf(text)).toBe('jws-malformed');
  });

  it.each([
    ['duplicate-key', '{"id":"a","id":"b"}'],
    ['forbidden-key', '{"__proto__":{}}'],
    ['lone-surrogate', '{"id":"\\ud800"}'],
    ['too-deep', `${'{"a":'.repeat(101)}1${'}'.repeat(101)}`],
  ])('reads the payload strictly: %s', (code, payload) => {
    expect(codeOf(jws({ alg: 'RS256' }, payload))).toBe(code);
  });
});

describe('looksLikeJws', () => {
  it.each([
    [jws({ alg: 'RS256' }, {}), true],
    ['https://example.org/a.b.c', false],
    ['eyJhbGciOiJIUzI1NiJ9.e30.c2ln~disclosure', false],
    ['', false],
  ])('%s: %s', (text, expected) => expect(looksLikeJws(text)).toBe(expected));
});
