/** The W3C's types of problems (VC Data Model 2.0, "Problem Details"; Data Integrity 1.0, "Processing Errors"; VCALM). */
import type { BridgeError } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/problems.ts';

export const MODEL = 'https://www.w3.org/TR/vc-data-model#';
export const SECURITY = 'https://w3id.org/security#';
export const STATUS = 'https://www.w3.org/ns/credentials/status-list#';
const VCALM = 'https://www.w3.org/TR/vcalm#';

const TYPES: Partial<Record<ErrorCode, string>> = {
  'malformed-json': `${MODEL}PARSING_ERROR`,
  'duplicate-key': `${MODEL}PARSING_ERROR`,
  'forbidden-key': `${MODEL}PARSING_ERROR`,
  'number-inexact': `${MODEL}PARSING_ERROR`,
  'lone-surrogate': `${MODEL}PARSING_ERROR`,
  'too-deep': `${MODEL}PARSING_ERROR`,
  'jws-malformed': `${MODEL}PARSING_ERROR`,
  'request-invalid': `${MODEL}MALFORMED_VALUE_ERROR`,
  'record-unrecognised': `${MODEL}MALFORMED_VALUE_ERROR`,
  'context-unknown': `${SECURITY}PROOF_GENERATION_ERROR`,
  'context-conflict': `${SECURITY}PROOF_GENERATION_ERROR`,
  'context-invalid': `${SECURITY}PROOF_GENERATION_ERROR`,
  'term-undefined': `${SECURITY}PROOF_GENERATION_ERROR`,
  'proof-unfit': `${SECURITY}PROOF_GENERATION_ERROR`,
  'key-unavailable': `${SECURITY}PROOF_GENERATION_ERROR`,
};

/** The standard's type for a fault of a call of VC-API; undefined where no standard names one. */
export function standardType({ code, errors }: BridgeError): string | undefined {
  const unknown = errors.some(
    (item) => item.code === 'member-unknown' && item.pointer.startsWith('/options/'),
  );
  return unknown ? `${VCALM}UNKNOWN_OPTION_PROVIDED` : TYPES[code];
}
