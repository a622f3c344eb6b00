/** Keys that sign in this process. */
import { constants, createPublicKey, KeyObject, sign } from 'node:crypto';
import { CompactSign } from 'jose';
import { BridgeError } from '../kernel/errors.ts';
import { JWS_ALGORITHM, type KeyType, type Signer } from '../proofs/ports.ts';
import { createBlsSigner } from './bls-signer.ts';
import { keyTypeOf, plainJwk } from './multikey.ts';
import type { PrivateKey } from './private-key.ts';

/** The digest of a raw signature; Ed25519 hashes by itself. */
const DIGEST: Record<Exclude<KeyType, 'Bls12381G2'>, string | null> = {
  Ed25519: null,
  'P-256': 'sha256',
  'P-384': 'sha384',
  RSA: 'sha256',
};

/**
 * Makes a signer of a private key.
 * @param id the verification method, a DID URL; what stands before its fragment is the controller
 * @throws BridgeError `key-invalid` for a type that does not sign here
 */
export function createLocalSigner(id: string, privateKey: PrivateKey): Signer {
  if (!(privateKey instanceof KeyObject)) return createBlsSigner(id, privateKey);
  const publicJwk = plainJwk(createPublicKey(privateKey));
  const keyType = keyTypeOf(publicJwk);
  if (keyType === undefined || keyType === 'secp256k1' || keyType === 'Bls12381G2')
    throw new BridgeError('key-invalid', `The key ${id} is of a type that does not sign here.`);
  return {
    id,
    controller: id.split('#')[0] ?? id,
    keyType,
    publicJwk,
    sign: async (data) =>
      sign(DIGEST[keyType], data, {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
        ...(keyType === 'RSA' ? { padding: constants.RSA_PKCS1_PADDING } : {}),
      }),
    signJws: (header, payload) =>
      new CompactSign(payload)
        .setProtectedHeader({ ...header, alg: JWS_ALGORITHM[keyType] })
        .sign(privateKey),
  };
}
