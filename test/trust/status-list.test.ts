import { gzipSync } from 'node:zlib';
import { BitstringStatusList, createCredential } from '@digitalbazaar/vc-bitstring-status-list';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStatusEntry } from '../../src/credentials/parse-status-entry.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import type { ProofName } from '../../src/proofs/suites.ts';
import { signVcJwt } from '../../src/proofs/vc-jwt.ts';
import { decodeStatusList } from '../../src/trust/decode-status-list.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { createHarness, type Harness, NOW } from '../harness.ts';

const URL = 'https://school.example/status/1';
const V1 = 'https://www.w3.org/2018/credentials/v1';
const V2 = 'https://www.w3.org/ns/credentials/v2';
const SEVEN = '7';

const sign = (
  harness: Harness,
  credential: JsonObject,
  signer: Signer,
  proof: ProofName = 'eddsa-rdfc-2022',
) => signDocument(credential, { proof, signer, now: NOW, loadDocument: harness.loadDocument });

/** A list as the published library makes it, with so many entries and the ones given set. */
async function listOf(issuer: string, set: number[], options: { purpose?: string; length?: number } = {}) {
  const { purpose = 'revocation', length = 131_072 } = options;
  const list = new BitstringStatusList({ length });
  for (const index of set) list.setStatus(index, true);
  const credential = (await createCredential({ id: URL, list, statusPurpose: purpose })) as JsonObject;
  return { ...credential, issuer } as unknown as JsonObject & { credentialSubject: JsonObject };
}

const entry = (members: JsonObject = {}): JsonObject => ({
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: SEVEN,
  statusListCredential: URL,
  ...members,
});

const messagesFor = (...statuses: string[]): JsonObject[] =>
  statuses.map((status) => ({ status, message: `message ${status}` }));

const credentialOf = (signer: Signer, status: Json): JsonObject => ({
  '@context': [V2],
  id: 'urn:uuid:00000000-0000-4000-8000-000000000009',
  type: ['VerifiableCredential'],
  issuer: signer.controller,
  credentialSubject: { id: 'did:example:learner' },
  credentialStatus: status,
});

type Published = JsonObject | string | number | undefined;

/** Verifies a credential with the status given while the list stands at its address. */
async function check(
  status: Json,
  publish: (signer: Signer, harness: Harness) => Promise<Published> | Published,
) {
  const signer = await createSigner();
  const harness = await createHarness({ signer });
  const published = await publish(signer, harness);
  const site =
    published === undefined
      ? {}
      : typeof published === 'number'
        ? { [URL]: { status: published } }
        : { [URL]: typeof published === 'string' ? { status: 200, text: published } : published };
  const { fetch } = await createHarness({ site });
  // over JCS, so that entries may have what no context defines
  const credential = await sign(harness, credentialOf(signer, status), signer, 'eddsa-jcs-2022');
  const { report } = await verifyNodes({ ...harness, fetch }, credential);
  const found = report.findings.filter((one) => one.check === 'status');
  return { report, found, fetched: (fetch as unknown as { calls: string[] }).calls };
}

const signedList =
  (set: number[], options: { purpose?: string; length?: number } = {}, members: JsonObject = {}) =>
  async (signer: Signer, harness: Harness) =>
    sign(harness, { ...(await listOf(signer.controller, set, options)), ...members }, signer);

