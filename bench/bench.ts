/**
 * Each use beside the plain libraries doing the nearest possible, in one process and one run. Writes docs/benchmark.json,
 * .md and .svg, unless it is asked for the short form (`--short`) or for some rows (`--only PATTERN`). Nothing fails here
 * for being slow; whether the answers are right is asked first.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createPeers } from './create-peers.ts';
import { type Measured, measureRow } from './measure.ts';
import { ratioOf, renderMarkdown } from './render-markdown.ts';
import { renderSvg } from './render-svg.ts';
import { createRows, FULL, SHORT } from './rows.ts';
import { createServiceRows } from './service/service-rows.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean' }, only: { type: 'string' } } });
const short = values.short === true;
const only = new RegExp(values.only ?? '', 'i');
const [rounds, budgetMs] = short ? [1, 20] : [3, 300];

const say = (row: Measured) => {
  const sides = Object.entries(row.values).map(([name, value]) => `${name} ${value.toFixed(3)}`);
  const more = Object.entries(row.more ?? {}).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  const ratio = ratioOf(row, 'digitalbazaar');
  console.log(
    `${row.family}, ${row.label} [${row.unit}]: ${[...sides, ...more].join(', ')}${ratio === undefined ? '' : `; ratio ${ratio.toFixed(2)}`}`,
  );
};

const load = [loadavg()[0] ?? 0];
const { peers, missing } = await createPeers();
const rows: Measured[] = [];
for await (const row of createRows(peers, short ? SHORT : FULL)) {
  if (!only.test(`${row.family} ${row.label}`)) continue;
  const measured = await measureRow(row, rounds, budgetMs);
  say(measured);
  rows.push(measured);
}
for await (const measured of createServiceRows({ short, only, missing })) {
  say(measured);
  rows.push(measured);
}
for (const line of missing) console.log(`not measured: ${line}`);

if (!short && values.only === undefined) {
  const run = {
    node: process.version,
    cores: availableParallelism(),
    rounds,
    budgetMs,
    load: [...load, loadavg()[0] ?? 0],
    rows,
    missing,
  };
  const write = (file: string, text: string) =>
    writeFileSync(new URL(`../docs/${file}`, import.meta.url), text);
  write('benchmark.json', `${JSON.stringify(run, null, 2)}\n`);
  write('benchmark.md', renderMarkdown(run));
  write('benchmark.svg', renderSvg(rows));
}
