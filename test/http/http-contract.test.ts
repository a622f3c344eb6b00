/** Every call of docs/openapi.yaml against the service as it really is put together: store, keys, proofs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Composed, compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { badge } from '../fixtures/signed-clr2.ts';
import { aPng, svgWith } from '../images/pictures.ts';
import { type Client, expectProblem, startClient } from './client.ts';
import { CONTRACT, covered, offence } from './contract.ts';

const { EXAMPLE } = (await import(new URL('../../src/web/example-record.js', import.meta.url).href)) as {
  EXAMPLE: JsonObject;
};

let folder: string;
let composed: Composed;
let client: Client;
let issuer: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clr-bridge-http-'));
  const { VC_API_FAILURE_STATUS } = process.env;
  const config = parseConfig({
    CLR_BRIDGE_DATA: folder,
    CLR_BRIDGE_SECRET: 'only for this test',
    VC_API_FAILURE_STATUS,
  });
  composed = await compose(config);
  ({ did: issuer } = await composed.bridge.keys.create());
  await composed.bridge.keys.create({ name: 'registrar', did: 'did:web:bridge.example:issuers:registrar' });
  await composed.bridge.keys.create({ name: 'host', did: 'did:web:bridge.example' });
  client = await startClient(composed.bridge, {
    baseUrl: 'https://bridge.example',
    batches: composed.batches,
    failureStatus: config.failureStatus,
  });
});
afterAll(async () => {
  await client.server.close();
  await composed.close();
  rmSync(folder, { recursive: true });
});

test('the check notices what is not in the contract', () => {
  const check = (body: unknown, status = 200, type = 'application/json', path = '/health') =>
    offence('GET', `http://x${path}`, status, type, JSON.stringify(body));
  expect(check({ status: 'ok', version: '1' })).toBeUndefined();
  expect(check({ status: 'fine', version: '1' })).toMatch(/status/);
  expect(check({ status: 'ok', version: '1' }, 201)).toMatch(/not announced/);
  expect(check({ status: 'ok', version: '1' }, 200, 'text/html')).toMatch(/not announced/);
  expect(check({}, 200, 'application/json', '/elsewhere')).toMatch(/not in the contract/);
  const report = {
    verdict: 'good',
    kind: 'vc',
    findings: [],
    nodes: [],
    unchecked: [],
    summary: { nodes: 0, pass: 0, fail: 0, unknown: 0 },
  };
  expect(offence('POST', 'http://x/clr/verify', 200, 'application/json', JSON.stringify({ report }))).toMatch(
    /verdict/,
  );
});

describe('a record goes through every call', () => {
  test.each([
    [{}],
    [{ profile: 'linked-data' }],
    [{ vcVersion: '1.1' }],
    [{ proof: 'Ed25519Signature2020', subject: 'did:example:alma' }],
  ])('wrap %j, verify, unwrap, compare, read again', async (options) => {
    const wrapped = await client.post('/clr/wrap', { clr: EXAMPLE, ...options });
    expect([wrapped.status, wrapped.text.slice(0, 500)]).toEqual([201, expect.any(String)]);
    const { verifiableCredential } = wrapped.body;

    const verified = await client.post('/clr/verify', { verifiableCredential, options: { outline: true } });
    expect(verified.body.report.verdict).toBe('accepted');
    expect(JSON.stringify(verified.body.outline)).toContain('"title":"Alma Berg"');
    const { body } = await client.post('/credentials/verify', { verifiableCredential });
    expect(body).toMatchObject({ verified: true, verdict: 'accepted' });

    const unwrapped = await client.post('/clr/unwrap', { verifiableCredential });
    expect(unwrapped.body.records).toMatchObject([{ verification: { verified: true } }]);
    expect(unwrapped.body.records[0].clr).toEqual(EXAMPLE);

    const compared = await client.post('/clr/compare', { clr: EXAMPLE, verifiableCredential });
    expect(compared.body).toMatchObject({ same: true, differences: [] });

    const kept = await client.get(wrapped.headers.get('location') as string);
    expect(kept.body.verifiableCredential).toEqual(verifiableCredential);
  });

  test('a changed credential is rejected, and not handed out', async () => {
    const { verifiableCredential } = (await client.post('/clr/wrap', { clr: EXAMPLE })).body;
    const changed = structuredClone(verifiableCredential);
    changed.credentialSubject.clr.learner.name = 'Somebody Else';
    expect((await client.post('/clr/verify', { verifiableCredential: changed })).body.report.verdict).toBe(
      'rejected',
    );
    const { status, body } = await client.post('/credentials/verify', { verifiableCredential: changed });
    expect([status, body.verified]).toEqual([Number(process.env['VC_API_FAILURE_STATUS'] ?? 200), false]);
    expect(body.problemDetails[0].type).toMatch(/CRYPTOGRAPHIC_SECURITY_ERROR$/);
    const refused = await client.post('/clr/unwrap', { verifiableCredential: changed });
    expect(refused.status).toBe(422);
    expect(expectProblem(refused, 'credential-rejected').report).toMatchObject({ verdict: 'rejected' });
    const anyway = await client.post('/clr/unwrap', {
      verifiableCredential: changed,
      options: { allowUnverified: true },
    });
    expect(anyway.body.records).toMatchObject([{ verification: { verified: false } }]);
  });

  test('sign, verify, wrap the signed record, curate it', async () => {
    const { signedClr } = (await client.post('/clr/sign', { clr: EXAMPLE, each: true })).body;
    const verified = await client.post('/clr/verify', signedClr, { 'content-type': 'application/jwt' });
    expect(verified.body.report.kind).toBe('signed-clr');
    const { verifiableCredential } = (await client.post('/clr/wrap', { signedClr, validation: 'lenient' }))
      .body;
    const { records } = (
      await client.post('/clr/unwrap', { verifiableCredential, options: { allowUnverified: true } })
    ).body;
    expect(records).toMatchObject([{ clr: signedClr }]);
    const curated = await client.post('/clr/curate', { clr: EXAMPLE, keep: ['/assertions/0'] });
    expect(curated.body.provenance.kept).toHaveLength(1);
    expectProblem(await client.post('/clr/wrap', { clr: curated.body.clr }), 'curated-record', '/clr');
  });

  test('wrap so that parts can be hidden, disclose, derive, verify, unwrap', async () => {
    const [first] = EXAMPLE['assertions'] as JsonObject[];
    const id = 'urn:uuid:00000000-0000-4000-8000-00000000000e';
    const achievement = { ...(first?.['achievement'] as JsonObject), id: `${id}f` };
    const clr = { ...EXAMPLE, assertions: [first, { ...first, id, achievement }] };
    const wrapped = await client.post('/clr/wrap', { clr, proof: 'sd-jwt' });
    const { verifiableCredential } = wrapped.body;
    const keep = ['/credentialSubject/clr/assertions/0'];
    const shown = await client.post('/clr/disclose', { verifiableCredential, keep });
    expect(shown.body).toMatchObject({ kept: keep, binding: 'none' });
    const derived = await client.post('/credentials/derive', {
      verifiableCredential,
      options: { selectivePointers: keep },
    });
    expect(derived.status).toBe(201);
    expect(derived.body).toEqual({ verifiableCredential: shown.body.verifiableCredential });
    for (const type of ['application/vc+sd-jwt', 'application/dc+sd-jwt'])
      for (const path of ['/clr/verify', '/credentials/verify']) {
        const sent = { 'content-type': type };
        const { text } = await client.post(path, shown.body.verifiableCredential, sent);
        expect(text).toContain('selection-disclosed');
      }
    const unwrapped = await client.post('/clr/unwrap', derived.body);
    expect(unwrapped.body.records).toMatchObject([
      { selected: true, clr: { partial: true, assertions: [{}] }, verification: { verified: true } },
    ]);

    const nowhere = { selectivePointers: ['/credentialSubject/clr/assertions/99'] };
    expectProblem(
      await client.post('/credentials/derive', { verifiableCredential, options: nowhere }),
      'selection-unknown',
      '/options/selectivePointers/0',
    );
    expectProblem(
      await client.post('/clr/disclose', { verifiableCredential, keep, holder: issuer }),
      'request-invalid',
      '/challenge',
    );
    const embedded = (await client.post('/clr/wrap', { clr: EXAMPLE })).body.verifiableCredential;
    expectProblem(
      await client.post('/clr/disclose', { verifiableCredential: embedded, keep }),
      'proof-unfit',
    );
  });

  test.each([
    ['ecdsa-sd-2023', 'sd'],
    ['bbs-2023', 'bbs'],
  ] as const)(
    'issue under %s, derive, verify: what is mandatory and who, when is always shown',
    async (proof, name) => {
      const { did } = await composed.bridge.keys.create({ name, proof });
      const at = (member: string) => `/credentialSubject/${member}`;
      const credential = {
        '@context': ['https://www.w3.org/ns/credentials/v2', { '@vocab': 'https://example.org/terms#' }],
        type: ['VerifiableCredential'],
        issuer: did,
        validFrom: '2026-01-01T00:00:00Z',
        credentialSubject: { id: 'did:example:learner', grade: 'A', club: 'Chess', seat: '12' },
      };
      const issue = (mandatoryPointers: unknown) =>
        client.post(`/issuers/${name}/credentials/issue`, { credential, options: { mandatoryPointers } });
      const { status, body } = await issue([at('grade')]);
      expect([status, body.verifiableCredential?.proof.cryptosuite]).toEqual([201, proof]);
      const { verifiableCredential } = body;
      const base = await client.post('/clr/verify', { verifiableCredential });
      expect(base.text).toContain('proof-base');
      const derive = (...selectivePointers: string[]) =>
        client.post('/credentials/derive', { verifiableCredential, options: { selectivePointers } });
      const derived = await derive(at('seat'));
      expect(derived.status).toBe(201);
      expect(derived.body.verifiableCredential).toMatchObject({
        issuer: did,
        validFrom: credential.validFrom,
      });
      expect(derived.body.verifiableCredential.credentialSubject).toEqual({
        id: 'did:example:learner',
        grade: 'A',
        seat: '12',
      });
      expect((await client.post('/credentials/verify', derived.body)).body.verified).toBe(true);
      const none = await derive();
      expect(none.body.verifiableCredential.credentialSubject).toEqual({
        id: 'did:example:learner',
        grade: 'A',
      });
      expectProblem(await derive(at('none')), 'selection-unknown', '/options/selectivePointers/0');
      expectProblem(
        await issue([at('grade'), at('none')]),
        'request-invalid',
        '/options/mandatoryPointers/1',
      );
      expectProblem(await issue(['grade']), 'request-invalid', '/options/mandatoryPointers/0');
      const presentation = {
        '@context': credential['@context'].slice(0, 1),
        type: ['VerifiablePresentation'],
        holder: did,
      };
      const presented = await client.post('/presentations/prove', { presentation });
      if (name === 'bbs') expectProblem(presented, 'proof-unfit');
      else expect(presented.body.verifiablePresentation.proof.cryptosuite).toBe('ecdsa-rdfc-2019');
    },
  );

  test('wrap under clr2 with a base proof, disclose, unwrap', async () => {
    const { did } = await composed.bridge.keys.create({ name: 'sd-clr', proof: 'ecdsa-sd-2023' });
    const [first] = EXAMPLE['assertions'] as JsonObject[];
    const id = 'urn:uuid:00000000-0000-4000-8000-00000000000e';
    const achievement = { ...(first?.['achievement'] as JsonObject), id: `${id}f` };
    const clr = { ...EXAMPLE, assertions: [first, { ...first, id, achievement }] };
    const wrapped = await client.post('/clr/wrap', {
      clr,
      profile: 'clr2',
      proof: 'ecdsa-sd-2023',
      issuer: did,
    });
    expect([wrapped.status, wrapped.text.slice(0, 300)]).toEqual([201, expect.any(String)]);
    const { verifiableCredential } = wrapped.body;
    const shown = await client.post('/clr/disclose', { verifiableCredential, keep: [`${id}f`] });
    expect(shown.body).toMatchObject({
      kept: ['/credentialSubject/verifiableCredential/1'],
      binding: 'none',
    });
    const { records } = (
      await client.post('/clr/unwrap', { verifiableCredential: shown.body.verifiableCredential })
    ).body;
    expect(records).toMatchObject([{ selected: true, verification: { verified: true } }]);
    expectProblem(
      await client.post('/clr/wrap', { clr, proof: 'ecdsa-sd-2023', issuer: did }),
      'proof-unfit',
      '/proof',
    );
  });

  test('wrap under clr2, unwrap in either version, split, join, convert, curate', async () => {
    const wrapped = await client.post('/clr/wrap', { clr: EXAMPLE, profile: 'clr2', embedSource: true });
    expect([wrapped.status, wrapped.text.slice(0, 500)]).toEqual([201, expect.any(String)]);
    const { verifiableCredential, losses } = wrapped.body;
    expect(losses.map(({ pointer }: JsonObject) => pointer)).toContain('/clr/id');
    const kept = await client.get(wrapped.headers.get('location') as string);
    expect(kept.body.verifiableCredential).toEqual(verifiableCredential);
    const one = await client.post('/clr/unwrap', { verifiableCredential, to: '1.0' });
    expect(one.body.records[0].clr).toEqual(EXAMPLE);
    const two = await client.post('/clr/unwrap', { verifiableCredential, to: '2.0' });
    expect(two.body.records).toMatchObject([{ clr: verifiableCredential, version: '2.0' }]);

    const split = await client.post('/clr/split', { verifiableCredential });
    expect(split.body.verifiableCredentials).toEqual(
      verifiableCredential.credentialSubject.verifiableCredential,
    );
    const { verifiableCredentials } = split.body;
    const joined = await client.post('/clr/join', { verifiableCredentials, name: 'All' });
    expect((await client.post('/clr/verify', joined.body)).status).toBe(400);
    const again = { verifiableCredential: joined.body.verifiableCredential };
    expect((await client.post('/clr/verify', again)).body.report.verdict).toBe('accepted');
    const [first] = verifiableCredentials;
    expectProblem(
      await client.post('/clr/join', { verifiableCredentials: [first, first] }),
      'conflict',
      '/verifiableCredentials/1',
    );
    const curated = await client.post('/clr/curate', {
      verifiableCredential,
      keep: ['/credentialSubject/verifiableCredential/0'],
    });
    expect(curated.body.verifiablePresentation.verifiableCredential).toEqual([first]);

    const up = await client.post('/clr/convert', { clr: EXAMPLE, to: '2.0', fill: 'copy-name' });
    expect(up.body.clr.type).toContain('ClrCredential');
    const down = await client.post('/clr/convert', { clr: up.body.clr, to: '1.0' });
    expect(down.body.clr.id).toBe(EXAMPLE['id']);
    const jwt = await client.post('/clr/wrap', { clr: EXAMPLE, profile: 'clr2', proof: 'jwt' });
    expect(jwt.body.verifiableCredential).toEqual(expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/));
    const opened = await client.get(`/credentials/${encodeURIComponent(verifiableCredential.id)}`);
    expect(opened.body.verifiableCredential.id).toMatch(/^data:application\/vc\+jwt,/);
  });

  test('issue what somebody else put together', async () => {
    const credential = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id: 'urn:uuid:6a1f9a52-3f57-4c11-9d7e-0e8a6d1c2b33',
      issuer,
      type: ['VerifiableCredential'],
      credentialSubject: { id: 'did:example:alma' },
    };
    const issued = await client.post('/credentials/issue', { credential });
    expect(issued.status).toBe(201);
    expect((await client.post('/credentials/verify', issued.body)).body.verified).toBe(true);
    expectProblem(await client.post('/credentials/issue', { credential }), 'conflict', '/credential/id');
    const broken = { ...credential, type: 'Thing', id: 'urn:uuid:7' };
    expect(
      expectProblem(await client.post('/credentials/issue', { credential: broken }), 'request-invalid')
        .pointer,
    ).toMatch(/^\/credential/);
  });

  test('wrap with a status, read the list, revoke', async () => {
    const wrapped = await client.post('/clr/wrap', { clr: EXAMPLE, status: ['revocation', 'suspension'] });
    const { verifiableCredential } = wrapped.body;
    const [revocation, suspension] = verifiableCredential.credentialStatus;
    expect([revocation.statusPurpose, suspension.statusPurpose]).toEqual(['revocation', 'suspension']);
    const path = new URL(revocation.statusListCredential).pathname;
    const list = await client.get(path);
    expect([list.status, list.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(list.body.id).toBe(revocation.statusListCredential);
    const etag = list.headers.get('etag') as string;
    expect((await client.get(path, { 'if-none-match': etag, 'cache-control': 'max-age=0' })).status).toBe(
      304,
    );

    const { id: credentialId } = verifiableCredential;
    const change = { credentialId, credentialStatus: revocation, status: true };
    const changed = await client.post('/credentials/status', change);
    expect(changed.body.entries).toMatchObject([{ statusListIndex: revocation.statusListIndex, status: 1 }]);
    const { body } = await client.post('/credentials/verify', { verifiableCredential });
    expect(body.verified).toBe(false);
    expect(body.problemDetails.map(({ code }: { code: string }) => code)).toContain('revoked');
    const after = await client.get(path, { 'if-none-match': etag, 'cache-control': 'max-age=0' });
    expect([after.status, after.headers.get('etag') === etag]).toEqual([200, false]);

    expectProblem(await client.post('/credentials/status', { ...change, status: false }), 'conflict');
    const other = { ...change, credentialId: 'urn:uuid:none' };
    expectProblem(await client.post('/credentials/status', other), 'not-found');
    expectProblem(await client.get('/status-lists/none'), 'not-found');
    expect((await client.post(`${path}/publish`, {})).status).toBe(204);
  });

  test('a presentation answers a challenge once', async () => {
    const { verifiableCredential } = (await client.post('/clr/wrap', { clr: EXAMPLE, subject: issuer })).body;
    const { challenge, expires } = (await client.post('/challenges')).body;
    expect(Date.parse(expires)).toBeGreaterThan(Date.now());
    const verifiablePresentation = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiablePresentation'],
      verifiableCredential: [verifiableCredential],
    };
    const unsigned = await client.post('/presentations/verify', {
      verifiablePresentation,
      options: { challenge },
    });
    expect(unsigned.body.verified).toBe(false);
    expect(unsigned.body.problemDetails.map(({ code }: { code: string }) => code)).toContain('proof-missing');
    for (const path of [
      '/presentations/prove',
      '/presentations',
      '/issuers/issuer/presentations/prove',
      '/issuers/issuer/presentations',
    ]) {
      const fresh = (await client.post('/challenges')).body.challenge;
      const options = { challenge: fresh, domain: 'school.example' };
      const proven = await client.post(path, { presentation: verifiablePresentation, options });
      expect(proven.body.verifiablePresentation).toMatchObject({ holder: issuer, proof: options });
      const answered = await client.post('/presentations/verify', {
        ...proven.body,
        options: { ...options, returnResults: true, returnPresentation: true },
      });
      expect(answered.body).toMatchObject({ verified: true, ...proven.body });
      expect(answered.body.results).toMatchObject({
        presentation: {
          challenge: { verified: true, input: fresh },
          domain: { verified: true, input: 'school.example' },
          holder: { verified: true, input: issuer },
          proof: [{ verified: true }],
        },
        credentials: [{ verified: true, results: { proof: [{ verified: true }] } }],
      });
      const again = await client.post('/presentations/verify', { ...proven.body, options });
      expect(again.body.verified).toBe(false);
      const elsewhere = { ...options, domain: 'other.example', returnResults: true };
      const other = await client.post('/presentations/verify', { ...proven.body, options: elsewhere });
      expect(other.body.results.presentation).toMatchObject({
        challenge: { verified: false },
        domain: { verified: false, input: 'other.example' },
      });
      expect(other.body.problemDetails.map(({ type }: { type: string }) => type.split('#')[1])).toEqual(
        expect.arrayContaining(['INVALID_DOMAIN_ERROR', 'INVALID_CHALLENGE_ERROR']),
      );
    }
  });
});

describe('each issuer has an instance of VC-API', () => {
  const credential = (id: string, by = issuer) => ({
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id,
    issuer: by,
    type: ['VerifiableCredential'],
    credentialSubject: { id: 'did:example:alma' },
  });

  test('whose proof is that of its key', async () => {
    const { did } = await composed.bridge.keys.create({ name: 'jwt', keyType: 'P-256', proof: 'jwt' });
    const issued = await client.post('/issuers/jwt/credentials/issue', {
      credential: credential('urn:x:1', did),
    });
    expect(issued.body.verifiableCredential).toMatchObject({
      type: 'EnvelopedVerifiableCredential',
      id: expect.stringMatching(/^data:application\/vc\+jwt,eyJ/),
    });
    expect((await client.post('/credentials/verify', issued.body)).body.verified).toBe(true);
    const kept = await client.get(issued.headers.get('location') as string);
    expect(kept.body.verifiableCredential).toEqual(issued.body.verifiableCredential);

    await composed.bridge.keys.create({ name: '2020', proof: 'Ed25519Signature2020' });
    const key = await composed.bridge.keys.findNamed('2020');
    const signed = await client.post('/issuers/2020/credentials/issue', {
      credential: credential('urn:x:2', key.did),
    });
    expect(signed.body.verifiableCredential.proof.type).toBe('Ed25519Signature2020');
    const named = await client.post('/credentials/issue', { credential: credential('urn:x:3', key.did) });
    expect(named.body.verifiableCredential.proof.type).toBe('Ed25519Signature2020');
    expect((await client.get('/issuers/2020/credentials')).body).toHaveLength(2);
    expect((await client.get('/credentials?limit=1')).body).toMatchObject([{ id: 'urn:x:3' }]);
  });

  test('which signs for nobody else', async () => {
    const answer = await client.post('/issuers/2020/credentials/issue', {
      credential: credential('urn:x:4'),
    });
    expectProblem(answer, 'request-invalid', '/credential/issuer');
    const unknown = await client.post('/issuers/nobody/credentials/issue', {
      credential: credential('urn:x:4'),
    });
    expectProblem(unknown, 'issuer-unknown');
  });

  test('what it issued is read and deleted there', async () => {
    for (const instance of ['', '/issuers/issuer']) {
      const id = `urn:x:deleted${instance}`;
      const path = `${instance}/credentials/${encodeURIComponent(id)}`;
      expect(
        (await client.post(`${instance}/credentials/issue`, { credential: credential(id) })).headers.get(
          'location',
        ),
      ).toBe(path);
      expect((await client.get(path)).body.verifiableCredential.id).toBe(id);
      expect((await client.call('DELETE', path)).status).toBe(202);
      expectProblem(await client.get(path), 'gone');
      expectProblem(await client.post('/credentials/issue', { credential: credential(id) }), 'conflict');
    }
  });

  test('a status list is begun there', async () => {
    for (const instance of ['', '/issuers/issuer']) {
      const { status, body } = await client.post(`${instance}/status-lists`, { statusPurpose: 'refresh' });
      expect([status, body.verifiableCredential.issuer]).toEqual([201, issuer]);
      expectProblem(await client.post(`${instance}/status-lists`, {}), 'request-invalid', '/statusPurpose');
    }
  });

  test('a presentation is kept, listed and deleted there', async () => {
    for (const instance of ['', '/issuers/issuer']) {
      const id = `urn:x:presented${instance}`;
      const presentation = {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiablePresentation'],
        id,
      };
      const { body, headers } = await client.post(`${instance}/presentations`, { presentation });
      const path = String(headers.get('location'));
      expect((await client.get(path)).body).toEqual(body.verifiablePresentation);
      const listed = `${instance}/presentations?limit=1&type=verifiablepresentations`;
      expect((await client.get(listed)).body).toEqual([body.verifiablePresentation]);
      expect((await client.get(`${instance}/presentations?type=presentations`)).body).toEqual([]);
      expectProblem(await client.get(`${instance}/presentations?type=unknown`), 'request-invalid');
      expectProblem(await client.get(`${instance}/presentations?limit=0`), 'request-invalid');
      expect((await client.call('DELETE', path)).status).toBe(202);
      expectProblem(await client.get(path), 'gone');
      expectProblem(
        await client.post(`${instance}/presentations`, { presentation }),
        'conflict',
        '/presentation/id',
      );
      expectProblem(await client.get(`${instance}/presentations/nobody`), 'not-found');
    }
  });

  test('one that has no id is found by credentialId', async () => {
    const { id: _id, ...anonymous } = credential('');
    const options = { credentialId: 'urn:x:kept-as' };
    await client.post('/credentials/issue', { credential: anonymous, options });
    expect((await client.get('/credentials/urn%3Ax%3Akept-as')).body.verifiableCredential).toMatchObject(
      anonymous,
    );
    const twice = await client.post('/credentials/issue', { credential: anonymous, options });
    expectProblem(twice, 'conflict');
  });
});

describe('a badge in an image', () => {
  test('is issued, baked, verified from image, form and data URL, and given back', async () => {
    const issued = await client.post('/credentials/issue', { credential: badge(1, issuer) });
    const credential = issued.body.verifiableCredential ?? issued.body;
    for (const [type, image] of [
      ['image/png', aPng()],
      ['image/svg+xml', svgWith('')],
    ] as const) {
      const baked = await client.post('/clr/bake', {
        image: `data:${type};base64,${image.toString('base64')}`,
        credential,
      });
      expect([baked.status, baked.headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
      const verified = await client.post('/clr/verify', baked.bytes, { 'content-type': type });
      expect(verified.body.report).toMatchObject({ verdict: 'accepted', kind: 'ob-3.0' });
      const form = new FormData();
      form.set('badge', new Blob([baked.bytes], { type }), 'badge');
      expect((await client.post('/clr/unwrap', form)).body.records).toMatchObject([{ clr: credential }]);
      const unbaked = await client.post('/clr/unbake', baked.bytes, { 'content-type': type });
      expect(unbaked.body).toMatchObject({ kind: 'ob-3.0', credential });
      const tampered = { ...credential, name: 'Another' };
      const forged = await client.post('/clr/bake', {
        image: baked.bytes.toString('base64'),
        credential: tampered,
        overwrite: true,
      });
      const rejected = await client.post('/clr/verify', forged.bytes, { 'content-type': type });
      expect(rejected.body.report.verdict).toBe('rejected');
    }
  });
});

describe('faults of the real use cases point into the request', () => {
  const broken = { ...EXAMPLE, issuedOn: 'yesterday' };

  test.each([
    ['/clr/wrap', { clr: broken }, 'record-invalid', /^\/clr\/issuedOn$/],
    ['/clr/wrap', { clrs: [EXAMPLE, broken] }, 'record-invalid', /^\/clrs\/1\/issuedOn$/],
    ['/clr/wrap', { clrs: [broken] }, 'record-invalid', /^\/clrs\/0\/issuedOn$/],
    ['/clr/wrap', { clr: { hello: 1 } }, 'record-unrecognised', /^\/clr$/],
    ['/clr/wrap', { signedClr: 'abc' }, 'record-unrecognised', /^\/signedClr$/],
    ['/clr/wrap', { signedClr: 'eyJhbGciOiJub25lIn0.!.c' }, 'jws-malformed', /^\/signedClr/],
    ['/clr/wrap', { clr: EXAMPLE, issuer: 'did:web:other.example' }, 'issuer-unknown', /^$/],
    ['/clr/wrap', { clr: EXAMPLE, validUntil: 'soon' }, 'request-invalid', /^\/validUntil$/],
    [
      '/clr/wrap',
      { clr: { ...EXAMPLE, 'odd name': 1 }, profile: 'linked-data', validation: 'lenient' },
      'term-undefined',
      /^\/clr\/odd name$/,
    ],
    ['/clr/wrap', { clr: EXAMPLE, fill: 'refuse' }, 'request-invalid', /^\/fill$/],
    [
      '/clr/wrap',
      { clr: EXAMPLE, profile: 'clr2', fill: 'refuse' },
      'record-invalid',
      /^\/clr\/assertions\/0/,
    ],
    ['/clr/wrap', { clrs: EXAMPLE }, 'request-invalid', /^\/clrs$/],
    ['/clr/wrap', { clr: EXAMPLE, vcVersion: '1.1', proof: 'jwt' }, 'proof-unfit', /^\/proof$/],
    [
      '/clr/wrap',
      { clr: badge(1, 'did:web:other.example'), profile: 'clr2' },
      'issuer-unknown',
      /^\/clr\/issuer$/,
    ],
    [
      '/credentials/issue',
      { credential: badge(1, 'did:web:other.example') },
      'request-invalid',
      /^\/credential\/issuer$/,
    ],
    [
      '/clr/join',
      { verifiableCredentials: ['hello'] },
      'record-unrecognised',
      /^\/verifiableCredentials\/0$/,
    ],
    [
      '/clr/join',
      { verifiableCredentials: [EXAMPLE], validUntil: 'soon' },
      'request-invalid',
      /^\/validUntil$/,
    ],
    ['/clr/unwrap', { verifiableCredential: {}, bridges: ['x'] }, 'request-invalid', /^\/bridges\/0$/],
    ['/clr/convert', { clr: EXAMPLE, to: '3.0' }, 'request-invalid', /^\/to$/],
    ['/clr/convert', { clr: { a: 1 }, to: '2.0' }, 'record-unrecognised', /^\/clr$/],
    ['/clr/split', { verifiableCredential: { a: 1 } }, 'record-unrecognised', /^\/verifiableCredential$/],
    ['/clr/join', { verifiableCredentials: [EXAMPLE] }, 'record-unsupported', /^\/verifiableCredentials\/0$/],
    ['/clr/unwrap', { verifiableCredential: { a: 1 } }, 'record-unrecognised', /^\/verifiableCredential$/],
    ['/clr/verify', { clr: { a: 1 } }, 'record-unrecognised', /^\/clr$/],
    ['/clr/curate', { clr: EXAMPLE, keep: ['/assertions/7'] }, 'selection-unknown', /^\/keep\/0$/],
    ['/clr/compare', { clr: { a: 1 }, verifiableCredential: { a: 1 } }, 'record-unrecognised', /^\/clr$/],
    [
      '/clr/compare',
      { clr: EXAMPLE, verifiableCredential: { a: 1 } },
      'record-unrecognised',
      /^\/verifiableCredential$/,
    ],
    ['/clr/sign', { clr: { ...EXAMPLE, publisher: null } }, 'record-invalid', /^\/clr\/publisher\/id$/],
    [
      '/credentials/verify',
      { verifiableCredential: EXAMPLE },
      'record-unrecognised',
      /^\/verifiableCredential$/,
    ],
  ] as const)('%s, case %#', async (path, body, code, pointer) => {
    expect(expectProblem(await client.post(path, body), code).pointer).toMatch(pointer);
  });

  test('a conversion that is refused names what refuses it, and nothing else', async () => {
    const answer = await client.post('/clr/convert', { clr: EXAMPLE, to: '2.0', fill: 'refuse' });
    const { errors } = expectProblem(answer, 'record-invalid');
    expect(errors?.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['required-missing', '/clr/assertions/0/achievement/description'],
      ['required-missing', '/clr/assertions/0/achievement/requirement'],
    ]);
  });

  test('losses of a signed record stand inside its JWS', async () => {
    const { signedClr } = (await client.post('/clr/sign', { clr: EXAMPLE })).body;
    const { losses } = (await client.post('/clr/convert', { signedClr, to: '2.0' })).body;
    expect(losses).toContainEqual(
      expect.objectContaining({ code: 'id-reissued', pointer: '/signedClr#/id' }),
    );
  });

  test('a lenient wrap warns at the places where a strict one refuses', async () => {
    const { errors } = expectProblem(await client.post('/clr/wrap', { clr: broken }), 'record-invalid');
    const { warnings } = (await client.post('/clr/wrap', { clr: broken, validation: 'lenient' })).body;
    expect(warnings.map(({ code, pointer }: JsonObject) => [code, pointer])).toEqual(
      expect.arrayContaining((errors ?? []).map(({ code, pointer }) => [code, pointer])),
    );
  });
});

test('our own DIDs are published where did:web looks', async () => {
  const host = await client.get('/.well-known/did.json');
  expect(host.body.id).toBe('did:web:bridge.example');
  const issuer = await client.get('/issuers/registrar/did.json');
  expect(issuer.body).toMatchObject({
    id: 'did:web:bridge.example:issuers:registrar',
    verificationMethod: [{ type: 'Multikey' }],
  });
  expectProblem(await client.get('/issuers/nobody/did.json'), 'issuer-unknown');
});

test('offers and requests are made, looked at, listed and ended', async () => {
  const makings = [
    ['offer', { clr: EXAMPLE, txCode: { description: 'by letter' }, expires: 600 }],
    ['request', { template: 'clr-from', issuers: [issuer], expires: 60 }],
  ] as const;
  for (const [kind, body] of makings) {
    const made = await client.post(`/${kind}s`, body);
    expect([made.status, made.body.state]).toEqual([201, 'created']);
    const path = made.headers.get('location') as string;
    const { qr, ...seen } = made.body;
    expect((await client.get(path)).body).toEqual({ ...seen, qr });
    const [listed] = (await client.get(`/${kind}s`)).body[`${kind}s`];
    expect(listed).toMatchObject({ id: seen.id, items: seen.items });
    expect(JSON.stringify(listed)).not.toContain(seen.links.page);
    for (const picture of ['svg', 'png'] as const) {
      const drawn = await client.get(new URL(qr[picture]).pathname);
      expect([drawn.status, drawn.headers.get('content-type')]).toEqual([
        200,
        picture === 'svg' ? 'image/svg+xml; charset=utf-8' : 'image/png',
      ]);
    }
    expect((await client.call('DELETE', path)).status).toBe(204);
    expect((await client.get(path)).body).toMatchObject({ state: 'cancelled', items: [] });
    expectProblem(await client.get(`/${kind}s/none`), 'not-found');
  }
  expectProblem(await client.post('/offers', { clr: EXAMPLE, expires: 'tomorrow' }), 'request-invalid');
  expectProblem(
    await client.post('/offers', { clr: EXAMPLE, expires: '2100-01-01T00:00:00Z' }),
    'request-invalid',
  );
  expectProblem(await client.post('/requests', { template: 'clr-from' }), 'request-invalid');
});

test('wallets fetch a request of OpenID4VP, and decline it', async () => {
  const { links } = (await client.post('/requests', {})).body;
  const code = links.page.slice(links.page.lastIndexOf('/') + 1);
  expect((await client.get(`/oid4vp/requests/${code}`)).body).toMatchObject({ response_type: 'vp_token' });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const fresh = await client.post(`/oid4vp/requests/${code}`, 'wallet_nonce=n', form);
  expect(fresh.body).toMatchObject({ wallet_nonce: 'n' });
  const declined = await client.post(`/oid4vp/responses/${code}`, 'error=access_denied', form);
  expect([declined.status, declined.body]).toEqual([200, {}]);
});

test('a wallet of OpenID4VCI reads, and is refused, in the words of OAuth', async () => {
  for (const name of ['openid-credential-issuer', 'oauth-authorization-server', 'openid-configuration'])
    expect((await client.get(`/.well-known/${name}`)).body).toMatchObject({
      issuer: 'https://bridge.example',
    });
  const { body: made } = await client.post('/offers', { clr: EXAMPLE });
  const code = made.links.page.split('/').at(-1);
  expect((await client.get(`/oid4vci/offers/${code}`)).status).toBe(200);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const path of ['/oid4vci/authorize', '/oid4vci/authorize/none', '/oid4vci/confirm/none'])
    expect((await client.get(path)).text).toContain('This wallet cannot go on');
  expect((await client.post('/oid4vci/confirm/none', 'decision=confirm', form)).status).toBe(404);
  expect((await client.post('/oid4vci/par', 'client_id=x', form)).body.error).toBe('invalid_request');
  expect((await client.post('/oid4vci/nonce')).headers.get('cache-control')).toBe('no-store');
  const refusals = [
    await client.post('/oid4vci/token', 'grant_type=password', form),
    await client.post('/oid4vci/credential', {}),
    await client.post('/oid4vci/deferred', {}),
    await client.post('/oid4vci/notification', {}),
  ];
  expect(refusals.map(({ status, body }) => [status, body.error])).toEqual([
    [400, 'unsupported_grant_type'],
    [401, 'invalid_token'],
    [401, 'invalid_token'],
    [401, 'invalid_token'],
  ]);
  const { status, headers } = await client.call('OPTIONS', '/oid4vci/credential');
  expect([status, headers.get('access-control-allow-headers')]).toEqual([204, 'content-type, authorization']);
});

test('people open the pages of an offer and of a request, and claim and answer with files', async () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
  const made = async (kind: 'offers' | 'requests', body: JsonObject) =>
    new URL((await client.post(`/${kind}`, body)).body.links.page).pathname;
  const claim = await made('offers', { clr: EXAMPLE });
  expect((await client.get(claim)).status).toBe(200);
  const claimed = await client.call('POST', `${claim}/download`, 'format=ldp_vc', FORM);
  expect(claimed.status).toBe(303);
  expect((await client.call('POST', `${claim}/download`, 'format=ldp_vc', FORM)).status).toBe(410);
  const folder = claimed.headers.get('location') as string;
  expect((await client.get(folder)).status).toBe(200);
  const { body: credential } = await client.get(`${folder}/credential-1.json`);
  for (const kind of ['png', 'svg']) expect((await client.get(`${folder}/badge-1.${kind}`)).status).toBe(200);
  expect((await client.get(`${folder}/none`)).status).toBe(404);
  expect((await client.get('/wallet/files/none')).status).toBe(404);
  const { text } = await client.get(claim.replace('/wallet/claim/', '/wallet/events/'));
  expect(text).toContain('data: {"state":"claimed","taken":1}');
  expectProblem(await client.get('/wallet/events/none'), 'not-found');

  const present = await made('requests', { binding: 'none' });
  expect((await client.get(present)).status).toBe(200);
  expect((await client.post(`${present}/upload`, {})).status).toBe(400);
  expect((await client.post(`${present}/upload`, credential)).status).toBe(303);
  expect((await client.get(present)).text).toContain('Answered, and accepted');
  for (const page of ['claim', 'present'])
    expect((await client.get(`/wallet/${page}/none`)).status).toBe(404);
});

test('a wallet takes offers and requests up by VC-API, and by the link of the Learner Credential Wallet', async () => {
  const { body: offer } = await client.post('/offers', { clr: EXAMPLE });
  const code = offer.links.page.split('/').at(-1);
  expectProblem(await client.post(`/wallet/legacy/${code}`, {}), 'request-invalid');
  for (const name of ['claim', 'claim-unbound', 'present'])
    expect((await client.get(`/workflows/${name}`)).body).toMatchObject({ id: name });
  expectProblem(await client.get('/workflows/other'), 'not-found');
  const exchange = `/workflows/claim/exchanges/${code}`;
  expect((await client.get(exchange)).body).toMatchObject({ id: code, sequence: 0, state: 'pending' });
  expect((await client.post(exchange)).body.verifiablePresentationRequest.query).toHaveLength(1);
  const { protocols } = (await client.get(`${exchange}/protocols`)).body;
  expect(protocols).toMatchObject({ website: offer.links.page, interact: offer.links.interaction });
  expect((await client.get(`/interactions/${code}?iuv=1`, { accept: 'text/html' })).status).toBe(303);
  expectProblem(await client.get(`/interactions/${code}?iuv=2`), 'request-invalid');
});

test('a batch goes through every call', async () => {
  const NDJSON = { 'content-type': 'application/x-ndjson' };
  const made = await client.call(
    'POST',
    '/batches?status=revocation',
    `${JSON.stringify(EXAMPLE)}\n{\n`,
    NDJSON,
  );
  expect(made.status, made.text).toBe(202);
  const place = made.headers.get('location') as string;
  let state = '';
  while (state !== 'done') ({ state } = (await client.get(place)).body);
  expect((await client.get('/batches')).body.batches).toMatchObject([{ rows: 2, bad: 1, total: 2 }]);
  expect(JSON.parse((await client.get(`${place}/results`)).text).issuer).toBe(issuer);
  expect((await client.get(`${place}/errors`)).text).toContain('"line":2,"code":"malformed-json"');
  const changed = await client.post(`${place}/status`, { purpose: 'revocation' });
  expect(changed.body).toEqual({ credentials: 1, changed: 1, same: 0, without: 0 });
  expect((await client.call('DELETE', place)).status).toBe(204);
  for (const of of ['', '/results', '/errors']) expectProblem(await client.get(place + of), 'not-found');
  expectProblem(await client.call('DELETE', place), 'not-found');
  expectProblem(await client.post('/batches', {}), 'unsupported-media');
  expectProblem(await client.call('POST', '/batches?colour=red', '', NDJSON), 'request-invalid', '/colour');
});

test('every call of the contract has been made', async () => {
  for (const path of [
    '/',
    '/openapi.json',
    '/contexts/',
    '/contexts/clr-v1.jsonld',
    '/problems/',
    '/problems/internal',
    '/health',
    '/ready',
    '/metrics',
  ]) {
    expect((await client.get(path)).status).toBe(200);
  }
  const operations = Object.values(CONTRACT.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  const made = new Set([...covered].map((call) => call.split(' ')[0]));
  expect(operations.filter((id) => !made.has(id))).toEqual([]);
});
