/** Many records, one after the other: rows in, results in the same order, and a state from which it can go on. */
import { v5 } from 'uuid';
import { digestBytes } from '../kernel/digest.ts';
import { BridgeError, problemOf } from '../kernel/errors.ts';
import type { Json } from '../kernel/json.ts';
import type { Attempt } from './repeatable.ts';

/** A record as it was read, or why it could not be. */
export type BatchRow = {
  /** Its line, from 1; of a folder the number of the file. */
  line: number;
  file?: string;
  value: Json | BridgeError;
  /** Of the bytes it was read from. */
  source: { digest: string; bytes: number };
};

/** What became of a row. */
type BatchResult = {
  value: Json;
  /** Codes of what should be known of it: losses, warnings, a verdict. */
  remarks: string[];
};

/** Where a batch stands: everything before is in the output, and nothing after. */
export type BatchState = {
  rows: number;
  bad: number;
  /** How often each code was remarked. */
  remarks: Record<string, number>;
  /** Follows from every row so far: another input is noticed. */
  digest: string;
};

export type BatchInput = {
  /** A UUID. */
  id: string;
  begun: Date;
  /** All of them, from the beginning, also where it goes on. */
  rows: AsyncIterable<BatchRow>;
  state: BatchState;
  work(row: BatchRow, attempt: Attempt): Promise<BatchResult>;
  /** Appends a line. */
  write(kind: 'result' | 'bad', line: Json): Promise<void>;
  /** Makes what was written so far durable, and remembers the state. */
  commit(state: BatchState): Promise<void>;
  /** After each row. */
  progress?(state: BatchState): void;
  /** True once it should stop after the row under way. */
  stopped?(): boolean;
};

/** A crash costs at most so many rows their work; none is lost. */
const COMMIT_ROWS = 64;

/**
 * @returns where it stands at the end, or where it was stopped
 * @throws BridgeError `usage` where the rows done before are not those of this input; and whatever is no row's own fault
 */
export async function runBatch(batch: BatchInput): Promise<BatchState> {
  const { state: done, work, write, commit, progress, stopped } = batch;
  const state = { ...done, rows: 0, remarks: { ...done.remarks }, digest: '' };
  for await (const row of batch.rows) {
    if (stopped?.()) break;
    state.rows += 1;
    state.digest = digestBytes(`${state.digest} ${row.source.digest}`);
    if (state.rows <= done.rows) {
      if (state.rows === done.rows) checkSame(state, done);
      continue;
    }
    const attempt = { id: v5(String(state.rows), batch.id), since: batch.begun };
    try {
      if (row.value instanceof BridgeError) throw row.value;
      const { value, remarks } = await work(row, attempt);
      await write('result', value);
      for (const code of remarks) state.remarks[code] = (state.remarks[code] ?? 0) + 1;
    } catch (error) {
      if (!isOfRow(error)) throw error;
      state.bad += 1;
      await write('bad', badLine(row, error));
    }
    if (state.rows % COMMIT_ROWS === 0) await commit(state);
    progress?.(state);
  }
  if (state.rows < done.rows) {
    if (stopped?.()) return done;
    throw otherInput();
  }
  await commit(state);
  return state;
}

function checkSame(state: BatchState, done: BatchState): void {
  if (state.digest !== done.digest) throw otherInput();
}

const otherInput = () =>
  new BridgeError(
    'usage',
    'The rows done before are not those of this input: it was changed. Take another output.',
  );

/** The next row would meet it too where the service itself, its store or its key is at fault. */
function isOfRow(error: unknown): error is BridgeError {
  return (
    error instanceof BridgeError &&
    error.status < 500 &&
    error.code !== 'issuer-unknown' &&
    error.code !== 'key-unavailable'
  );
}

function badLine({ line, file }: BatchRow, error: BridgeError): Json {
  const { code, pointer, detail, errors } = problemOf(error);
  return JSON.parse(
    JSON.stringify({ line, ...(file === undefined ? {} : { file }), code, pointer, message: detail, errors }),
  ) as Json;
}
