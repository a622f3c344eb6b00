/** A record of CLR 1.0 under the profile clr2; a peer is handed the credentials that conversion made of it. */
import type { JsonObject } from '../../src/kernel/json.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../../src/workflows/wrap-record.ts';
import { recordOfSize } from '../../test/fixtures/arbitrary-clr.ts';
import type { Harness } from '../../test/harness.ts';
import { checksSide, signaturesSide } from '../floor.ts';
import { issueAll, type Peer, verifyAll } from '../peers/peer.ts';
import { badgesOf, checkingSide, isAccepted, isTrue, makingSide, type Row } from '../row.ts';

export async function rowsOfProfile(
  harness: Harness,
  digitalbazaar: Peer,
  kilobytes: number,
): Promise<Row[]> {
  const record = recordOfSize(kilobytes * 1024);
  const assertions = (record['assertions'] as object[]).length;
  const wrap = async () => {
    const { verifiableCredential } = await wrapRecord(harness, { records: [record], profile: 'clr2' });
    harness.saved.length = 0;
    return verifiableCredential as JsonObject;
  };
  const wrapped = await wrap();
  const { proof: _ours, ...converted } = JSON.parse(
    JSON.stringify(wrapped).replaceAll(harness.signer.controller, digitalbazaar.did),
  ) as JsonObject;
  const badges = badgesOf(converted).map(({ proof: _theirs, ...unsigned }) => unsigned);
  const subject = converted['credentialSubject'] as JsonObject;
  const wrapTheirs = () =>
    issueAll(digitalbazaar, badges, (verifiableCredential) => ({
      ...converted,
      credentialSubject: { ...subject, verifiableCredential },
    }));
  const issued = await wrapTheirs();
  const unwrap = (credential: JsonObject) =>
    unwrapRecords(harness, credential, { to: '1.0' }).catch((error: unknown) => error);
  const label = `${kilobytes} KB`;
  return [
    {
      family: 'profile',
      label: `wrap ${label}`,
      sides: {
        ours: makingSide(wrap, async (made) => isAccepted(await verifyNodes(harness, made))),
        digitalbazaar: makingSide(wrapTheirs, (made) => verifyAll(digitalbazaar, made)),
        floor: signaturesSide(badges.length + 1),
      },
    },
    {
      family: 'profile',
      label: `verify ${label}`,
      sides: {
        ours: checkingSide((credential) => verifyNodes(harness, credential), wrapped, isAccepted),
        digitalbazaar: checkingSide((credential) => verifyAll(digitalbazaar, credential), issued, isTrue),
        floor: checksSide(badges.length + 1),
      },
    },
    {
      family: 'profile',
      label: `unwrap ${label}`,
      sides: {
        ours: checkingSide(unwrap, wrapped, (answer) => {
          const [back] = (answer as { records?: { clr: { assertions: object[] } }[] }).records ?? [];
          return back?.clr.assertions.length === assertions;
        }),
        floor: checksSide(badges.length + 1),
      },
    },
  ];
}
