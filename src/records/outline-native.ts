/** A CLR 1.0 as a tree for people. */
import { isObject } from '../kernel/json.ts';
import { arrangeAchievements, type Entry, placeOf } from './arrange-achievements.ts';
import { listAssociations } from './associations.ts';
import { achievementOf, awardOfAssertion, type Party, partyOf } from './award.ts';
import { curationOf } from './curate.ts';
import {
  describeAchievement,
  describeAward,
  describeClr,
  describeProfile,
  UNAWARDED,
  warningsOf,
} from './describe.ts';
import type { Outline, OutlineNode } from './outline.ts';
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

/**
 * Learner, publisher, and the assertions as their achievements are associated (parts under wholes, earlier before
 * later), by term where terms are given, else in their order. Achievements that nobody has asserted yet keep
 * their place among the others.
 */
export function outlineNative(record: NativeRecord, pointer = ''): Outline {
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
  const around = partyOf(clr.value['publisher']);
  const entries: Entry[] = [];
  const asserted = new Map<unknown, Entry>();
  for (const part of parts) {
    if (!isOf(part, 'Assertion') || part.parent !== clr) continue;
    const { achievement, term } = awardOfAssertion(part.value);
    const inner = awarded.get(part);
    const own = [...(endorsements.get(part) ?? []), ...((inner && endorsements.get(inner)) ?? [])];
    const entry = { ...placeOf(achievement, term), node: outlineAssertion(part, own, around) };
    entries.push(entry);
    if (entry.id !== undefined && !asserted.has(entry.id)) asserted.set(entry.id, entry);
  }
  for (const part of achievements) {
    if (part.member !== 'achievements' || part.parent !== clr) continue;
    const children = endorsements.get(part) ?? [];
    const known = asserted.get(part.value['id']);
    if (known !== undefined) {
      known.node = { ...known.node, children: [...known.node.children, ...children] };
      continue;
    }
    const achievement = achievementOf(part.value, '1.0');
    const node: OutlineNode = {
      pointer: part.pointer,
      kind: 'achievement',
      title: achievement.title,
      lines: [UNAWARDED, ...describeAchievement(achievement, around)],
      children,
    };
    entries.push({ ...placeOf(achievement), node });
  }
  return arrangeAchievements(entries, associations);
}

function outlineAssertion(part: ReadablePart, endorsements: OutlineNode[], around?: Party): OutlineNode {
  const award = awardOfAssertion(part.value);
  const nothing = award.revoked === undefined ? 'Assertion without an achievement' : 'Revoked assertion';
  return {
    pointer: part.pointer,
    kind: 'assertion',
    title: award.achievement?.title ?? nothing,
    lines: describeAward(award, { ...(around && { around }), signed: part.jws !== undefined }),
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
