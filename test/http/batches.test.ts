/** Batches over HTTP: what is taken and refused, and that a service which is killed goes on where it was. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBatchJobs } from '../../src/batches/create-batch-jobs.ts';
import { type Composed, compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { aRecord } from '../cli/shell.ts';
import { writeZip } from '../fixtures/write-zip.ts';
import { startService } from '../service/start-service.ts';
import { type Client, expectProblem, startClient } from './client.ts';

let folder: string;
let composed: Composed;
let client: Client;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clr-bridge-batches-'));
  composed = await compose(
    parseConfig({
      CLR_BRIDGE_DATA: folder,
      CLR_BRIDGE_MAX_BATCH_BYTES: '100000',
      CLR_BRIDGE_MAX_BYTES: '50000',
    }),
  );
  await composed.bridge.keys.create();
  client = await startClient(composed.bridge, { batches: composed.batches, token: 'for-this-test' });
});
afterEach(async () => {
  await client.server.close();
  await composed.close();
  rmSync(folder, { recursive: true });
});

const AUTH = { authorization: 'Bearer for-this-test' };
const numbered = (n: number): JsonObject => ({ ...aRecord(), name: `Record ${n}` });
const text = (...ns: number[]) => ns.map((n) => `${JSON.stringify(numbered(n))}\n`).join('');
const linesOf = (body: string): JsonObject[] =>
  body
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const nameOf = ({ credentialSubject }: JsonObject) =>
  ((credentialSubject as JsonObject)['clr'] as JsonObject)['name'];

function send(query: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  return client.call('POST', `/batches${query}`, body, {
    ...AUTH,
    'content-type': 'application/x-ndjson',
    ...headers,
  });
}

async function finished(answer: { status: number; text: string; headers: Headers }): Promise<JsonObject> {
  expect(answer.status, answer.text).toBe(202);
  const place = answer.headers.get('location') as string;
  for (;;) {
    const { body } = await client.get(place, AUTH);
    if (body.state === 'done' || body.state === 'failed') return { ...body, place };
  }
}

const results = async ({ place }: JsonObject) => linesOf((await client.get(`${place}/results`, AUTH)).text);

describe('what is taken', () => {
  test('NDJSON, gzipped or not, and a ZIP; with the options of one record; verified and unwrapped again', async () => {
    const plain = await finished(await send('?validation=lenient&status=revocation,suspension', text(1, 2)));
    expect(plain).toMatchObject({
      state: 'done',
      rows: 2,
      bad: 0,
      total: 2,
      options: { validation: 'lenient' },
    });
    for (const { credentialStatus } of await results(plain)) expect(credentialStatus).toHaveLength(2);
    const gzipped = await finished(
      await send('?evidence=false', gzipSync(text(1, 2)), { 'content-encoding': 'gzip' }),
    );
    expect((await results(gzipped)).map(nameOf)).toEqual(['Record 1', 'Record 2']);
    const zip = writeZip([
      { name: '../b.json', data: text(2) },
      { name: 'a.json', data: '{' },
      { name: 'c.jsonl', data: text(3, 4) },
    ]);
    const zipped = await finished(await send('', zip, { 'content-type': 'application/zip' }));
    expect((await results(zipped)).map(nameOf)).toEqual(['Record 2', 'Record 3', 'Record 4']);
    expect(linesOf((await client.get(`${zipped['place']}/errors`, AUTH)).text)).toMatchObject([
      { file: 'a.json', code: 'malformed-json' },
    ]);
    const body = (await client.get(`${zipped['place']}/results`, AUTH)).text;
    const verified = await finished(await send('?task=verify', body.replace('Record 3', 'Record 9')));
    expect((await results(verified)).map(({ verdict }) => verdict)).toEqual([
      'accepted',
      'rejected',
      'accepted',
    ]);
    const back = await finished(await send('?task=unwrap&to=1.0', body));
    expect((await results(back)).map(({ name }) => name)).toEqual(['Record 2', 'Record 3', 'Record 4']);
  });

  test('the status of all of it at once, again without harm, and not while more is issued', async () => {
    const batch = await finished(await send('?status=revocation&proof=jwt', text(1, 2, 3)));
    const change = (body: object) => client.post(`${batch['place']}/status`, body, AUTH);
    expect((await change({ purpose: 'suspension' })).body).toMatchObject({ credentials: 3, without: 3 });
    const revoked = await change({ purpose: 'revocation', reason: 'Printed with the wrong date' });
    expect(revoked.body).toEqual({ credentials: 3, changed: 3, same: 0, without: 0 });
    expect((await change({ purpose: 'revocation' })).body).toMatchObject({ changed: 0, same: 3 });
    expectProblem(await change({ purpose: 'revocation', status: false }), 'conflict');
    expectProblem(await change({ purpose: 'none' }), 'request-invalid', '/purpose');
    const verified = await finished(
      await send('?task=verify', (await client.get(`${batch['place']}/results`, AUTH)).text),
    );
    expect(verified['remarks']).toEqual({ rejected: 3 });
    expectProblem(
      await client.post(`${verified['place']}/status`, { purpose: 'revocation' }, AUTH),
      'conflict',
    );
  });
});

test('what is refused leaves nothing behind', async () => {
  expect((await client.get('/batches')).status).toBe(401);
  expectProblem(await send('?issuer=did:web:else.example', text(1)), 'issuer-unknown');
  expectProblem(await send('?task=verify&proof=jwt', text(1)), 'request-invalid', '/proof');
  expectProblem(await send('?embedSource=perhaps', text(1)), 'request-invalid', '/embedSource');
  expectProblem(await send('', text(1), { 'content-encoding': 'br' }), 'unsupported-media');
  expectProblem(await send('', 'x'.repeat(100_001)), 'too-large');
  const bomb = gzipSync('x'.repeat(1_000_000));
  expectProblem(await send('', bomb, { 'content-encoding': 'gzip' }), 'too-large');
  const cut = gzipSync(text(1)).subarray(0, 50);
  expectProblem(await send('', cut, { 'content-encoding': 'gzip' }), 'malformed-json');
  const full = (async function* () {
    yield Buffer.from('{');
    throw Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });
  })();
  const task = { task: 'verify', options: {} } as const;
  await expect(composed.batches.create(task, full)).rejects.toMatchObject({ code: 'disk-full', status: 507 });
  expect(readdirSync(join(folder, 'batches'))).toEqual([]);
  // what is too much only when it is unpacked is found on the way
  const failed = await finished(
    await send('', writeZip([{ name: 'a.jsonl', data: text(1) + ' '.repeat(200_000) }])),
  );
  expect(failed).toMatchObject({ state: 'failed', rows: 0, problem: { code: 'too-large' } });
});

test('stopped in the middle, it waits for the next start; deleted, it is gone', async () => {
  const settings = {
    bridge: composed.bridge,
    folder: join(folder, 'own'),
    maxBytes: 50_000,
    maxTotalBytes: 100_000,
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    warn: () => {},
  };
  const first = createBatchJobs(settings);
  const task = { task: 'wrap', options: {}, evidence: true } as const;
  const { id } = await first.create(
    task,
    (async function* () {
      yield Buffer.from(text(1, 2, 3));
    })(),
  );
  await first.stop();
  expect(await first.get(id)).toMatchObject({ state: 'queued' });
  const second = createBatchJobs(settings);
  await second.begin();
  while ((await second.get(id))?.state !== 'done');
  const all: unknown[] = [];
  for await (const credential of second.results(id)) all.push(credential);
  expect(all).toHaveLength(3);
  expect([await second.remove(id), await second.remove(id), await second.get(id)]).toEqual([
    true,
    false,
    undefined,
  ]);
  expect(readdirSync(settings.folder)).toEqual([]);
});

test('killed again and again the service goes on: every row once, in its order', async () => {
  const data = join(folder, 'killed');
  const count = 120;
  const rows = Array.from({ length: count }, (_, i) => (i % 40 === 39 ? '{' : JSON.stringify(numbered(i))));
  const env = { CLR_BRIDGE_DATA: data, CLR_BRIDGE_BASE_URL: 'https://school.example' };
  let service = await startService(env);
  const sent = await fetch(`${service.url}/batches?status=revocation`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: rows.join('\n'),
  });
  const { id } = (await sent.json()) as { id: string };
  const out = join(data, 'batches', id, 'out');
  for (const lines of [2, 70]) {
    const there = () => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').length : 0);
    while (there() < lines) await new Promise((done) => setImmediate(done));
    const ended = once(service.child, 'exit');
    service.child.kill('SIGKILL');
    await ended;
    service = await startService(env);
  }
  const view = async () => (await (await fetch(`${service.url}/batches/${id}`)).json()) as JsonObject;
  let batch = await view();
  while (batch['state'] !== 'done') batch = await view();
  expect(batch).toMatchObject({ rows: count, bad: 3, total: count });
  const issued = linesOf(await (await fetch(`${service.url}/batches/${id}/results`)).text());
  expect(issued.map(nameOf)).toEqual(rows.flatMap((row, i) => (row === '{' ? [] : [`Record ${i}`])));
  const places = issued.map(({ credentialStatus }) => (credentialStatus as JsonObject)['statusListIndex']);
  expect(new Set(issued.map((one) => one['id'])).size).toBe(count - 3);
  expect(new Set(places).size).toBe(count - 3);
  const ended = once(service.child, 'exit');
  service.child.kill('SIGTERM');
  await ended;
}, 120_000);
