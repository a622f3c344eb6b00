/** Keys of BLS12-381, which OpenSSL does not know: private ones are JWKs here, with `x` and `d` as raw bytes. */
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Signer } from '../proofs/ports.ts';

/** A private JWK of the curve `Bls12381G2`. */
export type BlsPrivateJwk = { kty: 'OKP'; crv: 'Bls12381G2'; x: string; d: string };

/** Loaded when it is needed, since the curve takes long to load. */
async function loadBls() {
  const { ALGORITHMS, ...library } = await import('@digitalbazaar/bls12-381-multikey');
  return { ...library, algorithm: ALGORITHMS.BBS_BLS12381_SHA256 };
}

export async function generateBlsKey(): Promise<BlsPrivateJwk> {
  const { generateBbsKeyPair, algorithm } = await loadBls();
  const { publicKey, secretKey } = await generateBbsKeyPair({ algorithm });
  const [x, d] = [publicKey, secretKey].map((bytes) => Buffer.from(bytes).toString('base64url'));
  return { kty: 'OKP', crv: 'Bls12381G2', x: x ?? '', d: d ?? '' };
}

export const isBlsPrivateJwk = (jwk: JsonObject): jwk is BlsPrivateJwk & JsonObject =>
  jwk['kty'] === 'OKP' && jwk['crv'] === 'Bls12381G2' && typeof jwk['d'] === 'string';

/** @param id the verification method, a DID URL; what stands before its fragment is the controller */
export function createBlsSigner(id: string, { kty, crv, x, d }: BlsPrivateJwk): Signer {
  const refuse = async () => {
    throw new BridgeError('proof-unfit', 'A key of BLS12-381 makes proofs of bbs-2023 alone.');
  };
  const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'));
  return {
    id,
    controller: id.split('#')[0] ?? id,
    keyType: 'Bls12381G2',
    publicJwk: { kty, crv, x },
    sign: refuse,
    signJws: refuse,
    async signMessages(signed) {
      const { fromRaw, algorithm } = await loadBls();
      const pair = await fromRaw({ algorithm, publicKey: bytesOf(x), secretKey: bytesOf(d) });
      return pair.signer().multisign(signed);
    },
  };
}
