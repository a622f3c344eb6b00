/** A JWS whose payload stands elsewhere and is signed unencoded (RFC 7797), as older embedded proofs have it. */
import type { KeyObject } from 'node:crypto';
import { errors, flattenedVerify } from 'jose';
import { algorithmsOf } from './public-key.ts';

/**
 * Whether the JWS holds over these bytes with this key.
 * @param jws protected header and signature with nothing between the dots
 * @throws JOSEError where it is no such JWS, or of an algorithm that the key is not for
 */
export async function checkDetachedJws(jws: string, payload: Uint8Array, key: KeyObject): Promise<boolean> {
  const [header = '', , signature = ''] = jws.split('.');
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
