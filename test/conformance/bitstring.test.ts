/** Bitstring Status List 1.0 over HTTP: the entries and lists of the service, and what it says of those of others. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { heldContexts } from '../../src/proofs/contexts.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { entryFor, entryOf, LIST_URL, listOf, useStatusService } from '../fixtures/status-service.ts';
import { BITSTRING } from './bitstring-statements.ts';
import type { Met, Statement } from './statements.ts';

const SAMPLE = sampleRecord();
const PURPOSES = ['revocation', 'suspension', 'refresh', 'message'];
const STATUS = 'https://www.w3.org/ns/credentials/status-list#';
const MALFORMED = 'https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR';

const service = useStatusService(PURPOSES.join());
const { checkAgainst, issue, refused, verify, readList, change, sign, post } = service;

/** A list of the school, signed. */
const own = async (set: number[], options?: Parameters<typeof listOf>[2]) =>
  sign(await listOf(service.school().controller, set, options));
const messages = (...statuses: string[]): JsonObject[] =>
  statuses.map((status) => ({ status, message: `m ${status}` }));

/** Neither issued nor accepted, and both say that the entry is malformed. */
async function malformed(members: Record<string, Json>): Promise<void> {
  const credentialStatus = entryOf(members);
  expect((await refused({ credentialStatus })).type).toBe(MALFORMED);
  const { verdict, types } = await checkAgainst(await own([]), credentialStatus);
  expect([verdict, types]).toEqual(['rejected', [MALFORMED]]);
}

/** The bytes of a list, read without this project. */
function bitsOf(list: JsonObject): Buffer {
  const { encodedList } = list['credentialSubject'] as { encodedList: string };
  expect(encodedList).toMatch(/^u[\w-]+$/);
  return gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'));
}

/** A credential with a message of two bits. */
async function worded(words: string[]): Promise<JsonObject> {
  const clr = JSON.parse(JSON.stringify(SAMPLE)) as JsonObject;
  const status = [{ purpose: 'message', messages: words }];
  return (await post('/clr/wrap', { clr, status }))['verifiableCredential'] as JsonObject;
}

