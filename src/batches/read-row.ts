import { readDocument } from '../images/read-document.ts';
import { digestBytes } from '../kernel/digest.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { BatchRow } from '../workflows/run-batch.ts';

/** What a row says beside its place: the record, or why it cannot be read. */
export type RowRead = Pick<BatchRow, 'value' | 'source'>;

/** One record out of its bytes; what is wrong with them makes a bad row. */
export function readRow(bytes: Uint8Array, maxBytes: number): RowRead {
  const source = { digest: digestBytes(bytes), bytes: bytes.length };
  try {
    return { value: readDocument(bytes, maxBytes).value, source };
  } catch (error) {
    if (error instanceof BridgeError) return { value: error, source };
    throw error;
  }
}

/** A row whose bytes were not read; its digest follows from its name and what is wrong with it. */
export function unreadRow(name: string, value: BridgeError, bytes = 0): RowRead {
  return { value, source: { digest: digestBytes(`${name} ${value.code} ${bytes}`), bytes } };
}
