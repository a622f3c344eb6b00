/** What open pages are told: by a service whose timers are run by hand, and by two services on one store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HttpOptions } from '../../src/http/http-options.ts';
import type { OwnedExchange } from '../../src/workflows/describe-exchange.ts';
import type { SeenState } from '../../src/workflows/show-exchange.ts';
import { type ExchangeService, startExchanges } from '../fixtures/exchange-service.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { type Client, expectProblem, startClient } from './client.ts';

const RECORD = sampleRecord();

type Instance = { service: ExchangeService; client: Client; timers: Set<{ ms: number; run: () => void }> };

let folder: string;
let first: Instance;
let second: Instance;
const started: Instance[] = [];
type See = (id: string) => Promise<SeenState | undefined>;
const open = async (
  options: Partial<HttpOptions> = {},
  alter: (see: See) => See = (see) => see,
): Promise<Instance> => {
  const service = await startExchanges({ DATABASE_URL: `sqlite:${join(folder, 'one.db')}` });
  const timers: Instance['timers'] = new Set();
  const { bridge } = service;
  const altered = { ...bridge, pages: { ...bridge.pages, see: alter(bridge.pages.see) } };
  const client = await startClient(altered, {
    every: (ms, run) => {
      const timer = { ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    ...options,
  });
  const instance = { service, client, timers };
  started.push(instance);
  return instance;
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clr-bridge-events-'));
  first = await open();
  second = await open({ maxStreams: 3 });
});
afterEach(async () => {
  for (const { client, service } of started.splice(0)) {
    await client.server.close();
    await service.close();
  }
  rmSync(folder, { recursive: true });
});

const offer = (more = {}) => first.service.bridge.exchanges.createOffer({ documents: [RECORD], ...more });
const eventsOf = ({ links }: OwnedExchange) => new URL(links.page).pathname.replace('/claim/', '/events/');
const claim = ({ id }: OwnedExchange, holder = 'did:example:alma') =>
  first.service.bridge.exchanges.redeem(id, { format: 'ldp_vc', way: 'vc-api', holder });
/** As if so much time had passed that every timer of this interval is due. */
const run = ({ timers }: Instance, ms: number) => {
  for (const timer of timers) if (timer.ms === ms) timer.run();
};
const LOOK = 1000;
const HEARTBEAT = 15_000;

async function follow({ client }: Instance, path: string) {
  const leaving = new AbortController();
  const response = await fetch(`${client.url}${path}`, { signal: leaving.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  return {
    response,
    leave: () => leaving.abort(),
    /** What was said up to and with this, since the last time. */
    async until(words: string): Promise<string> {
      while (!heard.includes(words)) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: '' };
        if (done) throw new Error(`it ended with ${JSON.stringify(heard)}`);
        heard += value;
      }
      const end = heard.indexOf(words) + words.length;
      const said = heard.slice(0, end);
      heard = heard.slice(end);
      return said;
    },
    /** What is left until the other end closes. */
    async rest(): Promise<string> {
      for (let next = await reader?.read(); next && !next.done; next = await reader?.read())
        heard += next.value;
      return heard;
    },
  };
}

