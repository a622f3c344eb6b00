/**
 * The report: what a verification found, whole and piece by piece. `judge` is the only place that makes a
 * verdict; nobody recomputes it.
 */
import type { Finding } from './findings.ts';

export type Verdict = 'accepted' | 'rejected' | 'inconclusive';

/** What is known about one node: a credential, presentation, record, assertion or endorsement. */
export type NodeState =
  | 'verified'
  | 'covered'
  | 'integrity-only'
  | 'unverified'
  | 'revoked'
  | 'expired'
  | 'failed'
  | 'unknown';

/** A ClrCredential is a `clr`, an achievement credential a `badge`; `vc` is any other credential. */
export type NodeKind =
  | 'vp'
  | 'vc'
  | 'clr-set'
  | 'clr'
  | 'badge'
  | 'assertion'
  | 'endorsement'
  | 'status-list';

export type NodeReport = {
  /** Where the node is; parts of a JWS payload are `<pointer of the JWS>#<pointer in its payload>`. */
  pointer: string;
  kind: NodeKind;
  id?: string;
  /** A title for people, where the node has one. */
  name?: string;
  state: NodeState;
  /** Why it has this state: codes of findings, in the order found. */
  reasons: string[];
};

/** What was not checked, and why; nothing in this list was taken into account for the verdict. */
export type Unchecked = { code: string; pointer: string; message: string };

export type Report = {
  verdict: Verdict;
  /** What the input is: clr-1.0, clr-set, signed-clr, signed-assertion, assertion, vc, vp, ... */
  kind: string;
  findings: Finding[];
  nodes: NodeReport[];
  unchecked: Unchecked[];
  /** The DID that signed the presentation, with a key of its own; whether it answers what was asked, findings say. */
  holder?: string;
  summary: { nodes: number; pass: number; fail: number; unknown: number };
};

/**
 * The verdict over all findings: any failed check of severity `error` rejects; any that could not be made
 * leaves it inconclusive; and nothing is accepted without at least one proof that holds.
 */
export function judge(findings: Finding[]): Verdict {
  const decisive = findings.filter(({ severity }) => severity === 'error');
  if (decisive.some(({ result }) => result === 'fail')) return 'rejected';
  if (decisive.some(({ result }) => result === 'unknown')) return 'inconclusive';
  const proven = findings.some(({ check, result }) => check === 'proof' && result === 'pass');
  return proven ? 'accepted' : 'inconclusive';
}

/** The finding that decided: the first failure where there is one, else the first open question; none where accepted. */
export function decisiveFinding({ findings }: Pick<Report, 'findings'>): Finding | undefined {
  const decisive = findings.filter(({ severity, result }) => severity === 'error' && result !== 'pass');
  return decisive.find(({ result }) => result === 'fail') ?? decisive[0];
}

/** Puts a report together; the counts are of nodes by the worst result found at each. */
export function createReport(
  kind: string,
  findings: Finding[],
  nodes: NodeReport[],
  holder?: string,
): Report {
  const good = new Set<NodeState>(['verified', 'covered']);
  const bad = new Set<NodeState>(['revoked', 'expired', 'failed']);
  const pass = nodes.filter(({ state }) => good.has(state)).length;
  const fail = nodes.filter(({ state }) => bad.has(state)).length;
  return {
    verdict: judge(findings),
    kind,
    findings,
    nodes,
    unchecked: findings
      .filter(({ result }) => result === 'unknown' || result === 'skipped')
      .map(({ code, pointer, message }) => ({ code, pointer, message })),
    ...(holder === undefined ? {} : { holder }),
    summary: { nodes: nodes.length, pass, fail, unknown: nodes.length - pass - fail },
  };
}
