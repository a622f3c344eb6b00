import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { type Client, expectProblem, startClient } from './client.ts';
import { ACCEPTED, CREDENTIAL, createFakeBridge, DID, lastCall, PRESENTED, REJECTED } from './fake-bridge.ts';

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
    [
      { credential: CREDENTIAL, options: { mandatoryPointers: ['/issuer'] } },
      '/options/mandatoryPointers',
      'member-unknown',
    ],
    [{ credential: CREDENTIAL, options: 'none' }, '/options', 'member-invalid'],
  ])('%j is malformed', async (body, pointer, code) => {
    const problem = expectProblem(await client.post('/credentials/issue', body), 'request-invalid', pointer);
    expect(problem.errors).toMatchObject([{ code, pointer }]);
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
    await other.server.close();
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
