/** The report as text for people: the verdict, the tree of what was verified, and what was found. */
import type { Finding } from '../kernel/findings.ts';
import type { Report, Unchecked, Verdict } from '../kernel/report.ts';
import { safeText } from '../kernel/safe-text.ts';
import { arrangeNodes } from '../records/arrange-nodes.ts';
import type { Outline } from '../records/outline.ts';
import { breakLines } from './break-lines.ts';
import { drawTree } from './draw-tree.ts';
import { type Colour, paint, type Style } from './paint.ts';

export type DrawOptions = Style & {
  /** Who issued it, as the input says. */
  issuer?: string;
  /** Of the records in it, each with the pointer the report knows it by. */
  outlines?: Outline[];
  /** True where it was asked whom it is about: accepted then means, about that person. */
  recipient?: boolean;
};

const VERDICTS: Record<Verdict, { mark: string; colour: Colour }> = {
  accepted: { mark: '✔', colour: 'green' },
  rejected: { mark: '✖', colour: 'red' },
  inconclusive: { mark: '?', colour: 'yellow' },
};

/** Of findings with one code so many are listed; the JSON form has all. */
const SHOWN = 3;

/** Lines that end in a line break; no line is wider than `width`, and no control character gets through. */
export function drawReport(report: Report, options: DrawOptions): string {
  const { findings, unchecked } = report;
  const { outlines = [] } = options;
  const failed = findings.filter(({ severity, result }) => severity === 'error' && result === 'fail');
  const open = findings.filter(({ severity, result }) => severity === 'error' && result === 'unknown');
  const warned = findings.filter(({ severity, result }) => severity === 'warning' && result !== 'skipped');
  const said = new Set([...open, ...warned].map(keyOf));
  const lines = [
    ...drawHead(report, options),
    '',
    ...drawTree(arrangeNodes(report.nodes, outlines), options),
    ...drawList('Errors', failed, options, 'red'),
    ...drawList('Could not be verified', open, options, 'yellow'),
    ...drawList('Warnings', warned, options, 'yellow'),
    ...drawList(
      'Not checked',
      unchecked.filter((item) => !said.has(keyOf(item))),
      options,
      'dim',
    ),
    ...drawEntries(
      'About the record',
      outlines.flatMap(({ warnings }) => warnings),
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
  const whom = options.recipient && verdict === 'accepted' ? ', about the person asked for' : '';
  const head = breakLines(safeText(`${mark} ${verdict}: ${kind}${issuer}${whom}`), options.width);
  const parts = summary.nodes === 1 ? 'part' : 'parts';
  const counts = `${summary.nodes} ${parts}: ${summary.pass} sound, ${summary.fail} not, ${summary.unknown} open`;
  return [...head.map((line) => paint(line, colour, options)), ...breakLines(counts, options.width)];
}

/** Findings of one code stand together; the first few are listed with their places. */
function drawList(title: string, items: (Finding | Unchecked)[], style: Style, colour: Colour): string[] {
  const groups = new Map<string, (Finding | Unchecked)[]>();
  for (const item of items) {
    const group = groups.get(item.code);
    if (group === undefined) groups.set(item.code, [item]);
    else group.push(item);
  }
  const entries = [...groups].flatMap(([code, group]) => {
    const texts = group
      .slice(0, SHOWN)
      .map(({ pointer, message }) => `${code}${pointer === '' ? '' : ` at ${pointer}`}: ${message}`);
    const more = group.length - SHOWN;
    return more > 0 ? [...texts, `${code}: ${more} more, see --format json`] : texts;
  });
  return drawEntries(`${title} (${items.length})`, entries, style, colour);
}

function drawEntries(title: string, entries: string[], style: Style, colour: Colour): string[] {
  if (entries.length === 0) return [];
  const lines = entries.flatMap((entry) => {
    const [first = '', ...rest] = breakLines(safeText(entry), style.width - 4);
    return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  return ['', paint(title, colour, style), ...lines];
}

const keyOf = ({ code, pointer }: Unchecked) => `${code} ${pointer}`;
