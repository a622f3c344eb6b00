/** Secrets that need not be kept: each follows from the secret of the installation, what it is for, and whom. */
import { createHmac, hkdf, scrypt } from 'node:crypto';

/** @returns 22 characters of base64url, 128 bits; the same for the same purpose and id, and nothing tells one from another */
export type DeriveSecret = (purpose: string, id: string) => Promise<string>;

const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const SALT = 'clr-bridge exchanges';

/** HMAC-SHA256 under a key of its own: HKDF of the secret file's bytes, scrypt of a passphrase (once). */
export function createSecretDeriver(secret: string | Uint8Array): DeriveSecret {
  let key: Promise<Buffer> | undefined;
  return async (purpose, id) => {
    key ??= deriveKey(secret);
    const mac = createHmac('sha256', await key)
      .update(JSON.stringify([purpose, id]))
      .digest();
    return mac.subarray(0, 16).toString('base64url');
  };
}

function deriveKey(secret: string | Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, key: ArrayBuffer | Buffer) =>
      error ? reject(error) : resolve(Buffer.from(key as ArrayBuffer));
    if (typeof secret === 'string') scrypt(secret, SALT, 32, SCRYPT, done);
    else hkdf('sha256', secret, SALT, 'codes', 32, done);
  });
}
