/** What a batch does with each of its rows. */
import type { Json } from '../kernel/json.ts';
import { oneOrAll } from '../kernel/json.ts';
import type { Bridge } from './bridge.ts';
import type { Asked } from './ports.ts';
import type { BatchInput } from './run-batch.ts';
import type { UnwrapOptions } from './unwrap-records.ts';
import type { WrapInput } from './wrap-record.ts';

export type BatchTask =
  | {
      task: 'wrap';
      options: Omit<WrapInput, 'records' | 'source'>;
      /** Whether the credential says the digest of the bytes it was made of. */
      evidence: boolean;
    }
  | { task: 'verify'; options: Pick<Asked, 'recipient'> }
  | { task: 'unwrap'; options: Pick<UnwrapOptions, 'to' | 'bridges' | 'recipient' | 'allowUnverified'> };

/** The work of one row: a credential, a report, or the record (several as an array). */
export function createBatchWork(
  { wrap, verify, unwrap }: Pick<Bridge, 'wrap' | 'verify' | 'unwrap'>,
  task: BatchTask,
): BatchInput['work'] {
  switch (task.task) {
    case 'verify':
      return async ({ value }) => {
        const report = await verify(value as Json, task.options);
        return { value: report as unknown as Json, remarks: [report.verdict] };
      };
    case 'unwrap':
      return async ({ value }) => {
        const { records, report } = await unwrap(value as Json, task.options);
        const losses = records.flatMap((record) => record.losses ?? []);
        const doubts = report.verdict === 'accepted' ? [] : [report.verdict];
        const remarks = [...doubts, ...losses.map(({ code }) => code)];
        return { value: oneOrAll(records.map(({ clr }) => clr)), remarks };
      };
    case 'wrap':
      return async ({ value, source }, attempt) => {
        const input = { ...task.options, records: [value as Json], ...(task.evidence ? { source } : {}) };
        const { verifiableCredential, losses, warnings } = await wrap(input, attempt);
        return { value: verifiableCredential, remarks: [...losses, ...warnings].map(({ code }) => code) };
      };
  }
}
