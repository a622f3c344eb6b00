/** verify URL: the same report whatever the server calls what it sends. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bake } from '../../src/images/bake.ts';
import { aRecord, createShell } from './shell.ts';

const shell = createShell();
let server: Server;
let origin: string;
const pages = new Map<string, { type: string; body: Uint8Array | string; status?: number }>();
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(req.headers.accept);
    const page = pages.get(req.url ?? '');
    if (page === undefined) res.writeHead(404).end('nothing here');
    else res.writeHead(page.status ?? 200, { 'content-type': page.type }).end(page.body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const record = shell.file('record.json', aRecord());
  const json = (await shell.run(['wrap', record, '--profile', 'clr2'])).out;
  const jwt = (await shell.run(['wrap', record, '--profile', 'clr2', '--proof', 'jwt'])).out.trim();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>';
  pages.set('/vc', { type: 'application/vc', body: json });
  pages.set('/json', { type: 'application/json; charset=utf-8', body: json });
  pages.set('/ld', { type: 'application/ld+json', body: json });
  pages.set('/text', { type: 'text/plain', body: json });
  pages.set('/octets', { type: 'application/octet-stream', body: json });
  pages.set('/jwt', { type: 'application/jwt', body: jwt });
  pages.set('/vc-jwt', { type: 'application/vc+jwt', body: jwt });
  pages.set('/svg', { type: 'image/svg+xml', body: bake(Buffer.from(svg), json) });
  pages.set('/page', { type: 'text/html', body: '<html>sign in</html>' });
  pages.set('/moved', { type: 'text/plain', body: '', status: 500 });
});
afterAll(async () => {
  shell.remove();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

const verify = (path: string, env: Record<string, string> = { CLR_BRIDGE_FETCH_ALLOW: origin }) =>
  shell.run(['verify', origin + path], '', env);

test.each(['/vc', '/json', '/ld', '/text', '/octets', '/jwt', '/vc-jwt', '/svg'])(
  '%s is accepted',
  async (path) => {
    const { code, out, err } = await verify(path);
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'accepted',
      kind: /jwt/.test(path) ? 'vc-jwt' : 'clr-2.0',
    });
  },
);

test('a credential is asked for before anything else', async () => {
  await verify('/vc');
  expect(asked.at(-1)).toMatch(/^application\/vc, /);
  expect(asked.at(-1)).not.toContain('text/html');
});

test.each([
  ['/page', 'a web page instead of a document'],
  ['/moved', 'answered 500'],
  ['/nowhere', 'answered 404'],
])('%s is no document', async (path, why) => {
  const { code, err } = await verify(path);
  expect([code, err]).toEqual([expect.any(Number), expect.stringContaining(why)]);
  expect(code).not.toBe(0);
  expect(err).toContain('upstream-unavailable');
});

test('hosts that are not public are not called unless allowed', async () => {
  const before = asked.length;
  const { err } = await verify('/vc', {});
  expect(err).toContain('fetch-refused');
  expect(asked).toHaveLength(before);
});

test('private keys are never fetched', async () => {
  const { code, err } = await shell.run(['keys', 'import', `${origin}/vc`], '', {
    CLR_BRIDGE_FETCH_ALLOW: origin,
  });
  expect([code, err]).toEqual([2, expect.stringContaining('never fetched')]);
});
