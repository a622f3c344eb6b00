import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, expectProblem, startClient } from './client.ts';
import { CREDENTIAL, createFakeBridge, lastCall } from './fake-bridge.ts';

const bridge = createFakeBridge();
let client: Client;
let guarded: Client;
beforeAll(async () => {
  client = await startClient(bridge);
  guarded = await startClient(bridge, { token: 'a-token-of-some-length' });
});
afterAll(async () => {
  await client.server.close();
  await guarded.server.close();
});

const ENTRY = { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' };
const CHANGE = { credentialId: 'urn:a', credentialStatus: ENTRY, status: true };

describe('POST /credentials/status', () => {
  test('hands on what is asked, and answers the entries', async () => {
    const answer = await client.post('/credentials/status', CHANGE);
    expect(lastCall(bridge).input).toEqual({ credentialId: 'urn:a', purpose: 'revocation', status: 1 });
    expect(answer.body).toEqual({
      credentialId: 'urn:a',
      entries: [
        {
          statusListCredential: 'https://bridge.example/status-lists/l-1',
          statusListIndex: '7',
          statusPurpose: 'revocation',
          status: 1,
        },
      ],
    });
    const vcalm = { credentialStatus: { ...ENTRY, type: 'BitstringStatusList' }, indexAllocator: 'a' };
    await client.post('/credentials/status', { ...CHANGE, ...vcalm });
    expect(lastCall(bridge).input).toEqual({ credentialId: 'urn:a', purpose: 'revocation', status: 1 });
    const credentialStatus = {
      ...ENTRY,
      statusPurpose: 'message',
      id: 'https://x.example/1#7',
      statusListIndex: '7',
      statusListCredential: 'https://x.example/1',
    };
    await client.post('/credentials/status', { ...CHANGE, credentialStatus, status: 3, reason: 'why' });
    expect(lastCall(bridge).input).toEqual({
      credentialId: 'urn:a',
      purpose: 'message',
      status: 3,
      reason: 'why',
      url: 'https://x.example/1',
      index: 7,
    });
  });

  test('sets the status where the call does not say to what', async () => {
    await client.post('/credentials/status', { ...CHANGE, status: undefined });
    expect(lastCall(bridge).input).toMatchObject({ status: 1 });
  });

  test.each([
    [{ ...CHANGE, credentialId: undefined }, '/credentialId'],
    [{ ...CHANGE, status: 'true' }, '/status'],
    [{ ...CHANGE, credentialStatus: undefined }, '/credentialStatus'],
    [{ ...CHANGE, credentialStatus: { ...ENTRY, type: 'Other' } }, '/credentialStatus/type'],
    [
      { ...CHANGE, credentialStatus: { ...ENTRY, statusPurpose: 'other' } },
      '/credentialStatus/statusPurpose',
    ],
    [{ ...CHANGE, credentialStatus: { ...ENTRY, statusListIndex: 7 } }, '/credentialStatus/statusListIndex'],
    [{ ...CHANGE, more: 1 }, '/more'],
  ])('%j is malformed', async (body, pointer) => {
    expectProblem(await client.post('/credentials/status', body), 'request-invalid', pointer);
  });

  test('needs the token', async () => {
    expectProblem(await guarded.post('/credentials/status', CHANGE), 'unauthorised');
  });
});

describe('GET /status-lists/{id}', () => {
  test.each([
    [undefined, 'application/json; charset=utf-8'],
    ['application/vc', 'application/vc'],
    ['application/ld+json', 'application/ld+json; charset=utf-8'],
    ['text/html', 'application/json; charset=utf-8'],
  ])('answers whoever accepts %s, from any page', async (accept, type) => {
    const answer = await guarded.get('/status-lists/l-1', accept === undefined ? {} : { accept });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')?.replace('; charset=utf-8', '')).toBe(
      type.replace('; charset=utf-8', ''),
    );
    expect(JSON.parse(answer.text)).toEqual(CREDENTIAL);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  });

  test('may be a JWT', async () => {
    const answer = await client.get('/status-lists/l-2');
    expect([answer.text, answer.headers.get('content-type')]).toEqual([
      'e30.e30.c2ln',
      expect.stringContaining('application/vc+jwt'),
    ]);
  });

  test.each(['l-3', 'a%2Fb', 'x'.repeat(65), 'l-1?timestamp=2026-01-01T00%3A00%3A00Z'])(
    '%s is not there',
    async (id) => {
      expectProblem(await client.get(`/status-lists/${id}`), 'not-found');
    },
  );
});

describe('POST /status-lists/{id}/publish', () => {
  test('has nothing left to do', async () => {
    const answer = await client.post('/status-lists/l-1/publish', {});
    expect([answer.status, answer.text]).toEqual([204, '']);
    expectProblem(await client.post('/status-lists/l-3/publish', {}), 'not-found');
    expectProblem(await guarded.post('/status-lists/l-1/publish', {}), 'unauthorised');
  });
});

describe('status in POST /clr/wrap', () => {
  test.each([[true], [['revocation', 'suspension']], [[{ purpose: 'message', messages: ['a', 'b'] }]]])(
    '%j is handed on',
    async (status) => {
      expect((await client.post('/clr/wrap', { clr: { type: 'Clr' }, status })).status).toBe(201);
      expect(lastCall(bridge).input).toMatchObject({ status });
    },
  );

  test.each([['revocation'], [['other']], [[{ purpose: 'revocation', messages: ['a', 'b'] }]]])(
    '%j is malformed',
    async (status) => {
      const answer = await client.post('/clr/wrap', { clr: { type: 'Clr' }, status });
      expect(expectProblem(answer, 'request-invalid').pointer).toMatch(/^\/status/);
    },
  );
});
