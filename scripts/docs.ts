/** The parts of the documentation that are tables: docs/problems.md, docs/samples.md, docs/conformance.md and the variables in README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describeConfig } from '../src/config.ts';
import { FINDINGS } from '../src/kernel/findings.ts';
import { PROBLEMS } from '../src/kernel/problems.ts';
import { LOSSES } from '../src/records/losses.ts';
import { conformancePage } from './conformance-page.ts';
import { samplesPage } from './samples-page.ts';

const root = new URL('..', import.meta.url);

export function problemsPage(): string {
  const faults = Object.entries(PROBLEMS).map(
    ([code, { status, title, doc }]) => `| \`${code}\` | ${status} | ${title}. ${doc} |`,
  );
  const findings = Object.entries(FINDINGS).map(
    ([code, { check, result, severity, doc }]) =>
      `| \`${code}\` | ${check} | ${result} | ${severity} | ${doc} |`,
  );
  const losses = Object.entries(LOSSES).map(
    ([code, { level, comesBack, by, doc }]) =>
      `| \`${code}\` | ${by} | ${level} | ${level === 'refuse' ? '' : comesBack ? 'yes' : 'no'} | ${doc} |`,
  );
  return [
    '# Codes',
    '',
    'Generated from `src/kernel/errors.ts`, `src/kernel/findings.ts` and `src/records/losses.ts` by `npm run docs`.',
    '',
    '## Faults',
    '',
    'A call that could not be answered: RFC 9457 problem details over HTTP, a line on stderr on the command line.',
    '',
    '| code | status | meaning |',
    '|---|---|---|',
    ...faults,
    '',
    '## Findings',
    '',
    'What one check found. Severity `error` decides the verdict: `fail` rejects, `unknown` makes it inconclusive.',
    '',
    '| code | check | result | severity | meaning |',
    '|---|---|---|---|---|',
    ...findings,
    '',
    '## Losses',
    '',
    'What a conversion between CLR 1.0 and 2.0 could not say in the words of the other version. `refuse` stops it, and so',
    'does `warning` under the policy `strict`. Back: whether converting back brings the value back, where it is carried.',
    '',
    '| code | conversion | level | back | meaning |',
    '|---|---|---|---|---|',
    ...losses,
    '',
  ].join('\n');
}

const HEAD = '| variable | default | |\n|---|---|---|\n';

/** The README with its table of variables as the code has it. */
export function readmeWithVariables(readme: string): string {
  const rows = describeConfig().map(
    ({ name, default: value, doc }) => `| \`${name}\` | ${value && `\`${value}\``} | ${doc} |`,
  );
  const start = readme.indexOf(HEAD) + HEAD.length;
  const end = readme.indexOf('\n\n', start);
  return `${readme.slice(0, start)}${rows.join('\n')}${readme.slice(end)}`;
}

if (process.argv[1]?.endsWith('docs.ts')) {
  const readme = new URL('README.md', root);
  writeFileSync(new URL('docs/problems.md', root), problemsPage());
  writeFileSync(new URL('docs/samples.md', root), samplesPage());
  writeFileSync(new URL('docs/conformance.md', root), conformancePage());
  writeFileSync(readme, readmeWithVariables(readFileSync(readme, 'utf8')));
}
