import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { conformancePage } from '../scripts/conformance-page.ts';
import { problemsPage, readmeWithVariables } from '../scripts/docs.ts';
import { samplesPage } from '../scripts/samples-page.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('docs/problems.md is the table of codes (npm run docs)', () => {
  expect(read('docs/problems.md')).toBe(problemsPage());
});

test('docs/samples.md is the table of verdicts (npm run docs)', () => {
  expect(read('docs/samples.md')).toBe(samplesPage());
});

test('docs/conformance.md is the table of statements (npm run docs)', () => {
  expect(read('docs/conformance.md')).toBe(conformancePage());
});

test('README.md lists every variable as the code has it (npm run docs)', () => {
  const readme = read('README.md');
  expect(readmeWithVariables(readme)).toBe(readme);
});
