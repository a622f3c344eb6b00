/** A record against the standard, under a policy. Nothing is ever changed. */
import { BridgeError, toErrorItems } from '../kernel/errors.ts';
import { type Finding, isDeviation } from '../kernel/findings.ts';
import type { ErrorCode } from '../kernel/problems.ts';
import { checkRecord } from './check-record.ts';
import { isNativeRecord, type ParsedRecord } from './parse-record.ts';

/** `strict` refuses every deviation from CLR 1.0; `lenient` carries the record as it is, with warnings. */
export type ValidationPolicy = 'strict' | 'lenient';

/**
 * Validates a record of CLR 1.0 (shape, rules, associations); credentials and presentations are not its
 * business.
 *
 * @returns every finding that is more than information; deviations only under `lenient`
 * @throws BridgeError under `strict`, with every deviation in `errors` and the first one's pointer:
 *   `context-conflict` or `context-unknown` where the `@context` is all that is wrong, else `record-invalid`
 */
export function validateRecord(parsed: ParsedRecord, policy: ValidationPolicy): Finding[] {
  if (!isNativeRecord(parsed)) return [];
  const findings = checkRecord(parsed).filter(
    ({ result, severity }) => result !== 'pass' || severity !== 'info',
  );
  const deviations = findings.filter(isDeviation);
  if (policy === 'lenient' || deviations.length === 0) return findings;
  throw refusalOf(deviations);
}

/** The fault that names deviations, the first one's pointer with it. */
export function refusalOf(deviations: Finding[]): BridgeError {
  const [first] = deviations;
  const more = deviations.length > 1 ? ` (and ${deviations.length - 1} more)` : '';
  return new BridgeError(codeFor(deviations), `${first?.message ?? ''}${more}`, {
    pointer: first?.pointer ?? '',
    errors: toErrorItems(deviations),
  });
}

function codeFor(deviations: Finding[]): ErrorCode {
  const codes = new Set(deviations.map(({ code }) => code));
  const onlyContext = deviations.every(({ pointer }) => /(^|#|\/)@context(\/|$)/.test(pointer));
  if (onlyContext && codes.has('context-redefines')) return 'context-conflict';
  if (onlyContext && codes.has('context-unexpected')) return 'context-unknown';
  return 'record-invalid';
}
