/** What a credential is to a learner record. */
import type { JsonObject } from '../kernel/json.ts';
import { clr2KindOf } from './check-shape-clr2.ts';

const KINDS = {
  ClrCredential: 'clr',
  AchievementCredential: 'badge',
  EndorsementCredential: 'endorsement',
} as const;

/**
 * By its types: a CLR 2.0, an Open Badge 3.0, an endorsement, or any other.
 *
 * @param role where it stands: a member of endorsements makes an endorsement of what says nothing else of itself
 */
export function kindOfCredential(
  credential: JsonObject,
  role?: 'credential' | 'endorsement',
): 'clr' | 'badge' | 'endorsement' | 'vc' {
  const kind = clr2KindOf(credential);
  if (kind === undefined) return role === 'endorsement' ? 'endorsement' : 'vc';
  return KINDS[kind];
}
