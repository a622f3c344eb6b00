/** A credential out of the JWT or the envelope it stands in. Nothing is verified here. */
import { decodeJws, looksLikeJws } from '../../kernel/compact-jws.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { has, typesOf } from '../appearance.ts';

export type Opened = {
  credential: JsonObject;
  /** Where its members stand in the input; inside a JWT `<pointer of the JWT>#`. */
  pointer: string;
  /** The VC-JWT it was decoded from. */
  jwt?: string;
};

const DATA_URL = /^data:application\/vc(?:[+-]ld)?\+jwt(?:;[^,]*)?,/;

/** Claims of the JWT beside the members of a credential (VC-JOSE-COSE, section 3.1.1). */
const CLAIMS = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']);

/** The credential itself, or the one inside; undefined where there is none that can be read. */
export function openCredential(value: Json, pointer: string): Opened | undefined {
  if (isObject(value) && !typesOf(value).includes('EnvelopedVerifiableCredential'))
    return { credential: value, pointer };
  const jwt = jwtOf(value);
  const payload = jwt === undefined ? undefined : payloadOf(jwt);
  return jwt === undefined || payload === undefined
    ? undefined
    : { credential: credentialOf(payload), pointer: `${pointer}#`, jwt };
}

function jwtOf(value: Json): string | undefined {
  const text = isObject(value) ? value['id'] : value;
  if (typeof text !== 'string') return undefined;
  const jwt = isObject(value) ? text.replace(DATA_URL, '') : text.trim();
  return looksLikeJws(jwt) ? jwt : undefined;
}

function payloadOf(jwt: string): JsonObject | undefined {
  try {
    return decodeJws(jwt).payload;
  } catch (error) {
    if (error instanceof BridgeError) return undefined;
    throw error;
  }
}

/** VC 1.1 has the credential in the claim `vc`, and claims may stand for members of it (section 6.3.1). */
function credentialOf(payload: JsonObject): JsonObject {
  const { vc, jti, iss, sub } = payload;
  if (!isObject(vc)) return Object.fromEntries(Object.entries(payload).filter(([name]) => !CLAIMS.has(name)));
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
