import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Terminal } from '../../src/cli/command.ts';
import { createNotes } from '../../src/cli/notes.ts';
import { readBytes, readInput, readInputs } from '../../src/cli/read-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

const from = (text: string, maxBytes = 1000) => ({
  stdin: chunks(text.slice(0, 3), text.slice(3)),
  maxBytes,
  fetch: async (url: string): Promise<Uint8Array> => Buffer.from(JSON.stringify({ url })),
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
