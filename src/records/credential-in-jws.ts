/** The credential that is the payload of a JWS or SD-JWT, or that its claims make up. Nothing is verified. */
import { decodeJwt } from '../kernel/decode-jwt.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { versionOf } from '../kernel/vc-version.ts';
import { has } from './appearance.ts';

/** Claims of the JWT beside the members of a credential (VC-JOSE-COSE, section 3.1.1). */
const CLAIMS = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf']);

/**
 * VC 1.1 has the credential in the claim `vc`, and claims may stand for members of it (section 6.3.1).
 *
 * @param inexactNumbers see `decodeJws`
 * @throws BridgeError what `decodeJwt` throws
 */
export function credentialInJws(jws: string, inexactNumbers = false): JsonObject {
  const { payload } = decodeJwt(jws, inexactNumbers);
  const { vc, jti, iss, sub } = payload;
  if (!isObject(vc)) {
    const members = Object.fromEntries(Object.entries(payload).filter(([name]) => !CLAIMS.has(name)));
    if (has(members, 'validUntil') || has(members, 'expirationDate')) return members;
    // an end of validity that the claim alone names is one all the same
    const member = versionOf(members) === '1.1' ? 'expirationDate' : 'validUntil';
    return { ...members, ...dateOf(member, payload['exp']) };
  }
  const { credentialSubject: subject } = vc;
  return {
    ...(typeof jti === 'string' ? { id: jti } : {}),
    ...(typeof iss === 'string' ? { issuer: iss } : {}),
    ...(has(vc, 'validFrom') ? {} : dateOf('issuanceDate', payload['nbf'] ?? payload['iat'])),
    ...(has(vc, 'validUntil') ? {} : dateOf('expirationDate', payload['exp'])),
    ...vc,
    ...(isObject(subject) && typeof sub === 'string' ? { credentialSubject: { id: sub, ...subject } } : {}),
  };
}

function dateOf(member: string, seconds: Json | undefined): JsonObject {
  const date = typeof seconds === 'number' ? new Date(seconds * 1000) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) return {};
  return { [member]: date.toISOString().replace('.000Z', 'Z') };
}
