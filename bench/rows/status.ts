/** A status list is made, signed, and read for one credential. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { BitstringStatusList, checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import { createStatusList } from '../../src/credentials/status-list.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { decodeStatusList } from '../../src/trust/decode-status-list.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { badge, signOurs, signTheirs } from '../../test/fixtures/signed-clr2.ts';
import { createHarness, type Harness } from '../../test/harness.ts';
import type { Peer } from '../peers/peer.ts';
import { isAccepted, type Row } from '../row.ts';

const URL = 'https://college.example.edu/status/1';
const LENGTH = 131_072;
const SET = Array.from({ length: 1000 }, (_, n) => n * 131);
const entry = (index: number): JsonObject => ({
  credentialStatus: {
    id: `${URL}#${index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(index),
    statusListCredential: URL,
  },
});

function isRight(list: JsonObject): boolean {
  const { encodedList } = list['credentialSubject'] as { encodedList: string };
  const bits = gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'));
  const isSet = (n: number) => (((bits[n >> 3] ?? 0) >> (7 - (n & 7))) & 1) === 1;
  return bits.length * 8 === LENGTH && SET.every(isSet) && !isSet(1);
}

export async function rowsOfStatus(harness: Harness, digitalbazaar: Peer): Promise<Row[]> {
  const { controller } = harness.signer;
  const validFrom = new Date('2026-01-01T00:00:00Z');
  const validUntil = new Date(Date.now() + 86_400_000);
  const make = (set = SET, issuer = controller) =>
    createStatusList({
      url: URL,
      issuer,
      purpose: 'revocation',
      statuses: new Map(set.map((index) => [index, 1])),
      validFrom,
      validUntil,
      ttl: 300_000,
    });
  const makePlain = async (set = SET) => {
    const list = new BitstringStatusList({ length: LENGTH });
    for (const index of set) list.setStatus(index, true);
    return { credentialSubject: { encodedList: await list.encode() } };
  };
  const bits = Buffer.alloc(LENGTH / 8);
  for (const n of SET) bits[n >> 3] = (bits[n >> 3] ?? 0) | (0x80 >> (n & 7));
  const zipped = gzipSync(bits);

  const site: Record<string, JsonObject> = { [URL]: await signTheirs(harness, await make()) };
  const reader = await createHarness({ now: () => new Date(), signer: harness.signer, site });
  const good = await signOurs(reader, badge(1, controller, 'A', entry(1)));
  const revoked = await signOurs(reader, badge(0, controller, 'A', entry(0)));

  const listTheirs = await digitalbazaar.issue(await make(SET, digitalbazaar.did));
  const held = createContextLoader();
  const documentLoader = async (url: string) =>
    url === URL ? { documentUrl: url, document: listTheirs, contextUrl: null } : held(url);
  const goodTheirs = await digitalbazaar.issue(badge(1, digitalbazaar.did, 'A', entry(1)));
  const revokedTheirs = await digitalbazaar.issue(badge(0, digitalbazaar.did, 'A', entry(0)));
  const checkStatusTheirs = async ({ credential }: { credential: JsonObject }) => {
    if (!(await digitalbazaar.verify(listTheirs))) return { verified: false };
    // the signature of the list was checked in the line before, as the library would
    const asked = { credential, documentLoader, suite: [], verifyBitstringStatusListCredential: false };
    const { verified, results = [] } = await checkStatus(asked);
    return { verified: verified && results.every(({ status }) => !status) };
  };
  const checkTheirs = (credential: JsonObject) => digitalbazaar.verify(credential, checkStatusTheirs);
  const readsWell = async (list: JsonObject) => {
    const other = await createHarness({
      now: () => new Date(),
      signer: harness.signer,
      site: { [URL]: list },
    });
    return isAccepted(await verifyNodes(other, good));
  };
  const encoded = ((await make())['credentialSubject'] as { encodedList: string }).encodedList;
  const decode = (text: string) => decodeStatusList(text, 'BitstringStatusList') !== undefined;
  return [
    {
      family: 'status',
      label: 'encode',
      sides: {
        ours: { run: () => make(), isSound: (list) => isRight(list as JsonObject), wrong: () => make([5]) },
        digitalbazaar: {
          run: () => makePlain(),
          isSound: (list) => isRight(list as JsonObject),
          wrong: () => makePlain([5]),
        },
        floor: {
          run: async () => gzipSync(bits),
          isSound: (made) => gunzipSync(made as Buffer).equals(bits),
          wrong: async () => gzipSync(Buffer.alloc(16)),
        },
      },
    },
    {
      family: 'status',
      label: 'encode and sign',
      sides: {
        ours: {
          run: async () => signTheirs(harness, await make()),
          isSound: async (made) => isRight(made as JsonObject) && (await readsWell(made as JsonObject)),
          wrong: async () => signTheirs(harness, await make([5])),
        },
        digitalbazaar: {
          run: async () => digitalbazaar.issue(await make(SET, digitalbazaar.did)),
          isSound: async (made) =>
            isRight(made as JsonObject) && (await digitalbazaar.verify(made as JsonObject)),
          wrong: async () => digitalbazaar.issue(await make([5], digitalbazaar.did)),
        },
      },
    },
    {
      family: 'status',
      label: 'decode',
      sides: {
        ours: {
          run: async () => decode(encoded),
          isSound: (done) => done === true,
          wrong: async () => decode('uAAAA'),
        },
        floor: {
          run: async () => gunzipSync(zipped),
          isSound: (made) => bits.equals(made as Buffer),
          wrong: async () => Buffer.alloc(16),
        },
      },
    },
    {
      family: 'status',
      label: 'verify a badge with its status, the list read for each',
      sides: {
        ours: {
          run: () => verifyNodes(reader, good),
          isSound: isAccepted,
          wrong: () => verifyNodes(reader, revoked),
        },
        digitalbazaar: {
          run: () => checkTheirs(goodTheirs),
          isSound: (done) => done === true,
          wrong: () => checkTheirs(revokedTheirs),
        },
      },
    },
  ];
}
