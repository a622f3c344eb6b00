/** How long the service takes to answer, what it holds, and what a large record takes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/kernel/json.ts';
import { recordOfSize } from '../../test/fixtures/arbitrary-clr.ts';
import { type Measured, median } from '../measure.ts';
import { runNode } from './run-cli.ts';
import { CLI, type Started, startBare, startService } from './start-service.ts';

async function timeStart(start: () => Promise<Started>, times: number): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const started = await start();
    taken.push(started.readyMs);
    await started.stop();
  }
  return median(taken);
}

const memory = (label: string, ours: number, floor?: number): Measured => ({
  family: 'service',
  label,
  unit: 'MB',
  clock: 'none',
  values: { ours, ...(floor === undefined ? {} : { floor }) },
});

/** Four hundred assertions, each with a PDF of some 18 KB as evidence, in base64. */
function largeRecord(): JsonObject {
  const record = recordOfSize(400 * 700);
  const artifact = `data:application/pdf;base64,${Buffer.alloc(18_000, 'PDF of the thesis. ').toString('base64')}`;
  const assertions = (record['assertions'] as JsonObject[]).slice(0, 400);
  return {
    ...record,
    assertions: assertions.map((assertion, n) => ({
      ...assertion,
      evidence: [
        {
          name: `Thesis ${n}`,
          artifacts: [{ name: 'thesis.pdf', url: artifact }],
        },
      ],
    })),
  };
}

async function* rowsOfLargeRecord(): AsyncGenerator<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-bench-'));
  try {
    await runNode(folder, [CLI, 'keys', 'create', '--name', 'registrar']);
    const text = JSON.stringify(largeRecord());
    writeFileSync(join(folder, 'large.json'), text);
    const size = `${(text.length / 1e6).toFixed(0)} MB`;
    const read = `process.stdout.write(JSON.stringify(JSON.parse(require('node:fs').readFileSync('large.json', 'utf8'))))`;
    const floor = await runNode(folder, ['-e', read]);
    const wrapped = await runNode(folder, [CLI, 'wrap', 'large.json']);
    if (wrapped.status !== 0) throw new Error(`wrap of ${size}: ${wrapped.fault}`);
    yield memory(`at most, to wrap a record of ${size}`, wrapped.peakMb, floor.peakMb);
    writeFileSync(join(folder, 'wrapped.json'), wrapped.out);
    const verified = await runNode(folder, [CLI, 'verify', 'wrapped.json']);
    if (!/accepted/.test(verified.out)) throw new Error(`verify of ${size}: ${verified.fault}`);
    yield memory(`at most, to verify a record of ${size}`, verified.peakMb, floor.peakMb);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function* rowsOfStart(short: boolean): AsyncGenerator<Measured> {
  const [starts, wraps] = short ? [1, 20] : [5, 1000];
  yield {
    family: 'service',
    label: 'from the start of the process to an answer at /health',
    unit: 'ms',
    clock: 'wall',
    values: { ours: await timeStart(startService, starts), floor: await timeStart(startBare, starts) },
  };
  const service = await startService();
  try {
    yield memory('resident, idle', service.residentMb());
    const body = JSON.stringify({ clr: recordOfSize(64 * 1024) });
    const wrap = async () => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${service.url}/clr/wrap`, { method: 'POST', headers, body });
      if (!(await answer.text()).includes('"proofValue"')) throw new Error(`wrap: ${answer.status}`);
    };
    for (let done = 0; done < wraps; done += 4) await Promise.all([wrap(), wrap(), wrap(), wrap()]);
    yield memory(`resident, after ${wraps} wraps of 64 KB`, service.residentMb());
  } finally {
    await service.stop();
  }
  if (!short) yield* rowsOfLargeRecord();
}
