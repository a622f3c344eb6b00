/**
 * What is known of a part, once it is known what encloses it. A signature on the whole does not replace one
 * inside it: a signed part is judged by its own key, and what encloses it only decides how much an open
 * question about it weighs.
 */
import { type Finding, type FindingCode, finding } from '../kernel/findings.ts';
import type { NodeState } from '../kernel/report.ts';
import type { RecordNode } from '../records/record-nodes.ts';
import { type CheckedNode, isRecord } from './check-native-node.ts';

/**
 * What is around a record: nothing; a verified signature; a sound signature whose key nobody answers for; or
 * an envelope that could not be verified.
 */
export type Enclosure = 'none' | 'covered' | 'integrity-only' | 'open';

/** The enclosure, and what a part is that has nothing of its own. */
export type Around = { enclosure: Enclosure; state: NodeState; reason: FindingCode };

const AROUND: Record<Enclosure, Around> = {
  covered: { enclosure: 'covered', state: 'covered', reason: 'covered' },
  'integrity-only': { enclosure: 'integrity-only', state: 'integrity-only', reason: 'key-unanchored' },
  none: { enclosure: 'none', state: 'unverified', reason: 'verification-none' },
  open: { enclosure: 'open', state: 'unverified', reason: 'verification-none' },
};

export function aroundOf(enclosure: Enclosure): Around {
  return AROUND[enclosure];
}

export type SettledNode = {
  state: NodeState;
  findings: Finding[];
  reasons: string[];
  /** What this node is to the parts inside it. */
  inside: Around;
};

/** From worst to best. */
const RANK: NodeState[] = [
  'failed',
  'revoked',
  'expired',
  'unknown',
  'unverified',
  'integrity-only',
  'covered',
  'verified',
];

export function worstState(states: NodeState[]): NodeState {
  return RANK.find((state) => states.includes(state)) ?? 'unknown';
}

const STATE_OF: Partial<Record<FindingCode, NodeState>> = {
  revoked: 'revoked',
  'assertion-withdrawn': 'revoked',
  expired: 'expired',
  'assertion-expired': 'expired',
  'expiry-unreadable': 'unknown',
  'assertion-expiry-unreadable': 'unknown',
  'endorsement-target': 'failed',
};

type Judged = { state: NodeState; findings: Finding[]; reason?: FindingCode };

export function settleNode(node: RecordNode, checked: CheckedNode, around: Around): SettledNode {
  const method = judgeMethod(node, checked, around);
  const status = judgeStatus(node, checked, method, around);
  const findings = [...method.findings, ...status.findings, ...checked.others];
  const states = [
    method.state,
    ...findings.map(({ code }) => STATE_OF[code]),
    ...(status.state ? [status.state] : []),
  ];
  const state = worstState(states.filter((known) => known !== undefined));
  const telling = findings.filter(({ check, result }) => check !== 'status' || result !== 'pass');
  const reasons = [
    ...new Set<string>([...(method.reason ? [method.reason] : []), ...telling.map(({ code }) => code)]),
  ];
  const inside = checked.method.by === 'missing' ? around : insideOf(method, findings, status.state, around);
  return { state, findings, reasons, inside };
}

function judgeMethod(node: RecordNode, { method }: CheckedNode, around: Around): Judged {
  const { pointer } = node;
  const { enclosure } = around;
  switch (method.by) {
    case 'superseded': {
      const note = finding('signed-preferred', pointer);
      return { state: around.state, findings: [note] };
    }
    case 'none':
      return judgePlain(pointer, around);
    case 'missing': {
      const code =
        enclosure === 'none'
          ? 'signature-missing'
          : enclosure === 'covered'
            ? 'signature-missing-covered'
            : 'signature-missing-open';
      return { state: enclosure === 'none' ? 'failed' : around.state, findings: [finding(code, pointer)] };
    }
    case 'hosted':
      return judgeHosted(method.outcome, around);
    case 'signature': {
      if (!method.sound) {
        const failed = method.findings.some(({ result }) => result === 'fail');
        return { state: failed ? 'failed' : 'unknown', findings: method.findings };
      }
      if (method.anchored)
        return { state: 'verified', findings: [...method.findings, finding('proof-valid', pointer)] };
      const code = enclosure === 'covered' ? 'key-unanchored-covered' : 'key-unanchored';
      const message = `The signature is sound, but nothing outside the record confirms whose key it is. ${method.reason}`;
      return { state: 'integrity-only', findings: [...method.findings, finding(code, pointer, message)] };
    }
  }
}

function judgePlain(pointer: string, around: Around): Judged {
  const { state, reason, enclosure } = around;
  if (enclosure === 'covered') return { state, findings: [finding('covered', pointer)] };
  // the reason stands at what encloses it
  if (reason !== 'verification-none') return { state, findings: [], reason };
  return { state, findings: [finding('verification-none', pointer)] };
}

function judgeHosted(outcome: Finding, around: Around): Judged {
  if (outcome.code === 'hosted-match') return { state: 'verified', findings: [outcome] };
  if (outcome.result === 'fail')
    return { state: outcome.code === 'revoked' ? 'revoked' : 'failed', findings: [outcome] };
  if (around.enclosure !== 'covered') return { state: 'unknown', findings: [outcome] };
  return {
    state: 'covered',
    findings: [finding('hosted-unreachable-covered', outcome.pointer, outcome.message)],
  };
}

/**
 * The list of the responsible profile. What is revoked is revoked anywhere. A list that cannot be read leaves
 * open whether a part is still good, except where a verified signature encloses it and has a status of its own.
 */
function judgeStatus(
  node: RecordNode,
  { status }: CheckedNode,
  method: Judged,
  around: Around,
): { findings: Finding[]; state?: NodeState } {
  if (status === undefined) return { findings: [] };
  if (status.result === 'fail') return { findings: [status], state: 'revoked' };
  if (status.result === 'pass') {
    const telling = isRecord(node) || status.code === 'status-good';
    return { findings: telling ? [status] : [] };
  }
  if (around.enclosure === 'covered') {
    // its own verification is then incomplete: what remains is what encloses it
    const state = method.state === 'verified' ? 'covered' : method.state;
    return { findings: [finding('status-unchecked-covered', status.pointer, status.message)], state };
  }
  return { findings: [status], state: 'unknown' };
}

/** What holds for parts with nothing of their own: the best of this node's outcome and of what encloses it. */
function insideOf(
  method: Judged,
  findings: Finding[],
  status: NodeState | undefined,
  around: Around,
): Around {
  if (method.state === 'failed' || findings.some(({ code }) => code === 'revoked')) return aroundOf('open');
  if (around.enclosure === 'covered') return around;
  if (method.state === 'verified' && status !== 'unknown') return aroundOf('covered');
  const [open] = findings.filter(({ result, severity }) => result === 'unknown' && severity === 'error');
  if (method.state === 'verified' || method.state === 'unknown') {
    return { enclosure: 'open', state: 'unknown', reason: open?.code ?? 'status-unchecked' };
  }
  if (method.state === 'integrity-only' && around.enclosure !== 'integrity-only')
    return aroundOf('integrity-only');
  return around;
}
