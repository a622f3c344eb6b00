/** The way of README.md from a file into a wallet and back, as it stands there, with wallet libraries as the wallet. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createDigitalBazaar } from './digital-bazaar.ts';
import { serveOrigin } from './loopback.ts';
import type { Answered } from './round-trip.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = `'${process.execPath}' --import '${ROOT}node_modules/tsx/dist/loader.mjs' '${ROOT}src/cli.ts'`;

const section = /### Into a wallet, and out again\n.*?```sh\n(.*?)```/s.exec(
  readFileSync(join(ROOT, 'README.md'), 'utf8'),
)?.[1];
const lines = (section ?? '').split('\n').map((line) => line.replace(/ +#.*$/, ''));
const [exported = '', serve = '', offer = '', request = '', show = '', ...rest] = lines;

const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-readme-'));
const env = { PATH: process.env['PATH'], PORT: '0', CLR_BRIDGE_LOG_LEVEL: 'info' };
let service: ChildProcess | undefined;

const script = (line: string) => `cd '${folder}'; clr-bridge() { ${BIN} "$@"; }; ${exported}; ${line}`;
const run = async (line: string) =>
  (await promisify(execFile)('bash', ['--norc', '-e', '-c', script(line)], { env })).stdout;

/** The link that stands behind the name of a wallet. */
const linkIn = (out: string) => /^Any wallet +(\S+)$/m.exec(out)?.[1] ?? '';

beforeAll(async () => {
  copyFileSync(join(ROOT, 'samples/sample-clr.json'), join(folder, 'transcript.json'));
  // in the foreground of a process of its own, which ends with the test
  service = spawn(
    'bash',
    ['--norc', '-c', script(`exec ${serve.replace('clr-bridge', BIN).replace(/ *&$/, '')}`)],
    { env, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const listening = new Promise<string>((resolve) => {
    service?.stderr?.on('data', (chunk) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(String(chunk))?.[0];
      if (address !== undefined) resolve(address);
    });
  });
  serveOrigin('https://bridge.example', await listening);
});

afterAll(async () => {
  if (service?.exitCode === null) {
    service.kill();
    await once(service, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

test('five commands: the record is in a wallet, and comes back as it was', async () => {
  expect(rest.filter((line) => line !== '')).toEqual([]);
  const wallet = await createDigitalBazaar();

  const held = await wallet.claim(linkIn(await run(offer)));
  expect(held).toHaveLength(1);
  expect(await wallet.verify(held[0] as JsonObject)).toMatchObject({ verified: true });

  const asked = await run(request);
  await wallet.present(linkIn(asked), held);
  const id = /^Request +([\w-]+),/m.exec(asked)?.[1] ?? '';
  await run(show.replace('ID', id));
  const { state, result } = JSON.parse(readFileSync(join(folder, 'answer.json'), 'utf8')) as Answered;
  expect({ state, verdict: result.verdict, holder: result.holder }).toEqual({
    state: 'answered',
    verdict: 'accepted',
    holder: wallet.did,
  });
  const sample = JSON.parse(readFileSync(join(folder, 'transcript.json'), 'utf8')) as JsonObject;
  expect(result.records.map(({ clr }) => clr)).toEqual([sample]);
});
