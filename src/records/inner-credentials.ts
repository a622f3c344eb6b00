/** Credentials inside a record of CLR 2.0 or Open Badges 3.0, opened as far as they can be read; nothing is verified. */
import { BridgeError, textOf } from '../kernel/errors.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import { credentialInJws } from './credential-in-jws.ts';
import { kindOfCredential } from './credential-kind.ts';
import { itemsUnder } from './credential-parts.ts';
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
  return itemsUnder(holder, member, pointer).flatMap(({ value, pointer: at }) =>
    typeof value === 'string' || isObject(value) ? [openCredential(value, at, role)] : [],
  );
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
    const opened = credentialInJws(jws, true);
    if (opened['credentialSubject'] === undefined)
      throw new BridgeError('record-unrecognised', 'The payload of the JWS is no credential.');
    return { pointer, kind: kindOfCredential(opened, role), value: opened, signed: true };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    const kind = role === 'endorsement' ? 'endorsement' : 'vc';
    return { pointer, kind, problem: textOf(error), signed: true };
  }
}
