/** What the systems of owners are told of their requests. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Message } from '../../src/trust/create-sender.ts';
import { signWebhook } from '../../src/workflows/webhook-message.ts';
import { type Asked, type Oid4vpService, startOid4vp, tokenOf } from '../fixtures/oid4vp-client.ts';

const WEBHOOK = 'https://school.example/hooks/clr?a=1';

let here: Oid4vpService;
let sent: { url: string; message: Message }[];
let answer: () => number;
beforeEach(async () => {
  sent = [];
  answer = () => 204;
  here = await startOid4vp(
    {},
    {
      send: async (url, message) => {
        sent.push({ url, message });
        return { status: answer() };
      },
    },
  );
});
afterEach(() => here.close());

const ask = (more: JsonObject = {}) => here.ask({ webhook: WEBHOOK, ...more });
const answered = async (more: JsonObject = {}): Promise<Asked> => {
  const asked = await ask(more);
  const presentation = await here.wallet.present([await here.claimed()], {
    challenge: asked.parameters['nonce'] as string,
    domain: asked.parameters['client_id'] as string,
  });
  expect((await here.post(asked.responsePath, { vp_token: tokenOf(presentation) })).status).toBe(200);
  return asked;
};
const deliver = () => here.service.bridge.sendWebhooks();
const bodyOf = ({ message }: { message: Message }) => JSON.parse(message.body);

describe('an answer', () => {
  test('is told, signed, without anything of what was presented', async () => {
    const asked = await answered();
    expect(sent).toEqual([]);
    expect(await deliver()).toBe(1);
    const [{ url, message } = { url: '', message: { body: '', headers: {} } }] = sent;
    expect(url).toBe(WEBHOOK);
    expect(JSON.parse(message.body)).toEqual({
      type: 'request.answered',
      timestamp: expect.any(String),
      data: { id: asked.id, state: 'answered', verdict: 'accepted' },
    });
    const { webhookSecret, events } = await here.ownerOf(asked);
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = message.headers;
    const key = Buffer.from(webhookSecret.slice('whsec_'.length), 'base64');
    expect(key).toHaveLength(32);
    const mac = createHmac('sha256', key).update(`${id}.${at}.${message.body}`).digest('base64');
    expect(signature).toBe(`v1,${mac}`);
    expect(events.at(-1)).toMatchObject({ event: 'notified', detail: { attempts: 1 } });
    expect(await deliver()).toBe(0);
  });

  test('is told with its records where that is asked for', async () => {
    await answered({ webhookRecords: true, to: '1.0' });
    await deliver();
    expect(bodyOf(sent[0] as (typeof sent)[0]).data.records).toMatchObject([{ version: '1.0' }]);
  });

  test('is told again later, under the same id, and not for ever', async () => {
    answer = () => 500;
    const asked = await answered();
    let tried = 0;
    for (let hours = 0; hours < 48; hours++) {
      tried += await deliver();
      here.service.pass(60 * 60);
    }
    expect([tried, sent.length]).toEqual([8, 8]);
    expect(new Set(sent.map(({ message }) => message.headers['webhook-id'])).size).toBe(1);
    const { events } = await here.ownerOf(asked);
    expect(events.at(-1)).toMatchObject({ event: 'notify-failed', detail: { attempts: 8, status: 500 } });
  });

  test('is told by whoever comes first, once', async () => {
    await answered();
    await Promise.all(Array.from({ length: 5 }, deliver));
    expect(sent).toHaveLength(1);
  });

  test.each([
    [() => 410, { status: 410 }],
    [
      () => {
        throw new BridgeError('fetch-refused', 'private');
      },
      { code: 'fetch-refused' },
    ],
  ])('is not told again to who will not hear it: %#', async (how, detail) => {
    answer = how;
    const asked = await answered();
    await deliver();
    here.service.pass(24 * 60 * 60);
    expect(await deliver()).toBe(0);
    expect((await here.ownerOf(asked)).events.at(-1).detail).toMatchObject(detail);
  });

  test('is forgotten with its request', async () => {
    const asked = await answered();
    await here.client.call('DELETE', `/requests/${asked.id}`);
    expect(await deliver()).toBe(1);
    expect(sent).toEqual([]);
  });

  test('waits for a receiver that cannot be reached', async () => {
    answer = () => {
      throw new BridgeError('upstream-unavailable', 'down');
    };
    await answered();
    await deliver();
    answer = () => 200;
    here.service.pass(10);
    expect(await deliver()).toBe(1);
    expect(await deliver()).toBe(0);
  });
});

test('that a wallet declined is told', async () => {
  const asked = await ask();
  await here.post(asked.responsePath, { error: 'access_denied' });
  await deliver();
  expect(bodyOf(sent[0] as (typeof sent)[0])).toMatchObject({
    type: 'request.declined',
    data: { id: asked.id, state: 'created' },
  });
});

test('no two requests have one secret', async () => {
  const [one, other] = [await here.ownerOf(await ask()), await here.ownerOf(await ask())];
  expect(one.webhookSecret).toMatch(/^whsec_/);
  expect(one.webhookSecret).not.toBe(other.webhookSecret);
});

test.each([
  [{ webhook: 'ftp://school.example/' }, '/webhook'],
  [{ webhookRecords: true }, '/webhookRecords'],
  [{ redirectUrl: 'javascript:alert(1)' }, '/redirectUrl'],
  [{ redirectUrl: 'data:text/html,x' }, '/redirectUrl'],
])('%j is refused', async (body, pointer) => {
  const { status, body: problem } = await here.client.post('/requests', body);
  expect([status, problem.pointer]).toEqual([400, pointer]);
});

test('the signature is that of the example of Standard Webhooks', () => {
  expect(
    signWebhook(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '1614265330',
      '{"test": 2432232314}',
    ),
  ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});
