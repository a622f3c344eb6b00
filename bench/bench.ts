/**
 * Each use beside the plain libraries doing the nearest possible, in one process and one run. Rounds alternate
 * (A B A B); each number is the median over all rounds. Writes docs/benchmark.md. Nothing fails here for being slow;
 * whether the answers are right is asked first, and tested in test/bench.test.ts.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measure } from 'mitata';
import { createPeer } from './peer.ts';
import { createRows } from './rows.ts';
import { measureService } from './service-memory.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const CPU_MS = Number(process.env['BENCH_MS'] ?? 400);
const OUTPUT = fileURLToPath(new URL('../docs/benchmark.md', import.meta.url));

/** Nanoseconds of the processor, not of the clock: what else runs on the machine is not measured. */
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(2);

const lines: string[] = [];
const say = (line: string) => {
  lines.push(line);
  console.log(line);
};

say(`# Benchmark

\`npm run bench\` writes this page: one process, rounds alternating ours and the peer, medians of processor time. Node
${process.version}, ${availableParallelism()} cores, ${ROUNDS} rounds of ${CPU_MS} ms and at least three runs each. Absolute times vary between machines, and between runs
on a busy one; compare the two columns of one run. The ratio says how many times faster ours is.

| | ours, ms | plain @digitalbazaar/vc, ms | ratio |
|---|---:|---:|---:|`);

const rows = await createRows(await createPeer(), {
  badges: [1, 10, 66, 300],
  converted: [3, 64],
  kilobytes: [3, 64, 512],
});
for (const { label, ours, plain, isSound } of rows) {
  if (!(await isSound(await ours(), await plain?.()))) throw new Error(`${label}: the answer is wrong`);
  const sides = [ours, ...(plain === undefined ? [] : [plain])].map((run) => ({
    run,
    times: [] as number[],
  }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { run, times } of sides) {
      const { p50 } = await measure(run, {
        now: processorTime,
        min_cpu_time: CPU_MS * 1e6,
        min_samples: 3,
        warmup_samples: 1,
      });
      times.push(p50);
    }
  }
  const [mine = 0, theirs] = sides.map(({ times }) => median(times));
  const beside = theirs === undefined ? '| |' : `${ms(theirs)} | ${(theirs / mine).toFixed(2)} |`;
  say(`| ${label} | ${ms(mine)} | ${beside}`);
}

say(`
The peer checks signatures only: of a record of CLR 1.0 the outer one, of CLR 2.0 that of the CLR and of each badge. Ours
also makes and checks the digest of the JSON, the shape and rules of the record, who the issuer is, validity and status,
and what a signature leaves open; it resolves keys through the DID resolver, the peer from memory.
`);
say(await measureService());
writeFileSync(OUTPUT, `${lines.join('\n')}\n`);
