/** VC-JOSE-COSE over HTTP: JWTs and SD-JWTs of the service, read with an independent library, and those of others. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Composed, compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import { PROOF_KEYS } from '../../src/kernel/contract.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { type Client, startClient } from '../http/client.ts';
import { JOSE } from './jose-statements.ts';
import type { Met, Statement } from './statements.ts';

const V2 = 'https://www.w3.org/ns/credentials/v2';
const SAMPLE = sampleRecord();
const ALGORITHMS = { Ed25519: 'EdDSA', 'P-256': 'ES256', 'P-384': 'ES384', RSA: 'RS256' };

let folder: string;
let composed: Composed;
let client: Client;
let signer: Signer;
const keys = new Map<string, { did: string; id: string; publicJwk: JsonObject }>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clr-bridge-jose-'));
  composed = await compose(
    parseConfig({
      CLR_BRIDGE_DATA: folder,
      CLR_BRIDGE_SECRET: 'only for this test',
      CLR_BRIDGE_BASE_URL: 'https://bridge.example',
    }),
  );
  for (const keyType of PROOF_KEYS.jwt)
    keys.set(keyType, await composed.bridge.keys.create({ name: keyType, keyType, proof: 'jwt' }));
  client = await startClient(composed.bridge);
  signer = await createSigner();
});
afterAll(async () => {
  await client.server.close();
  await composed.close();
  rmSync(folder, { recursive: true });
});

const vc = (members: JsonObject = {}): JsonObject => ({
  '@context': [V2],
  type: ['VerifiableCredential'],
  issuer: signer.controller,
  credentialSubject: { id: signer.controller },
  ...members,
});
const vp = (members: JsonObject = {}): JsonObject => ({
  '@context': [V2],
  type: ['VerifiablePresentation'],
  holder: signer.controller,
  ...members,
});
/** Signed by somebody who is not of the service. */
const jwt = (payload: JsonObject, header: JsonObject = {}) =>
  signer.signJws(
    { typ: 'vc+jwt', kid: signer.id, ...header },
    new TextEncoder().encode(JSON.stringify(payload)),
  );
const enveloped = (text: string, kind: 'vc' | 'vp' = 'vc', form = 'jwt'): JsonObject => ({
  '@context': V2,
  id: `data:application/${kind}+${form},${text}`,
  type: kind === 'vc' ? 'EnvelopedVerifiableCredential' : 'EnvelopedVerifiablePresentation',
});

type Answer = { verified: boolean; codes: string[] };

async function ask(path: string, body: JsonObject): Promise<Answer> {
  const { status, body: answer } = await client.post(path, body);
  if (status !== 200) return { verified: false, codes: [answer.code] };
  const errors = answer.problemDetails.filter(({ severity }: { severity: string }) => severity === 'error');
  return { verified: answer.verified, codes: errors.map(({ code }: { code: string }) => code) };
}
const verify = (text: string, form = 'jwt') =>
  ask('/credentials/verify', { verifiableCredential: enveloped(text, 'vc', form) });
const verifyVp = (verifiablePresentation: Json, options: JsonObject = {}) =>
  ask('/presentations/verify', { verifiablePresentation, options });

const tokenOf = (document: JsonObject) => String(document['id']).replace(/^data:[^,]*,/, '');
const payloadOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JsonObject;
const keyOf = (name: string) => keys.get(name) as { did: string; id: string; publicJwk: JsonObject };

async function issued(name: string): Promise<string> {
  const { did } = keyOf(name);
  const credential = vc({ issuer: did, credentialSubject: { id: did } });
  const { status, body } = await client.post(`/issuers/${name}/credentials/issue`, { credential });
  expect(status).toBe(201);
  expect(body.verifiableCredential.type).toBe('EnvelopedVerifiableCredential');
  return tokenOf(body.verifiableCredential);
}

async function proved(options: JsonObject = {}, members: JsonObject = {}): Promise<JsonObject> {
  const { did } = keyOf('P-256');
  const presentation = vp({
    holder: did,
    verifiableCredential: [enveloped(await issued('P-256'))],
    ...members,
  });
  const { status, body } = await client.post('/issuers/P-256/presentations/prove', { presentation, options });
  expect([status, status === 201 ? '' : body]).toEqual([201, '']);
  return body.verifiablePresentation;
}

/** The pilot's sample as SD-JWT, and what it discloses. */
async function selective() {
  const { body } = await client.post('/clr/wrap', { clr: SAMPLE, proof: 'sd-jwt', status: true });
  const text = body.verifiableCredential as string;
  const [jws = '', ...disclosures] = text.split('~').filter((part) => part !== '');
  return { text, jws, disclosures };
}

