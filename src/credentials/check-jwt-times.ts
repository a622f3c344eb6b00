/** The claims of a JWT that say when it may be used (RFC 7519, sections 4.1.4 to 4.1.6). */
import { type Finding, finding } from '../kernel/findings.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { SKEW_SECONDS } from './checks.ts';
import { validityOf } from './schema-vc.ts';

/** What `Date` can carry, in seconds. */
const MAX_TIME = 8.64e12;

/** True for a NumericDate that can be told as a date. */
export const isTime = (claim: Json | undefined): claim is number =>
  typeof claim === 'number' && Math.abs(claim) <= MAX_TIME;

type Timed = { claims: JsonObject; kind: 'vc' | 'vp'; content: JsonObject };

/**
 * Where a member of the credential says the same as a claim, it is judged with the credential. A presentation has no
 * such members. A time that is no number rejects: passed over, what has ended would look as if it never did.
 *
 * Found here: `envelope-malformed`, `not-yet-valid`, `expired`, `proof-in-future`.
 */
export function checkJwtTimes({ claims, kind, content }: Timed, now: Date, pointer: string): Finding[] {
  const malformed = ['nbf', 'exp', 'iat']
    .filter((claim) => claims[claim] !== undefined && !isTime(claims[claim]))
    .map((claim) =>
      finding('envelope-malformed', `${pointer}/${claim}`, `The claim ${claim} is no number of seconds.`),
    );
  if (malformed.length > 0) return malformed;
  const { from, until } = kind === 'vc' ? validityOf(content) : {};
  const { nbf, exp, iat } = claims;
  const [earliest, latest] = [-SKEW_SECONDS, SKEW_SECONDS].map((skew) => now.getTime() / 1000 + skew) as [
    number,
    number,
  ];
  const at = (claim: number) => new Date(claim * 1000).toISOString();
  const found: Finding[] = [];
  if (from === undefined && isTime(nbf) && nbf > latest)
    found.push(finding('not-yet-valid', pointer, `The JWT is for use from ${at(nbf)} on (nbf).`));
  if (until === undefined && isTime(exp) && exp < earliest)
    found.push(finding('expired', pointer, `The JWT was for use until ${at(exp)} (exp).`));
  if (isTime(iat) && iat > latest)
    found.push(finding('proof-in-future', pointer, `The JWT says that it was made on ${at(iat)} (iat).`));
  return found;
}
