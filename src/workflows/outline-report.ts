/** What was verified as a tree for people, each part with its verdict. */
import type { Json } from '../kernel/json.ts';
import type { Report } from '../kernel/report.ts';
import { arrangeNodes, type MarkedNode } from '../records/arrange-nodes.ts';
import { outline } from '../records/outline.ts';
import { parseRecord } from '../records/parse-record.ts';

export type ReportOutline = {
  nodes: MarkedNode[];
  /** What a reader should know before believing what is shown. */
  warnings: string[];
};

/**
 * Shown is what the input says, whether it verified or not: the states tell which.
 *
 * @param value what was verified
 * @param report of that
 */
export function outlineReport(value: Json, report: Report): ReportOutline {
  const { warnings, ...shown } = outline(parseRecord(value));
  return { nodes: arrangeNodes(report.nodes, [shown]), warnings };
}
