/** Every code is made somewhere, and hit by a test. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FINDINGS } from '../src/kernel/findings.ts';
import { PROBLEMS } from '../src/kernel/problems.ts';

const textOf = (folder: string, without: string[]) => {
  const root = fileURLToPath(new URL(`../${folder}/`, import.meta.url));
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules') && !without.includes(file))
    .map((file) => readFileSync(root + file, 'utf8'))
    .join('\n');
};

const sources = textOf('src', ['kernel/problems.ts', 'kernel/findings.ts']);
const tests = textOf('test', ['codes.test.ts']);

test.each([...Object.keys(FINDINGS), ...Object.keys(PROBLEMS)])('%s', (code) => {
  expect(sources, 'made by the code').toContain(`'${code}'`);
  expect(tests, 'hit by a test').toContain(`'${code}'`);
});
