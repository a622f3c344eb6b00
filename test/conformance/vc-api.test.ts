/**
 * VC-API, now VCALM 1.0, over HTTP: the inputs and outcomes of the issuer and verifier suites of the W3C Credentials
 * Community Group, against the service with its store and keys, in both ways to answer a failed verification.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Composed, compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import { PROOFS, SELECTIVE_PROOFS } from '../../src/kernel/contract.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { type Answer, type Client, startClient } from '../http/client.ts';
import type { Statement } from './statements.ts';
import { VC_API } from './vc-api-statements.ts';

const V1 = 'https://www.w3.org/2018/credentials/v1';
const V2 = 'https://www.w3.org/ns/credentials/v2';
const EXAMPLES = 'https://www.w3.org/2018/credentials/examples/v1';
const ISSUE = '/issuers/vc-api/credentials/issue';

let folder: string;
let composed: Composed;
let client: Client;
let older: Client;
let issuer: string;
let serial = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clr-bridge-vc-api-'));
  composed = await compose(parseConfig({ CLR_BRIDGE_DATA: folder, CLR_BRIDGE_SECRET: 'only for this test' }));
  ({ did: issuer } = await composed.bridge.keys.create({ name: 'vc-api', proof: 'Ed25519Signature2020' }));
  client = await startClient(composed.bridge);
  older = await startClient(composed.bridge, { failureStatus: 400 });
});
afterAll(async () => {
  await Promise.all([client.server.close(), older.server.close()]);
  await composed.close();
  rmSync(folder, { recursive: true });
});

type Members = Record<string, Json | undefined>;

const without = (members: Members): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;

/** The credential that the issuer suite sends, with members changed; undefined takes one out. */
function credential(members: Members = {}): JsonObject {
  serial += 1;
  return without({
    '@context': [V1, EXAMPLES],
    type: ['VerifiableCredential', 'UniversityDegreeCredential'],
    id: `urn:uuid:00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`,
    issuer,
    issuanceDate: '2024-05-01T10:00:00Z',
    credentialSubject: {
      id: 'did:example:alice',
      degree: { degreeType: 'BachelorDegree', name: 'Bachelor of Science and Arts' },
    },
    ...members,
  });
}

async function issued(members: Members = {}): Promise<JsonObject> {
  const { status, text, body } = await client.post(ISSUE, { credential: credential(members) });
  expect([status, status === 201 ? '' : text]).toEqual([201, '']);
  return body.verifiableCredential;
}

