import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Terminal } from '../../src/cli/command.ts';
import { createNotes } from '../../src/cli/notes.ts';
import { parseInput, readBytes, readInput, readInputs } from '../../src/cli/read-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

const from = (text: string, maxBytes = 1000) => ({
  stdin: chunks(text.slice(0, 3), text.slice(3)),
  maxBytes,
});
const parse = (bytes: string | Uint8Array) =>
  parseInput(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, 1000).value;

describe('parseInput', () => {
  test('JSON, with a byte order mark or without', () => {
    expect(parse('{"a":[1,null]}')).toEqual({ a: [1, null] });
    expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  test.each(['eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2ln', 'eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2ln\r\n', '  eyJ.x'])(
    'a compact JWS as it is becomes a string: %j',
    (text) => {
      expect(parse(text)).toBe(text.trim());
    },
  );

  test('a JWS as a JSON string is the same', () => {
    expect(parse('"eyJ.a.b"')).toBe('eyJ.a.b');
  });

  test.each([
    ['\x89PNG\r\n\x1a\n', 'a PNG image; badges with a credential baked in are not part of this version'],
    ['<svg xmlns="x"/>', 'an SVG image'],
    ['\ufeff<?xml version="1.0"?>\n<!-- made by -->\n<!DOCTYPE svg>\n<svg:svg>', 'an SVG image'],
  ])('an image is refused in words: %j', (text, message) => {
    const bytes = text.startsWith('\x89') ? Buffer.from(text, 'latin1') : Buffer.from(text);
    expect(() => parse(bytes)).toThrow(
      expect.objectContaining({ code: 'unsupported-media', message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ['<html><svg></svg></html>', 'malformed-json', 'web page'],
    ['', 'malformed-json', 'empty'],
    ['{"a":1', 'malformed-json', 'truncated'],
    ['{"a":1,"a":2}', 'duplicate-key', 'twice'],
    ['eyJ not a token', 'malformed-json', 'not JSON'],
  ])('%j is refused as %s', (text, code, message) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

describe('readInput', () => {
  test('standard input and a file are the same bytes', async () => {
    const path = join(folder, 'a.json');
    writeFileSync(path, '{"a": 1}\n');
    const [stdin, file] = [await readInput('-', from('{"a": 1}\n')), await readInput(path, from(''))];
    expect(stdin.value).toEqual({ a: 1 });
    expect(file.value).toEqual(stdin.value);
    expect(Buffer.from(file.bytes).equals(stdin.bytes)).toBe(true);
    expect(file.bytes).toHaveLength(9);
  });

  test('more bytes than allowed are refused, of a file and of a stream', async () => {
    const path = join(folder, 'large.json');
    writeFileSync(path, `"${'x'.repeat(200)}"`);
    for (const name of [path, '-']) {
      await expect(readBytes(name, from('x'.repeat(101), 100))).rejects.toMatchObject({ code: 'too-large' });
    }
    expect(await readBytes('-', from('x'.repeat(100), 100))).toHaveLength(100);
  });

  test.each([
    [join(folder, 'none.json'), 'there is no such file'],
    [folder, 'is a directory'],
    [join(folder, 'a.json', 'x'), 'cannot be read'],
  ])('%s cannot be read', async (path, reason) => {
    await expect(readInput(path, from(''))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(reason),
    });
  });

  test('standard input is read once; spellings that are lost are said', async () => {
    const said: string[] = [];
    const notes = createNotes((text) => said.push(text), 'text');
    const terminal = (text: string) =>
      ({ stdin: chunks(text), maxBytes: async () => 100 }) as unknown as Terminal;
    await expect(readInputs(['-', '-'], terminal('1'), notes)).rejects.toMatchObject({ code: 'usage' });
    const [input] = await readInputs(['-'], terminal('{"credits": 1.0}'), notes);
    expect(input?.value).toEqual({ credits: 1 });
    expect(said).toEqual(['warning number-form at /credits: The number 1.0 is carried as 1.\n']);
  });
});
