/**
 * Peak memory of the built program on a record of 10 MB: `npm run build && npx tsx bench/large-record.ts [MB]`.
 * Each line is one process from its start, or, over HTTP, a service that does the call three times.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { largeRecord } from '../test/fixtures/large-record.ts';
import { startService } from '../test/service/start-service.ts';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const FORMS: [name: string, options: string[], asked: object][] = [
  ['verbatim', [], {}],
  ['verbatim, jwt', ['--proof', 'jwt'], { proof: 'jwt' }],
  ['verbatim, sd-jwt', ['--proof', 'sd-jwt'], { proof: 'sd-jwt' }],
  ['verbatim, eddsa-jcs-2022', ['--proof', 'eddsa-jcs-2022'], { proof: 'eddsa-jcs-2022' }],
  ['clr2', ['--profile', 'clr2'], { profile: 'clr2' }],
  ['clr2, jwt', ['--profile', 'clr2', '--proof', 'jwt'], { profile: 'clr2', proof: 'jwt' }],
  ['linked-data', ['--profile', 'linked-data'], { profile: 'linked-data' }],
];

const data = mkdtempSync(join(tmpdir(), 'clr-bridge-large-'));
const env = { PATH: process.env['PATH'], CLR_BRIDGE_DATA: data, CLR_BRIDGE_MAX_BYTES: String(64 << 20) };

/** The peak of a process in MB, as the kernel counted it: read by the process itself as it ends. */
const REPORT = `data:text/javascript,${encodeURIComponent(
  `process.on('exit',()=>process.stderr.write('\\nPEAK '+process.resourceUsage().maxRSS+'\\n'))`,
)}`;

function runOnce(words: string[], out: string): { megabytes: number; code: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', REPORT, CLI, ...words], {
    env,
    maxBuffer: 256 << 20,
  });
  writeFileSync(out, stdout);
  const peak = /PEAK (\d+)/.exec(String(stderr))?.[1];
  if (peak === undefined || (status !== 0 && status !== 3)) throw new Error(`${words}: ${stderr}`);
  return { megabytes: Number(peak) / 1024, code: status };
}

async function runService(path: string, body: Buffer): Promise<number> {
  const { child, url } = await startService({ ...env, PATH: String(env.PATH) });
  const status = () => readFileSync(`/proc/${child.pid}/status`, 'utf8');
  try {
    for (let i = 0; i < 3; i++) {
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new Uint8Array(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
      await answer.arrayBuffer();
    }
    return Number(/VmHWM:\s+(\d+)/.exec(status())?.[1]) / 1024;
  } finally {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await ended;
  }
}

const size = Number(process.argv[2] ?? 10) * 1_000_000;
const only = process.argv[3];
const [record, wrapped, rest] = ['record.json', 'wrapped', 'rest'].map((name) => join(data, name)) as [
  string,
  string,
  string,
];
writeFileSync(record, JSON.stringify(largeRecord(size)));
const show = (...cells: (string | number)[]) =>
  console.log(cells.map((cell) => (typeof cell === 'number' ? `${Math.round(cell)} MB` : cell)).join(' | '));
try {
  runOnce(['keys', 'create'], rest);
  runOnce(['keys', 'create', '--type', 'RSA'], rest);
  show('form', 'credential', 'wrap', 'verify', 'unwrap', 'POST wrap', 'POST verify');
  for (const [name, options, asked] of FORMS.filter(([name]) => only === undefined || name === only)) {
    const wrap = runOnce(['wrap', record, ...options], wrapped).megabytes;
    const verify = runOnce(['verify', wrapped], rest).megabytes;
    const unwrap = runOnce(['unwrap', wrapped], rest).megabytes;
    const clr = readFileSync(record, 'utf8');
    const choices = JSON.stringify(asked).slice(1, -1);
    const request = Buffer.from(`{"clr":${clr}${choices === '' ? '' : `,${choices}`}}`);
    const text = readFileSync(wrapped, 'utf8').trim();
    const credential = text.startsWith('{') ? text : JSON.stringify(text);
    const posted = await runService('/clr/wrap', request);
    const checked = await runService('/clr/verify', Buffer.from(`{"verifiableCredential":${credential}}`));
    show(name, statSync(wrapped).size / 1e6, wrap, verify, unwrap, posted, checked);
  }
} finally {
  rmSync(data, { recursive: true, force: true });
}
