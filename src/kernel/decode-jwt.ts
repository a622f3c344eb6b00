/** A JWT, plain or with selective disclosure, taken apart. */
import { decodeJws, looksLikeJws } from './compact-jws.ts';
import type { JsonObject } from './json.ts';
import { looksLikeSdJwt, type OpenedSdJwt, openSdJwt } from './sd-jwt.ts';

type DecodedJwt = {
  /** The compact JWS that its issuer signed. */
  jws: string;
  header: JsonObject;
  /** Of an SD-JWT with what is disclosed in it. */
  payload: JsonObject;
  /** Present for an SD-JWT. */
  selection?: OpenedSdJwt;
};

export const looksLikeJwt = (text: string): boolean => looksLikeJws(text) || looksLikeSdJwt(text);

/**
 * @param inexactNumbers see `decodeJws`
 * @throws BridgeError what `decodeJws` and `openSdJwt` throw
 */
export function decodeJwt(text: string, inexactNumbers = false): DecodedJwt {
  if (!text.includes('~')) return { jws: text, ...decodeJws(text, inexactNumbers) };
  const selection = openSdJwt(text, inexactNumbers);
  const { jws, header, payload } = selection;
  return { jws, header, payload, selection };
}
