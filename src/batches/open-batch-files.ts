/** The files of a batch: results, bad rows, and where it stands. A crash at any moment leaves them so that it can go on. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { BridgeError, textOf } from '../kernel/errors.ts';
import type { Json } from '../kernel/json.ts';
import { reasonOf } from '../kernel/reason-of.ts';
import type { BatchInput, BatchState } from '../workflows/run-batch.ts';
import { replaceFile } from './replace-file.ts';

/** What `OUT.progress` says. The lengths are those that the other files had when it was written. */
type Progress = {
  id: string;
  begun: string;
  /** What it was begun with; another is another batch. */
  options: string;
  state: BatchState;
  length: { result: number; bad: number };
};

export type BatchFiles = Pick<BatchInput, 'id' | 'begun' | 'state' | 'write' | 'commit'> & {
  close(): Promise<void>;
};

/** Where every batch begins. */
export const NOTHING_DONE: BatchState = { rows: 0, bad: 0, remarks: {}, digest: '' };

/**
 * @param options what the batch does, as a text
 * @throws BridgeError `usage` where the output belongs to something else, or another process is at it;
 *   `store-unavailable` where it cannot be written, for instance since the disk is full
 */
export async function openBatchFiles(out: string, options: string): Promise<BatchFiles> {
  const unlock = await lock(`${out}.lock`);
  const place = `${out}.progress`;
  const files: FileHandle[] = [];
  const close = async () => {
    for (const file of files) await file.close().catch(() => undefined);
    await unlock();
  };
  try {
    const known = await readProgress(place);
    if (known === undefined) await refuseForeign(out);
    if (known !== undefined && known.options !== options)
      throw new BridgeError('usage', `${out} was begun with other options: ${known.options}.`);
    const progress: Progress = known ?? {
      id: randomUUID(),
      begun: new Date().toISOString(),
      options,
      state: NOTHING_DONE,
      length: { result: 0, bad: 0 },
    };
    if (known === undefined) await replaceFile(place, lineOf(progress));
    const result = await openAt(out, progress.length.result);
    files.push(result);
    const bad = await openAt(`${out}.errors`, progress.length.bad);
    files.push(bad);
    const handles = { result, bad };
    return {
      id: progress.id,
      begun: new Date(progress.begun),
      state: progress.state,
      write: (kind, line) =>
        written(out, async () => {
          const text = Buffer.from(lineOf(line));
          await handles[kind].appendFile(text);
          progress.length[kind] += text.length;
        }),
      commit: (state) =>
        written(out, async () => {
          await Promise.all([result.datasync(), bad.datasync()]);
          await replaceFile(place, lineOf({ ...progress, state }));
        }),
      close,
    };
  } catch (error) {
    await close();
    if (error instanceof BridgeError) throw error;
    throw new BridgeError('usage', `${out} cannot be written: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Opened for appending, without what was written after the last commit: those rows are done again. */
async function openAt(path: string, length: number): Promise<FileHandle> {
  const file = await open(path, 'a', 0o600);
  const { size } = await file.stat();
  if (size < length) {
    await file.close();
    throw new BridgeError('usage', `${path} is shorter than it was: it was changed. Take another output.`);
  }
  await file.truncate(length);
  return file;
}

async function refuseForeign(out: string): Promise<void> {
  const there = await stat(out).catch(() => undefined);
  if (there === undefined || (there.isFile() && there.size === 0)) return;
  throw new BridgeError('usage', `${out} is there already, and not of a batch: take another output.`);
}

/** @throws BridgeError `usage` where it is no such file */
export async function readProgress(place: string): Promise<Progress | undefined> {
  try {
    return JSON.parse(await readFile(place, 'utf8')) as Progress;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BridgeError('usage', `${place} cannot be read: ${textOf(cause)}.`, { cause });
  }
}

const lineOf = (value: Progress | Json) => `${JSON.stringify(value)}\n`;

async function written(out: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (cause) {
    const message = `${out} cannot be written: ${reasonOf(cause)}. Started again, the batch goes on where it was.`;
    throw new BridgeError('store-unavailable', message, { cause });
  }
}

/** The lock of a process that is no more is taken over. */
async function lock(path: string): Promise<() => Promise<void>> {
  const said = await readFile(path, 'utf8').catch(() => undefined);
  const holder = Number(said);
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new BridgeError('usage', `Process ${holder} is at it; if it is not, remove ${path}.`);
  }
  if (said !== undefined) await unlink(path);
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
  } catch (cause) {
    throw new BridgeError('usage', `${path} cannot be made: ${reasonOf(cause)}.`, { cause });
  }
  return () => unlink(path).catch(() => undefined);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
