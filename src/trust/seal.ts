/** Private keys at rest: AES-256-GCM under a key derived from the secret of the installation. */
import { createCipheriv, createDecipheriv, hkdf, randomBytes, scrypt } from 'node:crypto';
import { BridgeError } from '../kernel/errors.ts';

export type Seal = {
  /** Encrypts; `label` is bound to the result, so that a sealed text cannot be moved to another key. */
  close(plain: string, label: string): Promise<string>;
  /** @throws BridgeError `key-unavailable` with another secret or label, or for an altered text. */
  open(sealed: string, label: string): Promise<string>;
};

const VERSION = 's1';
/** What people think up can be guessed, so deriving from a passphrase costs 32 MiB and about 100 ms. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * Makes the seal of a secret: a passphrase (scrypt), or the 32 random bytes of the secret file (HKDF). The text of a sealed key is
 * `s1.salt.iv.tag.ciphertext`, each base64url; the salt is new for each key.
 */
export function createSeal(secret: string | Uint8Array): Seal {
  return {
    async close(plain, label) {
      const [salt, iv] = [randomBytes(16), randomBytes(12)];
      const cipher = createCipheriv('aes-256-gcm', await deriveKey(secret, salt), iv);
      cipher.setAAD(associated(label));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return [
        VERSION,
        ...[salt, iv, cipher.getAuthTag(), body].map((part) => part.toString('base64url')),
      ].join('.');
    },

    async open(sealed, label) {
      const [version, ...parts] = sealed.split('.');
      const [salt, iv, tag, body] = parts.map((part) => Buffer.from(part, 'base64url'));
      if (version !== VERSION || !salt || !iv || !body || tag?.length !== 16) {
        throw new BridgeError('key-unavailable', `The stored key ${label} has an unknown form.`);
      }
      try {
        const decipher = createDecipheriv('aes-256-gcm', await deriveKey(secret, salt), iv, {
          authTagLength: 16,
        });
        decipher.setAAD(associated(label));
        decipher.setAuthTag(tag);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new BridgeError(
          'key-unavailable',
          `The key ${label} cannot be decrypted: the secret (CLR_BRIDGE_SECRET, CLR_BRIDGE_SECRET_FILE, or the file "secret" in the data directory) is not the one it was stored with, or the stored key was altered.`,
          { cause },
        );
      }
    },
  };
}

const associated = (label: string) => Buffer.from(`clr-bridge key ${label}`, 'utf8');

/** Random bytes cannot be guessed, so their derivation costs nothing. */
function deriveKey(secret: string | Uint8Array, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, key: ArrayBuffer | Buffer) =>
      error ? reject(error) : resolve(new Uint8Array(key));
    if (typeof secret === 'string') scrypt(secret, salt, 32, SCRYPT, done);
    else hkdf('sha256', secret, salt, 'clr-bridge seal', 32, done);
  });
}