describe('an entry of a bitstring list', () => {
  test('that is not set is good, and the neighbours of one that is set are', async () => {
    const { report, found } = await check(entry(), signedList([6, 8]));
    expect(report.verdict).toBe('accepted');
    expect(found).toMatchObject([{ code: 'status-good', pointer: '/credentialStatus' }]);
  });

  test.each([
    ['revocation', 'revoked', 'rejected'],
    ['suspension', 'suspended', 'rejected'],
    ['refresh', 'status-refresh', 'accepted'],
    ['message', 'status-message', 'accepted'],
    ['colour', 'status-unsupported', 'inconclusive'],
  ])('that is set for %s is %s', async (purpose, code, verdict) => {
    const { report, found } = await check(entry({ statusPurpose: purpose }), signedList([7], { purpose }));
    expect(found).toMatchObject([{ code, detail: { list: URL, purpose, index: 7, status: '0x1' } }]);
    expect(report.verdict).toBe(verdict);
  });

  test.each(['suspension', 'refresh'])('that is not set for %s is good', async (purpose) => {
    const { found } = await check(entry({ statusPurpose: purpose }), signedList([], { purpose }));
    expect(found).toMatchObject([{ code: 'status-good' }]);
  });

  test('of several bits says the message for its value', async () => {
    const statusMessage = [0, 1, 2, 3].map((status) => ({
      status: `0x${status}`,
      message: `message ${status}`,
    }));
    const messages = entry({ statusPurpose: 'message', statusSize: 2, statusMessage });
    // entry 7 has bits 14 and 15
    const { found } = await check(messages, signedList([14], { purpose: 'message', length: 262_144 }));
    expect(found).toMatchObject([
      { code: 'status-message', detail: { status: '0x2', message: 'message 2' } },
    ]);
    const { found: short } = await check(messages, signedList([], { purpose: 'message' }));
    expect(short).toMatchObject([{ code: 'status-list-short' }]);
  });

  test('beside others is one of all that are looked up, and the bad one decides', async () => {
    const both = signedList([7], {});
    const { report, found } = await check(
      [entry({ statusListIndex: '3' }), entry(), entry({ statusPurpose: 'suspension' })],
      both,
    );
    expect(found.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['status-good', '/credentialStatus/0'],
      ['revoked', '/credentialStatus/1'],
      ['status-list-purpose', '/credentialStatus/2'],
    ]);
    expect(report.verdict).toBe('rejected');
  });

  test('that is of two kinds is looked up in both lists', async () => {
    const both = entry({
      type: ['1EdTechRevocationList', 'BitstringStatusListEntry'],
      id: 'https://a.example/',
    });
    const { report, found } = await check(both, signedList([7]));
    expect(report.verdict).toBe('rejected');
    expect(found.map(({ code }) => code)).toEqual(['status-unchecked', 'revoked']);
  });

  test('is looked up once where several name one list', async () => {
    const entries = ['1', '2', '3'].map((statusListIndex) => entry({ statusListIndex }));
    const { fetched } = await check(entries, signedList([]));
    expect(fetched).toEqual([URL]);
  });

  test.each<[string, JsonObject]>([
    ['a number', { statusListIndex: 7 }],
    ['negative', { statusListIndex: '-7' }],
    ['no number', { statusListIndex: '0x7' }],
    ['with the id of its list', { id: URL }],
    ['without a purpose', { statusPurpose: '' }],
    ['without a list', { statusListCredential: 7 }],
    ['of no size', { statusSize: 0 }],
    ['of several bits without messages', { statusSize: 2 }],
    ['with messages that are none', { statusMessage: ['good'] }],
    ['with too few messages', { statusMessage: [{ status: '0x0', message: 'good' }] }],
    ['with too many messages', { statusMessage: messagesFor('0x0', '0x1', '0x1') }],
    ['with a message for no status it can have', { statusMessage: messagesFor('0x0', '0x2') }],
    ['with one message that is no list', { statusMessage: { status: '0x0', message: 'good' } }],
  ])('that is %s is rejected', async (_name, members) => {
    const { report, found } = await check(entry(members), signedList([]));
    expect(found).toMatchObject([{ code: 'status-entry-invalid', result: 'fail' }]);
    expect(report.verdict).toBe('rejected');
  });

  test('names a list by its URL', () => {
    expect(parseStatusEntry(entry({ statusListCredential: 'status/1' }))).toContain('statusListCredential');
  });

  test('refers to addresses, or to nothing', () => {
    const parse = (statusReference: Json) => parseStatusEntry(entry({ statusReference }));
    expect(parse('https://school.example/statuses')).toMatchObject({ index: 7, size: 1 });
    expect(parse(['https://school.example/a', 'urn:b'])).toMatchObject({ index: 7 });
    expect(parse(['here'])).toContain('statusReference');
    expect(parse(7)).toContain('statusReference');
  });

  test.each(['131072', '9'.repeat(400)])(
    'that is beyond the list is rejected: %s',
    async (statusListIndex) => {
      const { report, found } = await check(entry({ statusListIndex }), signedList([]));
      expect(found).toMatchObject([{ code: 'status-out-of-range', result: 'fail' }]);
      expect(report.verdict).toBe('rejected');
    },
  );

  test('without words takes those of its list, and without either is set or unset', async () => {
    const message = entry({ statusPurpose: 'message' });
    const subject = async (signer: Signer, members: JsonObject) => {
      const list = await listOf(signer.controller, [7], { purpose: 'message' });
      return signVcJwt({ ...list, credentialSubject: { ...list.credentialSubject, ...members } }, signer);
    };
    const worded = { statusMessages: messagesFor('0x0', '0x1'), statusSize: 1 };
    const { found } = await check(message, (signer) => subject(signer, worded));
    expect(found).toMatchObject([{ code: 'status-message', detail: { message: 'message 0x1' } }]);
    const { found: unnamed } = await check(message, (signer) => subject(signer, {}));
    expect(unnamed).toMatchObject([{ code: 'status-message', detail: { message: 'set' } }]);
    const { found: wide } = await check(message, (signer) =>
      subject(signer, { statusMessages: messagesFor('0x0', '0x1', '0x2', '0x3'), statusSize: 2 }),
    );
    expect(wide).toMatchObject([{ code: 'status-list-invalid', result: 'unknown' }]);
  });

  test('may be on a list in a JWT', async () => {
    const jwt = async (signer: Signer) => signVcJwt(await listOf(signer.controller, [7]), signer);
    expect((await check(entry(), jwt)).found).toMatchObject([{ code: 'revoked' }]);
  });
});

