/** Credentials signed from outside: the JSON is the payload of a compact JWS (Open Badges 3.0, section 8.2). */
import { idOf, isLearnerCredential, subjectsOf, validityOf } from '../credentials/schema-vc.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Json, type JsonObject, parseJson } from '../kernel/json.ts';
import { parseInstant } from '../kernel/time.ts';
import { versionOf } from '../kernel/vc-version.ts';
import type { Signer } from './ports.ts';

/** Claims that readers act on; `vc` and `vp` would even be read in the place of the credential. */
const CLAIMS = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf', 'nonce', 'vc', 'vp'];

/**
 * Signs a credential of VC 2.0 as a VC-JWT: the members of the credential and the registered claims side by side in the
 * payload. For Open Badges 3.0 and CLR 2.0 the header has `alg`, `kid` and `typ` JWT, and nothing else (section 8.2.3);
 * for any other credential it is that of VC-JOSE-COSE, section 3.1.1. A proof that the credential already has stays inside, and is signed with it.
 *
 * `iss` is the id of the issuer, `jti` that of the credential, `sub` that of its subject where it has one, `nbf`
 * and `exp` its validity in whole seconds.
 *
 * @returns the compact JWS; `kid` is the DID URL of the key
 * @throws BridgeError `proof-unfit` for a credential of VC 1.1, or one with a member that is also the name of a claim
 */
export async function signVcJwt(credential: JsonObject, signer: Signer): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(payloadOf(credential, 'jwt')));
  const header = isLearnerCredential(credential) ? { typ: 'JWT' } : { typ: 'vc+jwt', cty: 'vc' };
  return signer.signJws({ ...header, kid: signer.id }, payload);
}

/**
 * Signs a credential as the claim `vc` of a JWT (VC Data Model 1.1, section 6.3.1): what wallets of OpenID4VCI read under
 * `jwt_vc_json`. The registered claims are those of `signVcJwt`. VC 2.0 has other forms for JWTs, so a credential of it in
 * this one is read with a deviation; nothing in it says less.
 *
 * @returns the compact JWS; `kid` is the DID URL of the key
 * @throws BridgeError what `parseJson` throws, for what it would not read again
 */
export async function signVcClaim(credential: JsonObject, signer: Signer): Promise<string> {
  const payload = JSON.stringify({ ...definedOf(claimsOf(credential)), vc: credential });
  parseJson(payload);
  return signer.signJws({ typ: 'JWT', kid: signer.id }, new TextEncoder().encode(payload));
}

/**
 * Signs a presentation of VC 2.0 as the payload of a compact JWS (VC-JOSE-COSE, section 3.1.2). What the verifier asked
 * for stands in `nonce` and `aud`, and `iat` is the time of the signature in whole seconds.
 *
 * @returns the compact JWS; `kid` is the DID URL of the key
 * @throws BridgeError `proof-unfit` for a presentation of VC 1.1, or one with a member that is also the name of a claim
 */
export async function signVpJwt(
  presentation: JsonObject,
  signer: Signer,
  { challenge, domain, now }: { challenge?: string; domain?: string; now: Date },
): Promise<string> {
  const payload = withClaims(presentation, 'jwt', {
    iss: idOf(presentation['holder']),
    jti: idOf(presentation),
    nonce: challenge,
    aud: domain,
    iat: Math.floor(now.getTime() / 1000),
  });
  const header = { typ: 'vp+jwt', cty: 'vp', kid: signer.id };
  return signer.signJws(header, new TextEncoder().encode(JSON.stringify(payload)));
}

/**
 * The members of the credential and its claims side by side.
 * @throws BridgeError `proof-unfit` as for `signVcJwt`; what `parseJson` throws, for what it would not read again
 */
export function payloadOf(credential: JsonObject, proof: 'jwt' | 'sd-jwt'): JsonObject {
  return withClaims(credential, proof, claimsOf(credential));
}

function claimsOf(credential: JsonObject): Record<string, Json | undefined> {
  const { from, until } = validityOf(credential);
  return {
    iss: idOf(credential['issuer']),
    jti: idOf(credential),
    sub: idOf(subjectsOf(credential)[0] ?? null),
    nbf: secondsOf(from),
    exp: secondsOf(until),
  };
}

function definedOf(claims: Record<string, Json | undefined>): JsonObject {
  const given = Object.entries(claims).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(given);
}

function withClaims(
  document: JsonObject,
  proof: 'jwt' | 'sd-jwt',
  claims: Record<string, Json | undefined>,
): JsonObject {
  if (versionOf(document) !== '2.0') {
    const message = `The proof ${proof} is made for credentials and presentations of VC 2.0.`;
    throw new BridgeError('proof-unfit', message, { pointer: '/@context' });
  }
  const taken = CLAIMS.find((claim) => Object.hasOwn(document, claim));
  if (taken !== undefined) {
    const message = `There is a member ${taken}, which is a claim of JWT.`;
    throw new BridgeError('proof-unfit', message, { pointer: `/${taken}` });
  }
  const payload = { ...document, ...definedOf(claims) };
  // in memory there are numbers, and depths, that no strict reader takes: nothing is signed that cannot be read again
  parseJson(JSON.stringify(payload));
  return payload;
}

/** NumericDate (RFC 7519, section 2), without fractions as 1EdTech asks. */
function secondsOf(dateTime: Json | undefined): number | undefined {
  const instant = typeof dateTime === 'string' ? parseInstant(dateTime) : undefined;
  return instant === undefined ? undefined : Math.floor(instant.getTime() / 1000);
}
