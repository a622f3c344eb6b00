/** The demonstration of `serve --demo`: one sample record goes in, comes out, and is compared, with timings. */
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import { digestBytes } from '../kernel/digest.ts';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../kernel/json.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { Notes } from './notes.ts';

const SAMPLE = new URL('../../samples/sample-clr.json', import.meta.url);

/**
 * Wraps the sample, verifies, unwraps and compares; and shows that a changed credential is rejected.
 * @throws BridgeError `internal` where the sample is missing or did not come out as it went in
 */
export async function showDemo(bridge: Bridge, notes: Notes): Promise<void> {
  const bytes = await readFile(SAMPLE).catch((cause) => {
    throw new BridgeError('internal', `The sample record is missing: ${textOf(cause)}`, { cause });
  });
  const record = parseJson(bytes).value;
  const learner =
    isObject(record) && isObject(record['learner']) ? String(record['learner']['name'] ?? '') : '';
  const assertions =
    isObject(record) && Array.isArray(record['assertions']) ? record['assertions'].length : 0;
  notes.notice(
    `Demonstration with a CLR 1.0 of ${learner}: ${assertions} assertions, ${bytes.length} bytes.`,
  );
  const step = async <T>(
    number: number,
    doing: string,
    work: () => Promise<T>,
    outcome: (value: T) => string,
  ) => {
    const start = performance.now();
    const value = await work();
    notes.notice(`  ${number}. ${doing} (${Math.round(performance.now() - start)} ms): ${outcome(value)}`);
    return value;
  };
  const source = { digest: digestBytes(bytes), bytes: bytes.length };
  const { verifiableCredential: credential } = await step(
    1,
    'wrap',
    () => bridge.wrap({ records: [record], validation: 'lenient', source }),
    (wrapped) => `a Verifiable Credential, ${wrapped.warnings.length} warnings`,
  );
  const report = await step(
    2,
    'verify',
    () => bridge.verify(credential),
    ({ verdict, summary }) => `${verdict}, ${summary.pass} of ${summary.nodes} parts sound`,
  );
  const { records } = await step(
    3,
    'unwrap',
    () => bridge.unwrap(credential),
    (unwrapped) =>
      isDeepStrictEqual(unwrapped.records[0]?.clr, record) ? 'equal to what went in' : 'DIFFERENT',
  );
  const forged = await step(
    4,
    'verify with another learner',
    () => bridge.verify(forge(credential)),
    ({ verdict }) => verdict,
  );
  const second = await step(
    5,
    'wrap as CLR 2.0, with the source in it',
    () => bridge.wrap({ records: [record], profile: 'clr2', embedSource: true, validation: 'lenient' }),
    ({ losses }) => `a ClrCredential of badges signed one by one, ${losses.length} remarks on the conversion`,
  );
  const { records: again, report: secondReport } = await step(
    6,
    'verify it, and unwrap to CLR 1.0',
    () => bridge.unwrap(second.verifiableCredential as Json, { to: '1.0' }),
    (unwrapped) =>
      `${unwrapped.report.verdict}, ${isDeepStrictEqual(unwrapped.records[0]?.clr, record) ? 'equal to what went in' : 'DIFFERENT'}`,
  );
  const sound =
    report.verdict === 'accepted' && secondReport.verdict === 'accepted' && forged.verdict === 'rejected';
  if (!sound || [records, again].some((found) => !isDeepStrictEqual(found[0]?.clr, record))) {
    throw new BridgeError(
      'internal',
      'The demonstration did not end as it must: do not use this installation.',
    );
  }
}

/** The credential with the learner's name changed after signing. */
function forge(credential: Json): JsonObject {
  const forged = structuredClone(credential) as JsonObject;
  const subject = forged['credentialSubject'] as JsonObject;
  const learner = (subject['clr'] as JsonObject)['learner'] as JsonObject;
  learner['name'] = `${String(learner['name'])} II`;
  return forged;
}
