/** A record of CLR 1.0, verbatim or as linked data; peers make what of our credential they can make too. */
import { isDeepStrictEqual } from 'node:util';
import { repairContext, toLinkedData } from '../../src/credentials/linked-data.ts';
import { inlineContext } from '../../src/credentials/vocabulary.ts';
import { type JsonObject, parseJson } from '../../src/kernel/json.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../../src/workflows/wrap-record.ts';
import { recordOfSize } from '../../test/fixtures/arbitrary-clr.ts';
import type { Harness } from '../../test/harness.ts';
import { checkJsonSide, checksSide, signaturesSide, signJsonSide } from '../floor.ts';
import type { Peer } from '../peers/peer.ts';
import { checkingSide, isAccepted, isTrue, makingSide, type PeerName, type Row } from '../row.ts';

const V1 = 'https://www.w3.org/2018/credentials/v1';
const V2 = 'https://www.w3.org/ns/credentials/v2';
const CLR1 = 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld';

const PROFILES = { verbatim: 'verbatim', linked: 'linked-data' } as const;

/** Everything starts with text, as it does in the service: parsing is part of the work on every side. */
export async function rowsOfClr1(
  harness: Harness,
  peers: Partial<Record<PeerName, Peer>>,
  family: keyof typeof PROFILES,
  kilobytes: number,
): Promise<Row[]> {
  const profile = PROFILES[family];
  const record = recordOfSize(kilobytes * 1024);
  const text = JSON.stringify(record);
  const wrap = async () => {
    const records = [parseJson(text).value];
    const { verifiableCredential } = await wrapRecord(harness, { records, profile, vcVersion: '2.0' });
    harness.saved.length = 0;
    return verifiableCredential as JsonObject;
  };
  const wrapped = JSON.stringify(await wrap());
  const unwrap = (credential: string) =>
    unwrapRecords(harness, parseJson(credential).value).catch((error: unknown) => error);
  const ours = {
    wrap: makingSide(wrap, async (made) => isAccepted(await verifyNodes(harness, made))),
    verify: checkingSide((given) => verifyNodes(harness, parseJson(given).value), wrapped, isAccepted),
    unwrap: checkingSide(unwrap, wrapped, (answer) =>
      isDeepStrictEqual((answer as { records?: { clr: object }[] }).records?.[0]?.clr, record),
    ),
  };
  const isVerbatim = family === 'verbatim';
  const sign = isVerbatim ? signJsonSide(text) : signaturesSide(1);
  const check = isVerbatim ? checkJsonSide(wrapped) : checksSide(1);
  const wrapSides: Row['sides'] = { ours: ours.wrap, floor: sign };
  const verifySides: Row['sides'] = { ours: ours.verify, floor: check };
  for (const [name, peer] of Object.entries(peers) as [PeerName, Peer][]) {
    const version = name === 'didkit' ? V1 : V2;
    const issue = () =>
      peer.issue(plainCredential(peer.did, JSON.parse(text) as JsonObject, { family, version }));
    const issued = JSON.stringify(await issue());
    wrapSides[name] = makingSide(issue, peer.verify);
    verifySides[name] = checkingSide((given) => peer.verify(JSON.parse(given) as JsonObject), issued, isTrue);
  }
  const label = `${kilobytes} KB`;
  return [
    { family, label: `wrap ${label}`, sides: wrapSides },
    { family, label: `verify ${label}`, sides: verifySides },
    { family, label: `unwrap ${label}`, sides: { ours: ours.unwrap, floor: check } },
  ];
}

/** The record in a credential, without the digest of the JSON, which is ours. */
function plainCredential(
  did: string,
  record: JsonObject,
  { family, version }: { family: keyof typeof PROFILES; version: string },
): JsonObject {
  const context =
    family === 'verbatim'
      ? inlineContext(['clr'])
      : { clr: { '@id': 'https://example.org/clr', '@context': [CLR1, repairContext([record])] } };
  return {
    '@context': [version, context],
    type: ['VerifiableCredential'],
    issuer: did,
    [version === V1 ? 'issuanceDate' : 'validFrom']: '2026-01-01T00:00:00Z',
    credentialSubject: { clr: family === 'verbatim' ? record : toLinkedData(record, '') },
  };
}
