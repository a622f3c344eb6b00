/** Directed graphs over ids, walked without recursion: a chain of ten thousand is no problem. */

export type Edge = { from: string; to: string; pointer: string };

export type Cycle = {
  /** The edge that leads back. */
  closing: Edge;
  /** The ids on the way round, in order. */
  nodes: string[];
};

/** The edges that lead away from each id. */
export function groupByStart<E extends Edge>(edges: E[]): Map<string, E[]> {
  const groups = new Map<string, E[]>();
  for (const edge of edges) {
    const group = groups.get(edge.from);
    if (group) group.push(edge);
    else groups.set(edge.from, [edge]);
  }
  return groups;
}

/** A graph made to hurt has more cycles than anybody reads. */
const MAX_CYCLES = 100;

/**
 * One cycle for each edge at which a depth-first walk comes back to where it is, at most 100; none means: no
 * cycle.
 */
export function findCycles(edges: Edge[]): Cycle[] {
  const outgoing = groupByStart(edges);
  const cycles: Cycle[] = [];
  const done = new Set<string>();
  for (const start of outgoing.keys()) {
    if (done.has(start)) continue;
    const way = [{ id: start, next: 0 }];
    const place = new Map([[start, 0]]);
    for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
      const edge = outgoing.get(top.id)?.[top.next++];
      if (edge === undefined) {
        done.add(top.id);
        place.delete(top.id);
        way.pop();
        continue;
      }
      const begin = place.get(edge.to);
      if (begin !== undefined) {
        if (cycles.length === MAX_CYCLES) return cycles;
        cycles.push({ closing: edge, nodes: way.slice(begin).map(({ id }) => id) });
      } else if (!done.has(edge.to)) {
        place.set(edge.to, way.length);
        way.push({ id: edge.to, next: 0 });
      }
    }
  }
  return cycles;
}

/** The ids given, and all that edges lead to from them. */
export function reachableFrom(starts: Iterable<string>, edges: Edge[]): Set<string> {
  const outgoing = groupByStart(edges);
  const reached = new Set(starts);
  for (const id of reached) {
    for (const { to } of outgoing.get(id) ?? []) reached.add(to);
  }
  return reached;
}
