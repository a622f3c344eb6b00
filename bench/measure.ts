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

/** A side is warm after so many runs that took so long together, or when it has had its time; and never after one run. */
export const WARM = { runs: 20, leastMs: 500, mostMs: 2000, leastRuns: 2 };
/** A warm side that takes longer than this is timed run by run, one run a round. */
const SLOW_MS = 250;
/** And beyond this it has no more than two rounds. */
const VERY_SLOW_MS = 3000;

/** Nanoseconds of the processor, not of the clock: what else runs on the machine is not measured. */
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function timeOnce(side: Side): Promise<{ answer: unknown; ms: number }> {
  const before = processorTime();
  const answer = await side.run();
  return { answer, ms: (processorTime() - before) / 1e6 };
}

/** What a function costs at first is mostly its compilation, which the threads of the compiler add to processor time. */
async function warmUp(side: Side, firstMs: number): Promise<number> {
  let [runs, total, last] = [1, firstMs, firstMs];
  const isWarm = () =>
    runs >= WARM.leastRuns && (total >= WARM.mostMs || (runs >= WARM.runs && total >= WARM.leastMs));
  while (!isWarm()) {
    last = (await timeOnce(side)).ms;
    total += last;
    runs++;
  }
  return last;
}

/** The samples of a round in milliseconds. Garbage of the others is taken out before it, its own within it counts. */
async function timeRound(side: Side, warmMs: number, budgetMs: number): Promise<number[]> {
  globalThis.gc?.();
  if (warmMs > SLOW_MS) return [(await timeOnce(side)).ms];
  const { samples } = await measure(() => side.run(), {
    now: processorTime,
    min_cpu_time: budgetMs * 1e6,
    min_samples: 3,
    warmup_samples: 0,
  });
  return samples.map((nanoseconds) => nanoseconds / 1e6);
}

/** Every side is asked first whether its answer is right, and warmed. @throws Error where an answer is not right */
export async function measureRow(
  { family, label, sides }: Row,
  rounds: number,
  budgetMs: number,
): Promise<Measured> {
  const timed: { name: SideName; side: Side; warmMs: number; times: number[] }[] = [];
  for (const [name, side] of Object.entries(sides) as [SideName, Side][]) {
    const { answer, ms } = await timeOnce(side);
    if (!(await side.isSound(answer))) throw new Error(`${family}, ${label}: the answer of ${name} is wrong`);
    timed.push({ name, side, warmMs: ms, times: [] });
  }
  for (const one of timed) one.warmMs = await warmUp(one.side, one.warmMs);
  for (let round = 0; round < rounds; round++) {
    for (const { side, warmMs, times } of timed) {
      if (warmMs > VERY_SLOW_MS && round > 1) continue;
      times.push(...(await timeRound(side, warmMs, budgetMs)));
    }
  }
  const values = Object.fromEntries(timed.map(({ name, times }) => [name, median(times)]));
  return { family, label, unit: 'ms', clock: 'processor', values };
}
