import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { type FindingCode, finding } from '../../src/kernel/findings.ts';
import { type Client, expectProblem, startClient } from './client.ts';
import {
  ACCEPTED,
  CREDENTIAL,
  createFakeBridge,
  DID,
  KEY,
  lastCall,
  PRESENTED,
  REJECTED,
} from './fake-bridge.ts';

const bridge = createFakeBridge();
let client: Client;
beforeAll(async () => {
  client = await startClient(bridge);
});
afterAll(() => client.server.close());

const PRESENTATION = { type: 'VerifiablePresentation', verifiableCredential: [CREDENTIAL] };
const JWS = 'eyJhbGciOiJFZERTQSJ9.e30.c2ln';

describe('POST /credentials/issue', () => {
  test('signs what it is given', async () => {
    const options = { proof: 'Ed25519Signature2020', credentialId: CREDENTIAL['id'] };
    const answer = await client.post('/credentials/issue', { credential: CREDENTIAL, options });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      verifiableCredential: { ...CREDENTIAL, proof: { type: 'DataIntegrityProof' } },
    });
    expect(answer.headers.get('location')).toBe(
      '/credentials/urn%3Auuid%3A00000000-0000-4000-8000-000000000001',
    );
    expect(lastCall(bridge).input).toEqual({ credential: CREDENTIAL, proof: 'Ed25519Signature2020' });
  });

  test.each([
    [{}, '/credential', 'member-missing'],
    [{ credential: JWS }, '/credential', 'member-invalid'],
    [{ credential: [CREDENTIAL] }, '/credential', 'member-invalid'],
    [{ credential: CREDENTIAL, options: 'none' }, '/options', 'member-invalid'],
    [{ credential: CREDENTIAL, options: { proof: 'none' } }, '/options/proof', 'member-invalid'],
    [{ credential: CREDENTIAL, options: { credentialId: '' } }, '/options/credentialId', 'member-invalid'],
    [{ credential: CREDENTIAL, options: { proofId: 'first' } }, '/options/proofId', 'member-invalid'],
    [{ credential: CREDENTIAL, options: { previousProof: [] } }, '/options/previousProof', 'member-invalid'],
  ])('%j is malformed', async (body, pointer, code) => {
    const problem = expectProblem(await client.post('/credentials/issue', body), 'request-invalid', pointer);
    expect(problem.errors).toMatchObject([{ code, pointer }]);
    expect(problem.type).toBe('https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR');
  });

  test('an option that is not known is named as VCALM asks', async () => {
    const body = { credential: CREDENTIAL, options: { created: '2026-06-01T12:00:00Z' } };
    const problem = expectProblem(await client.post('/credentials/issue', body), 'request-invalid');
    expect(problem).toMatchObject({
      type: 'https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED',
      pointer: '/options/created',
    });
  });

  test('as one issuer, with its key', async () => {
    const answer = await client.post('/issuers/p256/credentials/issue', { credential: CREDENTIAL });
    expect(lastCall(bridge)).toEqual({ name: 'issue', input: { credential: CREDENTIAL, key: KEY.id } });
    expect(answer.headers.get('location')).toBe(
      '/issuers/p256/credentials/urn%3Auuid%3A00000000-0000-4000-8000-000000000001',
    );
    for (const name of ['nobody', 'x'.repeat(201)]) {
      const unknown = await client.post(`/issuers/${name}/credentials/issue`, { credential: CREDENTIAL });
      expectProblem(unknown, 'issuer-unknown');
    }
  });

  test('a credential without an id is kept under credentialId', async () => {
    const { id: _id, ...credential } = CREDENTIAL;
    const answer = await client.post('/credentials/issue', {
      credential,
      options: { credentialId: 'urn:x:1' },
    });
    expect(answer.headers.get('location')).toBe('/credentials/urn%3Ax%3A1');
    expect(lastCall(bridge).input).toEqual({ credential, keptAs: 'urn:x:1' });
  });

  test('a proof of a chain has an id, and names those before it', async () => {
    for (const previousProof of ['urn:x:proof-1', ['urn:x:proof-1', 'urn:x:proof-2']]) {
      const options = { proofId: 'urn:x:proof-3', previousProof };
      await client.post('/credentials/issue', { credential: CREDENTIAL, options });
      expect(lastCall(bridge).input).toEqual({ credential: CREDENTIAL, ...options });
    }
  });

  test('another id than its own is not made up', async () => {
    const body = { credential: CREDENTIAL, options: { credentialId: 'urn:uuid:2' } };
    expectProblem(await client.post('/credentials/issue', body), 'request-invalid', '/options/credentialId');
  });

  test('faults of signing point into the request', async () => {
    const issue = async () => {
      throw new BridgeError('term-undefined', 'No such term.', { pointer: '/credentialSubject/x' });
    };
    const failing = await startClient(createFakeBridge({ issue }));
    const answer = await failing.post('/credentials/issue', { credential: CREDENTIAL });
    expectProblem(answer, 'term-undefined', '/credential/credentialSubject/x');
    await failing.server.close();
  });
});

