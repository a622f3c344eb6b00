import { resolve } from 'node:path';
import { BridgeError } from '../../kernel/errors.ts';
import type { Json } from '../../kernel/json.ts';
import { oneOrAll } from '../../kernel/json.ts';
import type { Bridge } from '../../workflows/bridge.ts';
import type { BatchInput, BatchState } from '../../workflows/run-batch.ts';
import { openBatchFiles } from '../batch/open-batch-files.ts';
import { countRows, readRows } from '../batch/read-rows.ts';
import { createProgress } from '../batch/show-progress.ts';
import type { Arguments, Command, ExitCode } from '../command.ts';
import { ensureIssuer } from '../ensure-issuer.ts';
import type { Notes } from '../notes.ts';
import { sourceOf } from '../read-input.ts';
import { WRAP_OPTIONS, wrapOptionsOf } from './wrap.ts';

export const batchCommand: Command = {
  name: 'batch',
  usage: 'IN.ndjson OUT.ndjson [options]',
  summary: 'Wraps many records, one a line, each as a credential on a line of its own, in their order.',
  details:
    'IN is a file with a record on each line, also gzipped (.gz), a folder of files, or - for standard input. A row that is refused is left out, and listed in OUT.ndjson.errors with its line, code and place. Interrupted and started again with the same words it goes on where it was: no row is lost, and none is issued twice. OUT.ndjson.progress says where it is. The exit code is 0 where every row came through, 1 where some did not, and 3 where it was interrupted.',
  options: {
    ...WRAP_OPTIONS,
    verify: { type: 'boolean', doc: 'Verifies instead: a report on each line.' },
    unwrap: {
      type: 'boolean',
      doc: 'Verifies and unwraps instead: the record on each line, or several as an array.',
    },
    'no-evidence': { type: 'boolean', doc: 'Leaves out the digest of the bytes the credential was made of.' },
  },
  words: { min: 2, max: 2 },
  async run({ args, terminal, notes, open }) {
    const [input, out] = args.words as [string, string];
    if (out === '-' || resolve(input) === resolve(out))
      throw new BridgeError('usage', 'The output is a file of its own, so that the batch can go on in it.');
    const options = describeOptions(args);
    const source = await sourceOf(terminal);
    const wraps = !args.flag('verify') && !args.flag('unwrap');
    const { bridge } = await open({ creates: wraps });
    if (wraps) await settleIssuer(bridge, args.text('issuer'), notes);
    const start: BatchState = { rows: 0, bad: 0, remarks: {}, digest: '' };
    const files = await openBatchFiles(out, options, start);
    let stopped = false;
    void terminal.waitForSignal().then(() => {
      stopped = true;
    });
    const total = terminal.isTerminal ? await countRows(input) : undefined;
    const { show, end } = createProgress(terminal, { total, before: files.state.rows });
    if (files.state.rows > 0) notes.notice(`Going on after row ${files.state.rows}.`);
    try {
      const state = await bridge.runBatch({
        ...files,
        rows: readRows(input, source),
        work: workOf(bridge, args),
        progress: show,
        stopped: () => stopped,
      });
      end();
      summarise(state, out, stopped, notes);
      return stopped ? 3 : exitCodeOf(state);
    } finally {
      end();
      await files.close();
    }
  },
};

function workOf(bridge: Bridge, args: Arguments): BatchInput['work'] {
  if (args.flag('verify')) {
    return async ({ value }) => {
      const report = await bridge.verify(value as Json);
      return { value: report as unknown as Json, remarks: [report.verdict] };
    };
  }
  if (args.flag('unwrap')) {
    return async ({ value }) => {
      const { records } = await bridge.unwrap(value as Json);
      const losses = records.flatMap((record) => record.losses ?? []);
      return { value: oneOrAll(records.map(({ clr }) => clr)), remarks: losses.map(({ code }) => code) };
    };
  }
  const options = wrapOptionsOf(args);
  const evidence = !args.flag('no-evidence');
  return async ({ value, source }, attempt) => {
    const input = { records: [value as Json], ...options, ...(evidence ? { source } : {}) };
    const { verifiableCredential, losses, warnings } = await bridge.wrap(input, attempt);
    return { value: verifiableCredential, remarks: [...losses, ...warnings].map(({ code }) => code) };
  };
}

/** What is done, as it was asked for; with another it would be another batch. */
function describeOptions(args: Arguments): string {
  const wrapping = JSON.stringify(wrapOptionsOf(args));
  const evidence = args.flag('no-evidence') ? ' without evidence' : '';
  const others = [args.flag('verify') && 'verify', args.flag('unwrap') && 'unwrap'].filter(Boolean);
  if (others.length === 0) return `wrap ${wrapping}${evidence}`;
  if (others.length > 1) throw new BridgeError('usage', '--verify and --unwrap exclude each other.');
  if (wrapping !== '{}' || evidence !== '')
    throw new BridgeError('usage', `--${others[0]} takes none of the options of wrapping.`);
  return String(others[0]);
}

/** Asked once, not at every row. @throws BridgeError `issuer-unknown` */
async function settleIssuer(bridge: Bridge, issuer: string | undefined, notes: Notes): Promise<void> {
  await ensureIssuer(bridge, issuer, notes);
  if (issuer !== undefined) await bridge.keys.exportDid(issuer);
}

function summarise({ rows, bad, remarks }: BatchState, out: string, stopped: boolean, notes: Notes): void {
  notes.notice(`${rows} rows: ${rows - bad} in ${out}${bad > 0 ? `, ${bad} in ${out}.errors` : ''}.`);
  for (const [code, count] of Object.entries(remarks).sort()) notes.notice(`  ${code}: ${count}`);
  if (stopped) notes.notice('Interrupted: started again with the same words, it goes on here.');
}

function exitCodeOf({ bad, remarks }: BatchState): ExitCode {
  if (bad > 0 || remarks['rejected']) return 1;
  return remarks['inconclusive'] ? 3 : 0;
}
