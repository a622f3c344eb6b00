/** Batches that the service works through, as HTTP sees them. */
import type { Json } from '../kernel/json.ts';
import type { BatchTask } from './batch-task.ts';

export type BatchView = {
  id: string;
  task: BatchTask;
  /** `stopped`: the service, its store or its disk was at fault; it goes on by itself. `failed`: it cannot. */
  state: 'queued' | 'running' | 'stopped' | 'done' | 'failed';
  rows: number;
  bad: number;
  /** About how many rows there are, where that is known. */
  total?: number;
  /** How often each code was remarked: losses, warnings, verdicts. */
  remarks: Record<string, number>;
  created: string;
  begun?: string;
  ended?: string;
  /** Rows a second, since the service began or went on with it. */
  rate?: number;
  /** Why it stopped or failed. */
  problem?: { code: string; message: string };
};

export type BatchJobs = {
  /**
   * Keeps the rows on the disk and lines them up.
   * @throws BridgeError `too-large`, `disk-full`; nothing is left behind then
   */
  create(task: BatchTask, body: AsyncIterable<Uint8Array>): Promise<BatchView>;
  /** The newest first. */
  list(limit: number): Promise<BatchView[]>;
  get(id: string): Promise<BatchView | undefined>;
  /** Lines of committed rows, in their order. */
  read(id: string, kind: 'result' | 'bad'): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** The same results, parsed. */
  results(id: string): AsyncIterable<Json>;
  /** Stops and forgets it. @returns false where there is none */
  remove(id: string): Promise<boolean>;
};
