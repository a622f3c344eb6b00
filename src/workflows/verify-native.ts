/**
 * A native record of CLR 1.0, with no credential involved: the Clr, every assertion and every endorsement in
 * it, each by its own method, and all of them together.
 */

import { type Finding, type FindingCode, finding } from '../kernel/findings.ts';
import { asArray, type JsonObject } from '../kernel/json.ts';
import type { NodeReport, NodeState } from '../kernel/report.ts';
import type { ResolveDid } from '../proofs/ports.ts';
import { checkRecord } from '../records/check-record.ts';
import { kindName } from '../records/kind-name.ts';
import { listLearners } from '../records/list-learners.ts';
import { matchIdentity } from '../records/match-identity.ts';
import { isNativeRecord, type NativeRecord, type ParsedRecord } from '../records/parse-record.ts';
import { listRecordNodes, type RecordNode } from '../records/record-nodes.ts';
import { askOnce } from '../trust/ask-once.ts';
import type { Fetcher } from '../trust/fetcher.ts';
import { createKeyFinder } from '../trust/profile-key.ts';
import { createDocumentReader } from '../trust/read-document.ts';
import { checkNativeNode } from './check-native-node.ts';
import { gatherFindings } from './gather-findings.ts';
import { type Around, aroundOf, type Enclosure, settleNode, worstState } from './settle-native-node.ts';

export type { Enclosure } from './settle-native-node.ts';

export type Checked = { findings: Finding[]; nodes: NodeReport[] };

export type NativeDeps = { fetch: Fetcher; resolveDid: ResolveDid; now: () => Date };

export type NativeOptions = {
  /** Where the record stands in the whole input. */
  pointer?: string;
  /** What is around it; default `none`. */
  enclosure?: Enclosure;
  /** Id or e-mail address of the person it should be about. */
  recipient?: string;
  /** What the credential around it says of the same person. */
  subject?: JsonObject;
};

/**
 * Verifies a record and every part of it (CLR 1.0; Open Badges 2.0 for keys, lists and hosted objects).
 * Every address and every DID is asked once. A part that could not be checked is `unknown`, never good.
 */
export async function verifyNative(
  deps: NativeDeps,
  parsed: ParsedRecord,
  options: NativeOptions = {},
): Promise<Checked> {
  const { pointer = '', enclosure = 'none' } = options;
  if (!isNativeRecord(parsed)) {
    return {
      findings: [
        finding('record-unsupported', pointer, `This is ${kindName(parsed.kind)}, no record of CLR 1.0.`),
      ],
      nodes: [],
    };
  }
  const { nodes, capped } = listRecordNodes(parsed, pointer);
  const read = createDocumentReader(deps.fetch);
  const findKey = createKeyFinder({ read, resolveDid: askOnce(deps.resolveDid), now: deps.now });
  const nodeDeps = { read, findKey, now: deps.now() };
  const signed = new Set(nodes.filter(({ form }) => form === 'signed').map(placeOf));
  const checked = await Promise.all(
    nodes.map(async (node) => {
      const superseded = node.form === 'plain' && node.id !== undefined && signed.has(placeOf(node));
      return { node, outcome: await checkNativeNode(nodeDeps, node, superseded) };
    }),
  );

  const set = checkSet(parsed, pointer, enclosure);
  const places = new Map<string, { inside: Around; record: string }>();
  const found: { finding: Finding; record: string }[] = [];
  const reports: NodeReport[] = [];
  // parents come before their parts
  for (const { node, outcome } of checked) {
    const parent = node.parent === undefined ? undefined : places.get(node.parent);
    const record = node.kind === 'clr' || parent === undefined ? node.pointer : parent.record;
    const { state, findings, reasons, inside } = settleNode(node, outcome, parent?.inside ?? set.inside);
    places.set(node.pointer, { inside, record });
    found.push(...findings.map((one) => ({ finding: one, record })));
    reports.push(reportOf(node, state, reasons));
  }

  const own = new Set(found.map(({ finding: { code, pointer: at } }) => `${code} ${at}`));
  const shape = checkRecord(parsed, pointer).filter(({ code, pointer: at }) => !own.has(`${code} ${at}`));
  const whom = checkLearners(parsed, pointer, options);
  settleStrangers(reports, [...shape, ...whom]);
  return {
    findings: [
      ...(capped ? [finding('nodes-capped', pointer)] : []),
      ...set.findings,
      ...gatherFindings(found),
      ...shape,
      ...whom,
    ],
    nodes: [...set.report(reports), ...reports],
  };
}

