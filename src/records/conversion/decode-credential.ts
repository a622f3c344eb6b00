/** A credential out of the JWT or the envelope it stands in. Nothing is verified here. */
import { looksLikeJwt } from '../../kernel/decode-jwt.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { credentialInJws } from '../credential-in-jws.ts';
import { jwsOfEnvelope } from '../jws-of-envelope.ts';

export type Decoded = {
  credential: JsonObject;
  /** Where its members stand in the input; inside a JWT `<pointer of the JWT>#`. */
  pointer: string;
  /** The VC-JWT it was decoded from. */
  jwt?: string;
};

/** The credential itself, or the one inside; undefined where there is none that can be read. */
export function decodeCredential(value: Json, pointer: string): Decoded | undefined {
  const enveloped = isObject(value) ? jwsOfEnvelope(value) : undefined;
  if (isObject(value) && enveloped === undefined) return { credential: value, pointer };
  const jwt = enveloped ?? (typeof value === 'string' ? value.trim() : '');
  if (!looksLikeJwt(jwt)) return undefined;
  try {
    return { credential: credentialInJws(jwt), pointer: `${pointer}#`, jwt };
  } catch (error) {
    if (error instanceof BridgeError) return undefined;
    throw error;
  }
}
