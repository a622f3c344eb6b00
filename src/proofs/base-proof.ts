/** What a base proof holds, and a derived one: the CBOR in their proof values (ECDSA Cryptosuites 1.0, 3.5; BBS Cryptosuites 1.0, 3.3). */
import { decode, encode } from 'cborg';
import type { SELECTIVE_PROOFS } from '../kernel/contract.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';

/** A suite with base and derived proofs. */
export type SelectiveProof = (typeof SELECTIVE_PROOFS)[number];

export type BaseProof = {
  /** 32 bytes, from which the names of blank nodes are made. */
  hmacKey: Uint8Array;
  mandatoryPointers: string[];
} & (
  | { suite: 'ecdsa-sd-2023'; baseSignature: Uint8Array; publicKey: Uint8Array; signatures: Uint8Array[] }
  | { suite: 'bbs-2023'; bbsSignature: Uint8Array; bbsHeader: Uint8Array; publicKey: Uint8Array }
);

/** The tags 0x5d00 to 0x5d03 of CBOR, as proof values begin in base64url. */
const HEADERS = {
  'ecdsa-sd-2023': { base: 'u2V0A', derived: [0xd9, 0x5d, 0x01] },
  'bbs-2023': { base: 'u2V0C', derived: [0xd9, 0x5d, 0x03] },
} as const;

/** Which suite made this, where it is a base proof of one of them. */
export function baseSuiteOf(proof: Json | undefined): SelectiveProof | undefined {
  if (!isObject(proof) || proof['type'] !== 'DataIntegrityProof') return undefined;
  const { cryptosuite, proofValue } = proof;
  if (cryptosuite !== 'ecdsa-sd-2023' && cryptosuite !== 'bbs-2023') return undefined;
  return typeof proofValue === 'string' && proofValue.startsWith(HEADERS[cryptosuite].base)
    ? cryptosuite
    : undefined;
}

/** Whether a holder derived this, by what it says of itself. */
export function isDerivedProof(proof: Json | undefined): boolean {
  if (!isObject(proof) || proof['type'] !== 'DataIntegrityProof') return false;
  const { cryptosuite } = proof;
  return (cryptosuite === 'ecdsa-sd-2023' || cryptosuite === 'bbs-2023') && baseSuiteOf(proof) === undefined;
}

/** Byte strings, as some writers tag them (RFC 8746: uint8). */
const TAGS: ((bytes: unknown) => unknown)[] = [];
TAGS[64] = (bytes: unknown) => bytes;

/** @returns undefined where the value does not hold what it should */
export function parseBaseProof(proof: JsonObject, suite: SelectiveProof): BaseProof | undefined {
  let value: unknown;
  try {
    const bytes = Buffer.from(String(proof['proofValue']).slice(1), 'base64url');
    value = decode(Uint8Array.from(bytes.subarray(3)), { useMaps: true, tags: TAGS });
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 5) return undefined;
  const mandatoryPointers: unknown = value[4];
  if (!Array.isArray(mandatoryPointers) || mandatoryPointers.some((one) => typeof one !== 'string'))
    return undefined;
  if (suite === 'ecdsa-sd-2023') {
    const [baseSignature, publicKey, hmacKey, signatures] = value as unknown[];
    if (!isBytes(baseSignature, 64) || !isBytes(publicKey, 35) || !isBytes(hmacKey, 32)) return undefined;
    if (!Array.isArray(signatures) || !signatures.every((one) => isBytes(one, 64))) return undefined;
    return { suite, baseSignature, publicKey, hmacKey, signatures, mandatoryPointers };
  }
  const [bbsSignature, bbsHeader, publicKey, hmacKey] = value as unknown[];
  if (!isBytes(bbsSignature, 80) || !isBytes(bbsHeader, 64)) return undefined;
  if (!isBytes(publicKey, 96) || !isBytes(hmacKey, 32)) return undefined;
  return { suite, bbsSignature, bbsHeader, publicKey, hmacKey, mandatoryPointers };
}

const isBytes = (value: unknown, length: number): value is Uint8Array =>
  value instanceof Uint8Array && value.length === length;

/** The proof value of a derived proof. @param parts in the order of the suite's section "Serialize Derived Proof Value" */
export function writeDerivedProof(suite: SelectiveProof, parts: unknown[]): string {
  const bytes = Buffer.concat([Uint8Array.from(HEADERS[suite].derived), encode(parts)]);
  return `u${bytes.toString('base64url')}`;
}
