/** What was answered is kept: kill -9 in the middle of 200 parallel wraps, and the store opens by itself again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/stores/database.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const clr = JSON.parse(readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url), 'utf8'));
let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'clr-bridge-crash-'));
});
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

async function start(
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; url: string; said: () => string }> {
  const child = spawn(process.execPath, [CLI, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      CLR_BRIDGE_DATA: data,
      CLR_BRIDGE_LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  let text = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      text += String(chunk);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(text)));
  });
  return { child, url, said: () => text };
}

const didIn = (text: string) => /did:key:z\w+/.exec(text)?.[0];

test('every answered credential is there after kill -9, under the same DID', async () => {
  const first = await start();
  const answered: { id: string; proofValue: string }[] = [];
  const body = JSON.stringify({ clr });
  const calls = Array.from({ length: 200 }, async () => {
    const response = await fetch(`${first.url}/clr/wrap`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
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

  const second = await start();
  for (const { id, proofValue } of answered) {
    const response = await fetch(`${second.url}/credentials/${encodeURIComponent(id)}`);
    expect(response.status, id).toBe(200);
    expect(JSON.stringify(await response.json())).toContain(proofValue);
  }
  expect(didIn(second.said())).toBe(didIn(first.said()));
}, 120_000);

test('a place in a status list that was taken before kill -9 is never given again', async () => {
  const env = { CLR_BRIDGE_BASE_URL: 'https://bridge.example' };
  const first = await start(env);
  const wrapOne = async (url: string, more: object = {}) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ clr, status: true, ...more });
    const response = await fetch(`${url}/clr/wrap`, { method: 'POST', headers, body });
    const { verifiableCredential } = (await response.json()) as {
      verifiableCredential: { credentialStatus: { statusListIndex: string } };
    };
    return Number(verifiableCredential.credentialStatus.statusListIndex);
  };
  const answered = await Promise.all(Array.from({ length: 20 }, () => wrapOne(first.url)));
  const { db, close } = await openDatabase(data);
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
}, 120_000);