describe('POST /credentials/verify and /presentations/verify', () => {
  test('an accepted credential', async () => {
    const options = { returnCredential: true, checks: ['proof'] };
    const answer = await client.post('/credentials/verify', { verifiableCredential: CREDENTIAL, options });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      verified: true,
      verdict: 'accepted',
      checks: ['proof'],
      errors: [],
      report: ACCEPTED,
    });
    expect(answer.body.warnings).toEqual(['holder-unproven: Nobody has proven to be the subject.']);
    expect(answer.body.problemDetails).toMatchObject([
      { code: 'holder-unproven', severity: 'warning', type: `${client.url}/problems/holder-unproven` },
    ]);
  });

  test('a JWT, as a member or alone', async () => {
    await client.post('/credentials/verify', { verifiableCredential: JWS });
    expect(lastCall(bridge).input).toBe(JWS);
    const answer = await client.post('/credentials/verify', JWS, { 'content-type': 'application/vc+jwt' });
    expect(answer.body.verified).toBe(true);
  });

  test('a rejected one is 200 with the types of the W3C, errors before warnings', async () => {
    const other = await startClient(createFakeBridge({ verify: async () => REJECTED }));
    const { status, body } = await other.post('/credentials/verify', { verifiableCredential: CREDENTIAL });
    expect(status).toBe(200);
    expect(body).toMatchObject({ verified: false, verdict: 'rejected' });
    expect(
      body.problemDetails.map(({ code, severity }: { code: string; severity: string }) => [code, severity]),
    ).toEqual([
      ['proof-invalid', 'error'],
      ['issuer-mismatch', 'error'],
      ['value-uri', 'warning'],
    ]);
    expect(body.problemDetails[0]).toMatchObject({
      type: 'https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR',
      pointer: '/proof',
    });
    expect(body.problemDetails[2].type).toBe(`${other.url}/problems/value-uri`);
    expect((await other.get('/problems/value-uri')).status).toBe(200);
    await other.server.close();
  });

  test('inconclusive is not verified', async () => {
    const verify = async () => ({ ...ACCEPTED, verdict: 'inconclusive' as const });
    const other = await startClient(createFakeBridge({ verify }));
    const { body } = await other.post('/credentials/verify', { verifiableCredential: CREDENTIAL });
    expect(body).toMatchObject({ verified: false, verdict: 'inconclusive' });
    expect(body.errors).toHaveLength(1);
    await other.server.close();
  });

  test('what is not verified can be answered with 400, in the same words', async () => {
    const other = await startClient(createFakeBridge({ verify: async () => REJECTED }), {
      failureStatus: 400,
    });
    const { status, body } = await other.post('/credentials/verify', { verifiableCredential: CREDENTIAL });
    expect(status).toBe(400);
    expect(body).toMatchObject({ verified: false, verdict: 'rejected', report: REJECTED });
    await other.server.close();
  });

  test.each<[string, FindingCode[], number, number]>([
    ['an issuer that could not be asked', ['issuer-unconfirmed'], 400, 200],
    ['somebody else’s key', ['issuer-mismatch'], 400, 400],
    ['a broken proof besides', ['issuer-unconfirmed', 'proof-invalid'], 400, 400],
    ['a key that could not be had', ['key-unresolved'], 400, 400],
    ['no proof at all', [], 400, 400],
  ])('400 is about the checks that are named: %s', async (_name, codes, all, proof) => {
    const findings = codes.map((code) => finding(code, '/proof'));
    const other = await startClient(
      createFakeBridge({ verify: async () => ({ ...ACCEPTED, verdict: 'inconclusive', findings }) }),
      { failureStatus: 400 },
    );
    for (const [options, expected] of [
      [{}, all],
      [{ checks: [] }, all],
      [{ checks: ['proof'] }, proof],
    ] as const) {
      const answer = await other.post('/credentials/verify', { verifiableCredential: CREDENTIAL, options });
      expect([answer.status, answer.body.verified]).toEqual([expected, false]);
    }
    await other.server.close();
  });

  test('problem details, results and the credential itself are answered as asked', async () => {
    const verifiableCredential = {
      ...CREDENTIAL,
      validFrom: '2026-01-01T00:00:00Z',
      proof: { type: 'DataIntegrityProof' },
    };
    const ask = async (options: object) =>
      (await client.post('/credentials/verify', { verifiableCredential, options })).body;
    expect(Object.keys(await ask({ returnProblemDetails: false }))).not.toContain('problemDetails');
    const { credential, results } = await ask({ returnCredential: true, returnResults: true });
    expect(credential).toEqual(verifiableCredential);
    expect(results).toEqual({
      validFrom: { verified: true, input: '2026-01-01T00:00:00Z' },
      credentialSchema: [],
      credentialStatus: [],
      proof: [{ verified: true, input: { type: 'DataIntegrityProof' } }],
    });
    const plain = Object.keys(await ask({ returnCredential: false, returnResults: false }));
    expect(plain.filter((name) => name === 'credential' || name === 'results')).toEqual([]);
  });

  test('a presentation, with what it must answer', async () => {
    const options = { challenge: 'c-1', domain: 'school.example' };
    const answer = await client.post('/presentations/verify', {
      verifiablePresentation: PRESENTATION,
      options,
    });
    expect(answer.body).toMatchObject({ verified: true, report: PRESENTED });
    expect(lastCall(bridge)).toEqual({ name: 'verify', input: PRESENTATION, more: options });
  });

  test.each([
    ['/credentials/verify', {}, 'request-invalid', '/verifiableCredential'],
    ['/credentials/verify', { verifiableCredential: 1 }, 'request-invalid', '/verifiableCredential'],
    ['/credentials/verify', { credential: CREDENTIAL }, 'request-invalid', '/verifiableCredential'],
    [
      '/credentials/verify',
      { verifiableCredential: PRESENTATION },
      'record-unrecognised',
      '/verifiableCredential',
    ],
    [
      '/presentations/verify',
      { verifiablePresentation: CREDENTIAL },
      'record-unrecognised',
      '/verifiablePresentation',
    ],
    [
      '/presentations/verify',
      { verifiablePresentation: PRESENTATION, options: { challenge: 1 } },
      'request-invalid',
      '/options/challenge',
    ],
  ] as const)('%s %j is malformed', async (path, body, code, pointer) => {
    const answer = await client.post(path, body);
    expect(answer.status).toBe(400);
    const problem = expectProblem(answer, code);
    expect([problem.pointer, ...(problem.errors ?? []).map((item) => item.pointer)]).toContain(pointer);
  });
});

