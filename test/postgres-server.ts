/** A PostgreSQL server of the tests' own, in a temporary directory; where it is not installed, those tests skip. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { makeCertificate } from './fixtures/certificate.ts';

export const PASSWORD = 'not/so:secret@here';

const binaries = findBinaries();

export const hasPostgres = binaries !== undefined;

if (!hasPostgres)
  console.warn('No PostgreSQL server is installed: its tests are skipped (apt-get install postgresql).');

export type PostgresServer = {
  port: number;
  /** Folder of its Unix socket. */
  folder: string;
  /** Makes an empty database and gives its address. */
  create(options?: string): Promise<string>;
  /** Runs a statement as the superuser. */
  run(statement: string): Promise<unknown[]>;
  /** Lets it speak TLS, as 127.0.0.1; gives the path of the certificate, which signed itself. */
  startTls(): Promise<string>;
  /** Ends it as a crash of the machine would, or gives it time. */
  stop(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
  /** Ends it, and removes its data. */
  remove(): Promise<void>;
};

/** Starts a server that listens on the loopback address and asks for a password. */
export async function startPostgres(): Promise<PostgresServer> {
  if (binaries === undefined) throw new Error('No PostgreSQL server is installed.');
  const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-pg-'));
  const owner = ownerOf();
  const data = join(folder, 'data');
  const password = join(folder, 'password');
  writeFileSync(password, PASSWORD);
  chmodSync(folder, 0o755);
  if (owner !== undefined) {
    for (const path of [folder, password]) chownSync(path, owner.uid, owner.gid);
  }
  const made = ['-D', data, '-U', 'bridge', '--pwfile', password, '-A', 'scram-sha-256', '-E', 'UTF8'];
  execFileSync(join(binaries, 'initdb'), [...made, '--no-locale', '--no-sync'], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  });
  const port = await freePort();
  const address = (name: string) =>
    `postgres://bridge:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${name}`;
  let server: ChildProcess | undefined;

  const start = async () => {
    // whatever happens to the tests, the server ends when its standard input does
    const guard = '"$@" & pid=$!; cat >/dev/null; kill -QUIT $pid; wait $pid';
    const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off'];
    const options = settings.flatMap((setting) => ['-c', setting]);
    const command = [join(binaries, 'postgres'), '-D', data, '-p', String(port), ...options];
    const child = spawn('/bin/sh', ['-c', guard, 'sh', ...command], {
      ...owner,
      cwd: folder,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    server = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (chunk) => {
        said += String(chunk);
        if (said.includes('ready to accept connections')) resolve();
        if (said.includes('FATAL')) reject(new Error(said));
      });
      child.once('exit', () => reject(new Error(said)));
    });
  };

  const stop = async () => {
    if (server === undefined) return;
    const ended = once(server, 'exit');
    server.stdin?.end();
    server = undefined;
    await ended;
  };

  const run = async (statement: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: address('postgres') });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  };

  await start();
  return {
    port,
    folder,
    run,
    start,
    stop,
    async startTls() {
      const files = makeCertificate(folder, '127.0.0.1', 'IP:127.0.0.1');
      if (files === undefined) throw new Error('openssl is not installed');
      const { key, chain: certificate } = files;
      chmodSync(key, 0o600);
      chmodSync(certificate, 0o644);
      if (owner !== undefined) chownSync(key, owner.uid, owner.gid);
      await run(`alter system set ssl_key_file = '${key}'`);
      await run(`alter system set ssl_cert_file = '${certificate}'`);
      await run('alter system set ssl = on');
      await stop();
      await start();
      return certificate;
    },
    async create(options = '') {
      const name = `t${randomBytes(6).toString('hex')}`;
      await run(`create database ${name} ${options}`);
      return address(name);
    },
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))));
}

/** The server refuses to run as root. */
function ownerOf(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {}
  }
  return undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
