import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Json, parseJson } from '../../src/kernel/json.ts';
import type { MarkedNode } from '../../src/records/arrange-nodes.ts';
import { outlineReport } from '../../src/workflows/outline-report.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { createHarness, type Harness, wrapEmbedded } from '../harness.ts';

const sample = parseJson(readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url))).value;

const listed = (nodes: MarkedNode[]): MarkedNode[] =>
  nodes.flatMap((node) => [node, ...listed(node.children)]);

describe('a report, outlined', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await createHarness();
  });

  async function show(value: Json) {
    const { report } = await verifyNodes(harness, value);
    const { nodes, warnings } = outlineReport(value, report);
    return { report, nodes, all: listed(nodes), warnings };
  }

  test.each(['verbatim', 'clr2', 'linked-data'] as const)(
    'has each node of the report once, with its state: %s',
    async (profile) => {
      const value = await wrapEmbedded(harness, { records: [sample], profile });
      const { report, all } = await show(value);
      const marked = all.flatMap(({ pointer, kind, state, reasons }) =>
        state === undefined ? [] : [{ pointer, kind, state, reasons }],
      );
      const known = report.nodes.map(({ pointer, kind, state, reasons }) => ({
        pointer,
        kind,
        state,
        reasons,
      }));
      expect(marked).toHaveLength(known.length);
      expect(marked).toEqual(expect.arrayContaining(known));
      expect(all.map(({ title }) => title)).toEqual(
        expect.arrayContaining(['Zoë Lindqvist-Ọṣẹ́', 'HYD 240 Field Methods in Hydrology', 'Summer 2023']),
      );
    },
  );

  test('a forged grade is shown where it stands, as failed', async () => {
    const value = await wrapEmbedded(harness, { records: [sample], profile: 'clr2' });
    const forged = JSON.parse(JSON.stringify(value).replace('"3.4"', '"4.0"')) as Json;
    expect(forged).not.toEqual(value);
    const { report, all } = await show(forged);
    expect(report.verdict).toBe('rejected');
    const degree = all.find(({ lines }) => lines.some((line) => line.includes('4.0 (0.0 to 4.0')));
    expect(degree).toMatchObject({ kind: 'badge', state: 'failed' });
  });

  test('a record that nothing vouches for has its warnings', async () => {
    const { warnings, nodes } = await show(sample);
    expect(nodes).toMatchObject([{ kind: 'clr', state: 'unknown' }]);
    expect(warnings.length).toBeGreaterThan(0);
  });
});
