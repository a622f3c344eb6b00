/** Status from wrapping to revoking to verifying, over the real store; nothing here reaches a network. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Composed, compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import { wrap } from '../../src/index.ts';
import { BridgeError } from '../../src/kernel/errors.ts';
import { asArray, type JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { decodeStatusList } from '../../src/trust/decode-status-list.ts';
import type { Fetcher } from '../../src/trust/fetcher.ts';
import type { WrapInput } from '../../src/workflows/wrap-record.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';

const sample = sampleRecord();
const BASE = 'https://bridge.example';

let folder: string;
let clock: Date;
let composed: Composed;
let calls: string[];

const nobody: Fetcher = async (url) => {
  calls.push(url);
  throw new BridgeError('upstream-unavailable', `${url} cannot be reached.`);
};

const ownCalls = () => calls.filter((url) => url.startsWith(BASE));

const open = (env: Record<string, string> = {}) =>
  compose(
    parseConfig({
      CLR_BRIDGE_DATA: folder,
      CLR_BRIDGE_SECRET: 'for tests only',
      CLR_BRIDGE_BASE_URL: BASE,
      ...env,
    }),
    { fetch: nobody, now: () => clock },
  );

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clr-bridge-status-'));
  clock = new Date('2026-06-01T12:00:00Z');
  calls = [];
  composed = await open();
  await composed.bridge.keys.create();
});
afterEach(async () => {
  await composed.close();
  rmSync(folder, { recursive: true });
});

type Entry = { statusListCredential: string; statusListIndex: string; statusPurpose: string };
const entriesOf = (credential: JsonObject) => asArray(credential['credentialStatus']) as unknown as Entry[];

async function wrapOne(input: Partial<WrapInput> = {}): Promise<JsonObject> {
  const { verifiableCredential } = await composed.bridge.wrap({ records: [sample], status: true, ...input });
  return verifiableCredential as JsonObject;
}

const verdictOf = async (credential: JsonObject | string) =>
  (await composed.bridge.verify(credential)).verdict;
const codesOf = async (credential: JsonObject | string) =>
  (await composed.bridge.verify(credential)).findings
    .filter(({ check }) => check === 'status')
    .map(({ code }) => code);

const listOf = async (credential: JsonObject) => {
  const url = entriesOf(credential)[0]!.statusListCredential;
  return (await composed.bridge.status.publish(url.slice(url.lastIndexOf('/') + 1)))
    ?.credential as JsonObject;
};

test('of fifty on one list the seventh is revoked, and only the seventh', async () => {
  const credentials: JsonObject[] = [];
  for (let i = 0; i < 50; i++) credentials.push(await wrapOne());
  const seventh = credentials[6]!;
  await composed.bridge.status.change({
    credentialId: String(seventh['id']),
    purpose: 'revocation',
    status: 1,
  });
  for (const credential of credentials) {
    expect(await verdictOf(credential)).toBe(credential === seventh ? 'rejected' : 'accepted');
  }
  expect(await codesOf(seventh)).toContain('revoked');
  expect(new Set(credentials.map((one) => entriesOf(one)[0]?.statusListCredential)).size).toBe(1);

  const { encodedList } = (await listOf(seventh))['credentialSubject'] as { encodedList: string };
  const bits = decodeStatusList(encodedList, 'BitstringStatusList')!;
  expect(bits.length).toBe(131_072);
  const set = Array.from({ length: bits.length }, (_, i) => i).filter((i) => bits.valueAt(i, 1) === 1);
  expect(set).toEqual([Number(entriesOf(seventh)[0]?.statusListIndex)]);
  expect(ownCalls(), 'own lists are not fetched').toEqual([]);
});

test('the published library reads the entries and lists as we do', async () => {
  const [good, bad] = [await wrapOne(), await wrapOne()];
  await composed.bridge.status.change({ credentialId: String(bad['id']), purpose: 'revocation', status: 1 });
  const list = await listOf(good);
  const contexts = createContextLoader();
  const documentLoader = async (url: string) =>
    url === list['id'] ? { documentUrl: url, document: list, contextUrl: null } : contexts(url);
  const check = (credential: JsonObject) =>
    checkStatus({ credential, documentLoader, suite: [], verifyBitstringStatusListCredential: false });
  expect((await check(good)).verified).toBe(true);
  const { verified, results = [] } = await check(bad);
  expect([verified, results[0]?.status]).toEqual([true, true]);
});

describe.each<[string, Partial<WrapInput>]>([
  ['verbatim', {}],
  ['verbatim, VC 1.1', { vcVersion: '1.1' }],
  ['linked-data', { profile: 'linked-data' }],
  ['linked-data, VC 2.0', { profile: 'linked-data', vcVersion: '2.0' }],
  ['a JWT', { proof: 'jwt' }],
  ['clr2', { profile: 'clr2' }],
  ['clr2 as a JWT', { profile: 'clr2', proof: 'jwt' }],
  ['clr2 with its source', { profile: 'clr2', embedSource: true }],
])('under %s', (_name, input) => {
  test('a credential is good until it is suspended, and again when it is restored', async () => {
    const credential = await wrapOne({ ...input, status: ['suspension'] });
    const report = await composed.bridge.verify(credential);
    expect([report.verdict, report.findings.filter(({ code }) => code === 'conversion-differs')]).toEqual([
      'accepted',
      [],
    ]);
    const [stored] = await composed.bridge.credentials.list(1);
    const change = (status: number) =>
      composed.bridge.status.change({ credentialId: stored!.id, purpose: 'suspension', status });
    await change(1);
    expect(await verdictOf(credential)).toBe('rejected');
    expect(await codesOf(credential)).toContain('suspended');
    await change(0);
    expect(await verdictOf(credential)).toBe('accepted');
  });
});

test('each badge of a ClrCredential can be revoked on its own', async () => {
  const credential = await wrapOne({ profile: 'clr2', badgeStatus: true });
  const { verifiableCredential: badges } = credential['credentialSubject'] as {
    verifiableCredential: JsonObject[];
  };
  const places = [credential, ...badges].flatMap(entriesOf);
  expect(places).toHaveLength(badges.length + 1);
  expect(new Set(places.map(({ statusListIndex }) => statusListIndex)).size).toBe(places.length);
  await composed.bridge.status.change({
    credentialId: String(badges[0]?.['id']),
    purpose: 'revocation',
    status: 1,
  });
  const { nodes } = await composed.bridge.verify(credential);
  const revoked = nodes.filter(({ state }) => state === 'revoked').map(({ id }) => id);
  expect(revoked).toEqual([badges[0]?.['id']]);
});

test('the list of messages says what they are, in words that its signature covers', async () => {
  const messages = ['fine', 'under review', 'grade disputed', 'replaced'];
  const credential = await wrapOne({ status: [{ purpose: 'message', messages }] });
  const other = await wrapOne({ status: [{ purpose: 'message', messages: ['a', 'b', 'c', 'd'] }] });
  const same = await wrapOne({ status: [{ purpose: 'message', messages }] });
  const urls = [credential, other, same].map((one) => entriesOf(one)[0]?.statusListCredential);
  expect([urls[0] === urls[1], urls[0] === urls[2]]).toEqual([false, true]);
  const list = await listOf(credential);
  expect(list['credentialSubject']).toMatchObject({
    statusSize: 2,
    statusMessages: messages.map((message, i) => ({ status: `0x${i}`, message })),
  });
  expect(await verdictOf(list)).toBe('accepted');
  const reworded = JSON.parse(
    JSON.stringify(list).replace('grade disputed', 'grade confirmed'),
  ) as JsonObject;
  expect(await verdictOf(reworded)).toBe('rejected');
});

test('one bit without words is set or unset', async () => {
  const credential = await wrapOne({ status: ['message'] });
  const said = async () =>
    (await composed.bridge.verify(credential)).findings.find(({ check }) => check === 'status');
  expect((await said())?.detail).toMatchObject({ status: '0x0', message: 'unset' });
  await composed.bridge.status.change({
    credentialId: String(credential['id']),
    purpose: 'message',
    status: 1,
  });
  expect((await said())?.detail).toMatchObject({ status: '0x1', message: 'set' });
});

test('that a newer form can be had is said, harms nothing, and is final', async () => {
  const credential = await wrapOne({ status: ['refresh'] });
  const input = { credentialId: String(credential['id']), purpose: 'refresh' } as const;
  expect(await codesOf(credential)).toContain('status-good');
  await composed.bridge.status.change({ ...input, status: 1 });
  expect(await codesOf(credential)).toContain('status-refresh');
  expect(await verdictOf(credential)).toBe('accepted');
  await expect(composed.bridge.status.change({ ...input, status: 0 })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('a message of several bits is said, and refuses what it has no text for', async () => {
  const messages = ['fine', 'under review', 'grade disputed', 'replaced'];
  const credential = await wrapOne({ status: ['revocation', { purpose: 'message', messages }] });
  const credentialId = String(credential['id']);
  await composed.bridge.status.change({ credentialId, purpose: 'message', status: 2 });
  const { findings, verdict } = await composed.bridge.verify(credential);
  expect(findings.find(({ code }) => code === 'status-message')?.message).toContain('grade disputed');
  expect(verdict).toBe('accepted');
  await expect(
    composed.bridge.status.change({ credentialId, purpose: 'message', status: 4 }),
  ).rejects.toMatchObject({ code: 'request-invalid' });
});

describe('changing a status', () => {
  test('is kept with its reason, and saying it twice does not count twice', async () => {
    const credentialId = String((await wrapOne())['id']);
    const input = { credentialId, purpose: 'revocation', status: 1 } as const;
    await composed.bridge.status.change({ ...input, reason: 'issued by mistake' });
    await composed.bridge.status.change({ ...input, reason: 'again' });
    expect(await composed.bridge.status.find(credentialId)).toMatchObject([
      { status: 1, changes: [{ status: 1, reason: 'issued by mistake', changedAt: clock }] },
    ]);
  });

  test('cannot take a revocation back', async () => {
    const credentialId = String((await wrapOne())['id']);
    const input = { credentialId, purpose: 'revocation' } as const;
    await composed.bridge.status.change({ ...input, status: 1 });
    await expect(composed.bridge.status.change({ ...input, status: 0 })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('needs an entry for the purpose', async () => {
    const credentialId = String((await wrapOne())['id']);
    await expect(
      composed.bridge.status.change({ credentialId, purpose: 'suspension', status: 1 }),
    ).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('revocation') });
    await expect(
      composed.bridge.status.change({ credentialId: 'urn:none', purpose: 'revocation', status: 1 }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  test('by another process on the same data is seen at once', async () => {
    const credential = await wrapOne();
    expect(await verdictOf(credential)).toBe('accepted');
    const second = await open();
    const credentialId = String(credential['id']);
    await second.bridge.status.change({ credentialId, purpose: 'revocation', status: 1 });
    await second.close();
    expect(await verdictOf(credential)).toBe('rejected');
  });
});

describe('the published list', () => {
  test('is signed again where something changed or it grows old, and else the same', async () => {
    const credential = await wrapOne();
    const first = await listOf(credential);
    expect(first).toMatchObject({
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      validFrom: '2026-06-01T12:00:00Z',
      validUntil: '2026-06-08T12:00:00Z',
      credentialSubject: { type: 'BitstringStatusList', statusPurpose: 'revocation', ttl: 300_000 },
    });
    expect(await verdictOf(first)).toBe('accepted');
    clock = new Date('2026-06-02T11:59:59Z');
    expect(await listOf(credential)).toBe(first);
    clock = new Date('2026-06-02T12:00:00Z');
    const second = await listOf(credential);
    expect(second['validUntil']).toBe('2026-06-09T12:00:00Z');
    await composed.bridge.status.change({
      credentialId: String(credential['id']),
      purpose: 'revocation',
      status: 1,
    });
    expect((await listOf(credential))['credentialSubject']).not.toEqual(second['credentialSubject']);
  });

  test('of an issuer with a P-256 key has an ECDSA proof', async () => {
    const { did } = await composed.bridge.keys.create({ keyType: 'P-256' });
    const credential = await wrapOne({ issuer: did, proof: 'ecdsa-rdfc-2019' });
    expect(await listOf(credential)).toMatchObject({
      issuer: did,
      proof: { cryptosuite: 'ecdsa-rdfc-2019' },
    });
    expect(await verdictOf(credential)).toBe('accepted');
  });

  test('of an issuer without a key for embedded proofs is a JWT', async () => {
    const { did } = await composed.bridge.keys.create({ keyType: 'RSA' });
    const credential = await composed.bridge.wrap({
      records: [sample],
      status: true,
      proof: 'jwt',
      issuer: did,
    });
    expect(await verdictOf(credential.verifiableCredential as string)).toBe('accepted');
    expect(ownCalls()).toEqual([]);
  });

  test('is signed and changed also after its only key was retired, until that key is revoked', async () => {
    const [credential, other] = [await wrapOne(), await wrapOne()];
    const [{ did } = { did: '' }] = await composed.bridge.keys.list();
    await composed.bridge.keys.retire(did);
    await expect(wrapOne({ issuer: did })).rejects.toMatchObject({ code: 'key-unavailable' });
    clock = new Date('2026-07-01T12:00:00Z');
    const credentialId = String(credential['id']);
    await composed.bridge.status.change({ credentialId, purpose: 'revocation', status: 1 });
    expect(await listOf(credential)).toMatchObject({ issuer: did, validFrom: '2026-07-01T12:00:00Z' });
    expect([await verdictOf(credential), await verdictOf(other)]).toEqual(['rejected', 'accepted']);
    await composed.bridge.keys.revoke(did);
    await expect(listOf(credential)).rejects.toMatchObject({ code: 'key-unavailable' });
    expect(await verdictOf(other)).toBe('rejected');
    expect(await codesOf(other)).toEqual(['status-unchecked']);
  });

  test('that only looks like ours is asked for at its address', async () => {
    const url = entriesOf(await wrapOne())[0]!.statusListCredential;
    const elsewhere = url.replace(BASE, 'https://elsewhere.example');
    const [{ did } = { did: '' }] = await composed.bridge.keys.list();
    const credential = await composed.bridge.issue({
      credential: {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        id: 'urn:uuid:00000000-0000-4000-8000-000000000009',
        type: ['VerifiableCredential'],
        issuer: did,
        credentialSubject: { id: 'did:example:learner' },
        credentialStatus: {
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: '1',
          statusListCredential: elsewhere,
        },
      },
    });
    expect(await codesOf(credential)).toEqual(['status-unchecked']);
    expect(calls).toEqual([elsewhere]);
  });
});

test.each<[string, JsonObject]>([
  [
    'an entry that is malformed',
    { credentialStatus: { type: 'BitstringStatusListEntry', statusListIndex: true } },
  ],
  [
    'a list that is none',
    { credentialSubject: { id: 'urn:l', type: 'BitstringStatusList', encodedList: 'u' } },
  ],
])('%s is not issued', async (_name, members) => {
  const [{ did: issuer } = { did: '' }] = await composed.bridge.keys.list();
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'],
    issuer,
    credentialSubject: { id: 'did:example:learner' },
    ...members,
  };
  await expect(composed.bridge.issue({ credential })).rejects.toMatchObject({ code: 'request-invalid' });
});

describe('asking for a status', () => {
  const plain = (members: JsonObject = {}): JsonObject => ({
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'],
    credentialSubject: { id: 'did:example:learner' },
    ...members,
  });

  test('can be the rule for all that is issued, also without an id', async () => {
    await composed.close();
    composed = await open({ CLR_BRIDGE_STATUS: 'revocation,suspension' });
    const [{ did: issuer } = { did: '' }] = await composed.bridge.keys.list();
    const credential = await composed.bridge.issue({ credential: plain({ issuer }) });
    const entries = entriesOf(credential);
    expect(entries.map(({ statusPurpose }) => statusPurpose)).toEqual(['revocation', 'suspension']);
    expect(await verdictOf(credential)).toBe('accepted');
    const { statusListCredential: url, statusListIndex } = entries[1]!;
    const place = {
      credentialId: 'urn:any',
      purpose: 'suspension',
      url,
      index: Number(statusListIndex),
    } as const;
    await composed.bridge.status.change({ ...place, status: 1 });
    expect(await verdictOf(credential)).toBe('rejected');
    const v1 = plain({
      '@context': ['https://www.w3.org/2018/credentials/v1'],
      issuer,
      issuanceDate: '2026-01-01T00:00:00Z',
    });
    expect(await verdictOf(await composed.bridge.issue({ credential: v1 }))).toBe('accepted');
  });

  test.each<[string, Partial<WrapInput>, string]>([
    ['a purpose twice', { status: ['revocation', 'revocation'] }, '/status'],
    ['three messages', { status: [{ purpose: 'message', messages: ['a', 'b', 'c'] }] }, '/status'],
    ['two purposes under clr2', { profile: 'clr2', status: ['revocation', 'suspension'] }, '/status'],
    ['badges alone', { profile: 'clr2', status: false, badgeStatus: true }, '/badgeStatus'],
    ['badges under another profile', { badgeStatus: true }, '/badgeStatus'],
  ])('%s is refused', async (_name, input, pointer) => {
    await expect(wrapOne(input)).rejects.toMatchObject({ code: 'request-invalid', pointer });
  });

  test('needs an address that stays', async () => {
    await composed.close();
    composed = await open({ CLR_BRIDGE_BASE_URL: '', PORT: '0' });
    await expect(wrapOne()).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test('needs a store in the library', async () => {
    const signer = await createSigner();
    await expect(wrap(sample, { signer, status: true })).rejects.toMatchObject({ code: 'request-invalid' });
    const list = {
      id: 'l',
      url: `${BASE}/l`,
      issuer: signer.controller,
      purpose: 'revocation',
      size: 1,
    } as const;
    const allocateStatus = async () => ({ list, index: 5 });
    const { verifiableCredential } = await wrap(sample, { signer, status: true, allocateStatus });
    expect((verifiableCredential as JsonObject)['credentialStatus']).toMatchObject({ id: `${BASE}/l#5` });
  });
});
