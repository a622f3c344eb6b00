/** Whether a presentation shows who presents it: signed for this exchange, with a key of the holder's own. */
import { proofsOf } from '../credentials/schema-vc.ts';
import { decodeJwt, looksLikeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json } from '../kernel/json.ts';
import type { Report } from '../kernel/report.ts';
import { jwsOfEnvelope } from '../records/jws-of-envelope.ts';

/** What a presentation must answer; of several domains one will do, since wallets differ in what they sign. */
export type Question = { challenge: string; domains?: string[] };

/** What to ask the verifier for: the challenge, and whichever allowed domain the presentation names. */
export function askFor(
  presentation: Json,
  { challenge, domains = [] }: Question,
): { challenge: string; domain?: string } {
  const [first] = domains;
  if (first === undefined) return { challenge };
  const named = domainsOf(presentation);
  return { challenge, domain: domains.find((domain) => named.includes(domain)) ?? first };
}

function domainsOf(presentation: Json): Json[] {
  if (typeof presentation === 'string')
    return looksLikeJwt(presentation) ? asArray<Json>(decodeJwt(presentation).payload['aud']) : [];
  if (!isObject(presentation)) return [];
  const jws = jwsOfEnvelope(presentation);
  if (jws) return domainsOf(jws);
  return proofsOf(presentation).flatMap((proof) => (isObject(proof) ? asArray<Json>(proof['domain']) : []));
}

/**
 * The DID of whoever signed the presentation for this exchange.
 *
 * @param report of its verification, with the challenge asked for
 * @throws BridgeError `holder-unproven` with the report, where the signature, its key, the challenge or the domain does
 *   not hold, or could not be checked
 */
export function proveHolder(report: Report): string {
  const own = report.findings.filter(({ pointer }) => /^$|^\/(proof|holder)(\/|$)/.test(pointer));
  const open = own.find(({ check, result }) => WHO.has(check) && (result === 'fail' || result === 'unknown'));
  const answered = own.some(({ code }) => code === 'challenge-valid');
  if (open === undefined && answered && report.holder !== undefined) return report.holder;
  throw new BridgeError(
    'holder-unproven',
    open?.message ?? 'Nobody signed the presentation for this exchange.',
    { pointer: open?.pointer ?? '', extra: { report } },
  );
}

/** Checks whose outcome says who presents. */
const WHO = new Set(['structure', 'proof', 'issuer', 'holder', 'envelope', 'context']);
