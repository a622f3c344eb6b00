/** A tree as lines: the mark and the word of each verdict, what it is of, and what is known about it. */
import type { NodeState } from '../kernel/report.ts';
import { safeText } from '../kernel/safe-text.ts';
import type { MarkedNode } from '../records/arrange-nodes.ts';
import { breakLines, widthOf } from './break-lines.ts';
import { type Colour, paint, type Style } from './paint.ts';

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

export function drawTree(roots: MarkedNode[], style: Style): string[] {
  const lines: string[] = [];
  // an own stack, since others chose the depth
  const stack = [...roots].reverse().map((node) => ({ node, lead: '', joint: '', under: '' }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, lead, joint, under } = next;
    lines.push(...drawNode(node, lead + joint, lead + under, style));
    const deeper = clip(lead + under, style.width);
    for (const [i, child] of [...node.children.entries()].reverse()) {
      const last = i === node.children.length - 1;
      stack.push({ node: child, lead: deeper, joint: last ? '└─ ' : '├─ ', under: last ? '   ' : '│  ' });
    }
  }
  return lines;
}

/** At most half the width goes to the lines of the tree. */
function clip(lead: string, width: number): string {
  const most = Math.floor(width / 2) - 3;
  return lead.length > most ? lead.slice(0, most) : lead;
}

function drawNode(node: MarkedNode, lead: string, under: string, style: Style): string[] {
  const { kind, title, state, lines, children } = node;
  const hanging = `${under}${children.length > 0 ? '│ ' : '  '}`;
  const room = Math.max(8, style.width - Math.max(widthOf(lead), widthOf(hanging)));
  const { mark, colour } = state === undefined ? { mark: '', colour: undefined } : MARKS[state];
  const head = state === undefined ? '' : `${mark} ${state}`;
  const label = safeText(`${head} ${kind}${title === '' ? '' : `: ${title}`}`.trim());
  const { why, where } = placeOf(node);
  const whole = [label, why && `- ${why}`, where].filter((part) => part !== '').join(' ');
  const fits = widthOf(whole) <= room;
  const [first = '', ...rest] = fits ? [label] : breakLines(label, room);
  const shown =
    colour !== undefined && first.startsWith(head)
      ? paint(head, colour, style) + first.slice(head.length)
      : first;
  const beside = fits && whole !== label ? ` ${paint(whole.slice(label.length + 1), 'dim', style)}` : '';
  const below = fits ? [] : breakLines([why, where].join(' '), room).filter((line) => line !== '');
  return [
    lead + shown + beside,
    ...[...rest, ...below.map((line) => paint(line, 'dim', style)), ...drawDetails(lines, room, style)].map(
      (line) => hanging + line,
    ),
  ];
}

/** What a reader takes in at a glance; anything longer is prose, and stands on lines of its own. */
const FACT = 48;
/** Of prose so many lines are shown; the JSON has all. */
const PROSE = 3;

/** Facts side by side, never broken inside where they fit; prose in a few lines each. */
function drawDetails(details: string[], room: number, style: Style): string[] {
  const lines: string[] = [];
  let row = '';
  const endRow = () => {
    if (row !== '') lines.push(row);
    row = '';
  };
  for (const detail of details.map(safeText)) {
    if (widthOf(detail) > Math.min(FACT, room)) {
      endRow();
      lines.push(...drawProse(detail, room).map((line) => paint(line, 'dim', style)));
      continue;
    }
    const longer = row === '' ? detail : `${row} · ${detail}`;
    if (widthOf(longer) <= room) row = longer;
    else {
      endRow();
      row = detail;
    }
  }
  endRow();
  return lines;
}

function drawProse(text: string, room: number): string[] {
  const lines = breakLines(text, room);
  if (lines.length <= PROSE) return lines;
  const [last = ''] = breakLines(lines[PROSE - 1] ?? '', room - 2);
  return [...lines.slice(0, PROSE - 1), `${last} …`];
}

/** Why a part is not sound, and where it is. */
function placeOf({ state, reasons = [], pointer }: MarkedNode): { why: string; where: string } {
  if (state === undefined) return { why: '', where: '' };
  return {
    why: SOUND.has(state) ? '' : safeText(reasons.join(', ')),
    where: pointer === '' ? '' : safeText(`(${pointer})`),
  };
}
