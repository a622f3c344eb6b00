import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { FINDINGS } from '../../src/kernel/findings.ts';
import { PROBLEMS } from '../../src/kernel/problems.ts';
import { LOSSES } from '../../src/records/losses.ts';
import { type Client, expectProblem, startClient } from './client.ts';
import { CONTRACT } from './contract.ts';
import { createFakeBridge, lastCall } from './fake-bridge.ts';

const bridge = createFakeBridge();
let ready = true;
let stored = true;
let client: Client;
beforeAll(async () => {
  client = await startClient(bridge, {
    isReady: () => ready,
    ping: async () => {
      if (!stored) throw new BridgeError('store-unavailable', 'The database is away.');
    },
  });
});
afterAll(() => client.server.close());

describe('DID documents', () => {
  test('of the host', async () => {
    const { status, body, headers } = await client.get('/.well-known/did.json');
    expect([status, body.id]).toEqual([200, `did:web:127.0.0.1%3A${new URL(client.url).port}`]);
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test('of an issuer', async () => {
    await client.get('/issuers/registrar/did.json');
    expect(lastCall(bridge).input).toMatch(/^did:web:127\.0\.0\.1%3A\d+:issuers:registrar$/);
  });

  test.each(['nobody', 'a%3Ab', '..%2F..', 'x'.repeat(101)])('not of %s', async (name) => {
    const answer = await client.get(`/issuers/${name}/did.json`);
    expect(answer.status).toBe(404);
    expectProblem(answer, 'issuer-unknown');
  });
});

describe('contexts', () => {
  const folder = new URL('../../contexts/', import.meta.url);

  test('each file of the folder is listed and served', async () => {
    const { body } = await client.get('/contexts/');
    const files = readdirSync(folder).filter((file) => file.endsWith('.jsonld'));
    expect(body.contexts.map(({ copy }: { copy: string }) => copy.split('/').at(-1)).sort()).toEqual(
      files.sort(),
    );
    for (const { copy } of body.contexts) {
      const { pathname } = new URL(copy);
      const answer = await client.get(pathname);
      expect(answer.text).toBe(readFileSync(new URL(pathname.split('/').at(-1) as string, folder), 'utf8'));
      expect(answer.headers.get('content-type')).toMatch(/^application\/ld\+json/);
      expect(answer.headers.get('cache-control')).toMatch(/max-age=\d{6}/);
      const again = await client.get(pathname, {
        'if-none-match': answer.headers.get('etag') as string,
        'cache-control': 'max-age=0', // or fetch asks for no cache, as a reload does
      });
      expect([again.status, again.text]).toEqual([304, '']);
    }
  });

  test('no other file', async () => {
    expectProblem(await client.get('/contexts/index.json'), 'not-found');
  });
});

describe('codes', () => {
  test('every code of a problem, finding or loss has its page', async () => {
    const { body } = await client.get('/problems/');
    const codes = body.codes.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(
      [...new Set([PROBLEMS, FINDINGS, LOSSES].flatMap((table) => Object.keys(table)))].sort(),
    );
  });

  test('for programs and for people', async () => {
    const json = await client.get('/problems/record-invalid', { accept: 'application/json' });
    expect(json.body.problem).toEqual(PROBLEMS['record-invalid']);
    const html = await client.get('/problems/lone-surrogate', { accept: 'text/html,*/*;q=0.8' });
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.text).toContain('lone-surrogate');
    expect((await client.get('/problems/term-undefined')).body).toMatchObject({
      problem: { status: 422 },
      finding: { check: 'context' },
    });
    const back = async (code: string) =>
      (await client.get(`/problems/${code}`, { accept: 'text/html' })).text;
    expect((await client.get('/problems/carried')).body.loss).toEqual(LOSSES.carried);
    expect(await back('carried')).toContain('converting back brings it back');
    expect(await back('proof-dropped')).toContain('does not bring the value back');
    expect(await back('required-missing')).toContain('is refused');
  });

  test('no others', async () => {
    expectProblem(await client.get('/problems/constructor'), 'not-found');
    expectProblem(await client.get('/problems/%3Cscript%3E'), 'not-found');
  });
});

test('the contract is served as JSON, with our version and address', async () => {
  const { body } = await client.get('/openapi.json');
  expect(body.info.version).toBe('0.0.0-test');
  expect(body.servers).toEqual([{ url: client.url }]);
  expect(Object.keys(body.paths)).toEqual(Object.keys(CONTRACT.paths));
});

describe('watching', () => {
  test('health', async () => {
    expect((await client.get('/health')).body).toEqual({ status: 'ok', version: '0.0.0-test' });
  });

  test('not ready while the database is away', async () => {
    stored = false;
    const answer = await client.get('/ready');
    stored = true;
    expect([answer.status, answer.body]).toEqual([503, { status: 'store-unavailable' }]);
    expect((await client.get('/health')).status).toBe(200);
  });

  test('ready, until it is not', async () => {
    expect((await client.get('/ready')).body).toEqual({ status: 'ready' });
    ready = false;
    const answer = await client.get('/ready');
    ready = true;
    expect([answer.status, answer.body]).toEqual([503, { status: 'stopping' }]);
  });

  test('metrics by route, never by path', async () => {
    await client.post('/clr/verify', { clr: { type: 'Clr' } });
    await client.get('/credentials/urn%3Asecret');
    await client.get('/wp-login.php');
    const { text } = await client.get('/metrics');
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="POST",route="\/clr\/verify",status="200"\} 1/,
    );
    expect(text).toMatch(/route="\/credentials\/:id",status="404"/);
    expect(text).toMatch(/route="none",status="404"/);
    expect(text).toContain('clr_bridge_verdicts_total{verdict="accepted",kind="vc"} 1');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toMatch(/secret|wp-login/);
  });
});

describe('the page', () => {
  test.each([
    ['/', 'text/html'],
    ['/page.js', 'text/javascript'],
    ['/draw-report.js', 'text/javascript'],
    ['/read-file.js', 'text/javascript'],
    ['/request-for.js', 'text/javascript'],
    ['/example-record.js', 'text/javascript'],
    ['/icon.svg', 'image/svg+xml'],
    ['/style.css', 'text/css'],
  ])('%s', async (path, type) => {
    const response = await fetch(`${client.url}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect((await response.text()).length).toBeGreaterThan(200);
  });
});
