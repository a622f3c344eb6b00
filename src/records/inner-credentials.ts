/** Credentials inside a record of CLR 2.0 or Open Badges 3.0, opened as far as they can be read; nothing is verified. */
import { decodeJws } from '../kernel/compact-jws.ts';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { kindOfCredential } from './credential-kind.ts';
import { jwsOfEnvelope } from './jws-of-envelope.ts';

export type InnerCredential = {
  /** The pointer by which a report knows it; of one in a JWS that of the JWS. */
  pointer: string;
  kind: ReturnType<typeof kindOfCredential>;
  /** Absent where it cannot be read; `problem` then says why. */
  value?: JsonObject;
  problem?: string;
  /** True where it came as a JWS. */
  signed: boolean;
};

type Role = 'credential' | 'endorsement';

/** The credentials under a member of an object, one or several, plain, as a JWS, or enveloped. */
export function listInnerCredentials(
  holder: JsonObject,
  member: string,
  pointer: string,
  role: Role = 'credential',
): InnerCredential[] {
  const value = holder[member];
  const at = appendPointer(pointer, member);
  return asArray<Json>(value)
    .map((item, i) => ({ item, place: Array.isArray(value) ? appendPointer(at, i) : at }))
    .filter(({ item }) => typeof item === 'string' || isObject(item))
    .map(({ item, place }) => openCredential(item as string | JsonObject, place, role));
}

/** @param value a credential, a compact JWS with one as payload, or an EnvelopedVerifiableCredential */
export function openCredential(
  value: string | JsonObject,
  pointer: string,
  role: Role = 'credential',
): InnerCredential {
  const jws = typeof value === 'string' ? value : jwsOfEnvelope(value);
  if (jws === undefined) {
    const plain = value as JsonObject;
    return { pointer, kind: kindOfCredential(plain, role), value: plain, signed: false };
  }
  try {
    const opened = credentialIn(decodeJws(jws, true).payload);
    return { pointer, kind: kindOfCredential(opened, role), value: opened, signed: true };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    const kind = role === 'endorsement' ? 'endorsement' : 'vc';
    return { pointer, kind, problem: textOf(error), signed: true };
  }
}

/** The payload itself, or its claim `vc` with what VC 1.1 says in other claims (section 6.3.1). */
function credentialIn(payload: JsonObject): JsonObject {
  const { vc, jti, iss, nbf, exp } = payload;
  if (isObject(vc)) {
    return {
      ...(jti === undefined ? {} : { id: jti }),
      ...(iss === undefined ? {} : { issuer: iss }),
      ...dateOf('issuanceDate', nbf),
      ...dateOf('expirationDate', exp),
      ...vc,
    };
  }
  if (payload['credentialSubject'] === undefined)
    throw new BridgeError('record-unrecognised', 'The payload of the JWS is no credential.');
  return payload;
}

function dateOf(member: string, seconds: Json | undefined): JsonObject {
  const date = typeof seconds === 'number' ? new Date(seconds * 1000) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? {} : { [member]: date.toISOString() };
}