/** Whether the record is about the person asked for; everything said of its learner, inside and around, may show it. */
function checkLearners(
  record: NativeRecord,
  pointer: string,
  { recipient, subject = {} }: NativeOptions,
): Finding[] {
  if (recipient === undefined) return [];
  const learners = listLearners(record, pointer);
  if (learners.length === 0) return [finding('recipient-unproven', pointer)];
  const around = [
    ...(subject['id'] === undefined ? [] : [{ identityType: 'identifier', identityHash: subject['id'] }]),
    ...asArray(subject['identifier']),
  ];
  return learners.flatMap(({ subject: learner, pointer: at }) => {
    const identifier = [...asArray(learner['identifier']), ...around];
    return matchIdentity({ ...learner, identifier }, recipient, at);
  });
}

/** Somebody else’s achievement, however well signed, is none of this learner’s; nor is what may be. */
function settleStrangers(reports: NodeReport[], findings: Finding[]): void {
  const codes = new Map<string, FindingCode>();
  for (const { code, pointer } of findings)
    if (code === 'recipient-mismatch' || code === 'recipient-unproven') codes.set(pointer, code);
  if (codes.size === 0) return;
  for (const report of reports) {
    const places = ['/recipient', '#/recipient', '/learner', '#/learner', ''];
    const code = places
      .map((place) => codes.get(report.pointer + place))
      .find((found) => found !== undefined);
    if (code === undefined) continue;
    if (code === 'recipient-mismatch') report.state = 'failed';
    else if (report.state === 'verified' || report.state === 'covered') report.state = 'unknown';
    report.reasons.push(code);
  }
}

/** Where a part stands, and what it is: the same twice, plain and signed, is one object in two forms. */
const placeOf = ({ parent, kind, id }: RecordNode) => JSON.stringify([parent ?? null, kind, id ?? null]);

type CheckedSet = { inside: Around; findings: Finding[]; report: (members: NodeReport[]) => NodeReport[] };

/**
 * A ClrSet has no publisher and no method of its own in the standard: it is as good as the worst Clr in it.
 * One that came signed names nobody whose key it could be.
 */
function checkSet(parsed: NativeRecord, pointer: string, enclosure: Enclosure): CheckedSet {
  const around = aroundOf(enclosure);
  const report = (state: NodeState, reasons: string[]): NodeReport => ({
    pointer,
    kind: 'clr-set',
    state,
    reasons,
  });
  if (parsed.kind === 'signed-clr-set') {
    const message = 'A ClrSet names no publisher, so nobody can be asked for the key of its signature.';
    const findings = [finding('key-missing', pointer, message)];
    const inside: Around =
      enclosure === 'covered' ? around : { enclosure: 'open', state: 'unknown', reason: 'key-missing' };
    return { inside, findings, report: () => [report('unknown', ['key-missing'])] };
  }
  if (parsed.kind !== 'clr-set') return { inside: around, findings: [], report: () => [] };
  if (enclosure !== 'none')
    return { inside: around, findings: [], report: () => [report(around.state, [around.reason])] };
  return {
    inside: around,
    findings: [],
    report: (members) => {
      const states = members.filter(({ kind }) => kind === 'clr').map(({ state }) => state);
      return [report(states.length === 0 ? 'unverified' : worstState(states), [])];
    },
  };
}

function reportOf({ pointer, kind, id, name }: RecordNode, state: NodeState, reasons: string[]): NodeReport {
  return {
    pointer,
    kind,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    state,
    reasons,
  };
}
