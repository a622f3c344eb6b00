/** A record as a tree for people: the same for the command line and the page. */
import { isObject, type JsonObject } from '../kernel/json.ts';
import { arrangeAchievements, type Entry } from './arrange-achievements.ts';
import { edgesOf, listAssociations } from './associations.ts';
import { curationOf } from './curate.ts';
import {
  describeAchievement,
  describeAssertion,
  describeClr,
  describeProfile,
  warningsOf,
} from './describe.ts';
import type { NativeRecord } from './parse-record.ts';
import {
  groupByClr,
  isOf,
  isReadable,
  listParts,
  type Part,
  type ReadablePart,
  rootPart,
} from './record-parts.ts';
import { textIn, titleOf } from './title.ts';

export type OutlineNode = {
  /** Where it stands in the input; of a group by term that of its first member. */
  pointer: string;
  kind: 'clr-set' | 'clr' | 'learner' | 'publisher' | 'term' | 'assertion' | 'achievement' | 'endorsement';
  title: string;
  lines: string[];
  children: OutlineNode[];
};

export type Outline = OutlineNode & {
  /** What a reader should know before believing what is shown. */
  warnings: string[];
};

/**
 * The outline of a record, however sparse: learner, publisher, and the assertions as their achievements are
 * associated (parts under wholes, earlier before later), by term where terms are given, else in their order.
 * Achievements that nobody has asserted yet keep their place among the others. Nothing is verified here.
 */
export function outline(record: NativeRecord, pointer = ''): Outline {
  const root = rootPart(record, pointer);
  const parts = listParts(root);
  const groups = groupByClr(parts);
  const clrs = groups.map(({ clr, parts: inside }) => outlineClr(clr, inside));
  const unread = parts.filter((part) => !isReadable(part)).map(outlineUnread);
  const warnings = [
    ...groups.flatMap(({ clr, parts: inside }) =>
      warningsOf(clr, inside, curationOf(clr.value) !== undefined),
    ),
    ...unread.map((part) => `The signed part at ${part.pointer} cannot be read.`),
  ];
  if (isOf(root, 'ClrSet')) {
    const count = `${clrs.length} ${clrs.length === 1 ? 'record' : 'records'}`;
    return {
      pointer,
      kind: 'clr-set',
      title: 'Set of learner records',
      lines: [count],
      children: clrs,
      warnings,
    };
  }
  const [first] = clrs;
  if (first) return { ...first, children: [...first.children, ...unread], warnings };
  const single = isOf(root, 'Endorsement')
    ? outlineEndorsement(root)
    : outlineAssertion(root, endorsementsOf(parts, root));
  return { ...single, warnings };
}

function outlineClr(clr: ReadablePart, parts: ReadablePart[]): OutlineNode {
  const { publisher } = clr.value;
  const profiles = parts.filter((part) => part.parent === clr && isOf(part, 'Profile'));
  const people = profiles.map((part): OutlineNode => {
    const kind = part.member === 'learner' ? 'learner' : 'publisher';
    return {
      pointer: part.pointer,
      kind,
      ...describeProfile(part.value),
      children: endorsementsOf(parts, part),
    };
  });
  return {
    pointer: clr.pointer,
    kind: 'clr',
    title: textIn(clr.value, 'name') ?? 'Learner record',
    lines: describeClr(clr.value, isObject(publisher) ? publisher : undefined),
    children: [...people, ...outlineAchievements(clr, parts), ...endorsementsOf(parts, clr)],
  };
}

function outlineAchievements(clr: ReadablePart, parts: ReadablePart[]): OutlineNode[] {
  const achievements = parts.filter((part) => isOf(part, 'Achievement'));
  const associations = listAssociations(achievements.filter(({ value }) => typeof value['id'] === 'string'));
  const awarded = new Map(achievements.map((part) => [part.parent, part]));
  const endorsements = new Map<Part, OutlineNode[]>();
  for (const part of parts) {
    if (!isOf(part, 'Endorsement') || part.parent === undefined) continue;
    const others = endorsements.get(part.parent);
    if (others) others.push(outlineEndorsement(part));
    else endorsements.set(part.parent, [outlineEndorsement(part)]);
  }
  const entries: Entry[] = [];
  const asserted = new Set<unknown>();
  for (const part of parts) {
    if (!isOf(part, 'Assertion') || part.parent !== clr) continue;
    const achievement = part.value['achievement'];
    const id = isObject(achievement) ? achievement['id'] : undefined;
    asserted.add(id);
    const inner = awarded.get(part);
    const own = [...(endorsements.get(part) ?? []), ...((inner && endorsements.get(inner)) ?? [])];
    const level = isObject(achievement) ? textIn(achievement, 'level') : undefined;
    const place = { ...idOf(id), ...termOf(part.value), ...(level === undefined ? {} : { level }) };
    entries.push({ ...place, node: outlineAssertion(part, own) });
  }
  for (const part of achievements) {
    if (part.member !== 'achievements' || part.parent !== clr || asserted.has(part.value['id'])) continue;
    const node: OutlineNode = {
      pointer: part.pointer,
      kind: 'achievement',
      title: achievementTitle(part.value),
      lines: ['not awarded in this record', ...describeAchievement(part.value)],
      children: endorsements.get(part) ?? [],
    };
    entries.push({ ...idOf(part.value['id']), node });
  }
  return arrangeAchievements(entries, edgesOf(associations, 'hierarchy'), edgesOf(associations, 'precedes'));
}

const idOf = (id: unknown) => (typeof id === 'string' ? { id } : {});

function termOf(value: JsonObject): { term?: string } {
  const term = textIn(value, 'term');
  return term === undefined ? {} : { term };
}

function achievementTitle(achievement: JsonObject): string {
  const code = textIn(achievement, 'humanCode');
  const name = titleOf(achievement);
  if (name === undefined) return code ?? 'Achievement without a name';
  return code === undefined || name.includes(code) ? name : `${code} ${name}`;
}

function outlineAssertion(part: ReadablePart, endorsements: OutlineNode[]): OutlineNode {
  const { achievement, badge } = part.value;
  const awarded = isObject(achievement) ? achievement : isObject(badge) ? badge : undefined;
  return {
    pointer: part.pointer,
    kind: 'assertion',
    title: awarded
      ? achievementTitle(awarded)
      : part.value['revoked'] === true
        ? 'Revoked assertion'
        : 'Assertion without an achievement',
    lines: describeAssertion(part.value, awarded, part.jws !== undefined),
    children: endorsements,
  };
}

function outlineEndorsement({ value, pointer, jws }: ReadablePart): OutlineNode {
  const claim = isObject(value['claim']) ? textIn(value['claim'], 'endorsementComment') : undefined;
  const lines = [
    ...(claim === undefined ? [] : [claim]),
    ...(jws === undefined ? [] : ['signed on its own']),
  ];
  return {
    pointer,
    kind: 'endorsement',
    title: `Endorsed by ${titleOf(value) ?? 'somebody unnamed'}`,
    lines,
    children: [],
  };
}

function outlineUnread({ pointer, type, problem }: Part): OutlineNode {
  const kind = type === 'Assertion' ? 'assertion' : type === 'Endorsement' ? 'endorsement' : 'clr';
  return {
    pointer,
    kind,
    title: 'Signed part that cannot be read',
    lines: problem === undefined ? [] : [problem],
    children: [],
  };
}

function endorsementsOf(parts: Part[], owner: Part): OutlineNode[] {
  return parts
    .filter(
      (part): part is ReadablePart => isOf(part, 'Endorsement') && part.parent === owner && isReadable(part),
    )
    .map(outlineEndorsement);
}