describe('a list that is not as it should be leaves the status unknown, with the cause', () => {
  const altered = async (signer: Signer, harness: Harness) => {
    const list = await signedList([7])(signer, harness);
    const clean = await listOf(signer.controller, []);
    return { ...list, credentialSubject: clean.credentialSubject };
  };
  const ofAnother = async (_signer: Signer, harness: Harness) =>
    signedList([])(await createSigner(), harness);
  const forged = async (signer: Signer, harness: Harness) =>
    sign(harness, await listOf(signer.controller, []), await createSigner());
  const withSubject =
    (members: JsonObject) =>
    async (signer: Signer, harness: Harness): Promise<JsonObject> => {
      const list = await listOf(signer.controller, []);
      return sign(harness, { ...list, credentialSubject: { ...list.credentialSubject, ...members } }, signer);
    };
  test.each<[string, string, string, Parameters<typeof check>[1]]>([
    ['unreachable', 'status-unchecked', 'cannot be reached', () => undefined],
    ['taken away', 'status-unchecked', 'taken away', () => 410],
    ['an error', 'status-unchecked', 'answered 500', () => 500],
    [
      'expired',
      'status-list-expired',
      'Valid until',
      signedList([], {}, { validUntil: '2026-05-01T00:00:00Z' }),
    ],
    [
      'not valid yet',
      'status-list-expired',
      'Valid from',
      signedList([], {}, { validFrom: '2026-07-01T00:00:00Z' }),
    ],
    ['altered', 'status-list-unverified', 'signature', altered],
    ['signed by somebody else in its issuer’s name', 'status-list-unverified', 'is named as issuer', forged],
    ['not signed', 'status-list-unverified', 'no proof', ({ controller }) => listOf(controller, [])],
    ['of another issuer', 'status-list-issuer', 'not of the issuer', ofAnother],
    [
      'for another purpose',
      'status-list-purpose',
      'for suspension',
      signedList([], { purpose: 'suspension' }),
    ],
    ['too short', 'status-list-short', '131064 entries', signedList([], { length: 131_064 })],
    ['text', 'status-list-invalid', 'no credential', () => 'Hello'],
    ['JSON of another kind', 'status-list-invalid', 'nobody is named', () => ({ list: [] })],
    [
      'another list',
      'status-list-invalid',
      'status/2',
      signedList([], {}, { id: 'https://school.example/status/2' }),
    ],
    ['of no type', 'status-list-invalid', 'its type', signedList([], {}, { type: ['VerifiableCredential'] })],
    [
      'without a list in it',
      'status-list-invalid',
      'credentialSubject',
      signedList([], {}, { credentialSubject: { id: 'urn:x' } }),
    ],
    ['not compressed', 'status-list-invalid', 'expanded', withSubject({ encodedList: 'uAAAA' })],
    ['without its prefix', 'status-list-invalid', 'expanded', withSubject({ encodedList: 'H4sI' })],
    ['padded', 'status-list-invalid', 'expanded', withSubject({ encodedList: 'uH4sI=' })],
    ['for no purpose', 'status-list-invalid', 'statusPurpose', withSubject({ statusPurpose: [] })],
    ['with a ttl that is none', 'status-list-invalid', 'ttl', withSubject({ ttl: -5 })],
    [
      'of no size',
      'status-list-invalid',
      'statusSize',
      async (signer) => {
        const list = await listOf(signer.controller, []);
        return signVcJwt(
          { ...list, credentialSubject: { ...list.credentialSubject, statusSize: 0 } },
          signer,
        );
      },
    ],
  ])('%s', async (_name, code, cause, publish) => {
    const { report, found } = await check(entry(), publish);
    expect(found).toMatchObject([{ code, result: 'unknown', message: expect.stringContaining(cause) }]);
    expect(report.verdict).toBe('inconclusive');
  });

  test('and says what its own verification found', async () => {
    const { found } = await check(entry(), altered);
    expect(found[0]?.detail).toMatchObject({ list: URL, findings: [{ code: 'proof-invalid' }] });
  });

  test('of which a credential holds several, whichever the host puts first', async () => {
    for (const turn of [false, true]) {
      const { report, found } = await check(entry(), async (signer, harness) => {
        const [set, unset] = await Promise.all([
          listOf(signer.controller, [7]),
          listOf(signer.controller, []),
        ]);
        const subjects = [set, unset].map(({ credentialSubject }, i) => ({
          ...credentialSubject,
          id: `${URL}#${i}`,
        }));
        const signed = await sign(harness, { ...set, credentialSubject: subjects }, signer);
        return { ...signed, credentialSubject: turn ? subjects.reverse() : subjects };
      });
      expect(report.verdict).toBe('inconclusive');
      expect(found).toMatchObject([{ code: 'status-list-invalid' }]);
    }
  });

  test('is not asked for where its address is none', async () => {
    const { found, fetched } = await check(
      entry({ statusListCredential: 'did:example:list' }),
      () => undefined,
    );
    expect(found).toMatchObject([{ code: 'status-unchecked' }]);
    expect(fetched).toEqual([]);
  });
});

