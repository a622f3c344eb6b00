/** The node that a credential or presentation is in the report. */
import { idOf } from '../credentials/schema-vc.ts';
import type { Finding } from '../kernel/findings.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { NodeKind, NodeReport, NodeState } from '../kernel/report.ts';
import { titleOf } from '../records/title.ts';

/** Checks of the credential itself; the rest of its parts depend on them. */
export const OWN: ReadonlySet<Finding['check']> = new Set([
  'structure',
  'context',
  'proof',
  'issuer',
  'envelope',
]);

/** The state of a credential or presentation, from the findings about itself. */
export function nodeOf(
  kind: NodeKind,
  document: JsonObject,
  pointer: string,
  findings: Finding[],
): NodeReport {
  const decisive = findings.filter(({ severity, result }) => severity === 'error' && result !== 'pass');
  const telling = decisive.length > 0 ? decisive : findings.filter(({ code }) => STATES[code] !== undefined);
  const name = titleOf(document);
  const id = idOf(document);
  return {
    pointer,
    kind,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    state: decisive.length > 0 ? stateOf(decisive) : softStateOf(findings),
    reasons: [...new Set(telling.map(({ code }) => code))],
  };
}

/** Codes that decide no verdict, and still the state of the node. */
const STATES: Partial<Record<Finding['code'], NodeState>> = {
  'assertion-expired': 'expired',
  'key-unanchored-covered': 'integrity-only',
  'status-unchecked-covered': 'covered',
  'covered-foreign': 'covered',
  covered: 'covered',
  'presentation-unsigned': 'unverified',
};

function softStateOf(findings: Finding[]): NodeState {
  const codes = new Set(findings.map(({ code }) => code));
  const [, state] = Object.entries(STATES).find(([code]) => codes.has(code as Finding['code'])) ?? [];
  return state ?? 'verified';
}

/** Nobody has put a signature to it that could be checked, or it leaves open what it signs. */
const UNVERIFIED: ReadonlySet<Finding['code']> = new Set([
  'proof-missing',
  'ambiguous-graph',
  'legacy-unverifiable',
]);

function stateOf(decisive: Finding[]): NodeState {
  const failed = decisive.filter(({ result }) => result === 'fail');
  if (failed.some(({ check, code }) => (OWN.has(check) && code !== 'nodes-capped') || check === 'holder'))
    return 'failed';
  if (failed.some(({ code }) => code === 'revoked' || code === 'suspended')) return 'revoked';
  if (failed.some(({ code }) => code === 'expired')) return 'expired';
  if (failed.length > 0) return 'failed';
  if (decisive.some(({ code }) => UNVERIFIED.has(code))) return 'unverified';
  return decisive.every(({ code }) => code === 'key-unanchored') ? 'integrity-only' : 'unknown';
}
