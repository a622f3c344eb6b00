/** Whether a key may still be used (Controlled Identifiers 1.0, section 2.2: `revoked`, `expires`). */
import { type Finding, finding } from '../kernel/findings.ts';
import { parseInstant } from '../kernel/time.ts';
import type { VerificationMethod } from '../proofs/ports.ts';

/**
 * What is wrong with the key; undefined where nothing is. A signature does not tell when it was made, so a key that has
 * expired vouches for nothing any more, as one that was revoked.
 *
 * Found here: `key-revoked`, `key-expired`, `key-unresolved` where the end cannot be read.
 *
 * @param owner whose document lists the key
 */
export function checkKeyState(
  { id, revoked, expires }: VerificationMethod,
  owner: string,
  now: Date,
  pointer: string,
): Finding | undefined {
  if (revoked !== undefined)
    return finding('key-revoked', pointer, `${owner} revoked the key ${id} on ${revoked}.`);
  if (expires === undefined) return undefined;
  const end = parseInstant(expires);
  if (end === undefined)
    return finding('key-unresolved', pointer, `When the key ${id} expires, ${expires}, is no date-time.`);
  return end <= now
    ? finding('key-expired', pointer, `${owner} let the key ${id} expire on ${expires}.`)
    : undefined;
}
