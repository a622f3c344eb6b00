/** The page of the benchmark, written whole from what was measured. */
import { type Measured, WARM } from './measure.ts';
import { FAMILIES, PEERS, type PeerName } from './row.ts';

export type Run = {
  node: string;
  cores: number;
  rounds: number;
  budgetMs: number;
  /** How many processes wanted a core, on average of a minute, at the start and at the end. */
  load: number[];
  rows: Measured[];
  /** What could not be measured, and why. */
  missing: string[];
};

/** Tables that are not of rows in this process. */
const SERVICE_FAMILIES: Record<string, { title: string; floor?: string }> = {
  http: {
    title: 'The service over HTTP',
    floor: 'a bare node:http server that parses the body and answers with as many bytes',
  },
  batch: { title: 'A batch on the command line, records of 3 KB, its start included' },
  service: {
    title: 'Start and memory',
    floor: 'Node alone: a server of one line, or the file parsed and written',
  },
};

const titleOf = (family: string): string =>
  (FAMILIES as Record<string, { title: string }>)[family]?.title ?? SERVICE_FAMILIES[family]?.title ?? family;

const floorOf = (family: string) =>
  (FAMILIES as Record<string, { floor: string }>)[family]?.floor ?? SERVICE_FAMILIES[family]?.floor;

const round = (value: number) =>
  value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value >= 0.01
        ? value.toFixed(2)
        : value.toFixed(4);

/** How many times better ours is than another. */
export const ratioOf = ({ unit, values }: Measured, other: keyof Measured['values']): number | undefined => {
  const { ours, [other]: theirs } = values;
  if (ours === undefined || theirs === undefined) return undefined;
  return unit === 'per second' ? ours / theirs : theirs / ours;
};

function renderFamily(family: string, rows: Measured[]): string[] {
  const peers = (Object.keys(PEERS) as PeerName[]).filter((name) =>
    rows.some(({ values }) => name in values),
  );
  const hasFloor = rows.some(({ values }) => 'floor' in values);
  const more = [...new Set(rows.flatMap((row) => Object.keys(row.more ?? {})))];
  const head = [
    '',
    'unit, clock',
    'ours',
    ...more,
    ...peers.flatMap((name) => [PEERS[name], 'ratio']),
    ...(hasFloor ? ['floor', 'share of floor'] : []),
    ...(family === 'verbatim' ? ['3 x floor'] : []),
  ];
  const lines = rows.map((row) => {
    const { label, unit, clock, values } = row;
    const cell = (value: number | undefined) => (value === undefined ? '' : round(value));
    const share = ratioOf(row, 'floor');
    return [
      label,
      clock === 'none' ? unit : `${unit}, ${clock}`,
      cell(values.ours),
      ...more.map((name) => cell(row.more?.[name])),
      ...peers.flatMap((name) => [cell(values[name]), cell(ratioOf(row, name))]),
      ...(hasFloor ? [cell(values.floor), share === undefined ? '' : `${round(share * 100)} %`] : []),
      ...(family === 'verbatim' ? [cell(values.floor === undefined ? undefined : values.floor * 3)] : []),
    ];
  });
  const floor = floorOf(family);
  return [
    `## ${titleOf(family)}`,
    '',
    ...(hasFloor && floor !== undefined ? [`The floor: ${floor}.`, ''] : []),
    `| ${head.join(' | ')} |`,
    `|${head.map((_, i) => (i < 2 ? '---' : '---:')).join('|')}|`,
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ];
}

/** Whether the cost of a badge stays what it is. */
function renderGrowth(rows: Measured[]): string[] {
  const costs = (['issue', 'verify'] as const).flatMap((verb) => {
    const at = (count: number) =>
      rows.find(({ family, label }) => family === 'clr2' && label === `${verb} ${count} badges`)?.values.ours;
    const [few, many] = [at(66), at(1000)];
    if (few === undefined || many === undefined) return [];
    const [each, eachOfMany] = [few / 66, many / 1000];
    const change = ((eachOfMany / each - 1) * 100).toFixed(0);
    return [`to ${verb}, ${round(each)} ms a badge at 66 and ${round(eachOfMany)} ms at 1000 (${change} %)`];
  });
  return costs.length === 0 ? [] : [`Ours by the badge: ${costs.join('; ')}.`, ''];
}

/** The benchmark itself is one of those that want a core. */
function renderLoad(load: number[], cores: number): string {
  const told = load.map((one) => one.toFixed(1)).join(' at the start, ');
  const busy = Math.max(...load) > cores / 2 + 0.5;
  return `The load average of the machine was ${told} at the end${busy ? ': it was busy with other work too, and what is by the clock is slower for it' : ''}.`;
}

export function renderMarkdown({ node, cores, rounds, budgetMs, load, rows, missing }: Run): string {
  const families = [...new Set(rows.map(({ family }) => family))];
  return [
    '# Benchmark',
    '',
    `\`npm run bench\` writes this page: Node ${node}, ${cores} cores, ${rounds} rounds of ${budgetMs} ms, in one process, the sides of a row in`,
    'turn (A B A B), the median of all samples of all rounds. Before the first round each side is warmed, ours and others by one rule:',
    `${WARM.runs} runs that took ${WARM.leastMs / 1000} s together, or ${WARM.mostMs / 1000} s if that is reached first, and at least ${WARM.leastRuns} runs. What takes over 250 ms runs once a`,
    'round, over 3 s in two rounds. All garbage is collected before a round and never on demand within it.',
    'What runs in one thread is measured in processor time, what takes several processes by the clock. Absolute',
    'times vary between machines, and between runs on a busy one: compare the columns of one row. A ratio says how many times faster ours',
    'is, so below 1 the other is faster; the share of the floor says how near ours is to the least that has to be done.',
    renderLoad(load, cores),
    'The same numbers for programs: [benchmark.json](benchmark.json).',
    '',
    '![How many times faster than the plain libraries](benchmark.svg)',
    '',
    'The libraries check signatures only: of a record of CLR 1.0 the outer one, of CLR 2.0 that of the CLR and of each badge. Ours also makes',
    'and checks the digest of the JSON, the shape and rules of the record, who the issuer is, validity and status, and what a signature',
    'leaves open. The libraries have their keys and contexts in memory, as ours has. @digitalcredentials/vc signs with Ed25519Signature2020, as its',
    'users do; didkit-wasm 0.2.1 holds the contexts of VC 1.1 and can be handed no others, so it takes part where a credential needs none.',
    '',
    ...families.flatMap((family) => [
      ...renderFamily(
        family,
        rows.filter((row) => row.family === family),
      ),
      ...(family === 'clr2' ? renderGrowth(rows) : []),
    ]),
    ...(missing.length === 0 ? [] : ['## Not measured', '', ...missing.map((line) => `- ${line}`), '']),
  ].join('\n');
}
