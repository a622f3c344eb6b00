/** The entry of a worker thread: use cases of its own over the same data, asked for rows of a batch. */
import { workerData } from 'node:worker_threads';
import { compose } from '../compose.ts';
import type { Config } from '../config.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { BatchTask } from '../workflows/batch-task.ts';
import type { Attempt } from '../workflows/repeatable.ts';
import type { BatchResult, BatchRow } from '../workflows/run-batch.ts';
import { carryFault, type Fault } from './carry-fault.ts';

export type RowCall = { task: BatchTask; row: BatchRow; attempt: Attempt };
export type RowAnswer = { result: BatchResult } | { fault: Fault };

const { bridge } = await compose(workerData as Config);

/** What piscina calls. Faults are answered, since an error that crosses to another thread keeps its message only. */
export async function workRow({ task, row, attempt }: RowCall): Promise<RowAnswer> {
  try {
    return { result: await bridge.batchWork(task)(row, attempt) };
  } catch (error) {
    if (error instanceof BridgeError) return { fault: carryFault(error) };
    throw error;
  }
}
