/**
 * JWS of secp256k1 keys (RFC 8812, section 3.2). The JOSE library has no ES256K, so the cryptographic library of Node
 * checks the signature; which key and which header it is for was decided before.
 */
import { type KeyObject, verify } from 'node:crypto';

/**
 * Whether a signature holds over the signing input of a JWS (RFC 7515, section 5.2): the header, a dot, the payload.
 * @param signature r and s of 32 bytes each, in base64url
 */
export function checkEs256k(signingInput: Uint8Array, signature: string, key: KeyObject): boolean {
  return verify(
    'sha256',
    signingInput,
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
}
