/** Rows of the built product in processes of its own. */
import type { Measured } from '../measure.ts';
import { rowsOfBatch } from './batch-rate.ts';
import { rowsOfHttp } from './http-load.ts';
import { rowsOfStart } from './start-and-memory.ts';

type Asked = { short: boolean; only: RegExp; missing: string[] };

/** In the short form a wrong answer is a failure; in the full one too. Only families that the pattern names are begun. */
export async function* createServiceRows({ short, only, missing }: Asked): AsyncGenerator<Measured> {
  if (only.test('http')) yield* rowsOfHttp(short);
  if (only.test('batch')) yield* rowsOfBatch(short, missing);
  if (only.test('service')) yield* rowsOfStart(short);
}
