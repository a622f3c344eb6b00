/** Whether a presentation shows who presents it: signed for this exchange, with a key of the holder's own. */
import { proofsOf } from '../credentials/schema-vc.ts';
import { decodeJws, looksLikeJws } from '../kernel/compact-jws.ts';
import { decodeJwt, looksLikeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { Report } from '../kernel/report.ts';
import type { OpenedSdJwt } from '../kernel/sd-jwt.ts';
import { jwsOfEnvelope } from '../records/jws-of-envelope.ts';

/**
 * What a presentation must answer; of several domains one will do, since wallets differ in what they sign.
 * `domainOptional`: it may name no domain at all, but none of anybody else.
 */
export type Question = { challenge: string; domains?: string[]; domainOptional?: boolean };

/** What to ask the verifier for: the challenge, and whichever allowed domain the presentation names. */
export function askFor(
  presentation: Json,
  { challenge, domains = [], domainOptional = false }: Question,
): { challenge: string; domain?: string } {
  const [first] = domains;
  const named = domainsOf(presentation);
  if (first === undefined || (domainOptional && named.length === 0)) return { challenge };
  return { challenge, domain: domains.find((domain) => named.includes(domain)) ?? first };
}

function domainsOf(presentation: Json): Json[] {
  if (typeof presentation === 'string') {
    if (!looksLikeJwt(presentation)) return [];
    const { payload, selection } = decodeJwt(presentation);
    return asArray<Json>(bindingOf(selection)?.['aud'] ?? payload['aud']);
  }
  if (!isObject(presentation)) return [];
  const jws = jwsOfEnvelope(presentation);
  if (jws) return domainsOf(jws);
  return proofsOf(presentation).flatMap((proof) => (isObject(proof) ? asArray<Json>(proof['domain']) : []));
}

/** The challenge that a presentation says it answers; undefined where it says none, or several. Nothing is verified yet. */
export function challengeOf(presentation: Json): string | undefined {
  const [challenge, ...more] = new Set(challengesOf(presentation));
  return typeof challenge === 'string' && more.length === 0 ? challenge : undefined;
}

function challengesOf(presentation: Json): (Json | undefined)[] {
  if (typeof presentation === 'string') {
    if (!looksLikeJwt(presentation)) return [];
    const { payload, selection } = decodeJwt(presentation);
    return [bindingOf(selection)?.['nonce'] ?? payload['nonce']];
  }
  if (!isObject(presentation)) return [];
  const jws = jwsOfEnvelope(presentation);
  if (jws) return challengesOf(jws);
  return proofsOf(presentation).map((proof) => (isObject(proof) ? proof['challenge'] : undefined));
}

/** The claims by which the holder of an SD-JWT presents it. */
function bindingOf(selection: OpenedSdJwt | undefined): JsonObject | undefined {
  if (selection?.keyBinding === undefined) return undefined;
  return looksLikeJws(selection.keyBinding) ? decodeJws(selection.keyBinding).payload : undefined;
}

/**
 * The DID of whoever signed the presentation for this exchange.
 *
 * @param report of its verification, with the challenge asked for
 * @param presentation a credential that its holder presents with a key that its issuer named (SD-JWT) has no other holder than
 *   that key
 * @throws BridgeError `holder-unproven` with the report, where the signature, its key, the challenge or the domain does
 *   not hold, or could not be checked
 */
export function proveHolder(report: Report, presentation?: Json): string {
  const own = report.findings.filter(({ pointer }) => /^$|^\/(proof|holder)(\/|$)/.test(pointer));
  const open = own.find(({ check, result }) => WHO.has(check) && (result === 'fail' || result === 'unknown'));
  const answered = own.some(({ code }) => code === 'challenge-valid');
  const holder = report.holder ?? keyHolder(report, presentation);
  if (open === undefined && answered && holder !== undefined) return holder;
  throw new BridgeError(
    'holder-unproven',
    open?.message ?? 'Nobody signed the presentation for this exchange.',
    { pointer: open?.pointer ?? '', extra: { report } },
  );
}

/** The key that bound an SD-JWT, as a DID. */
function keyHolder({ findings }: Report, presentation: Json | undefined): string | undefined {
  const bound = findings.some(({ code, pointer }) => code === 'key-binding-valid' && pointer === '');
  if (!bound || typeof presentation !== 'string') return undefined;
  const { cnf } = decodeJwt(presentation).payload;
  const { jwk, kid } = isObject(cnf) ? cnf : {};
  if (isObject(jwk)) return `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`;
  return typeof kid === 'string' ? kid.split('#')[0] : undefined;
}

/** Checks whose outcome says who presents. */
const WHO = new Set(['structure', 'proof', 'issuer', 'holder', 'envelope', 'context']);
