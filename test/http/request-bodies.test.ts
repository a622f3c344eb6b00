/** Bodies that somebody sent by mistake or with intent: each is refused by name, and the service lives on. */
import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Client, expectProblem, startClient } from './client.ts';
import { createFakeBridge, lastCall } from './fake-bridge.ts';

const LIMIT = 16 * 1024 * 1024;
const bridge = createFakeBridge();
let client: Client;
beforeAll(async () => {
  client = await startClient(bridge, { maxBytes: LIMIT });
});
afterAll(() => client.server.close());
afterEach(async () => {
  expect((await client.get('/health')).body.status).toBe('ok');
});

const nest = (depth: number) => `{"clr":${'['.repeat(depth)}${']'.repeat(depth)}}`;

describe.each(['/clr/wrap', '/clr/verify', '/credentials/issue', '/presentations/verify'])('%s', (path) => {
  test.each([
    ['nothing', '', 400, 'malformed-json', ''],
    ['blanks', ' \n', 400, 'malformed-json', ''],
    ['a web page', '<!doctype html><p>', 400, 'malformed-json', ''],
    ['half of a JSON text', '{"clr": {"type": "Cl', 400, 'malformed-json', ''],
    ['two JSON texts', '{} {}', 400, 'malformed-json', ''],
    [
      'an object of many members',
      `{"clr":{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join()}}}`,
      413,
      'too-large',
      '/clr',
    ],
    ['deep arrays', nest(10_000), 400, 'too-deep', ''],
    ['equal names', '{"clr": {"id": 1, "b": [{"id": 2, "id": 3}]}}', 400, 'duplicate-key', '/clr/b/0/id'],
    ['equal names, one escaped', '{"clr": 1, "\\u0063lr": 2}', 400, 'duplicate-key', '/clr'],
    ['half a surrogate', '{"clr": {"name": "\\ud800"}}', 400, 'lone-surrogate', '/clr/name'],
    ['__proto__', '{"clr": {"__proto__": {"isAdmin": true}}}', 400, 'forbidden-key', '/clr/__proto__'],
    ['2^53 + 1', '{"clr": {"value": [9007199254740993]}}', 400, 'number-inexact', '/clr/value/0'],
    ['1e400', '{"clr": 1e400}', 400, 'number-inexact', '/clr'],
    ['no object', '"clr"', 400, 'request-invalid', ''],
    ['UTF-16', Buffer.from('{"clr": {}}', 'utf16le'), 400, 'malformed-json', ''],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, 'malformed-json', ''],
    ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 400, 'malformed-json', ''],
  ] as const)('%s', async (_name, body, status, code, pointer) => {
    const answer = await client.post(path, body);
    expect(answer.status).toBe(status);
    expectProblem(answer, code, pointer);
  });

  test.each([
    ['application/x-www-form-urlencoded', 'unsupported-media'],
    ['application/json; charset=utf-16', 'unsupported-media'],
    ['text/html', 'unsupported-media'],
    ['image/jpeg', 'unsupported-media'],
    ['', 'unsupported-media'],
  ])('content type "%s"', async (type, code) => {
    const body = new TextEncoder().encode('{"clr": {}}');
    expectProblem(await client.post(path, body, { 'content-type': type }), code as 'unsupported-media');
  });

  test('20 MB', async () => {
    expectProblem(await client.post(path, Buffer.alloc(20_000_000, ' ')), 'too-large');
  });

  test('a gzip bomb of 64 MB', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    expectProblem(await client.post(path, bomb, { 'content-encoding': 'gzip' }), 'too-large');
  });
});

describe('encodings', () => {
  const text = '{"clr": {"type": "Clr", "name": "Zoë 🎓"}}';

  test.each([
    ['identity', Buffer.from(text)],
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
  ])('%s', async (encoding, body) => {
    const answer = await client.post('/clr/wrap', body, { 'content-encoding': encoding });
    expect(answer.status).toBe(201);
    expect(lastCall(bridge).input).toEqual({ records: [{ type: 'Clr', name: 'Zoë 🎓' }] });
  });

  test.each([
    ['gzip', gzipSync(text).subarray(0, 30), 'malformed-json'],
    ['gzip', Buffer.from(text), 'malformed-json'],
    ['br', Buffer.from(text), 'malformed-json'],
    ['lzma', Buffer.from(text), 'unsupported-media'],
  ])('damaged or unknown %s', async (encoding, body, code) => {
    expectProblem(
      await client.post('/clr/wrap', body, { 'content-encoding': encoding }),
      code as 'malformed-json',
    );
  });

  test.each([
    'application/ld+json',
    'application/vc+json',
    'application/json; charset=UTF-8',
    'APPLICATION/JSON',
  ])('%s', async (type) => {
    expect((await client.post('/clr/wrap', text, { 'content-type': type })).status).toBe(201);
  });

  test('a byte order mark is skipped', async () => {
    expect((await client.post('/clr/wrap', `\uFEFF${text}`)).status).toBe(201);
  });

  test.each(['text/plain', 'application/jwt'])('%s is no body of calls that issue', async (type) => {
    expectProblem(
      await client.post('/clr/wrap', 'e30.e30.e30', { 'content-type': type }),
      'unsupported-media',
    );
  });

  test('text that is no JWS', async () => {
    expectProblem(
      await client.post('/clr/verify', text, { 'content-type': 'text/plain' }),
      'jws-malformed',
      '',
    );
  });

  test('a record may be as deep in a request as on its own', async () => {
    expect((await client.post('/clr/wrap', `{"clrs":[{"a":${nest(98).slice(7, -1)}}]}`)).status).toBe(201);
  });
});

test('a request that ends before its body is over for nobody else', async () => {
  const head =
    'POST /clr/wrap HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n';
  const cut = client.raw(`${head}Content-Length: 5\r\n\r\n{"clr`);
  const answer = await cut;
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(answer).toContain('malformed-json');
});

test('what is no HTTP gets a bare 400', async () => {
  expect(await client.raw('\x16\x03\x01\x00\xa5 hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
});

test('a large record is written once and comes back whole', async () => {
  const name = 'n'.repeat(10_000);
  const clr = { type: 'Clr', assertions: Array.from({ length: 1000 }, (_, i) => ({ id: `urn:${i}`, name })) };
  let written = 0;
  const big = {
    ...clr,
    toJSON: () => {
      written++;
      return clr;
    },
  };
  const issuing = await startClient(
    createFakeBridge({
      wrap: async () => ({ verifiableCredential: big as never, losses: [], warnings: [] }),
    }),
    { maxBytes: LIMIT },
  );
  const answer = await issuing.post('/clr/wrap', { clr });
  const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
  expect(digest(answer.body.verifiableCredential)).toBe(digest(clr));
  expect(written).toBe(1);
  await issuing.server.close();
});
