/** The secret that private keys are sealed with: configured, or made once and kept beside the data. */
import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BridgeError, textOf } from '../kernel/errors.ts';

export type Secret = {
  value: string | Uint8Array;
  /** True where it was made by this call: to be said aloud, since whoever loses the file loses the keys. */
  generated: boolean;
  /** Where it is kept, unless it was configured. */
  file?: string;
};

const FILE = 'secret';
const SIZE = 32;
const SHORTEST = 8;

/** What is configured; without either, the secret is in the data directory. */
export type SecretSettings = { dataDir: string; secret?: string; secretFile?: string };

/**
 * The configured secret; else the one in the data directory, made there (32 random bytes, mode 0600) if absent.
 * @throws BridgeError `config-invalid` where the file cannot be read or written, or holds no secret
 */
export function loadSecret({ dataDir, secret, secretFile }: SecretSettings): Secret {
  if (secret !== undefined) return { value: secret, generated: false };
  const file = secretFile ?? join(dataDir, FILE);
  try {
    if (secretFile !== undefined) return { value: parseSecret(readFileSync(file)), generated: false, file };
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const generated = makeFile(file);
    const value = readFileSync(file);
    if (value.length !== SIZE) throw new Error(`it has ${value.length} bytes instead of ${SIZE}`);
    return { value, generated, file };
  } catch (cause) {
    throw new BridgeError('config-invalid', `The secret file ${file} cannot be used: ${textOf(cause)}.`, {
      cause,
    });
  }
}

/** Whether a secret is configured, or in the data directory already. */
export function hasSecret({ dataDir, secret, secretFile }: SecretSettings): boolean {
  return secret !== undefined || secretFile !== undefined || existsSync(join(dataDir, FILE));
}

/** A text is what CLR_BRIDGE_SECRET would be; 32 bytes that are no text were made by `makeFile`. */
function parseSecret(bytes: Buffer): string | Uint8Array {
  const text = bytes.toString('utf8').replace(/\r?\n$/, '');
  if (isUtf8(bytes) && !/\p{Cc}/u.test(text)) {
    if (text.length >= SHORTEST) return text;
    throw new Error(`a secret has at least ${SHORTEST} characters`);
  }
  if (bytes.length === SIZE) return bytes;
  throw new Error(`it is neither a line of text nor ${SIZE} bytes`);
}

/** False where the file is there. A link appears whole or not at all, also beside another process. */
function makeFile(file: string): boolean {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    readFileSync(file);
    return false;
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
  writeFileSync(draft, randomBytes(SIZE), { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

const isCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code;
