/** Services that share a database: one secret, one issuer, one set of lists. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasPostgres, PASSWORD, type PostgresServer, startPostgres } from '../postgres-server.ts';
import { CLI, didIn, post, type Service, startService } from './start-service.ts';

const clr = JSON.parse(readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url), 'utf8'));

describe.skipIf(!hasPostgres)('services on one database', () => {
  let server: PostgresServer;
  let url: string;
  let root: string;
  let services: Service[];
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());
  beforeEach(async () => {
    url = await server.create();
    root = mkdtempSync(join(tmpdir(), 'clr-bridge-shared-'));
    services = [];
  });
  afterEach(() => {
    for (const { child } of services) child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  /** Each name stands for a machine of its own. */
  const env = (name: string, more: Record<string, string> = {}) => ({
    DATABASE_URL: url,
    CLR_BRIDGE_DATA: join(root, name),
    ...more,
  });
  async function start(name: string, more?: Record<string, string>): Promise<Service> {
    const service = await startService(env(name, more));
    services.push(service);
    return service;
  }

  test('issue under one DID, where the second has the secret of the first', async () => {
    const first = await start('a');
    mkdirSync(join(root, 'shared'));
    copyFileSync(join(root, 'a', 'secret'), join(root, 'shared', 'secret'));
    const second = await start('b', { CLR_BRIDGE_SECRET_FILE: join(root, 'shared', 'secret') });
    expect(didIn(second.said())).toBe(didIn(first.said()));
    expect(existsSync(join(root, 'b', 'secret'))).toBe(false);
    const wrapped = await post(`${second.url}/clr/wrap`, { clr });
    const { verifiableCredential } = (await wrapped.json()) as { verifiableCredential: { id: string } };
    const found = await fetch(`${first.url}/credentials/${encodeURIComponent(verifiableCredential.id)}`);
    expect(await found.text()).toContain(didIn(first.said()));
  }, 60_000);

  test('leave no connection behind when they are told to stop', async () => {
    const { child } = await start('a');
    const connections = async () =>
      server.run(
        `select pid from pg_stat_activity where application_name = 'clr-bridge' and datname = '${new URL(url).pathname.slice(1)}'`,
      );
    expect(await connections()).not.toEqual([]);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(await connections()).toEqual([]);
  }, 60_000);

  test('with no secret, or another, are told so and do not start', async () => {
    await start('a', { CLR_BRIDGE_SECRET: 'of the first service' });
    await expect(start('b')).rejects.toThrow(/used with a secret that is not here.*CLR_BRIDGE_SECRET_FILE/s);
    expect(existsSync(join(root, 'b', 'secret'))).toBe(false);
    await expect(start('b', { CLR_BRIDGE_SECRET: 'of the second one' })).rejects.toThrow(/another secret/);
    await start('b', { CLR_BRIDGE_SECRET: 'of the first service' });
  }, 60_000);

  test('the command line revokes beside them, and their lists say so at once', async () => {
    const secret = { CLR_BRIDGE_SECRET: 'of all of them' };
    const base = { CLR_BRIDGE_BASE_URL: 'https://school.example' };
    const service = await start('a', { ...secret, ...base });
    const wrapped = await post(`${service.url}/clr/wrap`, { clr, status: ['revocation'] });
    const { verifiableCredential } = (await wrapped.json()) as { verifiableCredential: { id: string } };
    const verdict = async () => {
      const response = await post(`${service.url}/clr/verify`, { verifiableCredential });
      return ((await response.json()) as { report: { verdict: string } }).report.verdict;
    };
    expect(await verdict()).toBe('accepted');
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [CLI, 'status', 'revoke', verifiableCredential.id],
      { env: { PATH: process.env['PATH'], ...env('b', secret) } },
    );
    expect(JSON.parse(stdout)).toMatchObject([{ statusPurpose: 'revocation', status: 1 }]);
    expect(stderr).toBe('');
    expect(await verdict()).toBe('rejected');
  }, 60_000);

  test('say at /ready and in each answer that the database is away, without its password', async () => {
    const service = await start('a', { CLR_BRIDGE_LOG_LEVEL: 'trace' });
    expect((await fetch(`${service.url}/ready`)).status).toBe(200);
    await server.stop();
    const ready = await fetch(`${service.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'store-unavailable' }]);
    const wrapped = await post(`${service.url}/clr/wrap`, { clr });
    const problem = await wrapped.text();
    expect(wrapped.status).toBe(503);
    expect(problem).toContain('store-unavailable');
    await server.start();
    expect((await post(`${service.url}/clr/wrap`, { clr })).status).toBe(201);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) {
      expect(service.said() + problem).not.toContain(secret);
    }
  }, 60_000);
});
