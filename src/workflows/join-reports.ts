/** Several verifications as one report: every pointer begins with the place of what it is about. */
import type { Finding } from '../kernel/findings.ts';
import { createReport, type NodeReport, type Report, type Verdict } from '../kernel/report.ts';

/** One verification, and where what it verified stands; '' where it is the only one and the whole. */
export type Placed = { place: string; report: Report };

const WORST: Verdict[] = ['rejected', 'inconclusive', 'accepted'];

/** Accepted only where all are, rejected where one is. The holder is there where all have the same. */
export function joinReports(parts: Placed[]): Report {
  const [first] = parts;
  if (first !== undefined && parts.length === 1 && first.place === '') return first.report;
  const findings = parts.flatMap(({ place, report }) => report.findings.map((found) => under(found, place)));
  const nodes = parts.flatMap(({ place, report }) => report.nodes.map((node) => under(node, place)));
  const holders = new Set(parts.map(({ report }) => report.holder));
  const [holder] = holders.size === 1 ? holders : [];
  const verdicts = new Set(parts.map(({ report }) => report.verdict));
  return {
    ...createReport(parts.length === 1 ? (first?.report.kind ?? 'vp') : 'vp', findings, nodes, holder),
    verdict: WORST.find((verdict) => verdicts.has(verdict)) ?? 'inconclusive',
  };
}

const under = <T extends Finding | NodeReport>(one: T, place: string): T => ({
  ...one,
  pointer: `${place}${one.pointer}`,
});
