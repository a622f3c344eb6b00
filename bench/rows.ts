/** What is measured: each row does the same twice, here and with the plain libraries, as far as they can do it. */
import { isDeepStrictEqual } from 'node:util';
import { repairContext, toLinkedData } from '../src/credentials/linked-data.ts';
import { inlineContext } from '../src/credentials/vocabulary.ts';
import type { JsonObject } from '../src/kernel/json.ts';
import { createSigner } from '../src/library.ts';
import { downgrade } from '../src/records/downgrade.ts';
import { upgrade } from '../src/records/upgrade.ts';
import { discloseCredential } from '../src/workflows/disclose-credential.ts';
import { unwrapRecords } from '../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../src/workflows/wrap-record.ts';
import { recordOfSize } from '../test/fixtures/arbitrary-clr.ts';
import { badge, clr, signTheirs } from '../test/fixtures/signed-clr2.ts';
import { createHarness, type Harness } from '../test/harness.ts';
import type { Peer } from './peer.ts';

export type Row = {
  label: string;
  ours(): Promise<unknown>;
  /** Absent where the libraries have nothing like it. */
  plain?(): Promise<unknown>;
  /** Whether what both gave is right. */
  isSound(ours: unknown, plain: unknown): Promise<boolean>;
};

export type Sizes = {
  /** Of records of CLR 1.0. */
  kilobytes: number[];
  /** Of those that become CLR 2.0: the libraries take long for large ones. */
  converted: number[];
  /** Nested badges of a ClrCredential. */
  badges: number[];
};

const V2 = 'https://www.w3.org/ns/credentials/v2';
const CLR1 = 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld';

/** The clock of the harness is the system's: the peer knows no other. */
export async function createRows(peer: Peer, { kilobytes, converted, badges }: Sizes): Promise<Row[]> {
  const harness = await createHarness({ now: () => new Date() });
  const rows: Row[] = [];
  for (const count of badges) rows.push(...(await rowsOfClr2(harness, peer, count)));
  for (const size of converted) rows.push(...(await rowsOfProfileClr2(harness, peer, size)));
  for (const size of converted) rows.push(...(await rowsOfSelection(size)));
  for (const size of kilobytes) {
    rows.push(...rowsOfConversion(size));
    for (const profile of ['verbatim', 'linked-data'] as const)
      rows.push(...(await rowsOfClr1(harness, peer, size, profile)));
  }
  return rows;
}

const isAccepted = (verification: unknown) =>
  (verification as { report: { verdict: string } }).report.verdict === 'accepted';

const badgesOf = ({ credentialSubject }: JsonObject) =>
  (credentialSubject as { verifiableCredential: JsonObject[] }).verifiableCredential;

async function inTurn<T>(items: T[], one: (item: T) => Promise<object>): Promise<object[]> {
  const done: object[] = [];
  for (const item of items) done.push(await one(item));
  return done;
}

/** The CLR and each badge in it. */
async function verifyAll(peer: Peer, credential: JsonObject): Promise<boolean> {
  for (const nested of badgesOf(credential)) if (!(await peer.verify(nested))) return false;
  return peer.verify(credential);
}

/** A ClrCredential, and each badge in it, with a proof of its own. */
async function rowsOfClr2(harness: Harness, peer: Peer, count: number): Promise<Row[]> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  const make = async (did: string, sign: (document: JsonObject) => Promise<object>) => {
    const nested = await inTurn(numbers, (n) => sign(badge(n, did)));
    return (await sign(clr(nested as JsonObject[], did))) as JsonObject;
  };
  const issued = await make(peer.did, peer.issue);
  const label = `CLR 2.0, badges: ${count}`;
  return [
    {
      label: `issue ${label}`,
      ours: () => make(harness.signer.controller, (document) => signTheirs(harness, document)),
      plain: () => make(peer.did, peer.issue),
      isSound: async (ours, plain) =>
        isAccepted(await verifyNodes(harness, ours as JsonObject)) && verifyAll(peer, plain as JsonObject),
    },
    {
      label: `verify ${label}`,
      ours: () => verifyNodes(harness, issued),
      plain: () => verifyAll(peer, issued),
      isSound: async (ours, plain) => {
        const { nodes } = (ours as { report: { nodes: object[] } }).report;
        return isAccepted(ours) && nodes.length === count + 1 && plain === true;
      },
    },
  ];
}

function rowsOfConversion(kilobytes: number): Row[] {
  const record = recordOfSize(kilobytes * 1024);
  const { record: upgraded } = upgrade(record, { issuer: { id: 'did:example:issuer', type: ['Profile'] } });
  const assertions = (record['assertions'] as JsonObject[]).length;
  return [
    {
      label: `upgrade ${kilobytes} KB`,
      ours: async () => upgrade(record, { issuer: { id: 'did:example:issuer', type: ['Profile'] } }),
      isSound: async (ours) => badgesOf((ours as { record: JsonObject }).record).length === assertions,
    },
    {
      label: `downgrade ${kilobytes} KB`,
      ours: async () => downgrade(upgraded),
      isSound: async (ours) => {
        const { assertions: back } = (ours as { record: { assertions: JsonObject[] } }).record;
        return back.length === assertions;
      },
    },
  ];
}

