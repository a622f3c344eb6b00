import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFetcher } from '../../src/trust/create-fetcher.ts';
import { type Lookup, originOf } from '../../src/trust/outgoing-guard.ts';
import { classifyAddress } from '../../src/trust/public-address.ts';
import { makeCertificate } from '../fixtures/certificate.ts';

const json =
  (body: string): RequestListener =>
  (_request, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(body);
  };

let server: Server;
let origin: string;
let port: number;
let connections: number;
let respond: RequestListener;

beforeEach(async () => {
  connections = 0;
  respond = json('{}');
  server = createServer((request, response) => respond(request, response));
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  origin = `http://127.0.0.1:${port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const at =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const open = (options = {}) => createFetcher({ allowHosts: [origin], ...options });

describe('classifyAddress', () => {
  test.each([
    ['93.184.215.14', 'public'],
    ['172.32.0.1', 'public'],
    ['100.128.0.1', 'public'],
    ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', 'public'],
    ['127.0.0.1', 'local'],
    ['127.255.255.254', 'local'],
    ['10.0.0.1', 'local'],
    ['172.16.0.1', 'local'],
    ['172.31.255.255', 'local'],
    ['192.168.1.1', 'local'],
    ['100.64.0.1', 'local'],
    ['::1', 'local'],
    ['fc00::1', 'local'],
    ['fdff::1', 'local'],
    ['0.0.0.0', 'never'],
    ['169.254.169.254', 'never'],
    ['100.100.100.200', 'never'],
    ['192.0.0.192', 'never'],
    ['192.0.2.1', 'never'],
    ['198.18.0.1', 'never'],
    ['198.51.100.1', 'never'],
    ['203.0.113.1', 'never'],
    ['224.0.0.1', 'never'],
    ['240.0.0.1', 'never'],
    ['255.255.255.255', 'never'],
    ['::', 'never'],
    ['fe80::1', 'never'],
    ['fe80::1%eth0', 'never'],
    ['ff02::1', 'never'],
    ['fd00:ec2::254', 'never'],
    ['::ffff:127.0.0.1', 'never'],
    ['::ffff:7f00:1', 'never'],
    ['0:0:0:0:0:ffff:7f00:1', 'never'],
    ['::ffff:8.8.8.8', 'never'],
    ['::127.0.0.1', 'never'],
    ['64:ff9b::7f00:1', 'never'],
    ['64:ff9b:1::1', 'never'],
    ['2002:7f00:1::', 'never'],
    ['2001:0:4136:e378::1', 'never'],
    ['2001:db8::1', 'never'],
    ['3fff::1', 'never'],
    ['100::1', 'never'],
    ['localhost', 'never'],
    ['', 'never'],
  ])('%s is %s', (address, expected) => {
    expect(classifyAddress(address)).toBe(expected);
  });
});

describe('what is not called', () => {
  const literals = [
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '0',
    '0.0.0.0',
    '10.0.0.1',
    '172.20.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '0xa9fea9fe',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '①②⑦.⓪.⓪.①',
  ];

  test.each(literals)('https://%s/', async (host) => {
    const fetch = createFetcher({ lookup: () => Promise.reject(new Error('a literal needs no DNS')) });
    await expect(fetch(`https://${host}/did.json`)).rejects.toMatchObject({
      code: 'fetch-refused',
      message: expect.stringContaining('not a public address'),
    });
  });

  test.each([
    ['http', () => 'http://public.example/'],
    ['http to loopback', () => `${origin}/`],
    ['another port', () => `https://127.0.0.1:${port}/`],
    ['another port of a public name', () => 'https://public.example:8443/'],
    ['credentials', () => 'https://user:hunter2@public.example/'],
    ['file', () => 'file:///etc/passwd'],
    ['data', () => 'data:application/json,{}'],
    ['relative', () => '/did.json'],
    ['empty', () => ''],
    ['too long', () => `https://public.example/${'a'.repeat(3000)}`],
  ])('%s, without asking DNS', async (_name, url) => {
    const asked: string[] = [];
    const lookup: Lookup = async (name) => {
      asked.push(name);
      return [{ address: '93.184.215.14', family: 4 }];
    };
    const refused = await createFetcher({ lookup })(url()).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'fetch-refused' });
    expect(String(refused)).not.toContain('hunter2');
    expect(asked).toEqual([]);
    expect(connections).toBe(0);
  });

  test.each([
    ['a private address', ['10.1.2.3']],
    ['loopback', ['127.0.0.1']],
    ['loopback over IPv6', ['::1']],
    ['a metadata address', ['169.254.169.254']],
    ['one public and one private address', ['93.184.215.14', '192.168.0.10']],
    ['a mapped address', ['::ffff:10.0.0.1']],
    ['what is no address', ['localhost']],
  ])('a name that leads to %s', async (_name, addresses) => {
    const fetch = createFetcher({ lookup: at(...addresses) });
    await expect(fetch('https://evil.example/')).rejects.toMatchObject({ code: 'fetch-refused' });
    expect(connections).toBe(0);
  });

  test('an allow-listed name that leads to an address no allow-list opens', async () => {
    const name = `http://pilot.example:${port}`;
    // the connection would reach the loopback server, were it made
    const fetch = createFetcher({ allowHosts: [name], lookup: at('::ffff:127.0.0.1') });
    await expect(fetch(`${name}/`)).rejects.toMatchObject({ code: 'fetch-refused' });
    expect(connections).toBe(0);
  });

  test('a neighbour of an allow-listed origin', async () => {
    const fetch = createFetcher({ allowHosts: [`http://127.0.0.1:${port + 1}`] });
    await expect(fetch(`${origin}/`)).rejects.toMatchObject({ code: 'fetch-refused' });
    expect(connections).toBe(0);
  });
});

