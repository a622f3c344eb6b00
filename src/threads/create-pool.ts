/** Worker threads that do what use cases do, on as many cores. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Config } from '../config.ts';
import type { BatchTask } from '../workflows/batch-task.ts';
import type { BatchInput } from '../workflows/run-batch.ts';
import { faultOf } from './carry-fault.ts';
import type { RowAnswer, RowCall } from './thread.ts';

export type Pool = {
  /** What a batch does with a row, done in a thread. */
  batchWork(task: BatchTask): BatchInput['work'];
  /** How far ahead a batch should go, so that no thread waits. */
  ahead: NonNullable<BatchInput['ahead']>;
  /** Ends the threads. */
  close(): Promise<void>;
};

/** So many rows a thread, so that one that waits for an address does not hold the others up. */
const ROWS_AHEAD = 16;
const BYTES_AHEAD = 32 * 1024 * 1024;

/**
 * @param config of a store that several can open: its database is made, and its secret settled
 * @param workers at least 1
 */
export function createPool(config: Config, workers: number): Pool {
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./thread.js', import.meta.url)),
    name: 'workRow',
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: 4,
    workerData: config,
  });
  return {
    batchWork: (task) => async (row, attempt) => {
      const call: RowCall = { task, row, attempt };
      const answer = (await pool.run(call)) as RowAnswer;
      if ('fault' in answer) throw faultOf(answer.fault);
      return answer.result;
    },
    ahead: { most: ROWS_AHEAD * workers, weight: BYTES_AHEAD },
    close: () => pool.destroy(),
  };
}
