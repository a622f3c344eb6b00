/** The rows in a ZIP: nothing is unpacked to the disk, and what an archive says of itself is not believed. */
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { BridgeError, textOf } from '../kernel/errors.ts';
import type { BatchRow } from '../workflows/run-batch.ts';
import { isLinesName, readLines } from './read-lines.ts';
import { readRow, unreadRow } from './read-row.ts';
import type { RowSource } from './read-rows.ts';

/** So many names are remembered, since one that is there twice is read differently by different programs. */
const MOST_FILES = 1_000_000;

/**
 * A row for each file, in the order in which they were packed; of .ndjson and .jsonl a row for each line. Folders, hidden
 * files and what macOS adds (`__MACOSX`) are none. Names are only told again, so that they may say what they like. An
 * entry that is encrypted, damaged, there twice, or not what the archive says is a bad row.
 *
 * @throws BridgeError `archive-unreadable` for an archive that cannot be gone through, or whose entries share their
 *   bytes, as those of bombs do; `too-large`
 */
export async function* readZip(path: string, source: RowSource): AsyncGenerator<BatchRow> {
  let zip: ZipFile | undefined;
  try {
    // names are decoded below: one that leads out of the archive would otherwise end it for all
    zip = await yauzl.openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
    });
    yield* readEntries(zip, source);
  } catch (cause) {
    if (cause instanceof BridgeError) throw cause;
    throw new BridgeError('archive-unreadable', `The ZIP cannot be read: ${textOf(cause)}.`, { cause });
  } finally {
    zip?.close();
  }
}

async function* readEntries(zip: ZipFile, { maxBytes, maxTotalBytes }: RowSource): AsyncGenerator<BatchRow> {
  const seen = new Set<string>();
  let [files, packed, unpacked] = [0, 0, 0];
  const count = (bytes: number) => {
    unpacked += bytes;
    if (unpacked > (maxTotalBytes ?? Number.POSITIVE_INFINITY))
      throw new BridgeError('too-large', `The ZIP has more than ${maxTotalBytes} bytes when unpacked.`);
  };
  for await (const entry of zip.eachEntry()) {
    const file = nameOf(entry);
    packed += entry.compressedSize;
    if (packed > zip.fileSize)
      throw new BridgeError('archive-unreadable', 'Entries of the ZIP share their bytes, as in a bomb.');
    if (isBeside(file)) continue;
    if (files === MOST_FILES)
      throw new BridgeError('too-large', `The ZIP has more than ${MOST_FILES} files; use NDJSON.`);
    files += 1;
    const row = { line: files, file };
    const fault = faultOf(entry, seen.has(file));
    seen.add(file);
    if (fault !== undefined) yield { ...row, ...unreadRow(file, unreadable(fault)) };
    else if (isLinesName(file)) yield* readInner(zip, { entry, file, maxBytes, count });
    else yield { ...row, ...(await readOne(zip, { entry, file, maxBytes, count })) };
  }
}

type Opened = { entry: Entry; file: string; maxBytes: number; count: (bytes: number) => void };

async function readOne(zip: ZipFile, { entry, file, maxBytes, count }: Opened) {
  const tooLarge = () => unreadRow(file, new BridgeError('too-large', `It has more than ${maxBytes} bytes.`));
  if (entry.uncompressedSize > maxBytes) return tooLarge();
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of bytesOf(zip, entry, count)) chunks.push(chunk);
  } catch (error) {
    return unreadRow(file, faultOfRow(error));
  }
  return readRow(Buffer.concat(chunks), maxBytes);
}

/** Lines before the damage are rows all the same. */
async function* readInner(zip: ZipFile, { entry, file, maxBytes, count }: Opened): AsyncGenerator<BatchRow> {
  let line = 0;
  try {
    for await (const row of readLines(bytesOf(zip, entry, count), maxBytes)) {
      line = row.line;
      yield { ...row, file };
    }
  } catch (error) {
    yield { line: line + 1, file, ...unreadRow(file, faultOfRow(error)) };
  }
}

/** @throws BridgeError `archive-unreadable` where the bytes are not those that the archive speaks of */
async function* bytesOf(zip: ZipFile, entry: Entry, count: Opened['count']): AsyncGenerator<Uint8Array> {
  let [size, sum] = [0, 0];
  const damaged = (why: string) => unreadable(`The entry ${why}`);
  const stream = await zip.openReadStreamPromise(entry).catch((error) => {
    throw damaged(`cannot be read: ${textOf(error)}`);
  });
  try {
    for await (const chunk of stream) {
      const bytes = chunk as Uint8Array;
      size += bytes.length;
      if (size > entry.uncompressedSize) throw damaged('is larger than the archive says');
      count(bytes.length);
      sum = crc32(bytes, sum);
      yield bytes;
    }
  } catch (error) {
    throw error instanceof BridgeError ? error : damaged(`cannot be unpacked: ${textOf(error)}`);
  } finally {
    stream.destroy();
  }
  if (size < entry.uncompressedSize) throw damaged('is smaller than the archive says');
  if (sum !== entry.crc32) throw damaged('is damaged: its checksum is another');
}

const unreadable = (message: string) => new BridgeError('archive-unreadable', `${message}.`);

/** What is wrong with one entry is a row's matter; that all of it is too much is not. */
function faultOfRow(error: unknown): BridgeError {
  if (error instanceof BridgeError && error.code === 'archive-unreadable') return error;
  throw error;
}

function faultOf(entry: Entry, again: boolean): string | undefined {
  if (again) return 'A file of this name is in the archive already';
  if (entry.isEncrypted()) return 'The entry is encrypted';
  if (!entry.canDecodeFileData())
    return `The entry is packed by method ${entry.compressionMethod}, which is not read`;
  return undefined;
}

function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  return yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

function isBeside(name: string): boolean {
  const parts = name.split('/');
  return name.endsWith('/') || parts[0] === '__MACOSX' || (parts.at(-1) ?? '').startsWith('.');
}
