/** The rows of a batch: the lines of a file, gzipped or not, or the files of a folder; one in memory at a time. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { readDocument } from '../../images/read-document.ts';
import { digestBytes } from '../../kernel/digest.ts';
import { BridgeError } from '../../kernel/errors.ts';
import type { BatchRow } from '../../workflows/run-batch.ts';
import { type InputSource, readBytes, reasonOf } from '../read-input.ts';

/**
 * Blank lines are no rows, but count as lines. A line over the limit is a bad row, and is not kept in memory.
 * @param name a path, or `-`
 * @throws BridgeError `usage` where the input cannot be read, or breaks off in the middle of its compression
 */
export async function* readRows(name: string, source: InputSource): AsyncGenerator<BatchRow> {
  try {
    if (name !== '-' && (await stat(name)).isDirectory()) yield* readFolder(name, source);
    else yield* readLines(openLines(name, source), source.maxBytes);
  } catch (cause) {
    if (cause instanceof BridgeError) throw cause;
    throw new BridgeError('usage', `${name} cannot be read: ${reasonOf(cause)}.`, { cause });
  }
}

/** About how many rows there are, for people who wait; undefined where only reading it all would tell. */
export async function countRows(name: string): Promise<number | undefined> {
  const there = name === '-' ? undefined : await stat(name).catch(() => undefined);
  if (there?.isDirectory()) return (await readdir(name)).length;
  if (!there?.isFile() || name.endsWith('.gz')) return undefined;
  let lines = 0;
  let last = 10;
  for await (const chunk of createReadStream(name, { highWaterMark: 1024 * 1024 })) {
    const bytes = chunk as Buffer;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
    last = bytes.at(-1) ?? last;
  }
  return last === 10 ? lines : lines + 1;
}

async function* readFolder(folder: string, source: InputSource): AsyncGenerator<BatchRow> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  for (const [i, { name: file }] of names.sort((a, b) => (a.name < b.name ? -1 : 1)).entries()) {
    const row = { line: i + 1, file };
    const bytes = await readBytes(join(folder, file), source).catch(asRow);
    if (bytes instanceof BridgeError) {
      yield { ...row, value: bytes, source: { digest: digestBytes(`${file} ${bytes.code}`), bytes: 0 } };
    } else yield { ...row, ...readRow(bytes, source.maxBytes) };
  }
}

/** A file that is too large is a bad row; one that cannot be read stops the batch. */
function asRow(error: unknown): BridgeError {
  if (error instanceof BridgeError && error.code === 'too-large') return error;
  throw error;
}

function openLines(name: string, { stdin }: InputSource): AsyncIterable<Uint8Array> {
  if (name === '-') return stdin;
  const file = createReadStream(name, { highWaterMark: 256 * 1024 });
  if (!name.endsWith('.gz')) return file;
  const plain = createGunzip();
  file.on('error', (error) => plain.destroy(error));
  return file.pipe(plain);
}

async function* readLines(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<BatchRow> {
  let line = 1;
  let held: Uint8Array[] = [];
  let size = 0;
  const take = (part: Uint8Array) => {
    size += part.length;
    if (size <= maxBytes) held.push(part);
    else held = [];
  };
  const finish = (): BatchRow | undefined => {
    const [bytes, length] = [Buffer.concat(held), size];
    [held, size] = [[], 0];
    if (length > maxBytes) {
      const value = new BridgeError('too-large', `The line has more than ${maxBytes} bytes.`);
      return { line, value, source: { digest: digestBytes(`too large: ${length}`), bytes: length } };
    }
    const row = trim(bytes, line === 1);
    return row.length === 0 ? undefined : { line, ...readRow(row, maxBytes) };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, end));
      from = end + 1;
      const row = finish();
      if (row !== undefined) yield row;
      line += 1;
    }
    take(chunk.subarray(from));
  }
  const last = finish();
  if (last !== undefined) yield last;
}

/** Without white space around it, and without the byte order mark that some programs begin a file with. */
function trim(bytes: Buffer, first: boolean): Buffer {
  const marked = first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const isBlank = (byte: number | undefined) => byte === 32 || byte === 9 || byte === 13;
  let [from, to] = [marked ? 3 : 0, bytes.length];
  while (from < to && isBlank(bytes[from])) from += 1;
  while (to > from && isBlank(bytes[to - 1])) to -= 1;
  return bytes.subarray(from, to);
}

function readRow(bytes: Uint8Array, maxBytes: number): Pick<BatchRow, 'value' | 'source'> {
  const source = { digest: digestBytes(bytes), bytes: bytes.length };
  try {
    return { value: readDocument(bytes, maxBytes).value, source };
  } catch (error) {
    if (error instanceof BridgeError) return { value: error, source };
    throw error;
  }
}
