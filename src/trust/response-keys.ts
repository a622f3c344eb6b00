/** Keys that wallets encrypt their answers to: one for each request, sealed like every private key at rest. */
import { compactDecrypt, errors, exportJWK, generateKeyPair, importJWK } from 'jose';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Seal } from './seal.ts';

/** `sealed` is the private key. */
export type ResponseKey = { publicJwk: JsonObject; sealed: string };

export type ResponseKeys = {
  /** @param label of what the key is for; it opens nothing else */
  create(label: string): Promise<ResponseKey>;
  /** What was encrypted to the key. @throws BridgeError `request-invalid` where it was not, or to another */
  open(key: ResponseKey, label: string, jwe: string): Promise<Uint8Array>;
};

/** The one way to agree on a key that every wallet has (OpenID4VP 1.0, section 8.3). */
const AGREEMENT = 'ECDH-ES';
/** Of the content, the best first. */
export const CONTENT_ENCRYPTIONS = ['A256GCM', 'A128GCM'];

export function createResponseKeys(seal: Seal): ResponseKeys {
  return {
    create: async (label) => {
      const { publicKey, privateKey } = await generateKeyPair(AGREEMENT, { crv: 'P-256', extractable: true });
      const publicJwk = { ...(await exportJWK(publicKey)), kid: label, use: 'enc', alg: AGREEMENT };
      const sealed = await seal.close(JSON.stringify(await exportJWK(privateKey)), label);
      return { publicJwk: publicJwk as JsonObject, sealed };
    },
    open: async ({ sealed }, label, jwe) => {
      const key = await importJWK(JSON.parse(await seal.open(sealed, label)), AGREEMENT);
      try {
        const { plaintext } = await compactDecrypt(jwe, key, {
          keyManagementAlgorithms: [AGREEMENT],
          contentEncryptionAlgorithms: CONTENT_ENCRYPTIONS,
        });
        return plaintext;
      } catch (cause) {
        if (!(cause instanceof errors.JOSEError)) throw cause;
        throw new BridgeError('request-invalid', `The answer cannot be decrypted: ${cause.message}.`, {
          pointer: '/response',
          cause,
        });
      }
    },
  };
}
