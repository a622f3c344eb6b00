/** Batches of the service: one at a time, each from where it was, until they are done or the service ends. */
import { setImmediate } from 'node:timers/promises';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { createLimit } from '../kernel/limit.ts';
import type { BatchJobs, BatchView } from '../workflows/batch-ports.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { BatchState } from '../workflows/run-batch.ts';
import * as folders from './batch-folder.ts';
import { describeTask } from './describe-task.ts';
import { NOTHING_DONE, openBatchFiles } from './open-batch-files.ts';
import { parseResults, readResults } from './read-results.ts';
import { countRows, readRows } from './read-rows.ts';
import { onDisk, storeUpload } from './store-upload.ts';

export type BatchSettings = {
  bridge: Pick<Bridge, 'batchWork' | 'runBatch'>;
  /** Where the batches are kept. */
  folder: string;
  /** Largest record. */
  maxBytes: number;
  /** Largest input, also when unpacked. */
  maxTotalBytes: number;
  now: () => Date;
  newId: () => string;
  /** Is told why a batch stopped. */
  warn: (message: string) => void;
};

export type RunningJobs = BatchJobs & {
  /** Goes on with what was not done. */
  begin(): Promise<void>;
  /** Stops after the rows under way; what is not done waits for the next start. */
  stop(): Promise<void>;
};

/** `before`: rows that were done when it began or went on, at `since`. */
type Running = { id: string; state: BatchState; before: number; since: number };

/** Where the service itself was at fault it is tried again. */
const AGAIN_MS = 30_000;

export function createBatchJobs(settings: BatchSettings): RunningJobs {
  const { bridge, folder, maxBytes, maxTotalBytes, now, newId, warn } = settings;
  const inTurn = createLimit(1);
  const removed = new Set<string>();
  const troubles = new Map<string, BatchView['problem']>();
  let running: (Running & { over: Promise<void> }) | undefined;
  let stopping = false;

  const line = (id: string) => void inTurn(() => run(id));
  const run = async (id: string) => {
    const job = stopping || removed.has(id) ? undefined : await folders.readJob(folder, id);
    if (job === undefined) return;
    troubles.delete(id);
    const at = { id, state: NOTHING_DONE, before: 0, since: now().getTime() };
    const over = work(job, at)
      .catch((error: unknown) => note(id, error))
      .catch((also: unknown) => warn(`Batch ${id}: ${textOf(also)}`));
    running = Object.assign(at, { over });
    await over;
    running = undefined;
  };
  const work = async ({ id, task }: folders.Job, at: Running) => {
    const files = await openBatchFiles(folders.outputOf(folder, id), describeTask(task));
    const stopped = () => stopping || removed.has(id);
    const step = bridge.batchWork(task);
    at.before = files.state.rows;
    at.state = files.state;
    try {
      await bridge.runBatch({
        ...files,
        rows: readRows(folders.inputOf(folder, id), { maxBytes, maxTotalBytes }),
        work: async (row, attempt) => {
          // requests that came meanwhile go first
          await setImmediate();
          return step(row, attempt);
        },
        progress: (state) => {
          at.state = state;
        },
        stopped,
      });
    } finally {
      await files.close();
    }
    if (!stopped()) await folders.saveEnd(folder, id, { state: 'done', ended: now().toISOString() });
  };
  const note = async (id: string, error: unknown) => {
    const known = error instanceof BridgeError ? error : new BridgeError('internal', textOf(error));
    const problem = { code: known.code, message: known.message };
    warn(`Batch ${id}: ${known.code}: ${known.message}`);
    if (removed.has(id)) return;
    if (known.status < 500 && known.code !== 'usage') {
      await folders.saveEnd(folder, id, { state: 'failed', ended: now().toISOString(), problem });
      return;
    }
    troubles.set(id, problem);
    setTimeout(() => line(id), AGAIN_MS).unref();
  };
  const view = async (job: folders.Job): Promise<BatchView> => {
    const seen = await folders.viewJob(folder, job);
    const problem = troubles.get(job.id);
    if (running?.id === job.id && seen.ended === undefined) {
      const { rows, bad, remarks } = running.state;
      const seconds = Math.max(0.001, (now().getTime() - running.since) / 1000);
      const rate = Math.round(((rows - running.before) / seconds) * 10) / 10;
      return { ...seen, state: 'running', rows, bad, remarks: { ...remarks }, rate };
    }
    return problem === undefined ? seen : { ...seen, state: 'stopped', problem };
  };

  return {
    begin: async () => {
      await folders.sweepJobs(folder);
      for (const job of (await folders.listJobs(folder)).reverse())
        if ((await folders.readEnd(folder, job.id)) === undefined) line(job.id);
    },
    stop: async () => {
      stopping = true;
      // its turn comes when all before have ended
      await inTurn(async () => {});
    },
    create: async (task, body) => {
      const job = { id: newId(), task, created: now().toISOString() };
      const kept = await onDisk(() =>
        folders.createJob(folder, job, async (path) => {
          await storeUpload(path, body, maxTotalBytes);
          return countRows(path);
        }),
      );
      line(job.id);
      return view(kept);
    },
    list: async (limit) => Promise.all((await folders.listJobs(folder)).slice(0, limit).map(view)),
    get: async (id) => {
      const job = await folders.readJob(folder, id);
      return job && !removed.has(id) ? view(job) : undefined;
    },
    read: async (id, kind) => {
      const job = await folders.readJob(folder, id);
      if (job === undefined) return undefined;
      const begun = await folders.viewJob(folder, job);
      return begun.begun === undefined ? none() : readResults(folders.outputOf(folder, id), kind);
    },
    results: (id) => parseResults(readResults(folders.outputOf(folder, id)), maxBytes),
    remove: async (id) => {
      if (removed.has(id) || (await folders.readJob(folder, id)) === undefined) return false;
      removed.add(id);
      troubles.delete(id);
      if (running?.id === id) await running.over;
      await folders.removeJob(folder, id);
      return true;
    },
  };
}

async function* none(): AsyncGenerator<Uint8Array> {}
