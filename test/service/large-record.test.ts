/** A record of 10 MB in a process that may not take more: it would end without an answer if something kept copies. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { largeRecord } from '../fixtures/large-record.ts';
import { CLI } from './start-service.ts';

/** Most of V8's heap, in MB; bytes outside it (the file as read, what is written) come on top. */
const HEAP = 160;

let folder: string;
let record: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clr-bridge-large-'));
  record = JSON.stringify(largeRecord());
  writeFileSync(join(folder, 'record.json'), record);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(words: string[]): { code: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${HEAP}`, CLI, ...words],
    { cwd: folder, env: { PATH: process.env['PATH'], CLR_BRIDGE_DATA: folder }, maxBuffer: 1 << 28 },
  );
  if (status === null || (status !== 0 && status !== 3)) throw new Error(`${words}: ${status} ${stderr}`);
  return { code: status, out: String(stdout) };
}

test.each([['verbatim'], ['clr2'], ['linked-data']])(
  'a record of 10 MB under %s',
  (profile) => {
    run(['keys', 'create']);
    const { out } = run(['wrap', 'record.json', '--profile', profile]);
    writeFileSync(join(folder, 'wrapped.json'), out);
    const verified = JSON.parse(run(['verify', 'wrapped.json']).out);
    expect(verified.verdict).not.toBe('rejected');
    const back = run(['unwrap', 'wrapped.json', ...(profile === 'clr2' ? ['--to', '1.0'] : [])]).out;
    for (const { evidence } of JSON.parse(record).assertions) {
      // searched as text: what is compared is some 25 kB each
      if (!back.includes(evidence[0].artifacts[0].url))
        throw new Error(`${evidence[0].id} did not come back`);
    }
  },
  120_000,
);
