/** Many records, each in its turn: rows in, results in the same order, and a state from which it can go on. */
import { v5 } from 'uuid';
import { digestBytes } from '../kernel/digest.ts';
import { BridgeError, problemOf } from '../kernel/errors.ts';
import type { Json } from '../kernel/json.ts';
import type { Attempt } from './repeatable.ts';
import { type Ahead, workAhead } from './work-ahead.ts';

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
export type BatchResult = {
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
  /** How much may be under way at once, weighed in bytes; default one row. Results are written in order all the same. */
  ahead?: Ahead;
  /** Appends a line. */
  write(kind: 'result' | 'bad', line: Json): Promise<void>;
  /** Makes what was written so far durable, and remembers the state. */
  commit(state: BatchState): Promise<void>;
  /** After each row. */
  progress?(state: BatchState): void;
  /** True once it should stop after the rows under way. */
  stopped?(): boolean;
};

/** A crash costs at most so many rows their work, and those under way; none is lost. */
const COMMIT_ROWS = 64;
const ONE_BY_ONE: Ahead = { most: 1, weight: Number.POSITIVE_INFINITY };

/** A row, its number among all, and what follows from it and all before. */
type Counted = { row: BatchRow; rows: number; digest: string };

/**
 * @returns where it stands at the end, or where it was stopped
 * @throws BridgeError `usage` where the rows done before are not those of this input; and whatever is no row's own fault
 */
export async function runBatch(batch: BatchInput): Promise<BatchState> {
  const { state: done, write, commit, progress, ahead = ONE_BY_ONE } = batch;
  const state = { ...done, remarks: { ...done.remarks } };
  const outcomes = workAhead(rowsLeft(batch), (one) => outcomeOf(batch, one), weightOf, ahead);
  for await (const { row, rows, digest, result } of outcomes) {
    state.rows = rows;
    state.digest = digest;
    if (result instanceof BridgeError) {
      state.bad += 1;
      await write('bad', badLine(row, result));
    } else {
      await write('result', result.value);
      for (const code of result.remarks) state.remarks[code] = (state.remarks[code] ?? 0) + 1;
    }
    if (state.rows % COMMIT_ROWS === 0) await commit(state);
    progress?.(state);
  }
  await commit(state);
  return state;
}

/** Those that were not done before, once it is known that those before are the same. */
async function* rowsLeft({ rows, state: done, stopped }: BatchInput): AsyncGenerator<Counted> {
  let counted = 0;
  let digest = '';
  for await (const row of rows) {
    if (stopped?.()) return;
    counted += 1;
    digest = digestBytes(`${digest} ${row.source.digest}`);
    if (counted > done.rows) yield { row, rows: counted, digest };
    else if (counted === done.rows && digest !== done.digest) throw otherInput();
  }
  if (counted < done.rows && !stopped?.()) throw otherInput();
}

/** @throws whatever is no row's own fault */
async function outcomeOf({ id, begun, work }: BatchInput, counted: Counted) {
  const { row, rows } = counted;
  try {
    if (row.value instanceof BridgeError) throw row.value;
    return { ...counted, result: await work(row, { id: v5(String(rows), id), since: begun }) };
  } catch (error) {
    if (!isOfRow(error)) throw error;
    return { ...counted, result: error };
  }
}

const weightOf = ({ row }: Counted) => row.source.bytes;

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