test('a page is told the state at once, each change, and nothing after the end', async () => {
  const made = await offer({ uses: 2 });
  const page = await follow(first, eventsOf(made));
  expect(page.response.status).toBe(200);
  expect(Object.fromEntries(page.response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  expect(await page.until('\n\nevent')).toBe('retry: 3000\n\nevent');
  expect(await page.until('\n\n')).toBe(': state\ndata: {"state":"created","taken":0}\n\n');
  await first.service.bridge.exchanges.open(made.id);
  run(first, LOOK);
  expect(await page.until('}')).toContain('{"state":"opened","taken":0}');
  await claim(made);
  run(first, LOOK);
  expect(await page.until('}')).toContain('{"state":"opened","taken":1}');
  await claim(made, 'did:example:bela');
  run(first, LOOK);
  expect((await page.rest()).trim()).toBe('event: state\ndata: {"state":"claimed","taken":2}');
  await expect.poll(() => first.timers.size).toBe(0);
});

test('what happens in one service is told by another on the same store', async () => {
  const made = await offer();
  const page = await follow(second, eventsOf(made));
  await page.until('created');
  await claim(made);
  run(second, LOOK);
  expect(await page.rest()).toContain('"claimed"');
  const ended = await follow(second, eventsOf(made));
  expect(await ended.rest()).toContain('"claimed"');
});

test('an end by the clock, and by the owner, is told', async () => {
  const [late, cancelled] = [await offer({ expires: 60 }), await offer()];
  const pages = [await follow(first, eventsOf(late)), await follow(first, eventsOf(cancelled))];
  for (const page of pages) await page.until('created');
  first.service.pass(61);
  await first.service.bridge.exchanges.cancel('offer', cancelled.id);
  run(first, LOOK);
  const said = await Promise.all(pages.map((page) => page.rest()));
  expect(said[0]).toContain('"expired"');
  expect(said[1]).toContain('"cancelled"');
});

test('nothing new is no event; a sign of life keeps proxies from cutting', async () => {
  const page = await follow(first, eventsOf(await offer()));
  await page.until('created","taken":0}\n\n');
  run(first, LOOK);
  run(first, LOOK);
  run(first, HEARTBEAT);
  expect(await page.until('here\n\n')).toBe(': still here\n\n');
  page.leave();
});

test('the store is looked at once for all pages of an exchange, and not when nobody watches', async () => {
  let looks = 0;
  const counted = await open({}, (see) => (id) => {
    looks += 1;
    return see(id);
  });
  const { timers } = counted;
  const path = eventsOf(await offer());
  const pages = [await follow(counted, path), await follow(counted, path), await follow(counted, path)];
  for (const page of pages) await page.until('created');
  expect([...timers].filter(({ ms }) => ms === LOOK)).toHaveLength(1);
  const before = looks;
  run(counted, LOOK);
  expect(looks - before).toBe(1);
  for (const page of pages) page.leave();
  await expect.poll(() => timers.size).toBe(0);
});

test('so many pages are told at once, and no more', async () => {
  const path = eventsOf(await offer());
  const pages = [await follow(second, path), await follow(second, path), await follow(second, path)];
  const refused = await second.client.get(path);
  expectProblem(refused, 'too-many');
  expect(refused.headers.get('retry-after')).toBe('60');
  pages[0]?.leave();
  await expect
    .poll(async () => {
      const page = await follow(second, path);
      page.leave();
      return page.response.status;
    })
    .toBe(200);
  for (const page of pages) page.leave();
});

test('a store that is away for a while is asked again', async () => {
  let away = false;
  const flaky = await open({}, (see) => async (id) => {
    if (away) throw new Error('the store is away');
    return see(id);
  });
  const made = await offer();
  const page = await follow(flaky, eventsOf(made));
  await page.until('created');
  away = true;
  run(flaky, LOOK);
  await claim(made);
  away = false;
  await expect
    .poll(() => {
      run(flaky, LOOK);
      return flaky.timers.size;
    })
    .toBe(0);
  expect(await page.rest()).toContain('"claimed"');
});

test('a service that stops ends what is open, and HEAD and unknown codes begin nothing', async () => {
  const path = eventsOf(await offer());
  const page = await follow(second, path);
  await page.until('"taken":0}');
  expect((await second.client.call('HEAD', path)).status).toBe(200);
  expectProblem(await second.client.get('/wallet/events/none.xxxxxxxxxxxxxxxxxxxxxx'), 'not-found');
  expect(second.timers.size).toBe(2);
  await second.client.server.close();
  expect((await page.rest()).trim()).toBe('');
  expect(second.timers.size).toBe(0);
});
