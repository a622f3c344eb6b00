/** How far a batch is: a bar on a terminal, a line now and then elsewhere. */
import { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import type { BatchState } from '../../workflows/run-batch.ts';
import type { Terminal } from '../command.ts';

const PLAIN_MS = 30_000;

export type ShowProgress = { show(state: BatchState): void; end(): void };

/** @param total how many rows there are, where that is known; without it no time left is said */
export function createProgress(
  { isErrorTerminal, writeError }: Pick<Terminal, 'isErrorTerminal' | 'writeError'>,
  { total, before }: { total: number | undefined; before: number },
  clock: () => number = () => performance.now(),
): ShowProgress {
  const start = clock();
  const textOf = ({ rows, bad }: BatchState) => {
    const rate = (rows - before) / Math.max(0.001, (clock() - start) / 1000);
    const left = total === undefined || rate === 0 ? '' : `, ${timeOf((total - rows) / rate)} left`;
    const of = total === undefined ? '' : ` of ${total}`;
    return `${rows}${of} rows, ${bad} bad, ${rate.toFixed(1)} a second${left}`;
  };
  if (isErrorTerminal) {
    const bar = createBar(writeError, total);
    bar.start(total ?? 0, before, { text: 'Reading' });
    return { show: (state) => bar.update(state.rows, { text: textOf(state) }), end: () => bar.stop() };
  }
  let said = start;
  return {
    show: (state) => {
      if (clock() - said < PLAIN_MS) return;
      said = clock();
      writeError(`${textOf(state)}\n`);
    },
    end: () => {},
  };
}

/** Signals are the command's: it stops after a row, and ends the bar then. */
function createBar(writeError: (text: string) => void, total: number | undefined) {
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      writeError(String(chunk));
      done();
    },
  });
  return new cliProgress.SingleBar({
    stream: Object.assign(stream, { isTTY: true }),
    format: total === undefined ? '{text}' : '{bar} {percentage} %  {text}',
    barsize: 20,
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    clearOnComplete: true,
    gracefulExit: false,
    linewrap: null,
  });
}

function timeOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.round(whole / 60)} min`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}