test.each([[undefined], [{}], ['']])('POST /challenges with body %j', async (body) => {
  const answer = await client.post('/challenges', body);
  expect(answer.body).toEqual({ challenge: 'c-1', expires: '2026-06-01T12:10:00.000Z' });
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

describe('POST /presentations/prove', () => {
  const { verifiableCredential: _none, ...presentation } = PRESENTATION;

  test.each([
    ['/presentations/prove', {}],
    ['/presentations', { keep: true }],
    ['/issuers/p256/presentations/prove', { key: KEY.id }],
    ['/issuers/p256/presentations', { key: KEY.id, keep: true }],
  ])('%s signs what it is given', async (path, more) => {
    const options = { challenge: 'c-1', domain: 'school.example' };
    const answer = await client.post(path, { presentation, options });
    expect(answer.status).toBe(201);
    expect(answer.body.verifiablePresentation).toEqual({
      ...presentation,
      proof: { type: 'DataIntegrityProof' },
    });
    expect(lastCall(bridge).input).toEqual({ presentation, ...options, ...more });
  });

  test.each([
    [{ verifiablePresentation: presentation }, '/presentation', 'MALFORMED_VALUE_ERROR'],
    [{ presentation, options: { challenge: 1 } }, '/options/challenge', 'MALFORMED_VALUE_ERROR'],
    [{ presentation, options: { nonce: 'c' } }, '/options/nonce', 'UNKNOWN_OPTION_PROVIDED'],
  ])('%j is malformed', async (body, pointer, type) => {
    const problem = expectProblem(
      await client.post('/presentations/prove', body),
      'request-invalid',
      pointer,
    );
    expect(problem.type).toMatch(new RegExp(`#${type}$`));
  });
});

describe('GET and DELETE /credentials', () => {
  test('lists what is kept, of everybody or of one', async () => {
    const { body } = await client.get('/credentials');
    expect(body).toMatchObject([{ verifiableCredential: CREDENTIAL }, { digest: 'uEiB' }]);
    expect(lastCall(bridge)).toEqual({ name: 'list', input: 100 });
    await client.get('/issuers/p256/credentials?limit=7');
    expect(lastCall(bridge)).toEqual({ name: 'list', input: 7, more: DID });
  });

  test.each(['0', '1001', 'ten', '-1', ''])('a limit of "%s" is none', async (limit) => {
    expectProblem(await client.get(`/credentials?limit=${limit}`), 'request-invalid');
  });

  test('deletes, and says so ever after', async () => {
    const path = `/credentials/${encodeURIComponent(CREDENTIAL['id'] as string)}`;
    for (const instance of ['', '/issuers/p256']) {
      expect((await client.call('DELETE', `${instance}${path}`)).status).toBe(202);
      expect(lastCall(bridge)).toEqual({ name: 'deleteCredential', input: CREDENTIAL['id'] });
    }
    for (const method of ['GET', 'DELETE']) {
      expectProblem(await client.call(method, '/credentials/urn%3Auuid%3Adeleted'), 'gone');
      expectProblem(await client.call(method, '/credentials/urn%3Auuid%3Anever'), 'not-found');
    }
  });

  test('one issuer does not show, nor delete, what another issued', async () => {
    const keys = { ...bridge.keys, findNamed: async () => ({ ...KEY, did: 'did:example:other' }) };
    const other = await startClient(createFakeBridge({ keys }));
    const path = `/issuers/other/credentials/${encodeURIComponent(CREDENTIAL['id'] as string)}`;
    for (const method of ['GET', 'DELETE']) expectProblem(await other.call(method, path), 'not-found');
    await other.server.close();
  });
});

describe('GET /credentials/{id}', () => {
  test('the credential where it was kept', async () => {
    const { status, body } = await client.get(
      `/credentials/${encodeURIComponent(CREDENTIAL['id'] as string)}`,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      issuer: DID,
      verifiableCredential: CREDENTIAL,
      createdAt: '2026-06-01T12:00:00.000Z',
    });
  });

  test('what is known of it where it was not; ids may be URLs', async () => {
    const id = 'https://school.example/a/b?c=d';
    const { body } = await client.get(`/credentials/${encodeURIComponent(id)}`);
    expect(body).toMatchObject({ id, digest: 'uEiB' });
    expect(body).not.toHaveProperty('verifiableCredential');
  });

  test('or nothing', async () => {
    expectProblem(await client.get('/credentials/urn%3Auuid%3A9'), 'not-found');
    expectProblem(await client.get('/credentials/%E0%A4%A'), 'request-invalid');
  });
});
