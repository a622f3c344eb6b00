/** Every row of the benchmark, made one family after the other, so that no more is held than is measured. */
import { createHarness } from '../test/harness.ts';
import type { Didkit } from './peers/didkit.ts';
import type { Peer } from './peers/peer.ts';
import type { Row } from './row.ts';
import { rowsOfClr1 } from './rows/clr1.ts';
import { rowsOfClr2 } from './rows/clr2.ts';
import { rowsOfConversion } from './rows/conversion.ts';
import { rowsOfJwt, rowsOfSdJwt } from './rows/jwt.ts';
import { rowsOfProfile } from './rows/profile-clr2.ts';
import { rowsOfBadge, rowsOfSelection } from './rows/selective.ts';
import { rowsOfStatus } from './rows/status.ts';

export type Peers = { digitalbazaar: Peer; digitalcredentials?: Peer; didkit?: Didkit };

export type Sizes = {
  /** Of records of CLR 1.0. */
  kilobytes: number[];
  /** Of those that become CLR 2.0: the libraries take long for large ones. */
  converted: number[];
  /** Nested badges of a ClrCredential. */
  badges: number[];
};

export const SHORT: Sizes = { badges: [1, 10], converted: [3], kilobytes: [3] };
export const FULL: Sizes = {
  badges: [1, 10, 66, 300, 1000],
  converted: [3, 64],
  kilobytes: [3, 64, 512],
};

/** From so many badges on only one peer is asked, which takes a second and more for each answer. */
const MANY_BADGES = 66;

/** The clock of the harness is the system's: the peers know no other. */
export async function* createRows(
  peers: Peers,
  { kilobytes, converted, badges }: Sizes,
): AsyncGenerator<Row> {
  const harness = await createHarness({ now: () => new Date() });
  const { digitalbazaar, digitalcredentials, didkit } = peers;
  const both = { digitalbazaar, ...(digitalcredentials && { digitalcredentials }) };
  for (const count of badges)
    yield* await rowsOfClr2(harness, count >= MANY_BADGES ? { digitalbazaar } : both, count);
  for (const size of converted) yield* await rowsOfProfile(harness, digitalbazaar, size);
  for (const size of kilobytes) yield* await rowsOfClr1(harness, peers, 'verbatim', size);
  for (const size of kilobytes) yield* await rowsOfClr1(harness, both, 'linked', size);
  for (const size of kilobytes) yield* await rowsOfJwt(harness, didkit, size);
  for (const size of converted) yield* await rowsOfSdJwt(harness, size);
  yield* await rowsOfBadge();
  for (const size of converted) yield* await rowsOfSelection(size);
  yield* await rowsOfStatus(harness, digitalbazaar);
  for (const size of kilobytes) yield* rowsOfConversion(size);
}
