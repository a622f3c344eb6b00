/** Times a row: its sides in turn, round after round (A B A B), the median of what each took. */
import { measure } from 'mitata';
import type { Row, Side, SideName } from './row.ts';

export type Measured = {
  /** The table it stands in. */
  family: string;
  label: string;
  unit: 'ms' | 'per second' | 'MB';
  /** Processor time of one process, or the clock on the wall where several take part. */
  clock: 'processor' | 'wall' | 'none';
  values: Partial<Record<SideName, number>>;
  /** Further numbers of ours, by what they are. */
  more?: Record<string, number>;
};

/** A side that takes longer than this is timed run by run: it needs no warming up and no many samples. */
const SLOW_MS = 250;
/** And beyond this the run that was checked counts, and there is one more. */
const VERY_SLOW_MS = 3000;

/** Nanoseconds of the processor, not of the clock: what else runs on the machine is not measured. */
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function timeOnce(side: Side): Promise<{ answer: unknown; ms: number }> {
  globalThis.gc?.();
  const before = processorTime();
  const answer = await side.run();
  return { answer, ms: (processorTime() - before) / 1e6 };
}

async function timeRound(side: Side, budgetMs: number): Promise<number> {
  globalThis.gc?.();
  const { p50 } = await measure(() => side.run(), {
    now: processorTime,
    min_cpu_time: budgetMs * 1e6,
    min_samples: 3,
    warmup_samples: 1,
  });
  return p50 / 1e6;
}

/** Every side is asked first whether its answer is right. @throws Error where one is not */
export async function measureRow(
  { family, label, sides }: Row,
  rounds: number,
  budgetMs: number,
): Promise<Measured> {
  const timed: { name: SideName; side: Side; first: number; times: number[] }[] = [];
  for (const [name, side] of Object.entries(sides) as [SideName, Side][]) {
    const { answer, ms } = await timeOnce(side);
    if (!(await side.isSound(answer))) throw new Error(`${family}, ${label}: the answer of ${name} is wrong`);
    timed.push({ name, side, first: ms, times: ms > VERY_SLOW_MS ? [ms] : [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { side, first, times } of timed) {
      if (first > VERY_SLOW_MS && round > 0) continue;
      times.push(first > SLOW_MS ? (await timeOnce(side)).ms : await timeRound(side, budgetMs));
    }
  }
  const values = Object.fromEntries(timed.map(({ name, times }) => [name, median(times)]));
  return { family, label, unit: 'ms', clock: 'processor', values };
}
