/** A tree as lines: the mark and the word of each verdict, what it is of, and what is known about it. */
import type { NodeState } from '../kernel/report.ts';
import type { Branch } from './arrange-nodes.ts';
import { type Colour, paint, type Style } from './paint.ts';
import { breakLines, safeText, widthOf } from './safe-text.ts';

/** One mark a state, always beside its word: neither colour nor shape alone says anything. */
export const MARKS: Record<NodeState, { mark: string; colour: Colour }> = {
  verified: { mark: '✔', colour: 'green' },
  covered: { mark: '●', colour: 'green' },
  'integrity-only': { mark: '◐', colour: 'yellow' },
  unverified: { mark: '○', colour: 'yellow' },
  revoked: { mark: '✖', colour: 'red' },
  expired: { mark: '✖', colour: 'red' },
  failed: { mark: '✖', colour: 'red' },
  unknown: { mark: '?', colour: 'yellow' },
};

const SOUND = new Set<NodeState>(['verified', 'covered']);

export function drawTree(roots: Branch[], style: Style): string[] {
  const lines: string[] = [];
  // an own stack, since others chose the depth
  const stack = [...roots].reverse().map((branch) => ({ branch, lead: '', joint: '', under: '' }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { branch, lead, joint, under } = next;
    lines.push(...drawBranch(branch, lead + joint, lead + under, style));
    const deeper = clip(lead + under, style.width);
    for (const [i, child] of [...branch.children.entries()].reverse()) {
      const last = i === branch.children.length - 1;
      stack.push({ branch: child, lead: deeper, joint: last ? '└─ ' : '├─ ', under: last ? '   ' : '│  ' });
    }
  }
  return lines;
}

/** At most half the width goes to the lines of the tree. */
function clip(lead: string, width: number): string {
  const most = Math.floor(width / 2) - 3;
  return lead.length > most ? lead.slice(0, most) : lead;
}

function drawBranch(branch: Branch, lead: string, under: string, style: Style): string[] {
  const { node, outline, children } = branch;
  const hanging = `${under}${children.length > 0 ? '│ ' : '  '}`;
  const room = Math.max(8, style.width - Math.max(widthOf(lead), widthOf(hanging)));
  const { mark, colour } = node === undefined ? { mark: '', colour: undefined } : MARKS[node.state];
  const head = node === undefined ? '' : `${mark} ${node.state}`;
  const [first = '', ...rest] = breakLines(safeText(`${head} ${labelOf(branch)}`.trim()), room);
  const shown =
    colour !== undefined && first.startsWith(head)
      ? paint(head, colour, style) + first.slice(head.length)
      : first;
  const details =
    outline === undefined || outline.lines.length === 0
      ? []
      : breakLines(safeText(outline.lines.join(' · ')), room);
  return [
    lead + shown,
    ...rest.map((line) => hanging + line),
    ...details.map((line) => hanging + paint(line, 'dim', style)),
  ];
}

function labelOf({ node, outline }: Branch): string {
  const kind = node?.kind ?? outline?.kind ?? '';
  const title = outline?.title ?? node?.name ?? node?.id ?? '';
  const why =
    node === undefined || SOUND.has(node.state) || node.reasons.length === 0
      ? ''
      : ` - ${node.reasons.join(', ')}`;
  const where = node === undefined || node.pointer === '' ? '' : ` (${node.pointer})`;
  return `${kind}${title === '' ? '' : `: ${title}`}${why}${where}`;
}
