/** What a batch has written, as far as it is committed: a row that is under way, or will be done again, is not in it. */
import { createReadStream } from 'node:fs';
import { BridgeError } from '../kernel/errors.ts';
import type { Json } from '../kernel/json.ts';
import { readProgress } from './open-batch-files.ts';
import { readLines } from './read-lines.ts';

/** Credentials are larger than the records in them. */
const TIMES = 8;

/** @param out as it was called on the command line; where no progress is kept beside it, all of the file */
export async function* readResults(
  out: string,
  kind: 'result' | 'bad' = 'result',
): AsyncGenerator<Uint8Array> {
  const progress = await readProgress(`${out}.progress`);
  const path = kind === 'result' ? out : `${out}.errors`;
  if (progress?.length[kind] === 0) return;
  const end = progress === undefined ? {} : { end: progress.length[kind] - 1 };
  yield* createReadStream(path, end) as AsyncIterable<Uint8Array>;
}

/** @throws BridgeError where a line cannot be read */
export async function* parseResults(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Json> {
  for await (const { value } of readLines(chunks, TIMES * maxBytes)) {
    if (value instanceof BridgeError) throw value;
    yield value;
  }
}
