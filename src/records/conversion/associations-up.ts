/** Associations in CLR 2.0: they stand in the achievements of CLR 1.0, and in the subject of the record here. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { isSameContent } from '../same-content.ts';
import { id, isAbsent, keepOthers, type Rules } from './members-up.ts';
import { forget, keep, markOf, memberSpot, type Scope, type Spot, silentScope } from './scope-up.ts';
import { toClr2Association } from './words.ts';

/** One copy of an achievement, with the associations that stand in it. */
export type Copy = {
  /** Its id in CLR 2.0. */
  id: string;
  associations: Json | undefined;
  /** Where they stand, from the root of the record. */
  at: string;
  /** Read from a JWS, which travels whole. */
  signed: boolean;
};

type Edge = { type: string; sourceId: string; targetId: string };

/**
 * The edges in the order in which they are first seen, each once. On the way back each copy of an achievement
 * gets all edges of it; copies that do not have the same ones keep theirs in the carrier.
 *
 * @param scope of the record
 */
export function mapAssociations(copies: Copy[], scope: Scope): JsonObject[] {
  const edges = new Map<string, JsonObject>();
  const uneven = listUneven(copies);
  for (const copy of copies) {
    const { id: sourceId, associations, at } = copy;
    const place = { scope: copy.signed || uneven.has(sourceId) ? silentScope(scope) : scope, at, to: '' };
    const spot = memberSpot(place, 'associations');
    const own = isAbsent(associations) ? [] : mapCopy(associations, sourceId, spot);
    for (const edge of own)
      edges.set(keyOf(edge), {
        type: 'Association',
        associationType: edge.type,
        sourceId,
        targetId: edge.targetId,
      });
    if (copy.signed || !uneven.has(sourceId)) continue;
    const kept = memberSpot({ scope, at, to: '' }, 'associations');
    if (!isAbsent(associations)) keep(kept, associations);
    else scope.rest.push([kept.at, []]);
  }
  return [...edges.values()];
}

/** Ids of achievements whose copies differ in their associations. */
function listUneven(copies: Copy[]): Set<string> {
  const first = new Map<string, Json>();
  const uneven = new Set<string>();
  for (const { id: sourceId, associations } of copies) {
    const list = isAbsent(associations) ? [] : associations;
    const known = first.get(sourceId);
    if (known === undefined) first.set(sourceId, list);
    else if (!isSameContent(known, list)) uneven.add(sourceId);
  }
  return uneven;
}

const keyOf = ({ type, sourceId, targetId }: Edge) => JSON.stringify([sourceId, type, targetId]);

function mapCopy(associations: Json, sourceId: string, spot: Spot): Edge[] {
  if (!Array.isArray(associations)) {
    keep(spot, associations);
    return [];
  }
  const { scope } = spot;
  const mark = markOf(scope);
  const seen = new Map<string, Edge>();
  for (const [i, item] of associations.entries()) {
    const place = { ...spot, at: `${spot.at}/${i}` };
    const before = markOf(scope);
    const edge = isObject(item) ? mapEdge(item, sourceId, place) : undefined;
    if (edge !== undefined && !seen.has(keyOf(edge))) {
      seen.set(keyOf(edge), edge);
      continue;
    }
    // What is no edge, and what is one already, comes back only whole
    forget(scope, before);
    keep(place, item);
  }
  if (seen.size === 0) {
    forget(scope, mark, { losses: false });
    scope.rest.push([spot.at, associations]);
  }
  return [...seen.values()];
}

const ASSOCIATION: Rules = { associationType: null, targetId: null };

/** The class is closed in CLR 2.0: a title has no place there, nor has anything else. */
function mapEdge(item: JsonObject, sourceId: string, spot: Spot): Edge | undefined {
  const { associationType, targetId } = item;
  const word = typeof associationType === 'string' ? toClr2Association(associationType) : undefined;
  if (word === undefined || isAbsent(targetId)) return undefined;
  const target = id(targetId, memberSpot(spot, 'targetId'));
  if (typeof target !== 'string') return undefined;
  if (word.code !== undefined)
    keep(memberSpot(spot, 'associationType'), associationType as string, word.code);
  keepOthers(item, spot, 'Association', ASSOCIATION);
  return { type: word.word, sourceId, targetId: target };
}
