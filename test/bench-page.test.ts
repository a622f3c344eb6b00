/** The page and the chart of the benchmark say what was measured, slower rows too. */
import { expect, test } from 'vitest';
import type { Measured } from '../bench/measure.ts';
import { renderMarkdown } from '../bench/render-markdown.ts';
import { renderSvg } from '../bench/render-svg.ts';

const row = (label: string, values: Measured['values'], family = 'clr2'): Measured => ({
  family,
  label,
  unit: 'ms',
  clock: 'processor',
  values,
});

const ROWS: Measured[] = [
  row('issue 66 badges', { ours: 33, digitalbazaar: 660, floor: 3.3 }),
  row('issue 1000 badges', { ours: 600, digitalbazaar: 300, floor: 50 }),
  row('wrap 64 KB', { ours: 4, digitalbazaar: 6, didkit: 2, floor: 2 }, 'verbatim'),
  {
    family: 'http',
    label: 'wrap <3 KB',
    unit: 'per second',
    clock: 'wall',
    values: { ours: 50, floor: 200 },
  },
];
const RUN = {
  node: 'v20',
  cores: 2,
  rounds: 3,
  budgetMs: 150,
  load: [0.4, 2.6],
  rows: ROWS,
  missing: ['one: why'],
};

test('a row has each side, its ratio, the floor and the share of it', () => {
  const page = renderMarkdown(RUN);
  expect(page).toContain('| issue 66 badges | ms, processor | 33.0 | 660 | 20.0 | 3.30 | 10.0 % |');
  expect(page).toContain('| issue 1000 badges | ms, processor | 600 | 300 | 0.50 | 50.0 | 8.33 % |');
  expect(page).toContain(
    '| wrap 64 KB | ms, processor | 4.00 | 6.00 | 1.50 | 2.00 | 0.50 | 2.00 | 50.0 % | 6.00 |',
  );
});

test('more of something is better where a second is what counts', () => {
  expect(renderMarkdown(RUN)).toContain('| wrap <3 KB | per second, wall | 50.0 | 200 | 25.0 % |');
});

test('the cost of a badge is told for few and for many', () => {
  expect(renderMarkdown(RUN)).toContain('0.50 ms a badge at 66 and 0.60 ms at 1000 (20 %)');
});

test('what could not be measured is told', () => {
  expect(renderMarkdown(RUN)).toContain('- one: why');
});

test('the chart has a bar for each row that the plain library did too, on its side of 1', () => {
  const svg = renderSvg(ROWS);
  expect(svg.match(/class="ours" x/g)).toHaveLength(2);
  expect(svg.match(/class="theirs" x/g)).toHaveLength(1);
  expect(svg).toContain('CLR 2.0: issue 1000 badges 0.5;');
  expect(svg).toMatch(/<svg [^>]*role="img" aria-labelledby="title desc"/);
});

test('how busy the machine was is told', () => {
  expect(renderMarkdown(RUN)).toContain('was 0.4 at the start, 2.6 at the end: it was busy');
  expect(renderMarkdown({ ...RUN, load: [0.4, 1.1] })).toContain('was 0.4 at the start, 1.1 at the end.');
});
