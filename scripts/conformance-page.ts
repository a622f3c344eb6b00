/** docs/conformance.md: what the specifications ask, and the test that shows each statement. */

import { CONFUSIONS } from '../test/conformance/confusions.ts';
import { SPECIFICATIONS, type Specification } from '../test/conformance/statements.ts';
import { VECTOR_COUNTS } from '../test/fixtures/vector-counts.ts';

const rowsOf = ({ statements }: Specification) => Object.entries(statements);

export function conformancePage(): string {
  const open = SPECIFICATIONS.flatMap((specification) =>
    rowsOf(specification).flatMap(([, { clause, says, unmet }]) =>
      unmet === undefined ? [] : [`| ${specification.title} | ${clause} | ${says} | ${unmet} |`],
    ),
  );
  const tables = SPECIFICATIONS.flatMap((specification) => [
    `## [${specification.title}](${specification.url})`,
    '',
    `Shown by \`test/conformance/${specification.test}\`; the name of the test is in the last column.`,
    '',
    '| clause | role | statement | test |',
    '|---|---|---|---|',
    ...rowsOf(specification).flatMap(([name, { clause, role, says, unmet }]) =>
      unmet === undefined ? [`| ${clause} | ${role} | ${says} | \`${name}\` |`] : [],
    ),
    '',
  ]);
  return [
    '# Conformance',
    '',
    'Generated from `test/conformance/statements.ts` by `npm run docs`. Statements for authors of documents and of',
    'specifications are left out.',
    '',
    '## Not met',
    '',
    ...(open.length === 0
      ? ['None.']
      : ['| specification | clause | statement | reason |', '|---|---|---|---|', ...open]),
    '',
    '## Confusions',
    '',
    'One signed thing taken for another, rejected with its code by `test/conformance/confusions.test.ts`. Those of proofs are tried',
    'under every suite by `test/workflows/type-confusion.test.ts`, more kinds of JWT by `test/workflows/jwt-kinds.test.ts`.',
    '',
    '| what | code | test |',
    '|---|---|---|',
    ...Object.entries(CONFUSIONS).map(([name, { what, code }]) => `| ${what} | \`${code}\` | \`${name}\` |`),
    '',
    '## Published vectors',
    '',
    'Reproduced from key to proof value, or verified where only that can be done; a test counts them.',
    '',
    '| suite | vectors | source | test |',
    '|---|---|---|---|',
    ...VECTOR_COUNTS.map(
      ({ suite, count, source, test }) => `| ${suite} | ${count} | ${source} | \`test/vectors/${test}\` |`,
    ),
    '',
    ...tables,
  ].join('\n');
}
