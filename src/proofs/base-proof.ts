/** What a base proof holds, and a derived one: the CBOR in their proof values (Data Integrity ECDSA and BBS Cryptosuites 1.0, the functions of each suite). */
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

/** The list in the CBOR of a proof value; undefined where there is none. */
function readParts(proof: JsonObject): unknown[] | undefined {
  try {
    const bytes = Buffer.from(String(proof['proofValue']).slice(1), 'base64url');
    const value: unknown = decode(Uint8Array.from(bytes.subarray(3)), { useMaps: true, tags: TAGS });
    return Array.isArray(value) && value.length === 5 ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A proof of BBS has 272 bytes, and 32 for each statement that is hidden. */
const BBS_PROOF = { base: 272, each: 32 };

/**
 * How many statements a derived proof of bbs-2023 speaks of, those that are hidden among them; undefined where what it holds does
 * not agree with itself. The library would go through as many as the largest index that a stranger names.
 */
export function countBbsStatements(proof: JsonObject): number | undefined {
  const [bbsProof, , , selected] = readParts(proof) ?? [];
  if (!(bbsProof instanceof Uint8Array) || !Array.isArray(selected)) return undefined;
  const hidden = (bbsProof.length - BBS_PROOF.base) / BBS_PROOF.each;
  const count = hidden + selected.length;
  const isSound =
    Number.isInteger(hidden) &&
    hidden >= 0 &&
    selected.every((index) => Number.isInteger(index) && index >= 0 && index < count);
  return isSound && new Set(selected).size === selected.length ? count : undefined;
}

/** @returns undefined where the value does not hold what it should */
export function parseBaseProof(proof: JsonObject, suite: SelectiveProof): BaseProof | undefined {
  const value = readParts(proof);
  if (value === undefined) return undefined;
  const mandatoryPointers: unknown = value[4];
  if (!Array.isArray(mandatoryPointers) || mandatoryPointers.some((one) => typeof one !== 'string'))
    return undefined;
  if (suite === 'ecdsa-sd-2023') {
    const [baseSignature, publicKey, hmacKey, signatures] = value;
    if (!isBytes(baseSignature, 64) || !isBytes(publicKey, 35) || !isBytes(hmacKey, 32)) return undefined;
    if (!Array.isArray(signatures) || !signatures.every((one) => isBytes(one, 64))) return undefined;
    return { suite, baseSignature, publicKey, hmacKey, signatures, mandatoryPointers };
  }
  const [bbsSignature, bbsHeader, publicKey, hmacKey] = value;
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
