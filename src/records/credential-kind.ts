/** What a credential is to a learner record. */
import { asArray, type JsonObject } from '../kernel/json.ts';

/** The credentials that CLR 2.0 and Open Badges 3.0 describe. */
export type Clr2Kind = 'ClrCredential' | 'AchievementCredential' | 'EndorsementCredential';

/** Which of them a credential says it is. */
export function clr2KindOf(credential: JsonObject): Clr2Kind | undefined {
  const types = new Set(asArray(credential['type']));
  if (types.has('ClrCredential')) return 'ClrCredential';
  if (types.has('OpenBadgeCredential') || types.has('AchievementCredential')) return 'AchievementCredential';
  return types.has('EndorsementCredential') ? 'EndorsementCredential' : undefined;
}

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
