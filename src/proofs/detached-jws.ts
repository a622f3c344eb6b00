/** A JWS whose payload stands elsewhere and is signed unencoded (RFC 7797), as older embedded proofs have it. */
import type { KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { errors, flattenedVerify } from 'jose';
import { isObject, type JsonObject, parseJson } from '../kernel/json.ts';
import { checkEs256k } from './es256k.ts';
import { algorithmsOf } from './public-key.ts';

/**
 * Whether the JWS holds over these bytes with this key.
 * @param jws protected header and signature with nothing between the dots
 * @throws JOSEError where it is no such JWS, or of an algorithm that the key is not for
 */
export async function checkDetachedJws(jws: string, payload: Uint8Array, key: KeyObject): Promise<boolean> {
  const [header = '', , signature = ''] = jws.split('.');
  if (algorithmsOf(key).includes('ES256K')) {
    requireUnencoded(header);
    return checkEs256k(Buffer.concat([Buffer.from(`${header}.`), payload]), signature, key);
  }
  try {
    const { protectedHeader } = await flattenedVerify({ protected: header, payload, signature }, key, {
      algorithms: algorithmsOf(key),
    });
    // an encoded payload would be a signature over other bytes than the suites say
    return protectedHeader?.b64 === false;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return false;
    throw error;
  }
}

/** What jose asks of a header, and nothing more in it that would have to be understood (RFC 7797, section 6). */
function requireUnencoded(part: string): void {
  const header = parseHeader(part);
  if (header['alg'] !== 'ES256K') throw new errors.JOSEAlgNotAllowed('"alg" is not that of the key');
  if (header['b64'] !== false || !isDeepStrictEqual(header['crit'], ['b64']))
    throw new errors.JWSInvalid('the payload is not marked as unencoded');
}

function parseHeader(part: string): JsonObject {
  try {
    const { value } = parseJson(Buffer.from(part, 'base64url'));
    if (isObject(value)) return value;
  } catch {
    // falls through to the one message
  }
  throw new errors.JWSInvalid('the header is no JSON object');
}
