/** /clr/*: what is asked of the use cases, what comes back, and where pointers lead. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import type { ErrorCode } from '../../src/kernel/problems.ts';
import { type Client, expectProblem, startClient } from './client.ts';
import { ACCEPTED, CREDENTIAL, createFakeBridge, lastCall, MARKED, REJECTED } from './fake-bridge.ts';

const bridge = createFakeBridge();
let client: Client;
beforeAll(async () => {
  client = await startClient(bridge);
});
afterAll(() => client.server.close());

const CLR = { type: 'Clr', id: 'urn:uuid:1' };
const JWS = 'eyJhbGciOiJFZERTQSJ9.e30.c2ln';

describe('POST /clr/wrap', () => {
  test.each([
    ['clr', { clr: CLR }, [CLR], '/clr/publisher'],
    ['clrs of one', { clrs: [CLR] }, [CLR], '/clrs/0/publisher'],
    ['clrs of two', { clrs: [CLR, JWS] }, [CLR, JWS], '/clrs/1/publisher'],
    ['signedClr', { signedClr: JWS }, [JWS], '/signedClr/publisher'],
    ['signedClrs', { signedClrs: [JWS, JWS] }, [JWS, JWS], '/signedClrs/1/publisher'],
  ])('%s', async (_name, body, records, pointer) => {
    const answer = await client.post('/clr/wrap', body);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(
      `/credentials/${encodeURIComponent(CREDENTIAL['id'] as string)}`,
    );
    expect(answer.body).toMatchObject({
      verifiableCredential: CREDENTIAL,
      losses: [],
      warnings: [{ pointer }],
    });
    expect(lastCall(bridge)).toEqual({ name: 'wrap', input: { records } });
  });

  test('hands every option on, and nothing more', async () => {
    const options = {
      profile: 'linked-data',
      vcVersion: '1.1',
      proof: 'Ed25519Signature2020',
      issuer: 'did:web:school.example',
      subject: 'did:key:z6Mk1',
      validation: 'lenient',
      validUntil: '2030-01-01T00:00:00Z',
      source: { digest: 'uEiAA', bytes: 3, url: 'https://school.example/clr.json' },
      status: true,
      badgeStatus: true,
    };
    const answer = await client.post('/clr/wrap', {
      clr: CLR,
      ...options,
      embedSource: false,
    });
    expect(answer.status).toBe(201);
    expect(lastCall(bridge).input).toEqual({ records: [CLR], ...options, embedSource: false });
  });

  test('hands the choices of clr2 on', async () => {
    const options = {
      profile: 'clr2',
      embedSource: true,
      fill: 'copy-name',
      personal: 'all',
      speaksFor: ['urn:x:school'],
      issuerName: 'School',
      carry: false,
    };
    await client.post('/clr/wrap', { clr: CLR, ...options });
    expect(lastCall(bridge).input).toEqual({ records: [CLR], ...options });
  });

  test('spellings that did not survive reading come back as warnings', async () => {
    const answer = await client.post('/clr/wrap', '{"clr": {"type": "Clr", "value": 1.0}}');
    expect(answer.body.warnings).toContainEqual(
      expect.objectContaining({ code: 'number-form', pointer: '/clr/value' }),
    );
  });

  test('the body of an unknown content is not touched', async () => {
    const odd = { type: 'Clr', 'ext:x': [null, [[]], { '': 'é\u2028' }], constructor: 1, 'a/b~c': 0.1 };
    await client.post('/clr/wrap', { clr: odd });
    expect(JSON.stringify(lastCall(bridge).input)).toBe(JSON.stringify({ records: [odd] }));
  });
});

describe('requests in the wrong shape', () => {
  const several = (...names: string[]) =>
    names.map((name) => ({ code: 'member-invalid', pointer: `/${name}` }));
  const invalid = (pointer: string, code = 'member-invalid') => [{ code, pointer }];

  test.each([
    ['/clr/wrap', {}, invalid('', 'member-missing'), /exactly one of clr, clrs, signedClr, signedClrs/],
    ['/clr/wrap', { clr: CLR, clrs: [CLR] }, several('clr', 'clrs'), /exactly one/],
    ['/clr/wrap', { clr: CLR, signedClr: JWS }, several('clr', 'signedClr'), /exactly one/],
    ['/clr/wrap', { clr: JWS }, invalid('/clr'), /"clr": must be a JSON object/],
    ['/clr/wrap', { clr: null }, invalid('/clr'), /JSON object/],
    ['/clr/wrap', { clrs: CLR }, invalid('/clrs'), /array/],
    ['/clr/wrap', { clrs: [] }, invalid('/clrs'), /empty/],
    ['/clr/wrap', { clrs: [CLR, 3] }, invalid('/clrs/1'), /object or a compact JWS/],
    ['/clr/wrap', { signedClr: CLR }, invalid('/signedClr'), /compact JWS/],
    ['/clr/wrap', { clr: CLR, colour: 'red' }, invalid('/colour', 'member-unknown'), /"colour" is no member/],
    ['/clr/wrap', { clr: CLR, 'a/b': 1 }, invalid('/a~1b', 'member-unknown'), /no member/],
    ['/clr/wrap', { ...CLR, '@context': 'x' }, undefined, /belongs under a member|no member/],
    ['/clr/wrap', { clr: CLR, fill: 'guess' }, invalid('/fill'), /one of placeholder, copy-name, refuse/],
    [
      '/clr/wrap',
      { clr: CLR, profile: 'sideways' },
      invalid('/profile'),
      /one of verbatim, clr2, linked-data/,
    ],
    ['/clr/wrap', { clr: CLR, proof: 'bbs-2022' }, invalid('/proof'), /one of eddsa-rdfc-2022/],
    ['/clr/wrap', { clr: CLR, proof: 7 }, invalid('/proof'), /one of eddsa-rdfc-2022/],
    ['/clr/wrap', { clr: CLR, vcVersion: 2 }, invalid('/vcVersion'), /one of 2.0, 1.1/],
    ['/clr/wrap', { clr: CLR, issuer: 'school' }, invalid('/issuer'), /DID/],
    ['/clr/wrap', { clr: CLR, embedSource: 1 }, invalid('/embedSource'), /true or false/],
    ['/clr/convert', { clr: CLR }, invalid('/to', 'member-missing'), /missing/],
    ['/clr/join', { verifiableCredentials: [] }, invalid('/verifiableCredentials'), /empty/],
    ['/clr/wrap', { clr: CLR, status: ['colour'] }, invalid('/status'), /revocation/],
    ['/clr/wrap', { clr: CLR, source: { digest: '!', more: 1 } }, undefined, /digest|more/],
    ['/clr/unwrap', {}, invalid('', 'member-missing'), /exactly one of verifiableCredential/],
    [
      '/clr/unwrap',
      { verifiableCredential: CREDENTIAL, to: '3.0' },
      invalid('/to'),
      /one of native, 1.0, 2.0/,
    ],
    ['/clr/unwrap', { verifiableCredential: 5 }, invalid('/verifiableCredential'), /object or a compact JWS/],
    [
      '/clr/unwrap',
      { verifiableCredential: JWS, options: { allowUnverified: 'yes' } },
      invalid('/options/allowUnverified'),
      /true or false/,
    ],
    [
      '/clr/verify',
      { clr: CLR, verifiableCredential: JWS },
      several('clr', 'verifiableCredential'),
      /exactly one/,
    ],
    [
      '/clr/verify',
      { verifiableCredential: JWS, options: { purpose: 'x' } },
      invalid('/options/purpose', 'member-unknown'),
      /no member/,
    ],
    ['/clr/curate', { clr: CLR }, invalid('/keep', 'member-missing'), /"keep" is missing/],
    ['/clr/curate', { clr: CLR, keep: [1] }, invalid('/keep/0'), /JSON Pointer or an id/],
    ['/clr/sign', { clr: CLR, each: 'all' }, invalid('/each'), /true or false/],
    ['/clr/sign', {}, invalid('/clr', 'member-missing'), /"clr" is missing/],
    [
      '/clr/compare',
      { clr: CLR },
      invalid('', 'member-missing'),
      /verifiableCredential, verifiablePresentation/,
    ],
    ['/clr/compare', { verifiableCredential: JWS }, invalid('', 'member-missing'), /clr, signedClr/],
    ['/clr/wrap', [CLR], undefined, /JSON object, not an array/],
    ['/clr/wrap', 'null', undefined, /JSON object, not null/],
  ])('%s %j', async (path, body, errors, message) => {
    const before = bridge.calls.length;
    const answer = await client.post(path, body);
    expect(answer.status).toBe(400);
    const problem = expectProblem(answer, 'request-invalid');
    expect(problem.detail).toMatch(message);
    if (errors) {
      expect(problem.errors).toMatchObject(errors);
      expect(problem.errors).toHaveLength(errors.length);
      expect(problem.pointer).toBe(errors[0]?.pointer);
    }
    expect(bridge.calls).toHaveLength(before);
  });
});

describe('the other calls', () => {
  test('/clr/unwrap', async () => {
    const options = { challenge: 'c', domain: 'd', allowUnverified: true };
    const answer = await client.post('/clr/unwrap', {
      verifiablePresentation: CREDENTIAL,
      to: '1.0',
      options,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ records: [{ version: '1.0' }], report: ACCEPTED });
    expect(lastCall(bridge)).toEqual({ name: 'unwrap', input: CREDENTIAL, more: { ...options, to: '1.0' } });
  });

  test.each([
    [{ clr: CLR }, CLR],
    [{ signedClr: JWS }, JWS],
    [{ verifiableCredential: CREDENTIAL }, CREDENTIAL],
    [{ verifiablePresentation: JWS }, JWS],
  ])('/clr/verify %j', async (body, value) => {
    const answer = await client.post('/clr/verify', { ...body, options: { challenge: 'c' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ report: ACCEPTED });
    expect(lastCall(bridge)).toEqual({ name: 'verify', input: value, more: { challenge: 'c' } });
  });

  test('/clr/verify answers an outline where one is asked for', async () => {
    const body = { verifiableCredential: CREDENTIAL };
    const asked = await client.post('/clr/verify', { ...body, options: { challenge: 'c', outline: true } });
    expect(asked.body).toEqual({
      report: ACCEPTED,
      outline: { nodes: [MARKED], warnings: ['A warning.'] },
    });
    expect(bridge.calls.slice(-2)).toEqual([
      { name: 'verify', input: CREDENTIAL, more: { challenge: 'c' } },
      { name: 'outline', input: CREDENTIAL, more: ACCEPTED },
    ]);
    const not = await client.post('/clr/verify', { ...body, options: { outline: false } });
    expect(not.body).toEqual({ report: ACCEPTED });
    const form = new FormData();
    form.append('outline', 'true');
    form.append('file', new Blob([JSON.stringify(CREDENTIAL)]), 'a.json');
    expect((await client.post('/clr/verify', form)).body.outline.nodes).toEqual([MARKED]);
    expectProblem(
      await client.post('/clr/verify', { ...body, options: { outline: 'yes' } }),
      'request-invalid',
      '/options/outline',
    );
  });

  test.each([
    ['/clr/verify', 'text/plain'],
    ['/clr/verify', 'application/vp+jwt'],
    ['/clr/verify', 'application/jwt'],
    ['/clr/unwrap', 'application/vc+jwt'],
    ['/clr/unwrap', 'application/vc-ld+jwt'],
  ])('%s takes a compact JWS alone, as %s', async (path, type) => {
    const answer = await client.post(path, `${JWS}\n`, { 'content-type': type });
    expect(answer.status).toBe(200);
    expect(lastCall(bridge).input).toBe(JWS);
  });

  test('/clr/curate', async () => {
    const answer = await client.post('/clr/curate', {
      clr: CLR,
      keep: ['/assertions/0'],
      curator: 'did:key:z6Mk1',
    });
    expect(answer.status).toBe(200);
    expect(answer.body.warnings[0].pointer).toBe('/clr/publisher');
    expect(lastCall(bridge).input).toEqual({
      record: CLR,
      keep: ['/assertions/0'],
      curator: 'did:key:z6Mk1',
    });
  });

  test('/clr/sign', async () => {
    const answer = await client.post('/clr/sign', { clr: CLR, each: true, issuer: 'did:web:school.example' });
    expect(answer.status).toBe(201);
    expect(answer.body.signedClr).toBe(JWS);
    expect(lastCall(bridge).input).toEqual({ record: CLR, each: true, issuer: 'did:web:school.example' });
  });

  test('/clr/compare', async () => {
    const answer = await client.post('/clr/compare', { signedClr: JWS, verifiableCredential: CREDENTIAL });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ same: false, native: REJECTED, credential: ACCEPTED });
    expect(lastCall(bridge)).toEqual({ name: 'compare', input: JWS, more: CREDENTIAL });
  });
});

describe('faults of the use cases', () => {
  const fail = (code: ErrorCode, pointer: string, items: string[] = []) => {
    const errors = items.map((at) => ({ code: 'value-uri', pointer: at, message: 'no' }));
    return async () => {
      throw new BridgeError(code, 'As it happens.', { pointer, errors });
    };
  };

  test.each([
    ['record-invalid', 422, '/assertions/3/id', { clr: CLR }, '/clr/assertions/3/id'],
    ['record-unrecognised', 400, '', { clr: CLR }, '/clr'],
    ['jws-malformed', 400, '', { signedClr: JWS }, '/signedClr'],
    ['record-invalid', 422, '/id', { clrs: [CLR] }, '/clrs/0/id'],
    ['record-invalid', 422, '/1/id', { clrs: [CLR, CLR] }, '/clrs/1/id'],
    ['term-undefined', 422, '/credentialSubject/clr/x:y', { clr: CLR }, '/clr/x:y'],
    ['term-undefined', 422, '/credentialSubject/assertions/0', { clr: CLR }, '/clr/assertions/0'],
    ['context-unknown', 422, '/@context/2', { clr: CLR }, '/clr/@context/2'],
    ['request-invalid', 400, '/validUntil', { clr: CLR }, '/validUntil'],
    ['issuer-unknown', 404, '', { clr: CLR }, ''],
    ['key-unavailable', 409, '', { clr: CLR }, ''],
    ['proof-unfit', 422, '', { clr: CLR }, ''],
    ['curated-record', 422, '', { clr: CLR }, '/clr'],
  ] as const)('wrap: %s, case %#', async (code, status, at, body, pointer) => {
    const failing = await startClient(createFakeBridge({ wrap: fail(code, at, at === '' ? [] : [at]) }));
    const answer = await failing.post('/clr/wrap', body);
    expect(answer.status).toBe(status);
    const problem = expectProblem(answer, code, pointer);
    expect(problem.errors?.[0]?.pointer ?? pointer).toBe(pointer);
    await failing.server.close();
  });

  test('sign: an issuer that the record names is pointed at', async () => {
    const failing = await startClient(createFakeBridge({ sign: fail('issuer-unknown', '/publisher/id') }));
    expectProblem(await failing.post('/clr/sign', { clr: CLR }), 'issuer-unknown', '/clr/publisher/id');
    await failing.server.close();
  });

  test('compare: the pointer says which of the two', async () => {
    const failing = await startClient(
      createFakeBridge({ compare: fail('record-unrecognised', '/credential/id') }),
    );
    const body = { clr: CLR, verifiablePresentation: CREDENTIAL };
    expectProblem(
      await failing.post('/clr/compare', body),
      'record-unrecognised',
      '/verifiablePresentation/id',
    );
    await failing.server.close();
  });

  test('curate: selection-unknown already speaks of the request', async () => {
    const curate = () => {
      throw new BridgeError('selection-unknown', 'Nothing.', { pointer: '/keep/1' });
    };
    const failing = await startClient(createFakeBridge({ curate }));
    expectProblem(
      await failing.post('/clr/curate', { clr: CLR, keep: ['a', 'b'] }),
      'selection-unknown',
      '/keep/1',
    );
    await failing.server.close();
  });

  test.each(['credential-rejected', 'verification-inconclusive'] as const)(
    'unwrap: %s carries the report',
    async (code) => {
      const unwrap = async () => {
        throw new BridgeError(code, 'The input is rejected.', {
          pointer: '/proof',
          extra: { report: REJECTED },
        });
      };
      const failing = await startClient(createFakeBridge({ unwrap }));
      const answer = await failing.post('/clr/unwrap', { verifiableCredential: CREDENTIAL });
      expect(answer.status).toBe(422);
      expect(expectProblem(answer, code, '/verifiableCredential/proof').report).toEqual(REJECTED);
      const { text } = await failing.get('/metrics');
      expect(text).toContain('clr_bridge_verdicts_total{verdict="rejected",kind="vc"} 1');
      await failing.server.close();
    },
  );

  test('a rejected credential is still 200 at /clr/verify', async () => {
    const failing = await startClient(createFakeBridge({ verify: async () => REJECTED }));
    const answer = await failing.post('/clr/verify', { verifiableCredential: CREDENTIAL });
    expect([answer.status, answer.body.report.verdict]).toEqual([200, 'rejected']);
    await failing.server.close();
  });
});
