/** Achievements of CLR 1.0 in CLR 2.0, earned or not. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { endorsements } from './endorsement-up.ts';
import { identifierEntries } from './endorser-up.ts';
import {
  image,
  isAbsent,
  keepOthers,
  link,
  listOf,
  mapMembers,
  mapObject,
  number,
  ownId,
  type Rules,
  requireId,
  text,
  wordOf,
} from './members-up.ts';
import { profile } from './profile-up.ts';
import { alignments, resultDescriptions } from './results-up.ts';
import { forget, keep, markAdded, markOf, memberSpot, note, type Spot } from './scope-up.ts';

const NO_DESCRIPTION = 'No description in the source record.';
const NO_CRITERIA = 'No criteria in the source record.';

const ACHIEVEMENT: Rules = {
  id: ['id', ownId],
  name: ['name', text],
  description: null,
  requirement: null,
  achievementType: ['achievementType', wordOf('achievementType')],
  humanCode: ['humanCode', text],
  fieldOfStudy: ['fieldOfStudy', text],
  specialization: ['specialization', text],
  creditsAvailable: ['creditsAvailable', number],
  issuer: ['creator', profile],
  image: ['image', image],
  alignments: ['alignment', alignments],
  identifiers: ['otherIdentifier', identifierEntries],
  resultDescriptions: ['resultDescription', resultDescriptions],
  tags: ['tag', listOf(text)],
  endorsements: ['endorsement', endorsements],
  associations: null,
};

/** An achievement. Its associations are the record’s in CLR 2.0: see `associations-up.ts`. */
export function mapAchievement(value: JsonObject, spot: Spot): JsonObject {
  const { name, ...members } = mapMembers(value, spot, ACHIEVEMENT);
  const id = requireId(members, spot);
  const title = typeof name === 'string' ? name : '';
  if (title === '') note(memberSpot(spot, 'name'), 'required-missing');
  if (members['creator'] === undefined) note(memberSpot(spot, 'issuer'), 'required-missing');
  keepOthers(value, spot, 'Achievement', ACHIEVEMENT);
  const described = value['description'];
  const description = typeof described === 'string' && described !== '' ? described : undefined;
  return {
    id,
    type: ['Achievement'],
    name: title,
    description: description ?? fillDescription(described, title, spot),
    criteria: mapCriteria(value['requirement'], description ?? title, spot),
    ...members,
  };
}

function fillDescription(found: Json | undefined, title: string, spot: Spot): string {
  const { fill } = spot.scope.call;
  noteFilled(found, memberSpot(spot, 'description'));
  return fill === 'copy-name' ? title : NO_DESCRIPTION;
}

const CRITERIA: Rules = { id: ['id', link], narrative: ['narrative', text] };

function mapCriteria(found: Json | undefined, copy: string, spot: Spot): JsonObject {
  const place = memberSpot(spot, 'requirement', 'criteria');
  if (isObject(found)) {
    const mark = markOf(spot.scope);
    const mapped = mapObject(found, place, 'Criteria', CRITERIA);
    if (mapped['id'] !== undefined || (mapped['narrative'] ?? '') !== '') return mapped;
    forget(spot.scope, mark);
  }
  noteFilled(found, place);
  return { narrative: spot.scope.call.fill === 'copy-name' ? copy : NO_CRITERIA };
}

/** A filling stands in for what is absent, or says nothing; what stood there is carried. */
function noteFilled(found: Json | undefined, place: Spot): void {
  if (place.scope.call.fill === 'refuse') {
    note(place, 'required-missing');
    return;
  }
  markAdded(place);
  if (isAbsent(found)) note(place, 'filled');
  else keep(place, found, 'filled');
}
