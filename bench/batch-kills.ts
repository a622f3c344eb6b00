/**
 * A batch that is killed (-9) at random moments and started again, until it is through: what came out, at which rate, in
 * how much memory and processor time. `npx tsx bench/batch-kills.ts [ROWS] [KILLS] [WORKERS]`, after `npm run build`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../src/kernel/json.ts';
import { aRecord } from '../test/cli/shell.ts';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const [count = 10_000, kills = 5, workers = 0] = process.argv.slice(2).map(Number);
/** What a transcript of a term takes. */
const RECORD_BYTES = 3_000;
const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-kills-'));
const [input, out, reports] = ['in.ndjson', 'out.ndjson', 'reports.ndjson'].map((name) => join(folder, name));
const env = {
  ...process.env,
  CLR_BRIDGE_DATA: join(folder, 'data'),
  CLR_BRIDGE_BASE_URL: 'https://school.example',
};

const [first, second] = aRecord()['assertions'] as [JsonObject, JsonObject];
const narrative = 'What was learnt, and how it was shown. '.repeat(100);
const bytes = JSON.stringify(aRecord()).length + 20;
const assertions = [first, { ...second, narrative: narrative.slice(0, RECORD_BYTES - bytes) }];
const bad = (i: number) => i % 97 === 96;
const rowOf = (i: number) =>
  bad(i) ? '{"broken":' : JSON.stringify({ ...aRecord(), name: `Record ${i}`, assertions });
writeFileSync(input as string, `${Array.from({ length: count }, (_, i) => rowOf(i)).join('\n')}\n`);
const expected = Array.from({ length: count }, (_, i) => i).filter((i) => !bad(i));

type Entry = {
  id: string;
  credentialSubject: { clr: { name: string } };
  credentialStatus: { statusListIndex: string };
  verdict: string;
};
const linesOf = (path: string): Entry[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const sizeOf = (path: string) => (existsSync(path) ? statSync(path).size : 0);
/** Megabytes, as time goes by. */
const rss: number[] = [];

/** @param until bytes of output after which it is killed */
async function run(words: string[], until = Number.POSITIVE_INFINITY): Promise<number | null> {
  const threads = workers === 0 ? [] : ['--workers', String(workers)];
  const child = spawn(process.execPath, [CLI, ...words, ...threads], { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const timer = setInterval(() => {
    if (existsSync(`/proc/${child.pid}/status`)) {
      const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      if (kilobytes !== undefined) rss.push(Math.round(Number(kilobytes) / 1024));
    }
    if (sizeOf(out as string) >= until) child.kill('SIGKILL');
  }, 50);
  await ended;
  clearInterval(timer);
  return child.exitCode;
}

const each = (RECORD_BYTES + 1_000) * (count / (kills + 1));
const wrap = ['batch', input as string, out as string, '--status', 'revocation'];
const began = performance.now();
for (let i = 1; i <= kills; i += 1) await run(wrap, each * (i - Math.random() / 2));
rss.length = 0;
await run(wrap);
const seconds = (performance.now() - began) / 1000;
const curve = Array.from({ length: 10 }, (_, i) => rss[Math.floor((i / 10) * rss.length)]);
console.log(
  `${(count / seconds).toFixed(1)} rows a second with ${kills} kills; MB of memory along the last stretch: ${curve.join(' ')}`,
);
await run(['batch', out as string, reports as string, '--verify']);

const issued = linesOf(out as string);
const checks = {
  'as many as good rows': issued.length === expected.length,
  'in the order of the input': issued.every(
    (one, i) => one.credentialSubject.clr.name === `Record ${expected[i]}`,
  ),
  'each its own id': new Set(issued.map(({ id }) => id)).size === expected.length,
  'each its own place':
    new Set(issued.map((one) => one.credentialStatus.statusListIndex)).size === expected.length,
  'bad rows named': linesOf(`${out}.errors`).length === count - expected.length,
  'reports for all': linesOf(reports as string).length === expected.length,
};
const verdicts: Record<string, number> = {};
for (const { verdict } of linesOf(reports as string)) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
console.log(checks);
console.log(verdicts);
rmSync(folder, { recursive: true });
process.exitCode = Object.values(checks).every(Boolean) ? 0 : 1;
