/** What stands around the calls: token, limits, methods, headers, logs, and errors that nobody foresaw. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { type Client, expectProblem, startClient } from './client.ts';
import { CREDENTIAL, createFakeBridge } from './fake-bridge.ts';

const TOKEN = 'correct-horse-battery';
const CLR = { type: 'Clr' };
const JWS = 'eyJhbGciOiJFZERTQSJ9.e30.c2ln';

describe('the token', () => {
  const bridge = createFakeBridge();
  let client: Client;
  beforeAll(async () => {
    client = await startClient(bridge, { token: TOKEN });
  });
  afterAll(() => client.server.close());

  const signing = [
    ['POST', '/clr/wrap', { clr: CLR }, 201],
    ['POST', '/clr/sign', { clr: CLR }, 201],
    ['POST', '/credentials/issue', { credential: CREDENTIAL }, 201],
    ['GET', `/credentials/${encodeURIComponent(CREDENTIAL['id'] as string)}`, undefined, 200],
  ] as const;

  test.each(signing)('%s %s needs it', async (method, path, body, status) => {
    const before = bridge.calls.length;
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer wrong',
      `Basic ${TOKEN}`,
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(0, -1)}`,
    ]) {
      const answer = await client.call(
        method,
        path,
        body,
        authorization === undefined ? {} : { authorization },
      );
      expect([authorization, answer.status]).toEqual([authorization, 401]);
      expectProblem(answer, 'unauthorised');
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
    }
    expect(bridge.calls).toHaveLength(before);
    for (const scheme of ['Bearer', 'bearer']) {
      expect((await client.call(method, path, body, { authorization: `${scheme} ${TOKEN}` })).status).toBe(
        status,
      );
    }
  });

  test('it is asked for before the body is looked at', async () => {
    expectProblem(await client.post('/clr/wrap', '{'), 'unauthorised');
  });

  test.each([
    ['POST', '/clr/verify', { verifiableCredential: JWS }],
    ['POST', '/clr/unwrap', { verifiableCredential: JWS }],
    ['POST', '/clr/curate', { clr: CLR, keep: ['a'] }],
    ['POST', '/clr/compare', { clr: CLR, verifiableCredential: JWS }],
    ['POST', '/credentials/verify', { verifiableCredential: JWS }],
    ['POST', '/presentations/verify', { verifiablePresentation: { type: 'VerifiablePresentation' } }],
    ['POST', '/challenges', undefined],
    ['GET', '/', undefined],
    ['GET', '/openapi.json', undefined],
    ['GET', '/.well-known/did.json', undefined],
    ['GET', '/health', undefined],
  ])('%s %s does not', async (method, path, body) => {
    expect((await client.call(method, path, body)).status).toBe(200);
  });
});

describe('methods and addresses', () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient(createFakeBridge());
  });
  afterAll(() => client.server.close());

  test.each([
    ['GET', '/clr/wrap', 'POST, OPTIONS'],
    ['PUT', '/clr/verify', 'POST, OPTIONS'],
    ['PUT', '/credentials/urn%3Auuid%3A1', 'GET, HEAD, DELETE, OPTIONS'],
    ['POST', '/', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/openapi.json', 'GET, HEAD, OPTIONS'],
    ['GET', '/credentials/issue', 'POST, OPTIONS'],
    ['POST', '/health', 'GET, HEAD, OPTIONS'],
  ])('%s %s is refused with Allow', async (method, path, allow) => {
    const answer = await client.call(method, path);
    expect(answer.status).toBe(405);
    expectProblem(answer, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe(allow);
  });

  test('OPTIONS names the methods', async () => {
    const answer = await client.call('OPTIONS', '/clr/wrap');
    expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('HEAD is GET without the body', async () => {
    const answer = await client.call('HEAD', '/openapi.json');
    expect([answer.status, answer.text]).toEqual([200, '']);
  });

  test.each([
    '/nothing',
    '/clr',
    '/clr/translate',
    '/page.ts',
    '/../package.json',
    '/contexts/..%2fpackage.json',
    '/.git/config',
    '/__proto__',
  ])('there is nothing at %s', async (path) => {
    const answer = await client.get(path);
    expect(answer.status).toBe(404);
    expectProblem(answer, 'not-found');
  });

  test('security headers, and no name of the framework', async () => {
    for (const path of ['/', '/clr/wrap', '/nothing']) {
      const { headers } = await client.get(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('strict-transport-security')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  test('https is insisted on only where the service is reached by it', async () => {
    const secure = await startClient(createFakeBridge(), { baseUrl: 'https://bridge.example' });
    expect((await secure.get('/health')).headers.get('strict-transport-security')).toMatch(/max-age=\d+/);
    expect((await secure.get('/nothing')).body.type).toBe('https://bridge.example/problems/not-found');
    await secure.server.close();
  });
});

describe('unforeseen errors', () => {
  const secret = 'row 17 of /srv/keys is broken';

  test.each([
    ['TypeError', () => new TypeError(secret)],
    ['a string', () => secret],
    ['undefined', () => undefined],
    ['a fault of the configuration', () => new BridgeError('config-invalid', secret)],
    ['an upstream error with a status of its own', () => Object.assign(new Error(secret), { status: 503 })],
  ])('%s leaves only the request id', async (_name, make) => {
    const verify = async () => {
      throw make();
    };
    const client = await startClient(createFakeBridge({ verify }));
    const answer = await client.post('/clr/verify', { verifiableCredential: JWS });
    expect(answer.status).toBe(500);
    const problem = expectProblem(answer, 'internal');
    expect(answer.text).not.toMatch(/row 17|node_modules|\.ts|at /);
    expect(Object.keys(problem).sort()).toEqual([
      'code',
      'detail',
      'instance',
      'pointer',
      'requestId',
      'status',
      'title',
      'type',
    ]);
    const logged = client.log
      .map((line) => JSON.parse(line))
      .find(({ requestId }) => requestId === problem.requestId);
    expect(logged).toMatchObject({ level: 50, status: 500, route: '/clr/verify' });
    expect((await client.get('/health')).status).toBe(200);
    await client.server.close();
  });
});

describe('request ids and logs', () => {
  test('a sane id is taken over, any other replaced', async () => {
    const client = await startClient(createFakeBridge());
    const given = '0123456789abcdef0123456789abcdef';
    const answer = await client.get('/nothing', { 'x-request-id': given });
    expect(answer.body).toMatchObject({ requestId: given, instance: `urn:request:${given}` });
    for (const bad of ['short', 'a'.repeat(200), '<script>alert(1)</script>', '%{jndi:x}%']) {
      const { requestId, instance } = (await client.get('/nothing', { 'x-request-id': bad })).body;
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(instance).toBe(`urn:uuid:${requestId}`);
    }
    await client.server.close();
  });

  test('a line says the route, and nothing about anybody', async () => {
    const client = await startClient(createFakeBridge(), { token: TOKEN });
    const id = encodeURIComponent('urn:learner:Alma.Berg@school.example');
    await client.get(`/credentials/${id}?name=Alma`, {
      authorization: `Bearer ${TOKEN}`,
      cookie: 'session=Alma',
    });
    await client.post('/clr/verify', { clr: { type: 'Clr', learner: { name: 'Alma' } } });
    await client.get('/health');
    await client.server.close();
    const lines = client.log.map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { method: 'GET', route: '/credentials/:id', status: 404 },
      { method: 'POST', route: '/clr/verify', status: 200 },
    ]);
    expect(client.log.join('')).not.toMatch(/Alma|Berg|correct-horse|127\.0\.0\.1/);
  });
});

describe('the limit of requests', () => {
  test('too many get 429 and when to come back; health is not counted', async () => {
    const client = await startClient(createFakeBridge(), { rateLimit: 3 });
    for (let i = 0; i < 5; i++) expect((await client.get('/health')).status).toBe(200);
    for (let i = 0; i < 3; i++) expect((await client.post('/challenges')).status).toBe(200);
    const answer = await client.post('/challenges');
    expect(answer.status).toBe(429);
    expectProblem(answer, 'too-many');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await client.get('/ready')).status).toBe(200);
    await client.server.close();
  });

  test('who asks is the address of the connection, whatever a header says', async () => {
    const client = await startClient(createFakeBridge(), { rateLimit: 1 });
    await client.post('/challenges', undefined, { 'x-forwarded-for': '203.0.113.1' });
    expect((await client.post('/challenges', undefined, { 'x-forwarded-for': '203.0.113.2' })).status).toBe(
      429,
    );
    await client.server.close();
  });

  test('behind a trusted proxy it is the address the proxy names', async () => {
    const client = await startClient(createFakeBridge(), { rateLimit: 1, trustProxy: 1 });
    await client.post('/challenges', undefined, { 'x-forwarded-for': '203.0.113.1' });
    expect((await client.post('/challenges', undefined, { 'x-forwarded-for': '203.0.113.2' })).status).toBe(
      200,
    );
    await client.server.close();
  });
});
