import { BridgeError } from '../kernel/errors.ts';
import type { BatchRow } from '../workflows/run-batch.ts';
import { readRow, unreadRow } from './read-row.ts';

/** A name that says that each line is a record. */
export const isLinesName = (name: string) => /\.(?:ndjson|jsonl)$/i.test(name);

/** A row for each line; blank lines are none, but count. One over the limit is a bad row, and is not kept in memory. */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<BatchRow> {
  let line = 1;
  let held: Uint8Array[] = [];
  let size = 0;
  const take = (part: Uint8Array) => {
    size += part.length;
    if (size <= maxBytes) held.push(part);
    else held = [];
  };
  const finish = (): BatchRow | undefined => {
    const [bytes, length] = [Buffer.concat(held), size];
    [held, size] = [[], 0];
    if (length > maxBytes) {
      const value = new BridgeError('too-large', `The line has more than ${maxBytes} bytes.`);
      return { line, ...unreadRow('', value, length) };
    }
    const row = trim(bytes, line === 1);
    return row.length === 0 ? undefined : { line, ...readRow(row, maxBytes) };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, end));
      from = end + 1;
      const row = finish();
      if (row !== undefined) yield row;
      line += 1;
    }
    take(chunk.subarray(from));
  }
  const last = finish();
  if (last !== undefined) yield last;
}

/** Without white space around it, and without the byte order mark that some programs begin a file with. */
function trim(bytes: Buffer, first: boolean): Buffer {
  const marked = first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const isBlank = (byte: number | undefined) => byte === 32 || byte === 9 || byte === 13;
  let [from, to] = [marked ? 3 : 0, bytes.length];
  while (from < to && isBlank(bytes[from])) from += 1;
  while (to > from && isBlank(bytes[to - 1])) to -= 1;
  return bytes.subarray(from, to);
}
