/** Achievements of CLR 2.0 in CLR 1.0, where each names who issues it. */
import type { Json, JsonObject } from '../../kernel/json.ts';
import { isSameContent } from '../same-content.ts';
import { carry, lose, placeIn } from './descent.ts';
import { downgradeEndorsements } from './endorsement-down.ts';
import { type Members, type Placed, readObject } from './members-down.ts';
import { downgradeIdentifier, downgradeProfile } from './profile-down.ts';
import { downgradeAlignments, downgradeResultDescription } from './results-down.ts';

/** Who is behind an achievement when its creator does not say. */
export type Issuing = {
  /** The issuer of the credential, as CLR 1.0 has it. */
  issuer: JsonObject | undefined;
  /** The same as CLR 2.0 has it. */
  source?: Json | undefined;
  /** Whether the credential awards it; otherwise it is only described there. */
  awards: boolean;
  /** Result descriptions made for results without one. */
  minted?: JsonObject[];
};

export function downgradeAchievement(item: Placed, issuing: Issuing): JsonObject | undefined {
  return readObject(item, 'Achievement', (achievement) => ({
    id: achievement.id(),
    achievementType: achievement.word('achievementType', 'achievementType'),
    name: achievement.need('name'),
    description: achievement.text('description'),
    issuer: downgradeCreator(achievement, issuing),
    humanCode: achievement.text('humanCode'),
    fieldOfStudy: achievement.text('fieldOfStudy'),
    specialization: achievement.text('specialization'),
    creditsAvailable: achievement.number('creditsAvailable'),
    requirement: downgradeCriteria(achievement),
    image: achievement.image('image'),
    tags: achievement.texts('tag'),
    identifiers: achievement.list('otherIdentifier', downgradeIdentifier),
    resultDescriptions: [
      ...(achievement.list('resultDescription', downgradeResultDescription) ?? []),
      ...(issuing.minted ?? []),
    ],
    alignments: downgradeAlignments(achievement),
    endorsements: downgradeEndorsements(achievement),
  }));
}

/**
 * What a stranger awards, the stranger issues: a signature of X never yields a record that says MIT. What this
 * bridge made has its issuer as creator.
 */
function downgradeCreator(achievement: Members, issuing: Issuing): JsonObject | undefined {
  const { place } = achievement;
  const creator = achievement.one('creator');
  if (issuing.awards && !place.frame.ours) {
    if (creator && !isSameContent(creator.value, issuing.source)) carry(creator.place, creator.value);
    return issuing.issuer;
  }
  const issuer = creator && downgradeProfile(creator);
  if (issuer !== undefined || place.frame.carrier !== undefined) return issuer;
  lose(placeIn(place, 'creator'), 'issuer-filled');
  return issuing.issuer;
}

function downgradeCriteria(achievement: Members): JsonObject | undefined {
  const found = achievement.one('criteria');
  return (
    found &&
    readObject(found, 'Criteria', (criteria) => ({
      id: criteria.text('id'),
      narrative: criteria.text('narrative'),
    }))
  );
}