describe('names', () => {
  test('are resolved once, and the connection goes to the address that was checked', async () => {
    let asked = 0;
    const rebinding: Lookup = async () => {
      asked++;
      return [{ address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
    };
    let host: string | undefined;
    respond = (request, response) => {
      host = request.headers.host;
      json('{"id":1}')(request, response);
    };
    const name = `http://pilot.example:${port}`;
    const { body } = await createFetcher({ allowHosts: [name], lookup: rebinding })(`${name}/x`);
    expect(Buffer.from(body).toString()).toBe('{"id":1}');
    expect(host).toBe(`pilot.example:${port}`);
    expect(asked).toBe(1);
    expect(connections).toBe(1);
  });

  test('are checked anew for each request', async () => {
    const answers = ['127.0.0.1', '169.254.169.254'];
    const name = `http://pilot.example:${port}`;
    const fetch = createFetcher({
      allowHosts: [name],
      lookup: async () => [{ address: answers.shift() ?? '', family: 4 }],
    });
    await fetch(`${name}/`);
    await expect(fetch(`${name}/`)).rejects.toMatchObject({ code: 'fetch-refused' });
    expect(connections).toBe(1);
  });

  test.each([
    [
      'an unknown name',
      () => Promise.reject(new Error('getaddrinfo ENOTFOUND')),
      /could not be resolved.*ENOTFOUND/,
    ],
    ['a name without addresses', async () => [], /has no address/],
  ])('%s is no refusal', async (_name, lookup: Lookup, message) => {
    await expect(createFetcher({ lookup })('https://nowhere.example/')).rejects.toMatchObject({
      code: 'upstream-unavailable',
      message: expect.stringMatching(message),
    });
  });

  test('a name server that never answers is cut off by the time limit', async () => {
    const fetch = createFetcher({ lookup: () => new Promise(() => undefined), timeoutMs: 20 });
    await expect(fetch('https://slow.example/')).rejects.toMatchObject({
      code: 'upstream-unavailable',
      message: expect.stringContaining('within 20 ms'),
    });
  });
});

describe('redirects', () => {
  const redirectTo = (location: string, status = 302) => {
    respond = (_request, response) => {
      response.writeHead(status, { location });
      response.end();
    };
  };

  test('within the host are followed, three at most', async () => {
    respond = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) json('{"there":true}')(request, response);
      else response.writeHead(301, { location: `/${left - 1}` }).end();
    };
    expect(Buffer.from((await open()(`${origin}/3`)).body).toString()).toBe('{"there":true}');
    await expect(open()(`${origin}/4`)).rejects.toMatchObject({ code: 'fetch-refused' });
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://other.example/',
    'http://127.0.0.1:1/',
    'http://user:secret@127.0.0.1/',
    'file:///etc/passwd',
    '//evil.example/',
    'http://',
  ])('to %s are refused', async (location) => {
    redirectTo(location, 307);
    const asked: string[] = [];
    const lookup: Lookup = async (name) => {
      asked.push(name);
      return [];
    };
    await expect(open({ lookup })(`${origin}/`)).rejects.toMatchObject({ code: 'fetch-refused' });
    expect(connections).toBe(1);
    expect(asked).toEqual([]);
  });

  test('without a location are an answer like any other', async () => {
    respond = (_request, response) => response.writeHead(304).end();
    expect(await open()(`${origin}/`)).toMatchObject({ status: 304 });
  });
});