/** A record of CLR 1.0 under the profile clr2; the peer is handed the credentials that conversion made of it. */
async function rowsOfProfileClr2(harness: Harness, peer: Peer, kilobytes: number): Promise<Row[]> {
  const record = recordOfSize(kilobytes * 1024);
  const wrap = async () => {
    const { verifiableCredential } = await wrapRecord(harness, { records: [record], profile: 'clr2' });
    harness.saved.length = 0;
    return verifiableCredential as JsonObject;
  };
  const wrapped = await wrap();
  const converted = JSON.parse(
    JSON.stringify(wrapped).replaceAll(harness.signer.controller, peer.did),
  ) as JsonObject;
  const issueAll = async () => {
    const nested = await inTurn(badgesOf(converted), ({ proof: _ours, ...unsigned }) => peer.issue(unsigned));
    const { proof: _ours, credentialSubject, ...unsigned } = converted;
    const subject = { ...(credentialSubject as JsonObject), verifiableCredential: nested };
    return peer.issue({ ...unsigned, credentialSubject: subject });
  };
  const issued = (await issueAll()) as JsonObject;
  const label = `${kilobytes} KB clr2`;
  return [
    {
      label: `wrap ${label}`,
      ours: wrap,
      plain: issueAll,
      isSound: async (ours, theirs) =>
        isAccepted(await verifyNodes(harness, ours as JsonObject)) && verifyAll(peer, theirs as JsonObject),
    },
    {
      label: `verify ${label}`,
      ours: () => verifyNodes(harness, wrapped),
      plain: () => verifyAll(peer, issued),
      isSound: async (ours, theirs) => isAccepted(ours) && theirs === true,
    },
    {
      label: `unwrap ${label}`,
      ours: () => unwrapRecords(harness, wrapped, { to: '1.0' }),
      isSound: async (ours) => {
        const [back] = (ours as { records: { clr: { assertions: object[] } }[] }).records;
        return back?.clr.assertions.length === (record['assertions'] as object[]).length;
      },
    },
  ];
}

/** A record under clr2 with a base proof, and three badges shown of it. The libraries find no parts in a CLR 2.0. */
async function rowsOfSelection(kilobytes: number): Promise<Row[]> {
  const harness = await createHarness({ now: () => new Date(), signer: await createSigner('P-256') });
  const record = recordOfSize(kilobytes * 1024);
  const wrap = async () => {
    const { verifiableCredential } = await wrapRecord(harness, {
      records: [record],
      profile: 'clr2',
      proof: 'ecdsa-sd-2023',
    });
    harness.saved.length = 0;
    return verifiableCredential as JsonObject;
  };
  const wrapped = await wrap();
  const keep = badgesOf(wrapped)
    .slice(0, 3)
    .map((_, n) => `/credentialSubject/verifiableCredential/${n}`);
  const disclose = async () =>
    (await discloseCredential(harness, { credential: wrapped, keep })).verifiableCredential as JsonObject;
  const shown = await disclose();
  const label = `${kilobytes} KB clr2, ecdsa-sd-2023`;
  return [
    {
      label: `wrap ${label}`,
      ours: wrap,
      isSound: async (ours) => badgesOf(ours as JsonObject).length === badgesOf(wrapped).length,
    },
    {
      label: `disclose 3 of ${label}`,
      ours: disclose,
      isSound: async (ours) => isAccepted(await verifyNodes(harness, ours as JsonObject)),
    },
    {
      label: `verify 3 of ${label}`,
      ours: () => verifyNodes(harness, shown),
      isSound: async (ours) => isAccepted(ours) && badgesOf(shown).length === keep.length,
    },
  ];
}

/** What of our credential the libraries can make too: the record in it, without the digest of the JSON. */
function plainCredential(did: string, record: JsonObject, profile: 'verbatim' | 'linked-data'): object {
  const context =
    profile === 'verbatim'
      ? inlineContext(['clr'])
      : { clr: { '@id': 'https://example.org/clr', '@context': [CLR1, repairContext([record])] } };
  return {
    '@context': [V2, context],
    type: ['VerifiableCredential'],
    issuer: did,
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { clr: profile === 'verbatim' ? record : toLinkedData(record, '') },
  };
}

async function rowsOfClr1(
  harness: Harness,
  peer: Peer,
  kilobytes: number,
  profile: 'verbatim' | 'linked-data',
): Promise<Row[]> {
  const record = recordOfSize(kilobytes * 1024);
  const wrap = async () => {
    const { verifiableCredential } = await wrapRecord(harness, {
      records: [record],
      profile,
      vcVersion: '2.0',
    });
    harness.saved.length = 0;
    return verifiableCredential;
  };
  const wrapped = await wrap();
  const plain = plainCredential(peer.did, record, profile);
  const issued = await peer.issue(plain);
  const label = `${kilobytes} KB ${profile}`;
  return [
    {
      label: `wrap ${label}`,
      ours: wrap,
      plain: () => peer.issue(plain),
      isSound: async (ours, theirs) =>
        isAccepted(await verifyNodes(harness, ours as JsonObject)) && peer.verify(theirs as object),
    },
    {
      label: `verify ${label}`,
      ours: () => verifyNodes(harness, wrapped),
      plain: () => peer.verify(issued),
      isSound: async (ours, theirs) => isAccepted(ours) && theirs === true,
    },
    {
      label: `unwrap ${label}`,
      ours: () => unwrapRecords(harness, wrapped),
      isSound: async (ours) =>
        isDeepStrictEqual((ours as { records: { clr: object }[] }).records[0]?.clr, record),
    },
  ];
}
