import { resolve } from 'node:path';
import { describeTask } from '../../batches/describe-task.ts';
import { openBatchFiles } from '../../batches/open-batch-files.ts';
import { countRows, readRows } from '../../batches/read-rows.ts';
import { BridgeError } from '../../kernel/errors.ts';
import type { BatchTask } from '../../workflows/batch-task.ts';
import type { Bridge } from '../../workflows/bridge.ts';
import type { BatchState } from '../../workflows/run-batch.ts';
import type { Arguments, Command, ExitCode } from '../command.ts';
import { ensureIssuer } from '../ensure-issuer.ts';
import type { Notes } from '../notes.ts';
import { sourceOf } from '../read-input.ts';
import { ASKED, UNWRAP_OPTIONS, unwrapOptionsOf } from './unwrap.ts';
import { WRAP_OPTIONS, wrapOptionsOf } from './wrap.ts';

export const batchCommand: Command = {
  name: 'batch',
  usage: 'IN.ndjson OUT.ndjson [options]',
  summary: 'Wraps many records, one a line, each as a credential on a line of its own, in their order.',
  details:
    'IN is a file with a record on each line, also gzipped, a folder or ZIP of files with a record each (those that end in .ndjson or .jsonl have one on each line), or - for standard input. A row that is refused is left out, and listed in OUT.ndjson.errors with its line, code and place. Interrupted and started again with the same words it goes on where it was: no row is lost, and none is issued twice. OUT.ndjson.progress says where it is. The exit code is 0 where every row came through, 1 where some did not, and 3 where it was interrupted.',
  options: {
    ...WRAP_OPTIONS,
    verify: { type: 'boolean', doc: 'Verifies instead: a report on each line.' },
    unwrap: {
      type: 'boolean',
      doc: 'Verifies and unwraps instead: the record on each line, or several as an array.',
    },
    recipient: ASKED.recipient,
    ...UNWRAP_OPTIONS,
    workers: {
      type: 'string',
      value: 'N',
      doc: 'Works in so many threads at once, one for each core. Default: 0, in none.',
    },
    'no-evidence': { type: 'boolean', doc: 'Leaves out the digest of the bytes the credential was made of.' },
  },
  words: { min: 2, max: 2 },
  async run({ args, terminal, notes, open }) {
    const [input, out] = args.words as [string, string];
    if (out === '-' || resolve(input) === resolve(out))
      throw new BridgeError('usage', 'The output is a file of its own, so that the batch can go on in it.');
    const task = taskOf(args);
    const source = await sourceOf(terminal);
    const wraps = task.task === 'wrap';
    const workers = workersOf(args);
    const { bridge, startThreads } = await open({ creates: wraps });
    if (wraps) await settleIssuer(bridge, args.text('issuer'), notes);
    const files = await openBatchFiles(out, describeTask(task));
    const pool = await startThreads(workers);
    let stopped = false;
    void terminal.waitForSignal().then(() => {
      stopped = true;
    });
    const total = terminal.isErrorTerminal ? await countRows(input) : undefined;
    // loaded only here: every command would wait for the library that draws the bar
    const { createProgress } = await import('../batch/show-progress.ts');
    const { show, end } = createProgress(terminal, { total, before: files.state.rows });
    if (files.state.rows > 0) notes.notice(`Going on after row ${files.state.rows}.`);
    try {
      const state = await bridge.runBatch({
        ...files,
        rows: readRows(input, source),
        work: (pool ?? bridge).batchWork(task),
        ...(pool === undefined ? {} : { ahead: pool.ahead }),
        progress: show,
        stopped: () => stopped,
      });
      end();
      summarise(state, out, stopped, notes);
      return stopped ? 3 : exitCodeOf(state);
    } finally {
      end();
      await pool?.close();
      await files.close();
    }
  },
};

/** @throws BridgeError `usage` for options of another task than the one that is asked for */
function taskOf(args: Arguments): BatchTask {
  if (args.flag('verify') && args.flag('unwrap'))
    throw new BridgeError('usage', '--verify and --unwrap exclude each other.');
  const options = wrapOptionsOf(args);
  const evidence = !args.flag('no-evidence');
  const given = args.text('recipient');
  const recipient = given === undefined ? {} : { recipient: given };
  const unwrapping = unwrapOptionsOf(args);
  const kind = args.flag('verify') ? 'verify' : args.flag('unwrap') ? 'unwrap' : 'wrap';
  if (kind !== 'wrap' && (Object.keys(options).length > 0 || !evidence))
    throw new BridgeError('usage', `--${kind} takes none of the options of wrapping.`);
  if (kind !== 'unwrap' && Object.keys(unwrapping).length > 0)
    throw new BridgeError('usage', '--to, --bridge and --allow-unverified belong to --unwrap.');
  if (kind === 'wrap') {
    if (given !== undefined) throw new BridgeError('usage', '--recipient belongs to --verify and --unwrap.');
    return { task: 'wrap', options, evidence };
  }
  if (kind === 'verify') return { task: 'verify', options: recipient };
  return { task: 'unwrap', options: { ...unwrapping, ...recipient } };
}

/** @throws BridgeError `usage` */
function workersOf(args: Arguments): number {
  const text = args.text('workers') ?? '0';
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new BridgeError('usage', `--workers is a whole number from 0 to 99, not "${text}".`);
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