describe('answers', () => {
  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('in %s are decompressed, and counted decompressed', async (encoding, compress) => {
    respond = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
      response.end(compress(`"${'a'.repeat(998)}"`));
    };
    expect((await open({ maxBytes: 1000 })(`${origin}/`)).body).toHaveLength(1000);
    await expect(open({ maxBytes: 999 })(`${origin}/`)).rejects.toMatchObject({
      code: 'upstream-unavailable',
      message: expect.stringContaining('more than 999 bytes'),
    });
  });

  test('that are a bomb are cut off long before they are unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    respond = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(bomb);
    };
    const before = process.memoryUsage().rss;
    await expect(open()(`${origin}/`)).rejects.toMatchObject({ code: 'upstream-unavailable' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('that never end are cut off', async () => {
    respond = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = () => response.write(Buffer.alloc(64 * 1024), () => setImmediate(more));
      more();
    };
    await expect(open()(`${origin}/`)).rejects.toMatchObject({
      message: expect.stringContaining('more than'),
    });
  });

  test.each([
    ['before', () => undefined],
    [
      'in the middle of',
      ((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
      }) as RequestListener,
    ],
  ])('that stop %s the body run into the time limit', async (_name, listener) => {
    respond = listener;
    await expect(open({ timeoutMs: 50 })(`${origin}/`)).rejects.toMatchObject({
      code: 'upstream-unavailable',
      message: expect.stringContaining('did not answer within 50 ms'),
    });
  });

  test('that break off say so', async () => {
    respond = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{', () => response.destroy());
    };
    await expect(open()(`${origin}/`)).rejects.toMatchObject({
      code: 'upstream-unavailable',
      message: expect.stringContaining('broke off'),
    });
  });

  test.each([
    ['text/html; charset=utf-8', 'a web page'],
    ['image/png', 'image/png'],
  ])('of type %s are no documents', async (type, named) => {
    respond = (_request, response) => response.writeHead(200, { 'content-type': type }).end('<html>');
    await expect(open()(`${origin}/`)).rejects.toMatchObject({
      code: 'upstream-unavailable',
      message: expect.stringContaining(named),
    });
  });

  test('of a type that was asked for are read', async () => {
    respond = (_request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('x');
    expect(await open()(`${origin}/`, { accept: ['image/png'] })).toMatchObject({ contentType: 'image/png' });
  });

  test.each([
    'application/did+ld+json',
    'application/vc+jwt',
    'application/x-pem-file',
    'application/octet-stream',
    'TEXT/PLAIN',
  ])('of type %s are read', async (type) => {
    respond = (_request, response) => response.writeHead(200, { 'content-type': type }).end('x');
    expect(await open()(`${origin}/`)).toMatchObject({ status: 200, contentType: type.toLowerCase() });
  });

  test('with an error page are told by their status', async () => {
    respond = (_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html>');
    expect(await open()(`${origin}/`)).toMatchObject({ status: 404 });
  });

  test('in an unknown encoding are not read', async () => {
    respond = (_request, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip, gzip' })
        .end('x');
    };
    await expect(open()(`${origin}/`)).rejects.toMatchObject({
      message: expect.stringContaining('unknown encoding'),
    });
  });
});

describe('connections', () => {
  test('that are refused say so', async () => {
    server.close();
    await expect(open()(`${origin}/`)).rejects.toMatchObject({
      code: 'upstream-unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('without sound TLS say so', async () => {
    const secure = `https://127.0.0.1:${port}`;
    await expect(createFetcher({ allowHosts: [secure] })(`${secure}/`)).rejects.toMatchObject({
      code: 'upstream-unavailable',
      message: expect.stringContaining('TLS'),
    });
  });
});

/** A key and certificate nobody vouches for; undefined where there is no openssl. */
function selfSigned(): { key: Buffer; cert: Buffer } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-'));
  try {
    const files = makeCertificate(folder, 'pilot.example');
    return files && { key: readFileSync(files.key), cert: readFileSync(files.chain) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('TLS asks for the name, not the address, and takes no certificate that nobody vouches for', async ({
  skip,
}) => {
  const identity = selfSigned();
  if (identity === undefined) return skip('openssl is not installed');
  let asked = '';
  const secure = createSecureServer({
    ...identity,
    SNICallback: (name, done) => {
      asked = name;
      done(null, createSecureContext(identity));
    },
  });
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const name = `https://pilot.example:${(secure.address() as AddressInfo).port}`;
  const fetch = createFetcher({ allowHosts: [name], lookup: at('127.0.0.1') });
  await expect(fetch(`${name}/`)).rejects.toMatchObject({
    code: 'upstream-unavailable',
    message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
  });
  expect(asked).toBe('pilot.example');
  secure.close();
});

describe('originOf', () => {
  test.each([
    ['registry.example', 'https://registry.example'],
    ['registry.example:8443', 'https://registry.example:8443'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
  ])('%s is %s', (entry, expected) => {
    expect(originOf(entry)).toBe(expected);
  });

  test.each(['ftp://a.example', 'https://a.example/path', 'https://u@a.example', '', 'a b'])(
    '%s is refused',
    (entry) => {
      expect(() => originOf(entry)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
    },
  );
});
