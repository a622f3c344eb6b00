/** The least that has to be done, with node:crypto alone: no library of credentials, no project. */
import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Side } from './row.ts';

type Keys = { privateKey: KeyObject; publicKey: KeyObject; hash: null | 'sha256' };

const KEYS: Record<'Ed25519' | 'P-256', Keys> = {
  Ed25519: { ...generateKeyPairSync('ed25519'), hash: null },
  'P-256': { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }), hash: 'sha256' },
};

/** What Data Integrity signs: the digest of the proof's options beside that of the document. */
const HASHES = Buffer.alloc(64, 7);

const signOnce = ({ privateKey, hash }: Keys, data: Buffer) => sign(hash, data, privateKey);
const holds = ({ publicKey, hash }: Keys, data: Buffer, signature: Buffer) =>
  verify(hash, data, publicKey, signature);

/** So many signatures. */
export function signaturesSide(count: number, type: keyof typeof KEYS = 'Ed25519'): Side {
  const keys = KEYS[type];
  const run = async () => Array.from({ length: count }, () => signOnce(keys, HASHES));
  return {
    run,
    isSound: (made) =>
      (made as Buffer[]).length === count &&
      (made as Buffer[]).every((signature) => holds(keys, HASHES, signature)),
    wrong: async () => [...(await run()).slice(1), Buffer.alloc(64)],
  };
}

/** So many checks of signatures. */
export function checksSide(count: number, type: keyof typeof KEYS = 'Ed25519'): Side {
  const keys = KEYS[type];
  const signature = signOnce(keys, HASHES);
  const check = (given: Buffer) => {
    let good = 0;
    for (let n = 0; n < count; n++) if (holds(keys, HASHES, given)) good++;
    return good;
  };
  return {
    run: async () => check(signature),
    isSound: (good) => good === count,
    wrong: async () => check(Buffer.alloc(64)),
  };
}

const digestOf = (text: string) =>
  Buffer.concat([
    HASHES.subarray(32),
    createHash('sha256')
      .update(String(canonicalize(JSON.parse(text))))
      .digest(),
  ]);

/** JSON.parse, JCS, SHA-256 and one signature. */
export function signJsonSide(text: string): Side {
  const run = async () => signOnce(KEYS.Ed25519, digestOf(text));
  return {
    run,
    isSound: (signature) => holds(KEYS.Ed25519, digestOf(text), signature as Buffer),
    wrong: async () => Buffer.alloc(64),
  };
}

/** The same, checked. */
export function checkJsonSide(text: string): Side {
  const signature = signOnce(KEYS.Ed25519, digestOf(text));
  const check = async (given: Buffer) => holds(KEYS.Ed25519, digestOf(text), given);
  return {
    run: () => check(signature),
    isSound: (good) => good === true,
    wrong: () => check(Buffer.alloc(64)),
  };
}
