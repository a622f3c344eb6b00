/** Puts what a learner achieved in the order in which its associations are meant to be read. */
import { type Edge, groupByStart } from './graph.ts';
import type { OutlineNode } from './outline.ts';

/** An assertion or achievement to be placed; `id` is that of the achievement. */
export type Entry = { id?: string; term?: string; node: OutlineNode };

/** Deeper hierarchies are shown side by side at this level: nobody reads further, and a tree has to be drawn. */
const MAX_DEPTH = 16;

/**
 * Parts under wholes, earlier before later, and within one whole by term where at least two terms are named.
 * What a cycle leaves without a whole of its own begins at the top. Every entry occurs exactly once.
 *
 * @param hierarchy from part to whole
 * @param order from earlier to later
 */
export function arrangeAchievements(entries: Entry[], hierarchy: Edge[], order: Edge[]): OutlineNode[] {
  const sorted = sortByOrder(entries, order);
  const byId = new Map<string, Entry>();
  for (const entry of sorted) if (entry.id !== undefined && !byId.has(entry.id)) byId.set(entry.id, entry);
  const wholes = groupByStart(hierarchy);
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

/** Groups by term, in the order the terms first occur; what names no term keeps its place before them. */
function groupByTerm(entries: Entry[]): OutlineNode[] {
  const terms = new Set(entries.map(({ term }) => term).filter((term) => term !== undefined));
  if (terms.size < 2) return entries.map(({ node }) => node);
  const groups = [...terms].map((term): OutlineNode => {
    const children = entries.filter((entry) => entry.term === term).map(({ node }) => node);
    return { pointer: children[0]?.pointer ?? '', kind: 'term', title: term, lines: [], children };
  });
  return [...entries.filter(({ term }) => term === undefined).map(({ node }) => node), ...groups];
}

/** Earlier before later where that is said (Kahn), else in the order given; a cycle stays where it is. */
function sortByOrder(entries: Entry[], order: Edge[]): Entry[] {
  const known = new Set(entries.map(({ id }) => id));
  const edges = order.filter(({ from, to }) => known.has(from) && known.has(to));
  if (edges.length === 0) return entries;
  const later = groupByStart(edges);
  const waiting = new Map<string, number>();
  for (const { to } of edges) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  const byId = new Map<string, Entry[]>();
  for (const entry of entries)
    if (entry.id !== undefined) byId.set(entry.id, [...(byId.get(entry.id) ?? []), entry]);
  const sorted = new Set<Entry>();
  const stack = entries.filter(({ id }) => id === undefined || !waiting.get(id)).reverse();
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    if (sorted.has(entry)) continue;
    const first = entry.id === undefined || !byId.get(entry.id)?.some((other) => sorted.has(other));
    sorted.add(entry);
    if (!first || entry.id === undefined) continue;
    const freed = (later.get(entry.id) ?? []).filter(({ to }) => {
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      return left === 0;
    });
    for (const { to } of freed.reverse()) stack.push(...(byId.get(to) ?? []).toReversed());
  }
  for (const entry of entries) sorted.add(entry);
  return [...sorted];
}
