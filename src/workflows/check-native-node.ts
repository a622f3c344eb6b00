/** One part of a native record on its own: signature or hosted copy, revocation list, times, what it is about. */
import { SKEW_SECONDS } from '../credentials/checks.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { parseInstant } from '../kernel/time.ts';
import { checkJws } from '../proofs/jws.ts';
import type { RecordNode } from '../records/record-nodes.ts';
import { checkHosted } from '../trust/hosted.ts';
import type { FindProfileKey } from '../trust/profile-key.ts';
import type { ReadDocument } from '../trust/read-document.ts';
import { checkRevocation } from '../trust/revocation-list.ts';

export type NodeDeps = { read: ReadDocument; findKey: FindProfileKey; now: Date };

/** How the part is to be verified, and what came of it. */
type Method =
  /** `sound`: the signature holds; `anchored`: by a key that somebody outside the record answers for. */
  | { by: 'signature'; sound: boolean; anchored: boolean; reason: string; findings: Finding[] }
  | { by: 'hosted'; outcome: Finding }
  /** It says Signed and travels without its JWS. */
  | { by: 'missing' }
  | { by: 'none' }
  /** The same id stands signed beside it: that form counts. */
  | { by: 'superseded' };

export type CheckedNode = {
  method: Method;
  /** Absent where there was nothing to look up, or no sense in it. */
  status?: Finding;
  /** Times, withdrawal, target. */
  others: Finding[];
};

/** True for a Clr, and for whatever stands alone: what decides, where parts only inform. */
export function isRecord(node: RecordNode): boolean {
  return node.kind === 'clr' || node.parent === undefined;
}

/** Never throws for what the record says. @param superseded the same id stands signed beside it */
export async function checkNativeNode(
  deps: NodeDeps,
  node: RecordNode,
  superseded: boolean,
): Promise<CheckedNode> {
  const { value, pointer } = node;
  const method: Method = superseded ? { by: 'superseded' } : await checkMethod(deps, node);
  if (value === undefined) return { method, others: [] };
  const others = [
    ...checkTimes(node, value, deps.now),
    ...checkWithdrawal(node, value),
    ...checkTarget(node, value),
  ];
  // addresses in a payload that somebody changed are not called
  if (method.by === 'superseded' || (method.by === 'signature' && !method.sound)) return { method, others };
  const status = await checkRevocation(deps.read, node.responsible, node.id, pointer);
  return { method, status, others };
}

/** CLR 1.0 Verification: `Signed` or `Hosted`; what stands where signed objects stand must be Signed. */
async function checkMethod(deps: NodeDeps, node: RecordNode): Promise<Method> {
  const { value, pointer, jws } = node;
  const verification = value && isObject(value['verification']) ? value['verification'] : {};
  const type = verification['type'] ?? undefined;
  if (jws !== undefined) return checkSignature(deps, node, jws, verification);
  if (type === 'Signed') return { by: 'missing' };
  if (type === 'Hosted' && value)
    return { by: 'hosted', outcome: await checkHosted(deps.read, value, node.responsible, pointer) };
  return { by: 'none' };
}

async function checkSignature(
  deps: NodeDeps,
  node: RecordNode,
  jws: string,
  verification: JsonObject,
): Promise<Method> {
  const { pointer, problem, responsible } = node;
  const not = (...findings: Finding[]): Method => ({
    by: 'signature',
    sound: false,
    anchored: false,
    reason: '',
    findings,
  });
  if (problem !== undefined) return not(finding('jws-malformed', pointer, problem));
  const type: Json | undefined = verification['type'] ?? undefined;
  if (type !== undefined && type !== 'Signed') {
    return not(finding('place-mismatch', pointer, `It stands signed, but says it is ${showJson(type)}.`));
  }
  const found = await deps.findKey(responsible, verification['creator']);
  if (found.key === undefined) return not(finding(found.code, pointer, found.message));
  const broken = await checkJws(jws, found.key, pointer);
  if (broken.length > 0) return not(...broken);
  return { by: 'signature', sound: true, anchored: found.anchored, reason: found.reason, findings: [] };
}

/** Only an assertion expires. The names of the 2020 candidate are read too; a missing zone is UTC. */
function checkTimes(node: RecordNode, value: JsonObject, now: Date): Finding[] {
  const found: Finding[] = [];
  const issued = instantOf(value['issuedOn']);
  const skew = SKEW_SECONDS * 1000;
  if (issued && issued.getTime() - skew > now.getTime()) {
    found.push(finding('issued-in-future', node.pointer, `issuedOn is ${showJson(value['issuedOn'])}.`));
  }
  const expires = value['expires'] ?? value['endDate'] ?? undefined;
  if (node.kind !== 'assertion' || expires === undefined) return found;
  const end = instantOf(expires);
  if (end === undefined) {
    const code = isRecord(node) ? 'expiry-unreadable' : 'assertion-expiry-unreadable';
    found.push(finding(code, node.pointer, `expires is ${showJson(expires)}.`));
  } else if (end.getTime() + skew < now.getTime()) {
    found.push(
      finding(
        isRecord(node) ? 'expired' : 'assertion-expired',
        node.pointer,
        `Expired on ${showJson(expires)}.`,
      ),
    );
  }
  return found;
}

const instantOf = (value: Json | undefined) => (typeof value === 'string' ? parseInstant(value) : undefined);

/** `revoked` in the object itself; a spelling that a strict reader would pass over is no reason to accept it. */
function checkWithdrawal(node: RecordNode, value: JsonObject): Finding[] {
  if (value['revoked'] !== true && value['revoked'] !== 'true') return [];
  const reason = value['revocationReason'];
  const why = typeof reason === 'string' && reason !== '' ? ` Reason given: ${reason}` : '';
  return [
    finding(
      isRecord(node) ? 'revoked' : 'assertion-withdrawn',
      node.pointer,
      `It says of itself that it is revoked.${why}`,
    ),
  ];
}

/** An endorsement must be about what it stands on; at the Clr, about anything in it. */
function checkTarget(node: RecordNode, value: JsonObject): Finding[] {
  if (node.kind !== 'endorsement' || node.subjects === undefined) return [];
  const target = isObject(value['claim']) ? value['claim']['id'] : undefined;
  if (typeof target === 'string' && node.subjects.has(target)) return [];
  return [
    finding(
      'endorsement-target',
      node.pointer,
      `The endorsement speaks of ${showJson(target)}, not of what it stands on.`,
    ),
  ];
}
