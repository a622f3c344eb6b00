/** The associations of a CLR 2.0, which stand beside the achievements, into the achievements of a CLR 1.0. */
import { BridgeError } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { CLR1_MODEL } from '../model-clr1.ts';
import { attempt, carry, lose, type Place, placeIn } from './descent.ts';
import { createMembers, type Members, type Placed, readTypes } from './members-down.ts';

/** An achievement of the record, known by the id that CLR 2.0 gives it. */
export type Copy = {
  id: string;
  /** As CLR 1.0 has it: its associations are put in. Absent where it stays inside a JWS, with its own. */
  achievement?: JsonObject;
  /** The credential that awards it. */
  credentialId?: string | undefined;
};

const TYPES: ReadonlySet<string> = new Set(CLR1_MODEL.Association.properties.associationType.enum);

/** A few achievements in very many copies, each with very many associations, would fill any memory. */
const MAX_WRITTEN = 200_000;

/** Each association goes into every copy of the achievement it starts from. */
export function downgradeAssociations(subject: Members, copies: readonly Copy[]): void {
  const places = new Map<string, Copy[]>();
  const awarded = new Map<string, string>();
  for (const copy of copies) {
    const known = places.get(copy.id);
    if (known === undefined) places.set(copy.id, [copy]);
    else known.push(copy);
    if (copy.credentialId !== undefined && !awarded.has(copy.credentialId))
      awarded.set(copy.credentialId, copy.id);
  }
  const seen = new Set<string>();
  let written = 0;
  subject.list('association', (item) => {
    const edge = readEdge(item);
    if (edge === undefined) return undefined;
    const from = resolve(edge.sourceId, placeIn(item.place, 'sourceId'), places, awarded);
    const to = resolve(edge.targetId, placeIn(item.place, 'targetId'), places, awarded);
    const owners = places.get(from);
    const parts = { from, to, type: edge.associationType };
    const name = JSON.stringify([from, to, edge.associationType]);
    if (owners === undefined || seen.has(name)) {
      carry(item.place, item.value, owners === undefined ? { code: 'association-dangling' } : {});
      return undefined;
    }
    seen.add(name);
    written += owners.length;
    if (written > MAX_WRITTEN)
      throw new BridgeError('too-large', `The associations would stand at more than ${MAX_WRITTEN} places.`, {
        pointer: item.place.pointer,
      });
    const title = titleOf(item.place, places.get(to)?.[0]?.achievement, to);
    for (const { achievement } of owners)
      if (achievement) put(achievement, { associationType: edge.associationType, targetId: to, ...title });
    return parts;
  });
}

type Edge = { associationType: string; sourceId: string; targetId: string };

function readEdge(item: Placed): Edge | undefined {
  const { value, place } = item;
  const edge = attempt(place.frame, () => {
    if (!isObject(value)) return undefined;
    const members = createMembers(value, place);
    readTypes(members, ['Association']);
    const [associationType, sourceId, targetId] = [
      members.text('associationType'),
      members.text('sourceId'),
      members.text('targetId'),
    ];
    members.finish();
    if (associationType === undefined || !TYPES.has(associationType)) return undefined;
    return sourceId === undefined || targetId === undefined
      ? undefined
      : { associationType, sourceId, targetId };
  });
  if (edge === undefined) carry(place, value);
  return edge;
}

/** An end that names a credential means the achievement it awards. */
function resolve(
  id: string,
  place: Place,
  places: ReadonlyMap<string, Copy[]>,
  awarded: ReadonlyMap<string, string>,
): string {
  const meant = places.has(id) ? undefined : awarded.get(id);
  if (meant === undefined) return id;
  lose(place, 'association-resolved', id);
  return meant;
}

/** CLR 1.0 wants a title; what came from CLR 1.0 brings its own along. */
function titleOf(place: Place, target: JsonObject | undefined, id: string): { title?: string } {
  if (place.frame.carrier !== undefined) return {};
  lose(placeIn(place, 'title'), 'title-filled');
  const name: Json | undefined = target?.['name'];
  return { title: typeof name === 'string' ? name : id };
}

function put(achievement: JsonObject, association: JsonObject): void {
  const list = achievement['associations'];
  if (Array.isArray(list)) list.push(association);
  else achievement['associations'] = [association];
}
