/** A holder may hide what an issuer let be hidden: that a status or an end may be among it is said as not checked. */
import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { createHarness, type Harness } from '../harness.ts';

const DISCLOSURE = Buffer.from(
  JSON.stringify(['salt', 'credentialStatus', { type: 'SomeStatus', id: 'https://a.example/1' }]),
).toString('base64url');
const _sd: Json = [createHash('sha256').update(DISCLOSURE).digest('base64url')];

let signer: Signer;
let harness: Harness;
beforeAll(async () => {
  signer = await createSigner();
  harness = await createHarness({ signer });
});

const vc = (members: JsonObject = {}): JsonObject => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential'],
  issuer: signer.controller,
  credentialSubject: { id: 'did:example:ada' },
  ...members,
});

async function reportOf(payload: JsonObject, ...disclosed: string[]) {
  const header = { typ: 'vc+sd-jwt', kid: signer.id };
  const jws = await signer.signJws(header, Buffer.from(JSON.stringify(payload)));
  const { report } = await verifyNodes(harness, [jws, ...disclosed, ''].join('~'));
  return report;
}

const hidden = async (payload: JsonObject) =>
  (await reportOf(payload)).unchecked
    .filter(({ code }) => code === 'status-hidden')
    .map(({ pointer }) => pointer);

test('shown, the status decides', async () => {
  const report = await reportOf(vc({ _sd }), DISCLOSURE);
  expect(report.verdict).toBe('inconclusive');
  expect(report.findings.map(({ code }) => code)).toContain('status-unsupported');
});

test('hidden, it is not passed over', async () => {
  expect(await hidden(vc({ _sd }))).toEqual(['']);
  expect(await hidden(vc({ _sd, validUntil: '2030-01-01T00:00:00Z' }))).toEqual(['']);
});

test('hidden in a credential inside, it is said there', async () => {
  const subject = { id: 'did:example:ada', verifiableCredential: [vc({ _sd })] };
  expect(await hidden(vc({ credentialSubject: subject }))).toEqual([
    '/credentialSubject/verifiableCredential/0',
  ]);
});

test('where only the subject has hidden members, or status and end are shown, nothing is in doubt', async () => {
  expect(await hidden(vc({ credentialSubject: { id: 'did:example:ada', _sd } }))).toEqual([]);
  const credentialStatus = { type: 'SomeStatus', id: 'https://a.example/1' };
  expect(await hidden(vc({ _sd, credentialStatus, validUntil: '2030-01-01T00:00:00Z' }))).toEqual([]);
  expect(await hidden(vc({ _sd, credentialStatus, exp: 1_893_456_000 }))).toEqual([]);
});
