/** What was answered is kept: kill -9 in the middle of 200 parallel wraps, and the store opens by itself again. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/stores/database.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../postgres-server.ts';
import { didIn, post, type Service, startService } from './start-service.ts';

const clr = JSON.parse(readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url), 'utf8'));
let data: string;
let services: Service[];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'clr-bridge-crash-'));
  services = [];
});
afterEach(() => {
  for (const { child } of services) child.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

async function start(env: Record<string, string>): Promise<Service> {
  const service = await startService({ CLR_BRIDGE_DATA: data, ...env });
  services.push(service);
  return service;
}

async function survivesKill(env: Record<string, string> = {}): Promise<void> {
  const first = await start(env);
  const answered: { id: string; proofValue: string }[] = [];
  const calls = Array.from({ length: 200 }, async () => {
    const response = await post(`${first.url}/clr/wrap`, { clr });
    const { verifiableCredential } = (await response.json()) as {
      verifiableCredential: { id: string; proof: { proofValue: string } };
    };
    answered.push({ id: verifiableCredential.id, proofValue: verifiableCredential.proof.proofValue });
    if (answered.length === 60) first.child.kill('SIGKILL');
  });
  const outcomes = await Promise.allSettled(calls);
  if (first.child.exitCode === null && first.child.signalCode === null) await once(first.child, 'exit');
  expect(answered.length).toBeGreaterThanOrEqual(60);
  expect(
    outcomes.some(({ status }) => status === 'rejected'),
    'some calls were cut off',
  ).toBe(true);

  const second = await start(env);
  for (const { id, proofValue } of answered) {
    const response = await fetch(`${second.url}/credentials/${encodeURIComponent(id)}`);
    expect(response.status, id).toBe(200);
    expect(JSON.stringify(await response.json())).toContain(proofValue);
  }
  expect(didIn(second.said())).toBe(didIn(first.said()));
}

async function givesNoPlaceTwice(given: { DATABASE_URL?: string } = {}): Promise<void> {
  const env = { CLR_BRIDGE_BASE_URL: 'https://bridge.example', ...given };
  const first = await start(env);
  const wrapOne = async (url: string, more: object = {}) => {
    const response = await post(`${url}/clr/wrap`, { clr, status: true, ...more });
    const { verifiableCredential } = (await response.json()) as {
      verifiableCredential: { credentialStatus: { statusListIndex: string } };
    };
    return Number(verifiableCredential.credentialStatus.statusListIndex);
  };
  const answered = await Promise.all(Array.from({ length: 20 }, () => wrapOne(first.url)));
  const { db, close } = await openDatabase(env.DATABASE_URL ?? data);
  const takenPlaces = async () =>
    (await db.selectFrom('status_entries').select('place').execute()).map(({ place }) => place);
  expect((await takenPlaces()).sort()).toEqual([...answered].sort());

  // places for the record and each badge, which take long to sign: killed while it takes them, nothing is answered
  const [assertion] = clr.assertions;
  const assertions = Array.from({ length: 40 }, (_, i) => ({
    ...assertion,
    id: `urn:uuid:00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
  }));
  const cut = wrapOne(first.url, { clr: { ...clr, assertions }, profile: 'clr2', badgeStatus: true });
  cut.catch(() => undefined);
  while ((await takenPlaces()).length === answered.length) {
    const state = await Promise.race([cut, new Promise((resolve) => setImmediate(resolve))]);
    expect(state, 'not answered before it was killed').toBeUndefined();
  }
  first.child.kill('SIGKILL');
  await expect(cut).rejects.toThrow();
  const before = await takenPlaces();
  expect(before.length).toBeGreaterThan(answered.length);

  const second = await start(env);
  const later = await Promise.all(Array.from({ length: 100 }, () => wrapOne(second.url)));
  expect(new Set([...before, ...later]).size).toBe(before.length + 100);
  expect(new Set(await takenPlaces())).toEqual(new Set([...before, ...later]));
  await close();
}

test('every answered credential is there after kill -9, under the same DID', () => survivesKill(), 120_000);

test(
  'a place in a status list that was taken before kill -9 is never given again',
  () => givesNoPlaceTwice(),
  120_000,
);

describe.skipIf(!hasPostgres)('with PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  test('every answered credential is there after kill -9, under the same DID', async () => {
    await survivesKill({ DATABASE_URL: await server.create() });
  }, 120_000);

  test('a place in a status list that was taken before kill -9 is never given again', async () => {
    await givesNoPlaceTwice({ DATABASE_URL: await server.create() });
  }, 120_000);
});
