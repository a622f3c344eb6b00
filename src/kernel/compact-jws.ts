/** Compact JWS (RFC 7515 section 3.1) taken apart, not verified: `proofs/jws.ts` does that. */
import { BridgeError, textOf } from './errors.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';

export type DecodedJws = {
  header: JsonObject;
  payload: JsonObject;
  /** The bytes the payload was read from. */
  payloadBytes: Uint8Array;
};

const MAX_HEADER_BYTES = 8 * 1024;

/** True where a text has the outline of a compact JWS: three base64url parts, the first a JSON object (`{` is `e` and `w` or `y`). */
export function looksLikeJws(text: string): boolean {
  return /^e[wy][\w-]*\.[\w-]+\.[\w-]*$/.test(text);
}

/**
 * Takes a compact JWS apart. The signature part may be empty here, so that `alg: none` can be named as what
 * it is by whoever verifies.
 *
 * @param inexactNumbers whether a payload may have numbers that JavaScript cannot carry: yes where the JWS itself
 *   travels on, and its payload is only looked at
 * @throws BridgeError `jws-malformed` where it is not three base64url parts, the header is no JSON object of
 *   at most 8 KiB, or the payload is no JSON object; the codes of `parseJson` where the payload is JSON that
 *   readers disagree on (`duplicate-key`, `number-inexact`, ...)
 */
export function decodeJws(text: string, inexactNumbers = false): DecodedJws {
  const parts = text.split('.', 4);
  const [headerPart, payloadPart, signaturePart] = parts;
  if (parts.length !== 3 || headerPart === undefined || payloadPart === undefined) {
    throw new BridgeError('jws-malformed', 'A compact JWS has three parts with a dot between them.');
  }
  if (!/^[\w-]*$/.test(signaturePart ?? '')) {
    throw new BridgeError('jws-malformed', 'The signature of the JWS is not base64url.');
  }
  const header = decodeHeader(headerPart);
  const payloadBytes = decodeBase64url(payloadPart, 'payload');
  if (payloadBytes.length === 0) {
    throw new BridgeError('jws-malformed', 'The JWS has no payload; detached payloads are not read.');
  }
  return { header, payload: decodePayload(payloadBytes, inexactNumbers), payloadBytes };
}

function decodeHeader(part: string): JsonObject {
  // Four characters carry three bytes
  if (part.length > (MAX_HEADER_BYTES / 3) * 4 + 4) {
    throw new BridgeError('jws-malformed', `The header of the JWS has more than ${MAX_HEADER_BYTES} bytes.`);
  }
  const bytes = decodeBase64url(part, 'header');
  if (bytes.length > MAX_HEADER_BYTES) {
    throw new BridgeError('jws-malformed', `The header of the JWS has more than ${MAX_HEADER_BYTES} bytes.`);
  }
  try {
    const { value } = parseJson(bytes);
    if (isObject(value)) return value;
  } catch (cause) {
    throw new BridgeError('jws-malformed', `The header of the JWS cannot be read: ${textOf(cause)}`, {
      cause,
    });
  }
  throw new BridgeError('jws-malformed', 'The header of the JWS is no JSON object.');
}

function decodePayload(bytes: Uint8Array, inexactNumbers: boolean): JsonObject {
  try {
    const { value } = parseJson(bytes, { inexactNumbers });
    if (isObject(value)) return value;
  } catch (cause) {
    if (cause instanceof BridgeError && cause.code !== 'malformed-json') throw cause;
    throw new BridgeError('jws-malformed', `The payload of the JWS is not JSON: ${textOf(cause)}`, { cause });
  }
  throw new BridgeError('jws-malformed', 'The payload of the JWS is no JSON object.');
}

/** Strict base64url (RFC 7515 appendix C): its alphabet only, no padding, unused bits zero. */
function decodeBase64url(part: string, name: string): Uint8Array {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) {
    throw new BridgeError('jws-malformed', `The ${name} of the JWS is not base64url.`);
  }
  return bytes;
}
