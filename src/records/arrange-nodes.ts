/** The report's nodes as a tree; where a record can be outlined, as the tree that people know: terms, courses, results. */
import type { NodeKind, NodeReport, NodeState } from '../kernel/report.ts';
import type { OutlineNode } from './outline.ts';

/** What is shown at one place, with its verdict. */
export type MarkedNode = {
  pointer: string;
  kind: NodeKind | OutlineNode['kind'];
  /** Empty where nothing names it. */
  title: string;
  lines: string[];
  /** Absent, as are reasons, for what has no verdict of its own: a learner, a term, an achievement not awarded. */
  state?: NodeState;
  reasons?: string[];
  children: MarkedNode[];
};

/** Every node of the report is in the tree exactly once, in the report's order or the outline's. */
export function arrangeNodes(nodes: NodeReport[], outlines: OutlineNode[]): MarkedNode[] {
  const roots = growTree(nodes.map(markedOf));
  const byPlace = new Map(outlines.map((outline) => [placeOf(outline), outline]));
  const stack = [...roots];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const outline = node.state === undefined ? undefined : byPlace.get(placeOf(node));
    if (outline === undefined) stack.push(...node.children);
    else graft(node, outline);
  }
  return roots;
}

const placeOf = ({ kind, pointer }: { kind: string; pointer: string }) => `${kind} ${pointer}`;

function markedOf({ pointer, kind, name, id, state, reasons }: NodeReport): MarkedNode {
  return { pointer, kind, title: name ?? id ?? '', lines: [], state, reasons, children: [] };
}

/** A node hangs under the nearest node whose pointer begins its own; of two at one place the later is the child. */
function growTree(nodes: MarkedNode[]): MarkedNode[] {
  const places = new Map<string, MarkedNode>();
  const roots: MarkedNode[] = [];
  const inner: MarkedNode[] = [];
  for (const node of nodes) {
    const outer = places.get(node.pointer);
    if (outer === undefined) inner.push(node);
    else outer.children.push(node);
    places.set(node.pointer, node);
  }
  for (const node of inner) (findOuter(node.pointer, places)?.children ?? roots).push(node);
  return roots;
}

/** Inside a JWS the pointer goes on behind `#`. */
function findOuter(pointer: string, places: ReadonlyMap<string, MarkedNode>): MarkedNode | undefined {
  for (let end = pointer.length; end > 0; ) {
    end = Math.max(pointer.lastIndexOf('/', end - 1), pointer.lastIndexOf('#', end - 1));
    const outer = end < 0 ? undefined : places.get(pointer.slice(0, end));
    if (outer !== undefined) return outer;
  }
  return undefined;
}

/** Puts the outline in the place of what is under the root; nodes the outline does not show stay beside it. */
function graft(root: MarkedNode, outline: OutlineNode): void {
  const left = new Map<string, MarkedNode>();
  const below = [...root.children].reverse();
  for (let node = below.pop(); node !== undefined; node = below.pop()) {
    left.set(placeOf(node), node);
    below.push(...node.children.reverse());
    node.children = [];
  }
  const places = new Map<string, MarkedNode>();
  root.children = [];
  const stack = [{ node: root, shown: outline }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, shown } = next;
    node.title = shown.title;
    node.lines = shown.lines;
    if (node.state !== undefined) places.set(node.pointer, node);
    for (const child of shown.children) {
      const inner = left.get(placeOf(child)) ?? { ...child, children: [] };
      left.delete(placeOf(child));
      node.children.push(inner);
      stack.push({ node: inner, shown: child });
    }
  }
  for (const node of growTree([...left.values()]))
    (findOuter(node.pointer, places) ?? root).children.push(node);
}
