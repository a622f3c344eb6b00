/** The command line as processes of its own: pipes, exit codes, signals. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { aRecord, createShell } from './shell.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The build where it is of these sources (`npm test` makes it first), else the sources, which start slower. */
const COMMAND = [
  process.execPath,
  ...(isBuilt()
    ? [`${ROOT}dist/cli.js`]
    : ['--import', `${ROOT}node_modules/tsx/dist/loader.mjs`, `${ROOT}src/cli.ts`]),
];
const BIN = COMMAND.map((word) => `'${word}'`).join(' ');

// starting a process takes a second, and more where other tests run beside it
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const shell = createShell();
const env = {
  PATH: process.env['PATH'],
  CLR_BRIDGE_DATA: join(shell.folder, 'data'),
  CLR_BRIDGE_LOG_LEVEL: 'warn',
};

let record: string;
let credential: string;
beforeAll(async () => {
  record = shell.file('record.json', aRecord());
  credential = shell.file('credential.json', (await shell.run(['wrap', record])).out);
});
afterAll(() => shell.remove());

function isBuilt(): boolean {
  const built = statSync(join(ROOT, 'dist/cli.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  return sources.every((file) => statSync(join(ROOT, 'src', file)).mtimeMs < built);
}

function start(words: string[], more: Record<string, string> = {}) {
  const child = spawn(COMMAND[0]!, [...COMMAND.slice(1), ...words], { cwd: ROOT, env: { ...env, ...more } });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    texts.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.err += chunk;
  });
  return { child, texts };
}

async function finish(words: string[], stdin = '') {
  const { child, texts } = start(words);
  child.stdin.end(stdin);
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

describe('exit codes and streams of the process', () => {
  test('accepted 0, rejected 1, unreadable 2, inconclusive 3', async () => {
    const text = readFileSync(credential, 'utf8');
    const { proof: _proof, ...open } = JSON.parse(text);
    const ran = await Promise.all([
      finish(['verify', credential]),
      finish(['verify', '-'], text.replace('Robin Vale', 'Robin Hale')),
      finish(['verify', join(shell.folder, 'none')]),
      finish(['verify', '-'], JSON.stringify(open)),
    ]);
    expect(ran.map(({ code }) => code)).toEqual([0, 1, 2, 3]);
    expect(ran.map(({ out }) => (out === '' ? undefined : JSON.parse(out).verdict))).toEqual([
      'accepted',
      'rejected',
      undefined,
      'inconclusive',
    ]);
    expect(ran[2]?.err).toMatch(/^error usage: .*there is no such file\.\n$/);
  });

  test('sign | wrap - | unwrap - --to 1.0', async () => {
    const pipe = `${BIN} sign '${record}' | ${BIN} wrap - | ${BIN} unwrap - --to 1.0`;
    const { stdout } = await promisify(execFile)('sh', ['-c', pipe], { cwd: ROOT, env });
    expect(JSON.parse(stdout)).toMatchObject({ id: aRecord()['id'], assertions: aRecord()['assertions'] });
  });

  test('the walk of the README, as it stands there', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const lines = [...readme.matchAll(/```console\n(.*?)```/gs)].flatMap(
      ([, block = '']) => block.match(/(?<=^\$ ).*$/gm) ?? [],
    );
    expect(lines.length).toBeGreaterThanOrEqual(10);
    const folder = join(shell.folder, 'walk');
    const script = [
      `mkdir '${folder}'; cd '${folder}'; ln -s '${ROOT}samples' samples`,
      `clr-bridge() { ${BIN} "$@"; }`,
      ...lines,
    ];
    const { CLR_BRIDGE_DATA: _data, ...bare } = env;
    await promisify(execFile)('bash', ['--norc', '-e', '-c', script.join('\n')], { env: bare });
    expect(readFileSync(join(folder, 'back.json'), 'utf8')).toBe(
      readFileSync(join(ROOT, 'samples/sample-clr.json'), 'utf8'),
    );
    expect(JSON.parse(readFileSync(join(folder, 'comparison.json'), 'utf8')).same).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'part.json'), 'utf8')).signedAssertions).toHaveLength(1);
    expect(readFileSync(join(folder, 'again.json'), 'utf8')).toBe(
      readFileSync(join(ROOT, 'samples/sample-clr.json'), 'utf8'),
    );
    const joined = JSON.parse(readFileSync(join(folder, 'joined.json'), 'utf8'));
    expect(joined.credentialSubject.verifiableCredential).toEqual(
      JSON.parse(readFileSync(join(folder, 'badges.json'), 'utf8')),
    );
  });

  test('a reader that stops reading is no error', async () => {
    const { child, texts } = start(['help']);
    child.stdout.destroy();
    expect((await once(child, 'close'))[0]).toBe(0);
    expect(texts.err).toBe('');
  });
});

describe('serve', () => {
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  /** Starts the service, and waits until it says where it listens. */
  async function serve(words: string[], more: Record<string, string> = {}) {
    const { child, texts } = start(['serve', ...words], { PORT: '0', ...more });
    running.push(child);
    const url = await new Promise<string>((resolve, reject) => {
      child.stderr.on('data', () => {
        const found = /listens on (http:\S+)/.exec(texts.err)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.on('close', (code) => reject(new Error(`ended with ${code}: ${texts.err}`)));
    });
    return { child, texts, url, did: /Issuer: (did:\S+)/.exec(texts.err)?.[1] };
  }

  async function stop(child: ChildProcess, signal: NodeJS.Signals) {
    child.kill(signal);
    const [code] = await once(child, 'close');
    return { code };
  }

  test('--demo shows the sample wrapped, verified and equal, serves, and ends at Ctrl-C', async () => {
    const data = join(shell.folder, 'served');
    const first = await serve(['--demo'], { CLR_BRIDGE_DATA: data });
    expect(first.texts.err).toContain(`Data: ${data}`);
    expect(first.texts.err).toContain(join(data, 'secret'));
    expect(first.texts.err).toMatch(
      /1\. wrap \(\d+ ms\).*\n.*2\. verify \(\d+ ms\): accepted.*\n.*3\. unwrap \(\d+ ms\): equal.*\n.*rejected\n.*5\. wrap as CLR 2\.0.*\n.*6\. .*accepted, equal.*\n/,
    );
    expect(first.texts.out).toBe('');
    expect((await fetch(`${first.url}/health`)).status).toBe(200);
    // somebody who connects and says nothing must not hold it up
    const idle = createConnection(Number(new URL(first.url).port), '127.0.0.1').on('error', () => {});
    await once(idle, 'connect');
    const stopped = await stop(first.child, 'SIGINT');
    expect(stopped.code).toBe(0);

    const second = await serve(['--data', data]);
    expect(second.did).toMatch(/^did:key:z6Mk/);
    expect(second.did).toBe(first.did);
    expect((await stop(second.child, 'SIGTERM')).code).toBe(0);
  });

  test('a port that is taken is said in words', async () => {
    const { url } = await serve([]);
    const second = await finish(['serve', '--port', new URL(url).port]);
    expect(second.code).toBe(2);
    expect(second.err).toMatch(/^error config-invalid: Cannot listen on /m);
  });
});
