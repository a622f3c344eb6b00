/** Exit codes of the contract: 0 accepted or done, 1 rejected, 2 usage or unreadable input, 3 inconclusive. */
import type { BridgeError } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/problems.ts';
import type { Verdict } from '../kernel/report.ts';
import type { ExitCode } from './command.ts';

const VERDICTS: Record<Verdict, ExitCode> = { accepted: 0, rejected: 1, inconclusive: 3 };

export const exitCodeOfVerdict = (verdict: Verdict): ExitCode => VERDICTS[verdict];

/** Nothing was decided: neither that the input is good nor that it is bad. */
const UNDECIDED = new Set<ErrorCode>([
  'verification-inconclusive',
  'upstream-unavailable',
  'store-unavailable',
  'too-many',
  'internal',
]);
/** Statuses of faults that say: this cannot be read. */
const UNREADABLE = new Set([400, 413, 415]);

/** What could not be read is 2, what was read and refused is 1. */
export function exitCodeOfFault({ code, status }: BridgeError): ExitCode {
  if (UNDECIDED.has(code)) return 3;
  return UNREADABLE.has(status) || code === 'config-invalid' ? 2 : 1;
}
