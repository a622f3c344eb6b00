/** Puts what a learner achieved in the order in which its associations are meant to be read. */
import { type Association, edgesOf } from './associations.ts';
import type { AchievementSaid } from './award.ts';
import { describeTies } from './describe-ties.ts';
import { type Edge, groupByStart } from './graph.ts';
import type { OutlineNode } from './outline.ts';

/** An assertion or achievement to be placed; `id` is that of the achievement. */
export type Entry = { id?: string; term?: string; level?: string; node: OutlineNode };

/** Where an achievement belongs among others: by its id, and by the term and level it was awarded in. */
export function placeOf(achievement: AchievementSaid | undefined, term?: string): Omit<Entry, 'node'> {
  const { id, level } = achievement ?? {};
  return {
    ...(id === undefined ? {} : { id }),
    ...(term === undefined ? {} : { term }),
    ...(level === undefined ? {} : { level }),
  };
}

/** Deeper hierarchies are shown side by side at this level: nobody reads further, and a tree has to be drawn. */
const MAX_DEPTH = 16;

/**
 * Parts under wholes, earlier before later, and within one whole by term where at least two terms are named.
 * What a cycle leaves without a whole of its own begins at the top. Every entry occurs exactly once; ties that
 * its place does not show are told in words.
 */
export function arrangeAchievements(entries: Entry[], associations: Association[]): OutlineNode[] {
  const sorted = sortByOrder(withTies(entries, associations), edgesOf(associations, 'precedes'));
  const byId = new Map<string, Entry>();
  for (const entry of sorted) if (entry.id !== undefined && !byId.has(entry.id)) byId.set(entry.id, entry);
  const wholes = groupByStart(edgesOf(associations, 'hierarchy'));
  const parts = new Map<Entry, Entry[]>();
  const roots: Entry[] = [];
  for (const entry of sorted) {
    const whole = wholeOf(entry, wholes, byId);
    const siblings = whole === undefined ? roots : parts.get(whole);
    if (siblings) siblings.push(entry);
    else if (whole) parts.set(whole, [entry]);
  }
  const placed = new Set<Entry>();
  const tree = groupByTerm(place(roots, parts, placed));
  // Left over are cycles: no entry of one is at the top
  for (const entry of sorted)
    if (!placed.has(entry)) tree.push(...place([entry], parts, placed).map(({ node }) => node));
  return tree;
}

function withTies(entries: Entry[], associations: Association[]): Entry[] {
  if (associations.length === 0) return entries;
  const titles = new Map(entries.flatMap(({ id, node }) => (id === undefined ? [] : [[id, node.title]])));
  const ties = describeTies(associations, titles);
  return entries.map((entry) => {
    const lines = entry.id === undefined ? undefined : ties.get(entry.id);
    return lines ? { ...entry, node: { ...entry.node, lines: [...entry.node.lines, ...lines] } } : entry;
  });
}

function wholeOf(entry: Entry, wholes: Map<string, Edge[]>, byId: Map<string, Entry>): Entry | undefined {
  const above = entry.id === undefined ? [] : (wholes.get(entry.id) ?? []);
  return above.map(({ to }) => byId.get(to)).find((whole) => whole !== undefined && whole.id !== entry.id);
}

/** The entries with their parts as children, depth first and without recursion. */
function place(roots: Entry[], parts: Map<Entry, Entry[]>, placed: Set<Entry>): Entry[] {
  type Open = { entry: Entry; depth: number; children: Entry[] };
  const top: Entry[] = [];
  const closing: Open[] = [];
  const stack = roots.map((entry) => ({ entry, depth: 1, into: top })).reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { entry, depth, into } = next;
    if (placed.has(entry)) continue;
    placed.add(entry);
    const children: Entry[] = [];
    const shown: Entry = { ...entry };
    into.push(shown);
    closing.push({ entry: shown, depth, children });
    const deep = depth >= MAX_DEPTH;
    const inside = (parts.get(entry) ?? []).map((part) => ({
      entry: part,
      depth: deep ? depth : depth + 1,
      into: deep ? into : children,
    }));
    for (const part of inside.reverse()) stack.push(part);
  }
  for (const { entry, children } of closing.reverse()) {
    entry.node = { ...entry.node, children: [...entry.node.children, ...groupByTerm(children)] };
  }
  return top;
}

/**
 * Groups by term, in the order the terms first occur; what names no term keeps its place before them. A term
 * that occurs at several levels (S1 of each school year) is one group per level.
 */
function groupByTerm(entries: Entry[]): OutlineNode[] {
  const levels = new Map<string, Set<string | undefined>>();
  for (const { term, level } of entries) {
    if (term !== undefined) levels.set(term, (levels.get(term) ?? new Set()).add(level));
  }
  const groups = new Map<string, OutlineNode>();
  const alone: OutlineNode[] = [];
  for (const { term, level, node } of entries) {
    if (term === undefined) {
      alone.push(node);
      continue;
    }
    const several = (levels.get(term)?.size ?? 0) > 1 && level !== undefined;
    const title = several ? `${term} (level ${level})` : term;
    const group = groups.get(title);
    if (group) group.children.push(node);
    else groups.set(title, { pointer: node.pointer, kind: 'term', title, lines: [], children: [node] });
  }
  return groups.size < 2 ? entries.map(({ node }) => node) : [...alone, ...groups.values()];
}

/** In the order given, but what precedes an entry is moved before it; a cycle stays as it is. */
function sortByOrder(entries: Entry[], order: Edge[]): Entry[] {
  if (order.length === 0) return entries;
  const earlier = groupByStart(order.map(({ from, to, pointer }) => ({ from: to, to: from, pointer })));
  const byId = new Map<string, Entry[]>();
  for (const entry of entries) {
    const same = byId.get(entry.id ?? '');
    if (same) same.push(entry);
    else byId.set(entry.id ?? '', [entry]);
  }
  const before = ({ id }: Entry) =>
    id === undefined ? [] : (earlier.get(id) ?? []).flatMap(({ to }) => byId.get(to) ?? []);
  const sorted = new Set<Entry>();
  const open = new Set<Entry>();
  for (const entry of entries) {
    const stack = [entry];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const first = open.has(top) ? [] : before(top).filter((one) => !open.has(one));
      open.add(top);
      if (first.length > 0) stack.push(...first.reverse());
      else sorted.add(stack.pop() as Entry);
    }
  }
  return [...sorted];
}
