/** The report as text for people: the verdict, the tree of what was verified, and what was found. */
import type { Finding } from '../kernel/findings.ts';
import type { NodeReport, NodeState, Report, Unchecked, Verdict } from '../kernel/report.ts';
import { breakLines, safeText, widthOf } from './safe-text.ts';

export type DrawOptions = {
  /** Columns of the terminal. */
  width: number;
  colour: boolean;
  /** Who issued it, as the input says. */
  issuer?: string;
};

/** Select Graphic Rendition codes (ECMA-48, 8.3.117). */
const COLOURS = { green: 32, yellow: 33, red: 31, dim: 2, bold: 1 } as const;
type Colour = keyof typeof COLOURS;

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

const VERDICTS: Record<Verdict, { mark: string; colour: Colour }> = {
  accepted: { mark: '✔', colour: 'green' },
  rejected: { mark: '✖', colour: 'red' },
  inconclusive: { mark: '?', colour: 'yellow' },
};

const SOUND = new Set<NodeState>(['verified', 'covered']);
/** Of findings with one code so many are listed; the JSON form has all. */
const SHOWN = 3;

/** Lines that end in a line break; no line is wider than `width`, and no control character gets through. */
export function drawReport(report: Report, options: DrawOptions): string {
  const { findings, unchecked } = report;
  const failed = findings.filter(({ severity, result }) => severity === 'error' && result === 'fail');
  const open = findings.filter(({ severity, result }) => severity === 'error' && result === 'unknown');
  const warned = findings.filter(({ severity, result }) => severity === 'warning' && result !== 'skipped');
  const said = new Set([...open, ...warned].map(keyOf));
  const lines = [
    ...drawHead(report, options),
    '',
    ...drawTree(report.nodes, options),
    ...drawList('Errors', failed, options, 'red'),
    ...drawList('Could not be verified', open, options, 'yellow'),
    ...drawList('Warnings', warned, options, 'yellow'),
    ...drawList(
      'Not checked',
      unchecked.filter((item) => !said.has(keyOf(item))),
      options,
      'dim',
    ),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function drawHead({ verdict, kind, summary }: Report, options: DrawOptions): string[] {
  const { mark, colour } = VERDICTS[verdict];
  // what did not verify is a claim, the issuer's name included
  const by = verdict === 'accepted' ? 'issued by' : 'said to be issued by';
  const issuer = options.issuer === undefined ? '' : `, ${by} ${options.issuer}`;
  const [first = '', ...rest] = breakLines(safeText(`${mark} ${verdict}: ${kind}${issuer}`), options.width);
  const counts = `${summary.nodes} parts: ${summary.pass} sound, ${summary.fail} not, ${summary.unknown} open`;
  return [paint(first, colour, options), ...rest, ...breakLines(counts, options.width)];
}

type Branch = { node: NodeReport; children: Branch[] };

/** A node hangs under the nearest node whose pointer begins its own; of two at one place the later is the child. */
function growTree(nodes: NodeReport[]): Branch[] {
  const branches = nodes.map((node): Branch => ({ node, children: [] }));
  const places = new Map<string, Branch>();
  const roots: Branch[] = [];
  const inner: Branch[] = [];
  for (const branch of branches) {
    const outer = places.get(branch.node.pointer);
    if (outer === undefined) inner.push(branch);
    else outer.children.push(branch);
    places.set(branch.node.pointer, branch);
  }
  for (const branch of inner) (findOuter(branch.node.pointer, places)?.children ?? roots).push(branch);
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

function drawTree(nodes: NodeReport[], options: DrawOptions): string[] {
  const lines: string[] = [];
  // an own stack, since others chose the depth
  const stack = growTree(nodes)
    .reverse()
    .map((branch) => ({ branch, lead: '', joint: '', under: '' }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { branch, lead, joint, under } = next;
    lines.push(...drawNode(branch.node, lead + joint, lead + under, branch.children.length > 0, options));
    const deeper = clip(lead + under, options.width);
    for (const [i, child] of [...branch.children.entries()].reverse()) {
      const last = i === branch.children.length - 1;
      stack.push({ branch: child, lead: deeper, joint: last ? '└─ ' : '├─ ', under: last ? '   ' : '│  ' });
    }
  }
  return lines;
}

/** At most half the width goes to the lines of the tree. */
const clip = (lead: string, width: number) =>
  lead.length > width / 2 - 3 ? lead.slice(0, Math.floor(width / 2) - 3) : lead;

function drawNode(
  node: NodeReport,
  lead: string,
  under: string,
  hasChildren: boolean,
  options: DrawOptions,
): string[] {
  const { mark, colour } = MARKS[node.state];
  const title = node.name ?? node.id ?? '';
  const where = node.pointer === '' ? '' : ` (${node.pointer})`;
  const why = SOUND.has(node.state) || node.reasons.length === 0 ? '' : ` - ${node.reasons.join(', ')}`;
  const head = `${mark} ${node.state}`;
  const hanging = `${under}${hasChildren ? '│ ' : '  '}`;
  const room = Math.max(8, options.width - Math.max(widthOf(lead), widthOf(hanging)));
  const [first = '', ...rest] = breakLines(
    safeText(`${head} ${node.kind}${title === '' ? '' : `: ${title}`}${why}${where}`),
    room,
  );
  const painted = first.startsWith(head) ? paint(head, colour, options) + first.slice(head.length) : first;
  return [lead + painted, ...rest.map((line) => hanging + line)];
}

/** Findings of one code stand together; the first few are listed with their places. */
function drawList(
  title: string,
  items: (Finding | Unchecked)[],
  options: DrawOptions,
  colour: Colour,
): string[] {
  if (items.length === 0) return [];
  const groups = new Map<string, (Finding | Unchecked)[]>();
  for (const item of items) {
    const group = groups.get(item.code);
    if (group === undefined) groups.set(item.code, [item]);
    else group.push(item);
  }
  const lines = ['', paint(`${title} (${items.length})`, colour, options)];
  for (const [code, group] of groups) {
    for (const { pointer, message } of group.slice(0, SHOWN)) {
      const text = `${code}${pointer === '' ? '' : ` at ${pointer}`}: ${message}`;
      const [first = '', ...rest] = breakLines(safeText(text), Math.max(8, options.width - 4));
      lines.push(`  ${first}`, ...rest.map((line) => `    ${line}`));
    }
    const more = group.length - SHOWN;
    if (more > 0)
      lines.push(
        ...breakLines(`${code}: ${more} more, see --format json`, options.width - 2).map(
          (line) => `  ${line}`,
        ),
      );
  }
  return lines;
}

const keyOf = ({ code, pointer }: Unchecked) => `${code} ${pointer}`;

function paint(text: string, colour: Colour, { colour: on }: DrawOptions): string {
  return on ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
}
