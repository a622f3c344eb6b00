/** Associations between the achievements of a Clr: hierarchies, orders and loose ties (rule M6). */
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { type Edge, findCycles, reachableFrom } from './graph.ts';
import { isOf, isReadable, listParts, pointerIn, type ReadablePart } from './record-parts.ts';

export type Association = { type: string; from: string; to: string; pointer: string };

/**
 * Checks the associations of a Clr, those in payloads of its signed assertions included. isChildOf,
 * isPartOf and isParentOf are one hierarchy; precedes and replacedBy an order each; the others have no
 * direction that could turn back on itself.
 *
 * Found: `association-dangling` (`association-outside` where the Clr is partial), `association-self`,
 * `association-cyclic`, `association-one-sided`, `achievement-unreached`; `associations-sound` where every
 * association leads to an achievement of the record.
 */
export function checkAssociations(clr: JsonObject, pointer = ''): Finding[] {
  const root: ReadablePart = { type: 'Clr', value: clr, pointer };
  return checkAssociationsOf(root, listParts(root).filter(isReadable));
}

/** The same, of a Clr whose parts are listed already. */
export function checkAssociationsOf(clr: ReadablePart, parts: ReadablePart[]): Finding[] {
  const achievements = parts.filter(
    (part) => isOf(part, 'Achievement') && typeof part.value['id'] === 'string',
  );
  const ids = new Set(achievements.map(idOf));
  const associations = listAssociations(achievements);
  const inside = associations.filter(({ from, to }) => ids.has(to) && from !== to);
  return [
    ...checkTies(associations, ids, { pointer: clr.pointer, partial: clr.value['partial'] === true }),
    ...checkOtherEnds(inside),
    ...checkReached(achievements, inside),
  ];
}

/**
 * Whether every association leads from and to an achievement that is there, and none back to where it began.
 *
 * @param ids of the achievements of the record
 * @param record its place; and whether it says of itself that it is a selection
 */
export function checkTies(
  associations: Association[],
  ids: ReadonlySet<string>,
  record: { pointer: string; partial: boolean },
): Finding[] {
  if (associations.length === 0) return [];
  const isInside = ({ from, to }: Association) => ids.has(from) && ids.has(to) && from !== to;
  const findings = [
    ...checkEnds(associations, ids, record.partial),
    ...checkCycles(associations.filter(isInside)),
  ];
  if (findings.length > 0) return findings;
  const message = `All ${associations.length} associations lead to an achievement of the record.`;
  return [finding('associations-sound', record.pointer, message)];
}

const idOf = (achievement: ReadablePart) => achievement.value['id'] as string;

/** Each association once, though its achievement may occur in several assertions. */
export function listAssociations(achievements: ReadablePart[]): Association[] {
  const found = new Map<string, Association>();
  for (const achievement of achievements) {
    const list = achievement.value['associations'];
    if (!Array.isArray(list)) continue;
    for (const [i, item] of list.entries()) {
      if (!isObject(item)) continue;
      const { associationType: type, targetId: to } = item;
      if (typeof type !== 'string' || typeof to !== 'string') continue;
      const from = idOf(achievement);
      const key = JSON.stringify([from, type, to]);
      if (!found.has(key))
        found.set(key, { type, from, to, pointer: pointerIn(achievement, 'associations', i) });
    }
  }
  return [...found.values()];
}

function checkEnds(associations: Association[], ids: ReadonlySet<string>, partial: boolean): Finding[] {
  const code = partial ? 'association-outside' : 'association-dangling';
  const absent = (pointer: string, message: string) =>
    finding(code, pointer, `${message}: no achievement of the record has this id.`);
  return associations.flatMap(({ type, from, to, pointer }) => {
    if (from === to) return [finding('association-self', pointer, `${showJson(from)} ${type} itself.`)];
    return [
      ...(ids.has(from) ? [] : [absent(`${pointer}/sourceId`, `${showJson(from)} ${type} another`)]),
      ...(ids.has(to) ? [] : [absent(`${pointer}/targetId`, `${type} ${showJson(to)}`)]),
    ];
  });
}

/** From part to whole, from earlier to later, from replaced to replacement; each way once. */
export function edgesOf(
  associations: Association[],
  relation: 'hierarchy' | 'precedes' | 'replacedBy',
): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { type, from, to, pointer } of associations) {
    const upward = type === 'isChildOf' || type === 'isPartOf';
    const downward = type === 'isParentOf';
    if (relation === 'hierarchy' ? !upward && !downward : type !== relation) continue;
    const edge = downward ? { from: to, to: from, pointer } : { from, to, pointer };
    const key = JSON.stringify([edge.from, edge.to]);
    if (!edges.has(key)) edges.set(key, edge);
  }
  return [...edges.values()];
}

function checkCycles(associations: Association[]): Finding[] {
  return (['hierarchy', 'precedes', 'replacedBy'] as const).flatMap((relation) =>
    findCycles(edgesOf(associations, relation)).map(({ closing, nodes }) => {
      const way = [...nodes.slice(0, 10), ...(nodes.length > 10 ? ['…'] : []), nodes[0]].join(' → ');
      return finding(
        'association-cyclic',
        closing.pointer,
        `The ${relation} returns to where it began: ${way}.`,
        nodes.slice(0, 100),
      );
    }),
  );
}

function checkOtherEnds(associations: Association[]): Finding[] {
  const said = new Set(associations.map(({ type, from, to }) => JSON.stringify([type, from, to])));
  const has = (type: string, from: string, to: string) => said.has(JSON.stringify([type, from, to]));
  return associations.flatMap(({ type, from, to, pointer }) => {
    if (type === 'isChildOf' && !has('isParentOf', to, from)) {
      return [finding('association-one-sided', pointer, `${showJson(to)} does not say isParentOf of it.`)];
    }
    if (type === 'isParentOf' && !has('isChildOf', to, from) && !has('isPartOf', to, from)) {
      return [finding('association-one-sided', pointer, `${showJson(to)} does not say isChildOf of it.`)];
    }
    return [];
  });
}

/** M6: what stands in `achievements` is asserted, or associated, directly or not, with what is. */
function checkReached(achievements: ReadablePart[], associations: Association[]): Finding[] {
  const isListed = ({ member, parent }: ReadablePart) =>
    member === 'achievements' && parent !== undefined && isOf(parent, 'Clr', 'MemberClr');
  const asserted = achievements.filter((part) => !isListed(part)).map(idOf);
  const ties = associations.flatMap((tie): Edge[] => [
    tie,
    { from: tie.to, to: tie.from, pointer: tie.pointer },
  ]);
  const reached = reachableFrom(asserted, ties);
  return achievements
    .filter((part) => isListed(part) && !reached.has(idOf(part)))
    .map((part) => finding('achievement-unreached', part.pointer));
}
