/** The folder of a batch of the service: its rows, what was asked, the files of the command line, and how it ended. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BridgeError } from '../kernel/errors.ts';
import type { BatchView } from '../workflows/batch-ports.ts';
import { NOTHING_DONE, readProgress } from './open-batch-files.ts';
import { replaceFile } from './replace-file.ts';

/** What is asked, and when it was. */
export type Job = Pick<BatchView, 'id' | 'task' | 'created' | 'total'>;
export type End = { state: 'done' | 'failed'; ended: string; problem?: NonNullable<BatchView['problem']> };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UNFINISHED = /\.(?:part|gone)$/;

export const inputOf = (folder: string, id: string) => join(folder, id, 'input');
export const outputOf = (folder: string, id: string) => join(folder, id, 'out');

/** Whole or not at all: until it is filled the folder has another name. */
export async function createJob(
  folder: string,
  job: Job,
  fill: (path: string) => Promise<number | undefined>,
) {
  const part = join(folder, `${job.id}.part`);
  await mkdir(part, { recursive: true, mode: 0o700 });
  try {
    const total = await fill(join(part, 'input'));
    const whole = { ...job, ...(total === undefined ? {} : { total }) };
    await writeFile(join(part, 'job.json'), JSON.stringify(whole), { flag: 'wx', mode: 0o600, flush: true });
    await rename(part, join(folder, job.id));
    return whole;
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}

export async function removeJob(folder: string, id: string): Promise<void> {
  const gone = join(folder, `${id}.gone`);
  await rename(join(folder, id), gone);
  await rm(gone, { recursive: true, force: true });
}

/** The newest first. */
export async function listJobs(folder: string): Promise<Job[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const jobs = await Promise.all(names.map((id) => readJob(folder, id)));
  const found = jobs.filter((job) => job !== undefined);
  return found.sort((a, b) => (a.created === b.created ? 0 : a.created < b.created ? 1 : -1));
}

/** What a crash left half made or half removed. */
export async function sweepJobs(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [] as string[]))
    if (UNFINISHED.test(name)) await rm(join(folder, name), { recursive: true, force: true });
}

export async function readJob(folder: string, id: string): Promise<Job | undefined> {
  return UUID.test(id) ? readJson<Job>(join(folder, id, 'job.json')) : undefined;
}

export const readEnd = (folder: string, id: string) => readJson<End>(join(folder, id, 'ended.json'));

export async function saveEnd(folder: string, id: string, end: End): Promise<void> {
  await replaceFile(join(folder, id, 'ended.json'), JSON.stringify(end));
}

/** As its files say. */
export async function viewJob(folder: string, job: Job): Promise<BatchView> {
  const [progress, end] = await Promise.all([
    readProgress(`${outputOf(folder, job.id)}.progress`),
    readEnd(folder, job.id),
  ]);
  const { rows, bad, remarks } = progress?.state ?? NOTHING_DONE;
  return {
    ...job,
    rows,
    bad,
    remarks,
    ...(progress === undefined ? {} : { begun: progress.begun }),
    ...(end?.state === 'done' ? { total: rows } : {}),
    state: 'queued',
    ...end,
  };
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BridgeError('internal', `${path} cannot be read.`, { cause });
  }
}