const CASES: Record<Met<typeof BITSTRING>, () => Promise<void>> = {
  entry: async () => {
    const credential = await issue();
    expect(PURPOSES.map((purpose) => entryFor(credential, purpose)?.statusPurpose)).toEqual(PURPOSES);
    expect((await verify(credential)).verified).toBe(true);
  },
  'entry-id': async () => {
    await malformed({ id: LIST_URL });
    const { id, statusListCredential } = entryFor(await issue(), 'revocation') as unknown as Record<
      string,
      string
    >;
    expect(id).not.toBe(statusListCredential);
  },
  'entry-type': async () => {
    expect(entryFor(await issue(), 'revocation')).toMatchObject({ type: 'BitstringStatusListEntry' });
    const other = { id: 'urn:x:1', type: 'https://example.org/#Entry' };
    expect(await checkAgainst(await own([]), other)).toMatchObject({
      verified: false,
      codes: ['status-unsupported'],
    });
  },
  'entry-purpose': async () => {
    await malformed({ statusPurpose: '' });
    const said = async (purpose: string) => {
      const list = await own([7], { purpose });
      const { verdict, finding } = await checkAgainst(list, entryOf({ statusPurpose: purpose }));
      return [purpose, verdict, finding['code']];
    };
    const all = [];
    for (const purpose of [...PURPOSES, 'colour']) all.push(await said(purpose));
    expect(all).toEqual([
      ['revocation', 'rejected', 'revoked'],
      ['suspension', 'rejected', 'suspended'],
      ['refresh', 'accepted', 'status-refresh'],
      ['message', 'accepted', 'status-message'],
      ['colour', 'inconclusive', 'status-unsupported'],
    ]);
  },
  final: async () => {
    const credential = await issue({ id: 'urn:uuid:00000000-0000-4000-8000-0000000000f1' });
    const twice = async (purpose: string) => [
      (await change(credential, purpose, true)).status,
      (await change(credential, purpose, false)).status,
    ];
    expect(await twice('suspension')).toEqual([200, 200]);
    expect(await twice('refresh')).toEqual([200, 409]);
    expect((await verify(credential)).verified).toBe(true);
    expect(await twice('revocation')).toEqual([200, 409]);
  },
  'entry-index': async () => {
    for (const statusListIndex of ['-1', '0x7', '7.5', '']) await malformed({ statusListIndex });
    const credentialStatus = entryOf({ statusListIndex: 7 });
    expect((await refused({ credentialStatus })).type).toBe(MALFORMED);
    expect(entryFor(await issue(), 'revocation').statusListIndex).toMatch(/^(0|[1-9]\d*)$/);
    const far = await checkAgainst(await own([]), entryOf({ statusListIndex: '9'.repeat(40) }));
    expect(far.codes).toEqual(['status-out-of-range']);
  },
  'entry-list': async () => {
    const { list, entry } = await readList(await issue(), 'suspension');
    expect(list).toMatchObject({ id: entry.statusListCredential });
    expect(list['type']).toContain('BitstringStatusListCredential');
    const { type, pointer } = await refused({ credentialStatus: entryOf({ statusListCredential: 'list' }) });
    expect([type, pointer]).toEqual([MALFORMED, expect.stringContaining('/credential/credentialStatus')]);
    const untyped = await own([], { members: { type: ['VerifiableCredential'] } });
    expect((await checkAgainst(untyped)).codes).toEqual(['status-list-invalid']);
  },
  'entry-size': async () => {
    for (const statusSize of [0, -1, 1.5]) await malformed({ statusSize });
    const one = await checkAgainst(await own([7]), entryOf({ statusSize: 1 }));
    expect([one, await checkAgainst(await own([7]))]).toMatchObject([
      { codes: ['revoked'] },
      { codes: ['revoked'] },
    ]);
    expect(entryFor(await worded(['a', 'b', 'c', 'd']), 'message')).toMatchObject({ statusSize: 2 });
  },
  'entry-messages': async () => {
    await malformed({ statusSize: 2 });
    await malformed({ statusSize: 2, statusMessage: messages('0x0', '0x1') });
    await malformed({ statusMessage: messages('0x0', '0x1', '0x1') });
    await malformed({ statusMessage: [{ status: '0x0' }, { status: '0x1' }] });
    expect(entryFor(await worded(['a', 'b', 'c', 'd']), 'message')).toMatchObject({
      statusMessage: ['a', 'b', 'c', 'd'].map((message, i) => ({ status: `0x${i}`, message })),
    });
    const unnamed = await checkAgainst(
      await own([7], { purpose: 'message' }),
      entryOf({ statusPurpose: 'message' }),
    );
    expect(unnamed.finding['detail']).toMatchObject({ message: 'set' });
  },
  'entry-reference': async () => {
    const credentialStatus = entryOf({
      statusReference: ['https://school.example/a', 'https://school.example/b'],
    });
    expect((await checkAgainst(await own([]), credentialStatus)).verified).toBe(true);
    expect((await refused({ credentialStatus: entryOf({ statusReference: 7 }) })).type).toBe(MALFORMED);
    expect((await refused({ credentialStatus: entryOf({ statusReference: ['here'] }) })).type).toBe(
      MALFORMED,
    );
  },
  list: async () => {
    const { list } = await readList(await issue(), 'revocation');
    expect(await verify(list)).toMatchObject({ verified: true, codes: [] });
    expect(list).toMatchObject({ issuer: service.issuer(), proof: { proofPurpose: 'assertionMethod' } });
  },
  'list-type': async () => {
    const { list } = await readList(await issue(), 'revocation');
    expect(list).toMatchObject({
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      credentialSubject: { type: 'BitstringStatusList' },
    });
    const other = await own([], { members: { credentialSubject: { id: 'urn:x:list' } } });
    expect(await checkAgainst(other)).toMatchObject({
      verdict: 'inconclusive',
      codes: ['status-list-invalid'],
    });
  },
  'list-purpose': async () => {
    const { list } = await readList(await issue(), 'refresh');
    expect(list['credentialSubject']).toMatchObject({ statusPurpose: 'refresh' });
    const several = await own([7], { subject: { statusPurpose: ['suspension', 'revocation'] } });
    expect((await checkAgainst(several)).codes).toEqual(['revoked']);
    expect((await checkAgainst(several, entryOf({ statusPurpose: 'suspension' }))).codes).toEqual([
      'suspended',
    ]);
    const none = await own([7], { subject: { statusPurpose: [] } });
    expect((await checkAgainst(none)).codes).toEqual(['status-list-invalid']);
  },
  'list-messages': async () => {
    const words = ['fine', 'under review', 'disputed', 'replaced'];
    const credential = await worded(words);
    const { list } = await readList(credential, 'message');
    const statusMessages = words.map((message, i) => ({ status: `0x${i}`, message }));
    expect(list['credentialSubject']).toMatchObject({ statusSize: 2, statusMessages });
    expect((await verify(list)).verified).toBe(true);
    await change(credential, 'message', 2);
    expect((await verify(credential)).finding).toMatchObject({
      code: 'status-message',
      detail: { status: '0x2', message: 'disputed' },
    });
  },
  'list-encoded': async () => {
    bitsOf((await readList(await issue(), 'revocation')).list);
    const { encodedList } = (await listOf('', []))['credentialSubject'] as { encodedList: string };
    for (const broken of [encodedList.slice(1), `${encodedList}=`, 'uAAAA', `z${encodedList.slice(1)}`]) {
      const answer = await checkAgainst(await own([], { subject: { encodedList: broken } }));
      expect([answer.verdict, answer.codes]).toEqual(['inconclusive', ['status-list-invalid']]);
    }
  },
  'list-bits': async () => {
    const credential = await issue({ id: 'urn:uuid:00000000-0000-4000-8000-0000000000f2' });
    await change(credential, 'suspension', true);
    const { list, entry } = await readList(credential, 'suspension');
    const bits = bitsOf(list);
    expect(bits.length).toBeGreaterThanOrEqual(16 * 1024);
    const set = [...bits].flatMap((byte, i) =>
      [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte >> (7 - bit)) & 1).map((bit) => i * 8 + bit),
    );
    expect(set).toEqual([Number(entry.statusListIndex)]);

    const two = await worded(['p', 'q', 'r', 's']);
    await change(two, 'message', 3);
    const wide = await readList(two, 'message');
    const at = Number(wide.entry.statusListIndex) * 2;
    const pairs = bitsOf(wide.list);
    expect(pairs.length).toBeGreaterThanOrEqual(32 * 1024);
    expect(((pairs[at >> 3] ?? 0) >> (6 - (at & 7))) & 3).toBe(3);
  },
  malformed: async () => {
    await malformed({ statusListIndex: 'seven' });
    const list = await listOf(service.issuer(), [], { subject: { ttl: -5 } });
    const { issuer: _, ...members } = list;
    expect((await refused(members)).type).toBe(MALFORMED);
  },
  retrieval: async () => {
    expect(await checkAgainst(undefined)).toMatchObject({
      verified: false,
      types: [`${STATUS}STATUS_RETRIEVAL_ERROR`],
    });
  },
  proofs: async () => {
    const list = await own([7]);
    const clean = (await listOf('', []))['credentialSubject'] as JsonObject;
    const one = { ...list, credentialSubject: clean };
    const good = await own([]);
    const both = { ...good, proof: [good['proof'], list['proof']] as Json };
    const { proof: _, ...unsigned } = good;
    for (const broken of [one, both, unsigned]) {
      expect(await checkAgainst(broken)).toMatchObject({
        verdict: 'inconclusive',
        types: [`${STATUS}STATUS_VERIFICATION_ERROR`],
      });
    }
  },
  purpose: async () => {
    expect(await checkAgainst(await own([], { purpose: 'suspension' }))).toMatchObject({
      verified: false,
      types: [`${STATUS}STATUS_VERIFICATION_ERROR`],
    });
  },
  length: async () => {
    const short = { verified: false, types: [`${STATUS}STATUS_LIST_LENGTH_ERROR`] };
    expect(await checkAgainst(await own([], { length: 131_064 }))).toMatchObject(short);
    const two = entryOf({ statusSize: 2, statusMessage: messages('0x0', '0x1', '0x2', '0x3') });
    expect(await checkAgainst(await own([]), two)).toMatchObject(short);
    expect((await checkAgainst(await own([], { length: 262_144 }), two)).verified).toBe(true);
  },
  range: async () => {
    expect(await checkAgainst(await own([]), entryOf({ statusListIndex: '131072' }))).toMatchObject({
      verified: false,
      types: ['https://www.w3.org/TR/vc-data-model#RANGE_ERROR'],
    });
    expect((await checkAgainst(await own([131_071]), entryOf({ statusListIndex: '131071' }))).codes).toEqual([
      'revoked',
    ]);
  },
  result: async () => {
    const statusMessage = messages('0x0', '0x1');
    const entry = entryOf({ statusPurpose: 'message', statusMessage });
    expect(
      (await checkAgainst(await own([7], { purpose: 'message' }), entry)).finding['detail'],
    ).toMatchObject({
      status: '0x1',
      purpose: 'message',
      message: 'm 0x1',
    });
    expect(await checkAgainst(await own([6, 8]))).toMatchObject({
      verified: true,
      finding: { code: 'status-good', result: 'pass' },
    });
  },
  timestamp: async () => {
    const { statusListCredential } = entryFor(await issue(), 'revocation');
    const { status, body } = await service
      .client()
      .get(`${new URL(statusListCredential).pathname}?timestamp=2026-01-01T00%3A00%3A00Z`);
    expect([status, body.type]).toEqual([404, `${STATUS}STATUS_RETRIEVAL_ERROR`]);
  },
  problems: async () => {
    for (const list of [
      undefined,
      await own([], { purpose: 'suspension' }),
      await own([], { length: 131_064 }),
    ]) {
      const { types } = await checkAgainst(list);
      expect(types).toEqual([
        expect.stringMatching(/^https:\/\/www\.w3\.org\/ns\/credentials\/status-list#STATUS_[A-Z_]+$/),
      ]);
    }
  },
  context: async () => {
    expect(heldContexts().has('https://www.w3.org/ns/credentials/status/v1')).toBe(true);
  },
};

describe(BITSTRING.title, () => {
  const statements: [string, Statement][] = Object.entries(BITSTRING.statements);
  test.each(statements.filter(([, { unmet }]) => unmet === undefined))('%s', async (name) => {
    await CASES[name as Met<typeof BITSTRING>]();
  });
});
