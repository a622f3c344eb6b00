/** An assertion of CLR 1.0 as a credential of its own. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { LOSSES, type LossCode } from '../losses.ts';
import { mapAchievement } from './achievement-up.ts';
import { achievementOfBadge } from './badge-up.ts';
import { CLR2_REST } from './carrier.ts';
import { contextsOf } from './contexts-up.ts';
import { validityOf } from './date.ts';
import { awardDates, endorsements, isRevoked, noteReplaced, REPLACED, reissueId } from './endorsement-up.ts';
import { mapEvidence, nameOf } from './evidence-up.ts';
import { finishCredential } from './finish-up.ts';
import type { Learner } from './learner-up.ts';
import {
  dateTime,
  image,
  isAbsent,
  keepOthers,
  mapMembers,
  number,
  type Rules,
  readDraft,
  text,
  validity,
} from './members-up.ts';
import { nestedIssuer, profile } from './profile-up.ts';
import { mapRecipient } from './recipient-up.ts';
import { results } from './results-up.ts';
import {
  keep,
  markAdded,
  memberSpot,
  note,
  rootSpot,
  type Scope,
  type Spot,
  silentScope,
} from './scope-up.ts';

const SUBJECT: Rules = {
  activityStartDate: ['activityStartDate', dateTime],
  activityEndDate: ['activityEndDate', dateTime],
  creditsEarned: ['creditsEarned', number],
  licenseNumber: ['licenseNumber', text],
  narrative: ['narrative', text],
  results: ['result', results],
  role: ['role', text],
  source: ['source', profile],
  term: ['term', text],
  image: ['image', image],
};

const CREDENTIAL: Rules = {
  expires: ['validUntil', validity],
  endorsements: ['endorsement', endorsements],
};

const ELSEWHERE: Rules = { ...REPLACED, achievement: null, issuedOn: null, recipient: null, evidence: null };

/** Why an assertion makes no credential; undefined where it does. */
export function setAsideCode(assertion: Json): LossCode | undefined {
  if (!isObject(assertion)) return 'achievement-missing';
  if (isRevoked(assertion)) return 'revoked-set-aside';
  const { achievement, badge } = assertion;
  if (isObject(achievement)) return undefined;
  if (!isAbsent(achievement) || isAbsent(badge)) return 'achievement-missing';
  return isObject(badge) ? undefined : 'badge-unresolved';
}

/**
 * One credential of Open Badges 3.0, without a proof.
 *
 * @param value an assertion that `setAsideCode` has nothing against
 * @param scope of the assertion
 * @param recordDates those of the whole record, for an assertion without a date
 */
export function mapAssertion(
  value: JsonObject,
  scope: Scope,
  learner: Learner,
  recordDates: JsonObject,
): JsonObject {
  const spot = rootSpot(scope);
  const { id: oldId, newId } = reissueId(value, spot);
  const { achievement, named, place } = mapAwarded(value, spot);
  const issuer = nestedIssuer(named, place);
  const members = mapMembers(value, { ...spot, to: '/credentialSubject' }, SUBJECT);
  const outer = mapMembers(value, spot, CREDENTIAL);
  keepOthers(
    value,
    spot,
    'Assertion',
    SUBJECT,
    CREDENTIAL,
    isObject(value['achievement']) ? ELSEWHERE : BADGE,
  );
  noteReplaced(value, spot);
  markAdded(memberSpot(spot, 'name'));
  const recipient = mapRecipient(value['recipient'], spot, learner);
  const evidence = isAbsent(value['evidence'])
    ? []
    : mapEvidence(value['evidence'], memberSpot(spot, 'evidence'));
  const dates = mapDates(value, spot, recordDates);
  const draft = readDraft(value, spot, ['endDate', 'expires', 'validUntil'], validityOf);
  const { id, identifier } = recipient;
  const credential = {
    '@context': contextsOf('badge', scope.call),
    id: newId,
    type: ['VerifiableCredential', 'AchievementCredential', 'OpenBadgeCredential'],
    name: achievement['name'] ?? '',
    issuer,
    ...dates,
    ...(outer['validUntil'] === undefined ? draft : { validUntil: outer['validUntil'] }),
    credentialSubject: {
      ...(id === undefined ? {} : { id }),
      type: ['AchievementSubject'],
      ...(identifier === undefined ? {} : { identifier }),
      achievement,
      ...members,
    },
    evidence,
    ...(outer['endorsement'] === undefined ? {} : { endorsement: outer['endorsement'] }),
  };
  const rest = value[CLR2_REST];
  const restSpot = memberSpot(spot, CLR2_REST);
  return finishCredential(credential, 'AchievementCredential', scope, {
    oldId,
    awarder: nameOf(named),
    rest,
    restSpot,
  });
}

const BADGE: Rules = { ...ELSEWHERE, badge: null };

/** What was awarded, and who is named as its issuer there. */
function mapAwarded(
  value: JsonObject,
  spot: Spot,
): { achievement: JsonObject; named: Json | undefined; place: Spot } {
  const { achievement, badge } = value;
  const to = 'credentialSubject/achievement';
  if (isObject(achievement)) {
    const place = memberSpot(spot, 'achievement', to);
    const named = achievement['issuer'];
    return { achievement: mapAchievement(achievement, place), named, place: memberSpot(place, 'issuer') };
  }
  const place = memberSpot(spot, 'badge', to);
  const read = achievementOfBadge(badge as JsonObject);
  // The carrier has the badge whole; what matters beyond that is what was made up, and what refuses
  const silent = silentScope(spot.scope);
  const mapped = mapAchievement(read, { ...place, scope: silent });
  for (const loss of silent.losses) {
    if (loss.code !== 'filled' && LOSSES[loss.code].level !== 'refuse') continue;
    spot.scope.losses.push({ ...loss, pointer: loss.pointer.replace(/\/requirement$/, '/criteria') });
  }
  keep(place, badge as JsonObject);
  markAdded(place);
  return { achievement: mapped, named: read['issuer'], place: memberSpot(place, 'issuer') };
}

function mapDates(value: JsonObject, spot: Spot, recordDates: JsonObject): JsonObject {
  if (!isAbsent(value['issuedOn'])) return awardDates(value, spot);
  const place = memberSpot(spot, 'issuedOn', 'validFrom');
  note(place, 'issued-on-missing');
  markAdded(place);
  const { validFrom } = recordDates;
  return validFrom === undefined ? {} : { validFrom };
}
