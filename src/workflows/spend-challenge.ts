import { type Finding, finding } from '../kernel/findings.ts';
import type { Json } from '../kernel/json.ts';
import type { Asked, VerifyDeps } from './ports.ts';

/** A challenge of ours is good once; one that only the caller knows is the caller's to spend. */
export async function spendChallenge(
  deps: VerifyDeps,
  challenge: Json | undefined,
  asked: Asked,
  pointer: string,
): Promise<Finding> {
  if (typeof challenge !== 'string') return finding('challenge-unchecked', pointer);
  const state = (await deps.consumeChallenge?.(challenge)) ?? 'unknown';
  if (state === 'consumed') return finding('challenge-valid', pointer);
  if (state !== 'unknown') return finding('challenge-spent', pointer, `The challenge is ${state}.`);
  return finding(asked.challenge === undefined ? 'challenge-unchecked' : 'challenge-valid', pointer);
}
