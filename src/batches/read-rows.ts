/** The rows of a batch: the lines of a file, gzipped or not, or the files of a folder or a ZIP; one in memory at a time. */
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BridgeError } from '../kernel/errors.ts';
import { reasonOf } from '../kernel/reason-of.ts';
import type { BatchRow } from '../workflows/run-batch.ts';
import { isLinesName, readLines } from './read-lines.ts';
import { readRow, unreadRow } from './read-row.ts';

export type RowSource = {
  /** What is read under the name `-`. */
  stdin?: AsyncIterable<Uint8Array>;
  /** Largest record. */
  maxBytes: number;
  /** Most that all of it may come to when it is unpacked; default: no limit. */
  maxTotalBytes?: number;
};

/**
 * Rows in the order of the lines, of the names in a folder, and of a ZIP as it was packed. What the input is, its bytes
 * say and not its name; only in folders and ZIPs a name that ends in .ndjson or .jsonl says that each line is a record.
 *
 * @param name a path, or `-`
 * @throws BridgeError `usage` where the input cannot be read, or breaks off in the middle of its compression;
 *   `archive-unreadable` for a ZIP as a whole, `too-large` where all of it is too much
 */
export async function* readRows(name: string, source: RowSource): AsyncGenerator<BatchRow> {
  try {
    if (name !== '-' && (await stat(name)).isDirectory()) yield* readFolder(name, source);
    else if (name !== '-' && (await formOf(name)) === 'zip') {
      // loaded only where there is a ZIP: every command would wait for its library
      const { readZip } = await import('./read-zip.ts');
      yield* readZip(name, source);
    } else yield* readLines(limited(await openPlain(name, source), source), source.maxBytes);
  } catch (cause) {
    if (cause instanceof BridgeError) throw cause;
    throw new BridgeError('usage', `${name} cannot be read: ${reasonOf(cause)}.`, { cause });
  }
}

/** About how many rows there are, for people who wait; undefined where only reading it all would tell. */
export async function countRows(name: string): Promise<number | undefined> {
  const there = name === '-' ? undefined : await stat(name).catch(() => undefined);
  if (there?.isDirectory()) return (await readdir(name)).length;
  if (!there?.isFile() || (await formOf(name)) !== 'plain') return undefined;
  let lines = 0;
  let last = 10;
  for await (const chunk of createReadStream(name, { highWaterMark: 1024 * 1024 })) {
    const bytes = chunk as Buffer;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
    last = bytes.at(-1) ?? last;
  }
  return last === 10 ? lines : lines + 1;
}

async function* readFolder(folder: string, { maxBytes }: RowSource): AsyncGenerator<BatchRow> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  for (const [i, { name: file }] of names.sort((a, b) => (a.name < b.name ? -1 : 1)).entries()) {
    const path = join(folder, file);
    if (isLinesName(file)) {
      for await (const row of readLines(createReadStream(path), maxBytes)) yield { ...row, file };
      continue;
    }
    const row = { line: i + 1, file };
    const bytes = await readSmall(path, maxBytes);
    if (bytes === undefined) {
      const fault = new BridgeError('too-large', `${file} has more than ${maxBytes} bytes.`);
      yield { ...row, ...unreadRow(file, fault) };
    } else yield { ...row, ...readRow(bytes, maxBytes) };
  }
}

/** The bytes of a file; undefined where there are too many. */
async function readSmall(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = await open(path);
  try {
    return (await file.stat()).size > maxBytes ? undefined : await file.readFile();
  } finally {
    await file.close();
  }
}

type Form = 'plain' | 'gzip' | 'zip';

function formOfBytes(bytes: Uint8Array): Form {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  // PK and the number of a record: the first entry, or the end of an archive without any
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
  return isZip ? 'zip' : 'plain';
}

async function formOf(path: string): Promise<Form> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return formOfBytes(buffer);
  } finally {
    await file.close();
  }
}

async function openPlain(name: string, { stdin = none() }: RowSource): Promise<AsyncIterable<Uint8Array>> {
  if (name === '-') return unpackPipe(stdin);
  const file = createReadStream(name, { highWaterMark: 256 * 1024 });
  if ((await formOf(name)) !== 'gzip') return file;
  const plain = createGunzip();
  file.on('error', (error) => plain.destroy(error));
  return file.pipe(plain);
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** A pipe tells what it is by its first bytes, too. */
async function* unpackPipe(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const all = chunks[Symbol.asyncIterator]();
  let first = new Uint8Array();
  while (first.length < 4) {
    const { value, done } = await all.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  const form = formOfBytes(first);
  if (form === 'zip')
    throw new BridgeError(
      'usage',
      'A ZIP is read from its end, which a pipe has not got yet: save it as a file.',
    );
  async function* again() {
    yield first;
    for (let next = await all.next(); !next.done; next = await all.next()) yield next.value;
  }
  if (form === 'plain') yield* again();
  else yield* Readable.from(again()).compose(createGunzip());
}

async function* limited(
  chunks: AsyncIterable<Uint8Array>,
  { maxTotalBytes = Number.POSITIVE_INFINITY }: RowSource,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > maxTotalBytes)
      throw new BridgeError('too-large', `The input has more than ${maxTotalBytes} bytes when unpacked.`);
    yield chunk;
  }
}