const CASES: Record<Met<typeof JOSE>, () => Promise<void>> = {
  credential: async () => {
    for (const [name, alg] of Object.entries(ALGORITHMS)) {
      const token = await issued(name);
      const key = await importJWK(keyOf(name).publicJwk as JWK, alg);
      const { payload, protectedHeader } = await compactVerify(token, key);
      expect(protectedHeader).toEqual({ alg, typ: 'vc+jwt', cty: 'vc', kid: keyOf(name).id });
      expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject(
        vc({ issuer: keyOf(name).did, credentialSubject: { id: keyOf(name).did } }),
      );
    }
  },
  verify: async () => {
    for (const name of PROOF_KEYS.jwt) {
      const token = await issued(name);
      expect(await verify(token)).toEqual({ verified: true, codes: [] });
      const [header, , signature] = token.split('.');
      const other = Buffer.from(JSON.stringify({ ...payloadOf(token), id: 'urn:x:1' })).toString('base64url');
      expect(await verify([header, other, signature].join('.'))).toMatchObject({
        verified: false,
        codes: expect.arrayContaining(['proof-invalid']),
      });
    }
  },
  presentation: async () => {
    const shown = await proved({ challenge: 'c-1', domain: 'verifier.example' });
    expect(shown).toMatchObject({ '@context': V2, type: 'EnvelopedVerifiablePresentation' });
    expect(shown['id']).toMatch(/^data:application\/vp\+jwt,/);
    const token = tokenOf(shown);
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'ES256',
      typ: 'vp+jwt',
      cty: 'vp',
      kid: keyOf('P-256').id,
    });
    await compactVerify(token, await importJWK(keyOf('P-256').publicJwk as JWK, 'ES256'));
    expect(payloadOf(token)).toMatchObject({
      nonce: 'c-1',
      aud: 'verifier.example',
      holder: keyOf('P-256').did,
    });
    const asked = { challenge: 'c-1', domain: 'verifier.example' };
    expect(await verifyVp(shown, asked)).toEqual({ verified: true, codes: [] });
    expect((await verifyVp(shown, { ...asked, challenge: 'c-2' })).codes).toContain('challenge-mismatch');
    expect((await verifyVp(shown, { ...asked, domain: 'other.example' })).codes).toContain('domain-mismatch');
    expect((await proved({ proof: 'jwt' }))['type']).toBe('EnvelopedVerifiablePresentation');
    const old = {
      presentation: {
        ...vp({ holder: keyOf('P-256').did }),
        '@context': ['https://www.w3.org/2018/credentials/v1'],
      },
    };
    expect((await client.post('/issuers/P-256/presentations/prove', old)).body.code).toBe('proof-unfit');
  },
  enveloped: async () => {
    const members = payloadOf(tokenOf(await proved()))['verifiableCredential'];
    expect(members).toMatchObject([{ type: 'EnvelopedVerifiableCredential' }]);
    const token = await jwt(vp({ verifiableCredential: [enveloped(await jwt(vc()))] }), { typ: 'vp+jwt' });
    expect(await verifyVp(enveloped(token, 'vp'))).toEqual({ verified: true, codes: [] });
  },
  secured: async () => {
    const unsecured = vc({ issuer: keyOf('P-256').did });
    const token = await jwt(vp({ verifiableCredential: [unsecured] }), { typ: 'vp+jwt' });
    expect((await verifyVp(enveloped(token, 'vp'))).verified).toBe(false);
  },
  types: async () => {
    expect((await verify(await jwt(vc(), { typ: 'vp+jwt' }))).codes).toContain('envelope-type');
    expect((await verify(await jwt(vc(), { typ: 'at+jwt' }))).codes).toContain('envelope-type');
    expect((await verify(await jwt(vp()))).verified).toBe(false);
    const asVc = await jwt(vp({ verifiableCredential: [] }), { typ: 'vc+jwt' });
    expect((await verifyVp(enveloped(asVc, 'vp'))).codes).toContain('envelope-type');
    expect((await verify(`${await jwt(vc())}~`, 'sd-jwt')).codes).toContain('envelope-type');
    for (const typ of ['vc+jwt', 'application/vc+jwt', 'VC+JWT'])
      expect((await verify(await jwt(vc(), { typ }))).verified).toBe(true);
  },
  unsecured: async () => {
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'vc+jwt' })).toString('base64url');
    const payload = Buffer.from(JSON.stringify(vc())).toString('base64url');
    for (const token of [`${header}.${payload}.`, `${header}.${payload}.AA`])
      expect((await verify(token)).verified).toBe(false);
  },
  'vc-claim': async () => {
    const payload = payloadOf(await issued('P-256'));
    expect([payload['vc'], payload['vp']]).toEqual([undefined, undefined]);
    expect((await verify(await jwt({ ...vc(), vc: vc() }))).codes).toContain('envelope-type');
    expect((await verify(await jwt({ iss: signer.controller, vc: vc() }))).codes).toContain('envelope-type');
  },
  ignored: async () => {
    expect((await verify(await jwt(vc(), { x: 1 }))).verified).toBe(true);
    const header = { alg: 'EdDSA', typ: 'vc+jwt', kid: signer.id, crit: ['x'], x: 1 };
    const input = [header, vc()]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = Buffer.from(await signer.sign(new TextEncoder().encode(input))).toString('base64url');
    expect((await verify(`${input}.${signature}`)).verified).toBe(false);
  },
  times: async () => {
    const past = Math.floor(Date.now() / 1000) - 3600;
    expect((await verify(await jwt({ ...vc(), exp: past }))).verified).toBe(false);
    expect((await verify(await jwt({ ...vc(), exp: past + 7200 }))).verified).toBe(true);
  },
  kid: async () => {
    expect(decodeProtectedHeader(await issued('RSA')).kid).toBe(keyOf('RSA').id);
    expect((await verify(await jwt(vc(), { kid: keyOf('Ed25519').id }))).verified).toBe(false);
  },
  iss: async () => {
    expect(payloadOf(await issued('P-384'))['iss']).toBe(keyOf('P-384').did);
    const object = vc({ issuer: { id: signer.controller } });
    for (const credential of [vc(), object]) {
      expect((await verify(await jwt({ ...credential, iss: signer.controller }))).verified).toBe(true);
      expect((await verify(await jwt({ ...credential, iss: 'did:example:other' }))).codes).toContain(
        'envelope-mismatch',
      );
      expect((await verify(await jwt(credential, { iss: signer.controller }))).verified).toBe(true);
      expect((await verify(await jwt(credential, { iss: 'did:example:other' }))).codes).toContain(
        'envelope-mismatch',
      );
    }
  },
  cnf: async () => {
    const holder = await createSigner();
    const hidden = createHash('sha256').update('a part that is not shown').digest('base64url');
    const text = await jwt(
      {
        ...vc({ credentialSubject: { id: holder.controller, _sd: [hidden] } }),
        cnf: { jwk: holder.publicJwk },
      },
      { typ: 'vc+sd-jwt' },
    );
    expect(await verify(`${text}~`, 'sd-jwt')).toMatchObject({
      verified: false,
      codes: ['key-binding-missing'],
    });
  },
  'sd-jwt': async () => {
    const { text, jws, disclosures } = await selective();
    expect(text.endsWith('~')).toBe(true);
    expect(disclosures.length).toBeGreaterThan(0);
    expect(decodeProtectedHeader(jws)).toMatchObject({ typ: 'vc+sd-jwt', cty: 'vc' });
    const name = decodeProtectedHeader(jws).kid;
    const held = [...keys.values()].find(({ id }) => id === name);
    await compactVerify(jws, await importJWK(held?.publicJwk as JWK, String(decodeProtectedHeader(jws).alg)));
  },
  mandatory: async () => {
    const { jws } = await selective();
    const payload = payloadOf(jws);
    for (const member of ['@context', 'type', 'issuer', 'validFrom', 'credentialStatus'])
      expect(payload).toHaveProperty([member]);
    expect(JSON.stringify([payload['credentialStatus'], payload['credentialSchema'] ?? {}])).not.toMatch(
      /_sd|\.\.\./,
    );
  },
  'sd-jwt-verify': async () => {
    const { text, jws, disclosures } = await selective();
    expect(await verify(text, 'sd-jwt')).toEqual({ verified: true, codes: [] });
    const foreign = Buffer.from(JSON.stringify(['salt', 'extra', 1])).toString('base64url');
    for (const broken of [`${text}${foreign}~`, `${[jws, ...disclosures.slice(1), foreign].join('~')}~`])
      expect((await verify(broken, 'sd-jwt')).codes).toContain('disclosure-invalid');
  },
};

describe(JOSE.title, () => {
  const statements: [string, Statement][] = Object.entries(JOSE.statements);
  test.each(statements.filter(([, { unmet }]) => unmet === undefined))('%s', async (name) => {
    await CASES[name as Met<typeof JOSE>]();
  });

  test('bare-jwt: not met', async () => {
    const token = await jwt(vp({ verifiableCredential: [await jwt(vc())] }), { typ: 'vp+jwt' });
    expect(await verifyVp(enveloped(token, 'vp'))).toEqual({ verified: true, codes: [] });
  });
});
