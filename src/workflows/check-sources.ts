/** Signatures in a record that is about to be converted: a forged one must not come out under a fresh signature. */
import { BridgeError } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import { rebase } from '../kernel/pointer.ts';
import type { NativeRecord } from '../records/parse-record.ts';
import type { VerifyDeps } from './ports.ts';
import { verifyNodes } from './verify-nodes.ts';

/**
 * Verifies a record that is signed, or that has signed assertions or endorsements in it; one without is the word
 * of whoever hands it in, and nothing is asked.
 *
 * @returns what could not be checked, to be said aloud
 * @throws BridgeError `credential-rejected` with the report
 */
export async function checkSources(
  deps: VerifyDeps,
  record: NativeRecord,
  pointer: string,
): Promise<Finding[]> {
  const whole = 'jws' in record;
  if (!whole && !holdsJws(record.record)) return [];
  const { report } = await verifyNodes(deps, whole ? record.jws : record.record);
  if (report.verdict === 'rejected') {
    const failed = report.findings.filter(
      ({ severity, result }) => severity === 'error' && result === 'fail',
    );
    // the part that failed, rather than the whole that fails for it
    const decisive = failed.find(({ pointer: at }) => SIGNED_MEMBER.test(at)) ?? failed[0];
    throw new BridgeError('credential-rejected', `The source does not verify. ${decisive?.message ?? ''}`, {
      pointer: pointer + (decisive?.pointer ?? ''),
      extra: { report },
    });
  }
  const open = report.findings
    .filter(({ severity, result }) => severity === 'error' && result === 'unknown')
    .filter((found) => whole || SIGNED_MEMBER.test(found.pointer));
  return rebase(open, pointer);
}

const SIGNED_MEMBER = /\/signed(Assertions|Endorsements|Clrs)\//;

function holdsJws(value: JsonObject): boolean {
  return Object.entries(value).some(([member, inner]) => {
    if (/^signed(Assertions|Endorsements|Clrs)$/.test(member))
      return Array.isArray(inner) && inner.length > 0;
    if (Array.isArray(inner)) return inner.some((item) => isObject(item) && holdsJws(item));
    return isObject(inner) && holdsJws(inner);
  });
}
