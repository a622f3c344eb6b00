/** The report's nodes as a tree; where a record can be outlined, as the tree that people know: terms, courses, results. */
import type { NodeReport } from '../kernel/report.ts';
import type { OutlineNode } from '../records/outline.ts';

/** What is drawn at one place. */
export type Branch = {
  /** Absent for what has no verdict of its own: a learner, a term, an achievement not awarded. */
  node?: NodeReport;
  outline?: OutlineNode;
  children: Branch[];
};

/** Every node of the report is in the tree exactly once, in the report's order or the outline's. */
export function arrangeNodes(nodes: NodeReport[], outlines: OutlineNode[]): Branch[] {
  const roots = growTree(nodes);
  const byPlace = new Map(outlines.map((outline) => [placeOf(outline), outline]));
  const stack: Branch[] = [{ children: roots }];
  for (let branch = stack.pop(); branch !== undefined; branch = stack.pop()) {
    const outline = branch.node === undefined ? undefined : byPlace.get(placeOf(branch.node));
    if (outline === undefined) stack.push(...branch.children);
    else graft(branch, outline);
  }
  return roots;
}

const placeOf = ({ kind, pointer }: { kind: string; pointer: string }) => `${kind} ${pointer}`;

/** A node hangs under the nearest node whose pointer begins its own; of two at one place the later is the child. */
function growTree(nodes: NodeReport[]): Branch[] {
  const places = new Map<string, Branch>();
  const roots: Branch[] = [];
  const inner: { pointer: string; branch: Branch }[] = [];
  for (const node of nodes) {
    const branch: Branch = { node, children: [] };
    const outer = places.get(node.pointer);
    if (outer === undefined) inner.push({ pointer: node.pointer, branch });
    else outer.children.push(branch);
    places.set(node.pointer, branch);
  }
  for (const { pointer, branch } of inner) (findOuter(pointer, places)?.children ?? roots).push(branch);
  return roots;
}

/** Inside a JWS the pointer goes on behind `#`. */
function findOuter(pointer: string, places: ReadonlyMap<string, Branch>): Branch | undefined {
  for (let end = pointer.length; end > 0; ) {
    end = Math.max(pointer.lastIndexOf('/', end - 1), pointer.lastIndexOf('#', end - 1));
    const outer = end < 0 ? undefined : places.get(pointer.slice(0, end));
    if (outer !== undefined) return outer;
  }
  return undefined;
}

/** Puts the outline in the place of what is under the branch; nodes the outline does not show stay beside it. */
function graft(root: Branch, outline: OutlineNode): void {
  const left = new Map<string, NodeReport>();
  const below = [...root.children].reverse();
  for (let branch = below.pop(); branch !== undefined; branch = below.pop()) {
    if (branch.node !== undefined) left.set(placeOf(branch.node), branch.node);
    below.push(...branch.children.reverse());
  }
  const places = new Map<string, Branch>();
  root.children = [];
  const stack = [{ branch: root, shown: outline }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { branch, shown } = next;
    const node = branch === root ? root.node : left.get(placeOf(shown));
    branch.outline = shown;
    if (node !== undefined) {
      branch.node = node;
      left.delete(placeOf(node));
      places.set(node.pointer, branch);
    }
    for (const child of shown.children) {
      const inner: Branch = { children: [] };
      branch.children.push(inner);
      stack.push({ branch: inner, shown: child });
    }
  }
  for (const branch of growTree([...left.values()])) {
    (findOuter(branch.node?.pointer ?? '', places) ?? root).children.push(branch);
  }
}