async function refuses(member: string, values: (Json | undefined)[]): Promise<void> {
  for (const value of values) {
    const { status, body } = await client.post(ISSUE, { credential: credential({ [member]: value }) });
    expect([value, status]).toEqual([value, 400]);
    expect(body.type).toMatch(/^https:\/\/www\.w3\.org\/TR\/vc-data-model#/);
  }
}

const verifying = { checks: ['proof'] };

/** Nothing is verified, in either way to say so; 400 in the older one. */
async function fails(verifiableCredential: Json): Promise<void> {
  const body = { verifiableCredential, options: verifying };
  const now = await client.post('/credentials/verify', body);
  expect([200, 400]).toContain(now.status);
  if (now.status === 200) {
    expect(now.body.verified).toBe(false);
    expect(now.body.errors.length).toBeGreaterThan(0);
  }
  expect((await older.post('/credentials/verify', body)).status).toBe(400);
}

const changed = (vc: JsonObject, members: Members) => without({ ...vc, ...members });

async function prove(options: JsonObject, path = '/issuers/vc-api/presentations/prove'): Promise<Answer> {
  const verifiableCredential = [await issued({ credentialSubject: { id: issuer } })];
  const presentation = { '@context': [V2], type: ['VerifiablePresentation'], verifiableCredential };
  return client.post(path, { presentation, options });
}

type Statements = typeof VC_API.statements;
type Met = { [K in keyof Statements]: Statements[K] extends { unmet: string } ? never : K }[keyof Statements];

const CASES: Record<Met, () => Promise<void>> = {
  'unknown-options': async () => {
    const options = { unknown: true };
    const verifiableCredential = await issued();
    for (const [path, body] of [
      [ISSUE, { credential: credential(), options }],
      ['/credentials/verify', { verifiableCredential, options }],
      ['/presentations/verify', { verifiablePresentation: {}, options }],
      ['/presentations/prove', { presentation: {}, options }],
    ] as const) {
      const answer = await client.post(path, body);
      expect(answer.status).toBe(400);
      expect(answer.body.type).toBe('https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED');
      expect((await client.post(path, { ...body, options: {}, unknown: true })).status).toBe(400);
    }
  },
  issue: async () => {
    const given = credential();
    const { status, headers, body } = await client.post(ISSUE, { credential: given, options: {} });
    expect([status, headers.get('content-type')?.split(';')[0]]).toEqual([201, 'application/json']);
    const { proof, '@context': contexts, ...rest } = body.verifiableCredential;
    const { '@context': sent, ...expected } = given;
    expect(rest).toEqual(expected);
    expect(contexts.slice(0, 2)).toEqual(sent);
    expect(proof).toMatchObject({ type: 'Ed25519Signature2020', proofPurpose: 'assertionMethod' });
  },
  'issue-instance': async () => {
    for (const proof of PROOFS) {
      const { did } = await composed.bridge.keys.create({ name: proof, proof });
      const members = {
        '@context': [V2],
        issuanceDate: undefined,
        type: ['VerifiableCredential'],
        issuer: did,
      };
      const given = {
        credential: credential({ ...members, credentialSubject: { id: 'did:example:alice' } }),
      };
      const { status, body } = await client.post(`/issuers/${proof}/credentials/issue`, given);
      expect([proof, status]).toEqual([proof, 201]);
      const { verifiableCredential: vc } = body;
      const made =
        vc.type === 'EnvelopedVerifiableCredential' ? vc.id : (vc.proof.cryptosuite ?? vc.proof.type);
      expect(made).toMatch(proof.endsWith('jwt') ? `data:application/vc+${proof},` : proof);
      const { body: answer } = await client.post('/credentials/verify', body);
      // a base proof is for the holder, and no verifier takes it
      const isBase = SELECTIVE_PROOFS.some((name) => name === proof);
      expect(answer.verified).toBe(!isBase);
      if (isBase) expect(answer.errors).toEqual([expect.stringContaining('proof-base')]);
      else expect(answer.errors).toEqual([]);
    }
  },
  'issue-body': async () => {
    const answer = await client.post(ISSUE, { verifiableCredential: credential() });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer: '/credential' }));
  },
  'issue-context': () => refuses('@context', [undefined, 4, false, null, [], [4], [V1, 4], [V1, null]]),
  'issue-type': () => refuses('type', [undefined, 4, null, true, [], [2], ['VerifiableCredential', null]]),
  'issue-issuer': async () => {
    await refuses('issuer', [undefined, null, true, 4, [], {}]);
    expect((await issued({ issuer: { id: issuer } }))['issuer']).toEqual({ id: issuer });
  },
  'issue-foreign': async () => {
    const foreign = { credential: credential({ issuer: 'did:example:other' }) };
    for (const path of [ISSUE, '/credentials/issue']) {
      expect((await client.post(path, foreign)).body).toMatchObject({
        status: 400,
        pointer: '/credential/issuer',
      });
    }
  },
  'issue-subject': () =>
    refuses('credentialSubject', [undefined, null, true, 4, [], {}, 'did:example:1234', [null, 4]]),
  'issue-expiration': async () => {
    const expirationDate = '2099-01-01T00:00:00Z';
    expect((await issued({ expirationDate }))['expirationDate']).toBe(expirationDate);
  },
  'credential-id': async () => {
    const body = { credential: credential({ id: undefined }), options: { credentialId: 'urn:x:unnamed' } };
    expect((await client.post(ISSUE, body)).status).toBe(201);
    expect((await client.get('/issuers/vc-api/credentials/urn%3Ax%3Aunnamed')).status).toBe(200);
    expect((await client.post(ISSUE, body)).status).toBe(409);
  },
  get: async () => {
    const vc = await issued();
    const path = `/credentials/${encodeURIComponent(String(vc['id']))}`;
    for (const instance of ['', '/issuers/vc-api'])
      expect((await client.get(instance + path)).body.verifiableCredential).toEqual(vc);
    expect((await client.get('/credentials/urn%3Ax%3Anever')).status).toBe(404);
  },
  delete: async () => {
    const path = `/issuers/vc-api/credentials/${encodeURIComponent(String((await issued())['id']))}`;
    const statuses = [];
    for (const method of ['DELETE', 'GET', 'DELETE']) statuses.push((await client.call(method, path)).status);
    expect(statuses).toEqual([202, 410, 410]);
    expect((await client.call('DELETE', '/credentials/urn%3Ax%3Anever')).status).toBe(404);
  },
  verify: async () => {
    const verifiableCredential = await issued();
    for (const service of [client, older]) {
      const { status, body } = await service.post('/credentials/verify', {
        verifiableCredential,
        options: verifying,
      });
      expect([status, body.verified]).toEqual([200, true]);
    }
  },
  'verify-members': async () => {
    const vc = await issued();
    for (const member of ['@context', 'type', 'issuer', 'credentialSubject', 'proof'])
      await fails(changed(vc, { [member]: undefined }));
  },
  'verify-proof-members': async () => {
    const vc = await issued();
    for (const member of ['type', 'created', 'verificationMethod', 'proofValue', 'proofPurpose'])
      await fails(changed(vc, { proof: changed(vc['proof'] as JsonObject, { [member]: undefined }) }));
  },
  'verify-forms': async () => {
    const vc = await issued();
    const wrong: Record<string, Json[]> = {
      '@context': ['string', {}, null, 10, true, [[]], [{}], [null], [10], [true]],
      type: ['string', {}, null, 10, true, [[]], [{}], [null], [10], [true]],
      issuer: [[], null, 10, true],
      credentialSubject: ['string', null, 10, true, []],
      proof: ['string', null, 10, true, []],
    };
    for (const [member, values] of Object.entries(wrong))
      for (const value of values) await fails(changed(vc, { [member]: value }));
  },
  'status-list': async () => {
    const { did } = await composed.bridge.keys.create({ name: 'lists', proof: 'eddsa-rdfc-2022' });
    const open = (body: JsonObject, instance = '/issuers/lists') =>
      client.post(`${instance}/status-lists`, body);
    const { status, headers, body } = await open({ statusPurpose: 'suspension' });
    expect([status, headers.get('location')]).toEqual([201, body.id]);
    expect(body.verifiableCredential).toMatchObject({
      id: body.id,
      issuer: did,
      type: expect.arrayContaining(['BitstringStatusListCredential']),
      credentialSubject: { statusPurpose: 'suspension' },
    });
    // the next entry goes there, and so it is the list that is open still
    const { url } = await composed.bridge.status.open({ purpose: 'suspension', key: did });
    expect(url).toBe(body.id);
    expect((await client.get(new URL(body.id).pathname)).body.credentialSubject).toEqual(
      body.verifiableCredential.credentialSubject,
    );
    expect((await open({ statusPurpose: 'revocation' })).body.id).not.toBe(body.id);
    expect((await open({ statusPurpose: 'suspension' }, '')).body.verifiableCredential.issuer).toBe(issuer);
    const options = { messages: ['pending', 'delivered'] };
    expect((await open({ statusPurpose: 'message', options })).status).toBe(201);
    await composed.bridge.keys.create({ name: 'older', keyType: 'RSA' });
    const enveloped = (await open({ statusPurpose: 'revocation' }, '/issuers/older')).body;
    expect(enveloped.verifiableCredential.type).toBe('EnvelopedVerifiableCredential');
    for (const wrong of [
      {},
      { statusPurpose: 'other' },
      { statusPurpose: 'revocation', id: 'https://elsewhere.example/1' },
      { statusPurpose: 'revocation', options },
      { statusPurpose: 'message' },
      { statusPurpose: 'message', options: { messages: ['a', 'b', 'c'] } },
    ])
      expect((await open(wrong)).status).toBe(400);
  },
  'json-type': async () => {
    const typeFor = async (accept: string | undefined) =>
      (await client.post(ISSUE, {}, accept === undefined ? {} : { accept })).headers.get('content-type');
    for (const accept of ['application/json', 'application/json, application/ld+json, */*'])
      expect(await typeFor(accept)).toMatch('application/json');
    for (const accept of [undefined, '*/*', 'text/html', 'application/problem+json, application/json'])
      expect(await typeFor(accept)).toMatch('application/problem+json');
    const answered = await client.post('/challenges', {});
    expect(answered.headers.get('content-type')).toMatch('application/json');
  },
  'presentations-kept': async () => {
    const { did } = await composed.bridge.keys.create({ name: 'wallet' });
    const present = (members: JsonObject, path = '/presentations') =>
      client.post(path, {
        presentation: { '@context': [V2], type: ['VerifiablePresentation'], holder: did, ...members },
      });
    for (const [n, instance] of ['', '/issuers/wallet'].entries()) {
      const id = `urn:x:presentation:${n}`;
      const { status, headers, body } = await present({ id }, `${instance}/presentations`);
      const place = `${instance}/presentations/urn%3Ax%3Apresentation%3A${n}`;
      expect([status, headers.get('location')]).toEqual([201, place]);
      expect((await client.get(place)).body).toEqual(body.verifiablePresentation);
      expect((await client.get(`${instance}/presentations`)).body).toEqual([body.verifiablePresentation]);
      expect((await client.get(`/issuers/vc-api/presentations`)).body).toEqual([]);
      expect(
        (await client.get(place.replace(/^.*presentations/, '/issuers/vc-api/presentations'))).status,
      ).toBe(404);
      // signed again for somebody else it is another presentation
      expect((await present({ id })).status).toBe(409);
      expect((await client.call('DELETE', place)).status).toBe(202);
      for (const method of ['GET', 'DELETE']) expect((await client.call(method, place)).status).toBe(410);
      expect((await present({ id })).status).toBe(409);
      expect((await client.get('/presentations')).body).toEqual([]);
    }
    // what has no id, or is only signed, is not kept
    await present({});
    for (let times = 0; times < 2; times += 1)
      expect((await present({ id: 'urn:x:passing' }, '/presentations/prove')).status).toBe(201);
    expect((await client.get('/presentations')).body).toEqual([]);
    expect((await client.get('/presentations/urn%3Ax%3Apassing')).status).toBe(404);
  },
  'verify-status': async () => {
    const verifiableCredential = changed(await issued(), { issuanceDate: '2024-05-02T10:00:00Z' });
    const verifiablePresentation = changed((await prove({})).body.verifiablePresentation, {
      id: 'urn:x:other',
    });
    for (const [path, body] of [
      ['/credentials/verify', { verifiableCredential }],
      ['/presentations/verify', { verifiablePresentation }],
    ] as const) {
      const [now, then] = [await client.post(path, body), await older.post(path, body)];
      expect([now.status, then.status]).toEqual([200, 400]);
      expect(then.body).toMatchObject({
        verified: false,
        verdict: now.body.verdict,
        errors: now.body.errors,
      });
    }
  },
  'verify-options': async () => {
    const verifiableCredential = await issued();
    const ask = async (options: JsonObject) =>
      (await client.post('/credentials/verify', { verifiableCredential, options })).body;
    const all = await ask({ returnCredential: true, returnResults: true, returnProblemDetails: true });
    expect(all).toMatchObject({
      credential: verifiableCredential,
      problemDetails: expect.any(Array),
      results: { proof: [{ verified: true, input: verifiableCredential['proof'] }] },
    });
    const none = await ask({ returnCredential: false, returnResults: false, returnProblemDetails: false });
    for (const name of ['credential', 'results', 'problemDetails']) expect(none).not.toHaveProperty(name);
    expect(
      (await client.post('/credentials/verify', { verifiableCredential, options: { returnResults: 1 } }))
        .status,
    ).toBe(400);
  },
  challenge: async () => {
    const { status, body } = await client.post('/challenges', {});
    expect([status, typeof body.challenge]).toEqual([200, 'string']);
    const options = { challenge: body.challenge, domain: 'verifier.example' };
    const { verifiablePresentation } = (await prove(options)).body;
    for (const [other, type] of [
      [{ ...options, challenge: 'another' }, 'INVALID_CHALLENGE_ERROR'],
      [{ ...options, domain: 'another.example' }, 'INVALID_DOMAIN_ERROR'],
    ] as const) {
      const answer = await client.post('/presentations/verify', { verifiablePresentation, options: other });
      expect(answer.body.verified).toBe(false);
      expect(answer.body.problemDetails.map((problem: { type: string }) => problem.type)).toContain(
        `https://w3id.org/security#${type}`,
      );
    }
  },
  prove: async () => {
    for (const path of ['/presentations/prove', '/presentations', '/issuers/vc-api/presentations']) {
      const { challenge } = (await client.post('/challenges', {})).body;
      const options = { challenge, domain: 'verifier.example' };
      const { status, body } = await prove(options, path);
      expect(status).toBe(201);
      expect(body.verifiablePresentation).toMatchObject({
        holder: issuer,
        proof: { ...options, proofPurpose: 'authentication' },
      });
      const verified = await client.post('/presentations/verify', { ...body, options });
      expect(verified.body).toMatchObject({ verified: true, errors: [] });
    }
  },
  'errors-or-verified': async () => {
    const vc = await issued();
    const unsigned = { '@context': [V2], type: ['VerifiablePresentation'], verifiableCredential: [vc] };
    for (const [path, body] of [
      ['/credentials/verify', { verifiableCredential: vc }],
      ['/credentials/verify', { verifiableCredential: changed(vc, { proof: undefined }) }],
      ['/credentials/verify', { verifiableCredential: changed(vc, { name: 'Another' }) }],
      ['/presentations/verify', { verifiablePresentation: unsigned }],
      ['/presentations/verify', { verifiablePresentation: unsigned, options: { challenge: 'c' } }],
    ] as const) {
      const answer = await client.post(path, body);
      expect(answer.body.verified).toBe(answer.body.errors.length === 0);
    }
  },
  'problem-details': async () => {
    const refused = (await client.post(ISSUE, { credential: credential({ type: 4 }) })).body;
    const vc = changed(await issued(), { issuanceDate: '2024-05-02T10:00:00Z' });
    const failed = (await client.post('/credentials/verify', { verifiableCredential: vc })).body;
    for (const problem of [refused, ...failed.problemDetails]) {
      expect(problem.type).toMatch(/^https?:\/\//);
      expect([problem.title, problem.detail]).toEqual([
        expect.stringMatching(/./),
        expect.stringMatching(/./),
      ]);
    }
    expect(failed.problemDetails[0].type).toBe(
      'https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR',
    );
  },
};

describe(VC_API.title, () => {
  const statements: [string, Statement][] = Object.entries(VC_API.statements);
  test.each(statements.filter(([, { unmet }]) => unmet === undefined))('%s', async (name) => {
    await CASES[name as Met]();
  });
});
