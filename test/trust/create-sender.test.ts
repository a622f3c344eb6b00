import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSender } from '../../src/trust/create-sender.ts';

let server: Server;
let origin: string;
let respond: RequestListener;
let received: { method?: string | undefined; headers: IncomingMessage['headers']; body: string }[];
beforeEach(async () => {
  received = [];
  respond = (_request, response) => void response.end();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        method: request.method,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      respond(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const message = { body: '{"grüße":1}', headers: { 'content-type': 'application/json', 'webhook-id': 'm' } };
const open = (options = {}) => createSender({ allowHosts: [origin], ...options });

test('posts the body and the headers, and answers the status', async () => {
  expect(await open()(`${origin}/hook`, message)).toEqual({ status: 200 });
  expect(received).toMatchObject([
    { method: 'POST', body: message.body, headers: { 'webhook-id': 'm', 'content-length': '13' } },
  ]);
});

test('reads nothing of what comes back, however much it is and of whatever type', async () => {
  respond = (_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.write('x'.repeat(5_000_000));
    response.end();
  };
  expect(await open()(origin, message)).toEqual({ status: 200 });
});

test('follows no redirect', async () => {
  respond = (_request, response) => void response.writeHead(307, { location: '/elsewhere' }).end();
  expect(await open()(origin, message)).toEqual({ status: 307 });
  expect(received).toHaveLength(1);
});

test.each([
  'http://school.example/',
  'https://school.example:8443/',
  'https://user:secret@school.example/',
  'file:///etc/passwd',
  'not an address',
])('calls nobody at %s', async (url) => {
  await expect(open()(url, message)).rejects.toMatchObject({ code: 'fetch-refused' });
});

test.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00::1'])(
  'calls no name that is at %s',
  async (address) => {
    const lookup = async () => [
      { address: '93.184.215.14', family: 4 },
      { address, family: address.includes(':') ? 6 : 4 },
    ];
    await expect(createSender({ lookup })('https://school.example/', message)).rejects.toMatchObject({
      code: 'fetch-refused',
    });
    expect(received).toEqual([]);
  },
);

test('waits no longer than it may', async () => {
  respond = () => undefined;
  await expect(open({ timeoutMs: 30 })(origin, message)).rejects.toMatchObject({
    code: 'upstream-unavailable',
  });
});
