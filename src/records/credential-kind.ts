/** What a credential is to a learner record. */
import { asArray, type JsonObject } from '../kernel/json.ts';

/**
 * By its types: a CLR 2.0, an Open Badge 3.0, an endorsement, or any other.
 *
 * @param role where it stands: a member of endorsements makes an endorsement of what says nothing else of itself
 */
export function kindOfCredential(
  credential: JsonObject,
  role?: 'credential' | 'endorsement',
): 'clr' | 'badge' | 'endorsement' | 'vc' {
  const types = new Set(asArray(credential['type']));
  if (types.has('ClrCredential')) return 'clr';
  if (types.has('OpenBadgeCredential') || types.has('AchievementCredential')) return 'badge';
  return role === 'endorsement' || types.has('EndorsementCredential') ? 'endorsement' : 'vc';
}
