/** Rows a second of `clr-bridge batch`, by how many workers there are, and its memory at most. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/kernel/json.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { recordOfSize } from '../../test/fixtures/arbitrary-clr.ts';
import { createHarness } from '../../test/harness.ts';
import type { Measured } from '../measure.ts';
import { isAccepted } from '../row.ts';
import { runNode } from './run-cli.ts';
import { CLI } from './start-service.ts';

/** Each row a credential, all of them different, and the first and last of them accepted. */
async function checkRows(text: string, rows: number): Promise<void> {
  const lines = text.trimEnd().split('\n');
  const credentials = lines.map((line) => {
    const made = JSON.parse(line) as JsonObject;
    return (made['verifiableCredential'] ?? made) as JsonObject;
  });
  const ids = new Set(credentials.map(({ id }) => id));
  if (lines.length !== rows || ids.size !== rows) throw new Error(`batch: ${ids.size} of ${rows} rows`);
  const harness = await createHarness({ now: () => new Date() });
  for (const credential of [credentials[0], credentials.at(-1)]) {
    if (!isAccepted(await verifyNodes(harness, credential as JsonObject)))
      throw new Error('batch: a credential is not accepted');
  }
}

export async function* rowsOfBatch(short: boolean, missing: string[]): AsyncGenerator<Measured> {
  const rows = short ? 20 : 1500;
  const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-bench-'));
  try {
    const help = await runNode(folder, [CLI, 'batch', '--help']);
    const hasWorkers = `${help.out}${help.fault}`.includes('--workers');
    if (!hasWorkers) missing.push('batch with workers: the command has no --workers.');
    await runNode(folder, [CLI, 'keys', 'create', '--name', 'registrar']);
    const line = JSON.stringify(recordOfSize(3 * 1024));
    writeFileSync(join(folder, 'in.ndjson'), `${line}\n`.repeat(rows));
    for (const workers of hasWorkers ? [0, 1, 2] : [undefined]) {
      const name = `out-${workers ?? 'plain'}.ndjson`;
      const asked = workers === undefined ? [] : ['--workers', String(workers)];
      const ended = await runNode(folder, [CLI, 'batch', 'in.ndjson', name, ...asked]);
      if (ended.status !== 0) throw new Error(`batch: ${ended.fault}`);
      await checkRows(readFileSync(join(folder, name), 'utf8'), rows);
      yield {
        family: 'batch',
        label: workers === undefined ? `wrap ${rows} rows` : `wrap ${rows} rows, workers: ${workers}`,
        unit: 'per second',
        clock: 'wall',
        values: { ours: rows / ended.seconds },
        more: { 'memory at most, MB': ended.peakMb },
      };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
