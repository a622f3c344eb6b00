/** A ClrCredential with badges in it, each with a proof of its own. */
import type { JsonObject } from '../../src/kernel/json.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { badge, clr, signTheirs } from '../../test/fixtures/signed-clr2.ts';
import type { Harness } from '../../test/harness.ts';
import { checksSide, signaturesSide } from '../floor.ts';
import { issueAll, type Peer, verifyAll } from '../peers/peer.ts';
import { badgesOf, checkingSide, isAccepted, isTrue, makingSide, type Row } from '../row.ts';

/** Peers by name; those of a large CLR take long, and some are left out there. */
export async function rowsOfClr2(
  harness: Harness,
  peers: { digitalbazaar?: Peer; digitalcredentials?: Peer },
  count: number,
): Promise<Row[]> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  const { controller: did } = harness.signer;
  const make = async () => {
    const badges: JsonObject[] = [];
    for (const n of numbers) badges.push(await signTheirs(harness, badge(n, did)));
    return signTheirs(harness, clr(badges, did));
  };
  const isWhole = (credential: JsonObject) => badgesOf(credential).length === count;
  const issued = await make();
  const issue: Row['sides'] = {
    ours: makingSide(make, async (made) => isWhole(made) && isAccepted(await verifyNodes(harness, made))),
    floor: signaturesSide(count + 1),
  };
  const verify: Row['sides'] = {
    ours: checkingSide(
      (credential) => verifyNodes(harness, credential),
      issued,
      (answer) =>
        isAccepted(answer) && (answer as { report: { nodes: object[] } }).report.nodes.length === count + 1,
    ),
    floor: checksSide(count + 1),
  };
  for (const [name, peer] of Object.entries(peers) as ['digitalbazaar' | 'digitalcredentials', Peer][]) {
    const makeTheirs = () =>
      issueAll(
        peer,
        numbers.map((n) => badge(n, peer.did)),
        (badges) => clr(badges, peer.did),
      );
    issue[name] = makingSide(makeTheirs, async (made) => isWhole(made) && (await verifyAll(peer, made)));
    verify[name] = checkingSide((credential) => verifyAll(peer, credential), await makeTheirs(), isTrue);
  }
  const label = count === 1 ? '1 badge' : `${count} badges`;
  return [
    { family: 'clr2', label: `issue ${label}`, sides: issue },
    { family: 'clr2', label: `verify ${label}`, sides: verify },
  ];
}
