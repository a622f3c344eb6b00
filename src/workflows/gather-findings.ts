/** One sentence for what is the same of many parts; the state of each stands in its node. */
import { FINDINGS, type Finding, type FindingCode } from '../kernel/findings.ts';

/** Codes that a record of hundreds of parts would repeat at each; none of them ever fails anything. */
const GATHERED = new Set<FindingCode>([
  'covered',
  'schema-valid',
  'schema-unchecked',
  'resource-valid',
  'structure-valid',
  'record-shape',
  'form-superseded',
  'issuer-bare',
  'partial-unsaid',
  'validity-current',
  'status-none',
  'verification-none',
  'status-good',
  'status-unchecked',
  'status-unchecked-covered',
]);

/**
 * @param found findings with the pointer of the record each belongs to
 * @returns in the order found; several of one code and record become one, at that record
 */
export function gatherFindings(found: { finding: Finding; record: string }[]): Finding[] {
  const groups = new Map<string, { record: string; findings: Finding[] }>();
  for (const { finding, record } of found) {
    const { code, pointer, message } = finding;
    const key = GATHERED.has(code)
      ? JSON.stringify([code, record])
      : JSON.stringify([code, pointer, message]);
    const group = groups.get(key);
    if (group) group.findings.push(finding);
    else groups.set(key, { record, findings: [finding] });
  }
  return [...groups.values()].map(({ record, findings }) => {
    const [first] = findings as [Finding, ...Finding[]];
    if (findings.length === 1 || !GATHERED.has(first.code)) return first;
    const same = findings.every(({ message }) => message === first.message);
    const message = same ? first.message : FINDINGS[first.code].doc;
    return { ...first, pointer: record, message: `${message} (${findings.length} parts)` };
  });
}