describe('a list that is itself verified', () => {
  const verdictOf = async (list: (signer: Signer, harness: Harness) => Promise<JsonObject>) => {
    const signer = await createSigner();
    const harness = await createHarness({ signer });
    const { verdict, findings } = (await verifyNodes(harness, await list(signer, harness))).report;
    return [verdict, ...findings.filter(({ result }) => result === 'fail').map(({ message }) => message)];
  };

  test('is accepted where its readers can use it', async () => {
    expect(await verdictOf(signedList([1, 2]))).toEqual(['accepted']);
  });

  test.each<[string, Parameters<typeof signedList>, string]>([
    ['is too short', [[], { length: 131_064 }], '131064 entries'],
    ['has another type', [[], {}, { type: ['VerifiableCredential'] }], 'its type'],
    ['has no list in it', [[], {}, { credentialSubject: { id: 'urn:x' } }], 'credentialSubject'],
  ])('is rejected where it %s', async (_name, [set, options, members], cause) => {
    const [verdict, message] = await verdictOf(signedList(set, options, members));
    expect([verdict, message]).toEqual(['rejected', expect.stringContaining(cause)]);
  });
});

test('a StatusList2021 of VC 1.1 is read', async () => {
  const signer = await createSigner();
  const bits = Buffer.alloc(16_384);
  bits[0] = 0b0000_0001; // the eighth entry
  const list = (harness: Harness, encodedList: string) =>
    sign(
      harness,
      {
        '@context': [
          V1,
          'https://w3id.org/vc/status-list/2021/v1',
          'https://w3id.org/security/suites/ed25519-2020/v1',
        ],
        id: URL,
        type: ['VerifiableCredential', 'StatusList2021Credential'],
        issuer: signer.controller,
        issuanceDate: '2026-01-01T00:00:00Z',
        credentialSubject: {
          id: `${URL}#list`,
          type: 'StatusList2021',
          statusPurpose: 'revocation',
          encodedList,
        },
      },
      signer,
      'Ed25519Signature2020',
    );
  const first = await createHarness({ signer });
  const site = { [URL]: await list(first, gzipSync(bits).toString('base64url')) };
  const harness = await createHarness({ signer, site });
  const verify = async (statusListIndex: string) => {
    const { '@context': _context, ...rest } = credentialOf(signer, {
      id: `${URL}#${statusListIndex}`,
      type: 'StatusList2021Entry',
      statusPurpose: 'revocation',
      statusListIndex,
      statusListCredential: URL,
    });
    const contexts = [
      V1,
      'https://w3id.org/vc/status-list/2021/v1',
      'https://w3id.org/security/suites/ed25519-2020/v1',
    ];
    const credential = { '@context': contexts, issuanceDate: '2026-01-01T00:00:00Z', ...rest };
    const { report } = await verifyNodes(
      harness,
      await sign(harness, credential, signer, 'Ed25519Signature2020'),
    );
    return report.findings.filter((one) => one.check === 'status').map(({ code }) => code);
  };
  expect(await verify('7')).toEqual(['revoked']);
  expect(await verify('6')).toEqual(['status-good']);
});

describe('decodeStatusList', () => {
  test('reads what the published library writes, at every place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(1023), { maxLength: 40 }), async (set) => {
        const list = new BitstringStatusList({ length: 1024 });
        for (const index of set) list.setStatus(index, true);
        const bits = decodeStatusList(await list.encode(), 'BitstringStatusList');
        const read = Array.from({ length: 1024 }, (_, i) => i).filter((i) => bits?.valueAt(i, 1) === 1);
        expect(read).toEqual([...set].sort((a, b) => a - b));
      }),
      { numRuns: 20 },
    );
  });

  test('expands no more than it must: a small document does not fill the memory', () => {
    const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024)).toString('base64url');
    expect(bomb.length).toBeLessThan(40_000);
    expect(decodeStatusList(`u${bomb}`, 'BitstringStatusList')).toBeUndefined();
  });
});
