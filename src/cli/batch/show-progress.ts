/** How far a batch is: one line that is drawn anew on a terminal, a line now and then elsewhere. */
import type { BatchState } from '../../workflows/run-batch.ts';
import type { Terminal } from '../command.ts';

const REDRAW_MS = 200;
const PLAIN_MS = 30_000;

export type ShowProgress = { show(state: BatchState): void; end(): void };

/** @param total how many rows there are, where that is known; without it no time left is said */
export function createProgress(
  { isTerminal, writeError }: Pick<Terminal, 'isTerminal' | 'writeError'>,
  { total, before }: { total: number | undefined; before: number },
  clock: () => number = () => performance.now(),
): ShowProgress {
  const start = clock();
  let drawn = isTerminal ? Number.NEGATIVE_INFINITY : start;
  return {
    show: (state) => {
      const now = clock();
      if (now - drawn < (isTerminal ? REDRAW_MS : PLAIN_MS)) return;
      drawn = now;
      const rate = (state.rows - before) / Math.max(0.001, (now - start) / 1000);
      const left = total === undefined || rate === 0 ? '' : `, ${timeOf((total - state.rows) / rate)} left`;
      const of = total === undefined ? '' : ` of ${total}`;
      const text = `${state.rows}${of} rows, ${state.bad} bad, ${rate.toFixed(1)} a second${left}`;
      writeError(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end: () => {
      if (isTerminal) writeError('\r\u001b[K');
    },
  };
}

function timeOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.round(whole / 60)} min`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}
