/** One credential: its own proofs, and every learner record in it, piece by piece. */
import { checkCredentialStructure, checkStatusEntries, checkValidity } from '../credentials/checks.ts';
import type { Envelope } from '../credentials/envelope.ts';
import { idOf, proofsOf, titleOf } from '../credentials/schema-vc.ts';
import { isBadgeCredential, listContents } from '../credentials/unwrap.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import type { NodeKind, NodeReport, NodeState } from '../kernel/report.ts';
import { isNativeRecord, type NativeRecord, parseRecord } from '../records/parse-record.ts';
import { checkEnvelope } from '../trust/check-envelope.ts';
import { type CheckedProof, checkProof } from '../trust/check-proof.ts';
import type { VerifyDeps } from './ports.ts';
import { type Checked, type Enclosure, verifyNative } from './verify-native.ts';

/** A native record found in what was verified. */
export type FoundRecord = {
  pointer: string;
  parsed: NativeRecord;
  /** As it stands there: an object, or a compact JWS. */
  native: Json;
};

export type CheckedCredential = Checked & { records: FoundRecord[]; credential: JsonObject };

/** More proofs than this on one document is an attack on the verifier. */
const MAX_PROOFS = 10;

/** Checks of the credential itself; the rest of its parts depend on them. */
const OWN = new Set(['structure', 'context', 'proof', 'issuer', 'envelope']);

export async function verifyCredential(
  deps: VerifyDeps,
  credential: JsonObject,
  pointer: string,
  envelope?: Envelope,
): Promise<CheckedCredential> {
  const findings: Finding[] = checkCredentialStructure(credential, pointer);
  const proofs = await checkProofs(deps, credential, pointer, envelope);
  findings.push(...proofs.flatMap((proof) => proof.findings));
  findings.push(...checkIssuer(credential, proofs, pointer));
  findings.push(...checkValidity(credential, deps.now(), pointer));
  findings.push(...checkStatusEntries(credential, pointer));
  const enclosure: Enclosure = isDecided(findings) ? 'covered' : 'open';
  const node = nodeOf('vc', credential, pointer, findings);

  const records = await parseContents(credential, pointer, findings);
  const checked = await Promise.all(
    records.map(({ parsed, pointer: at }) => verifyNative(deps, parsed, { pointer: at, enclosure })),
  );
  return {
    findings: [
      ...findings,
      ...checked.flatMap((part) => part.findings),
      finding('trust-unconfigured', pointer),
    ],
    nodes: [node, ...checked.flatMap((part) => part.nodes)],
    records,
    credential,
  };
}

async function checkProofs(
  deps: VerifyDeps,
  credential: JsonObject,
  pointer: string,
  envelope: Envelope | undefined,
): Promise<CheckedProof[]> {
  const embedded = proofsOf(credential);
  if (embedded.length === 0 && envelope === undefined)
    return [{ findings: [finding('proof-missing', pointer)] }];
  if (embedded.length > MAX_PROOFS) {
    return [
      { findings: [finding('proof-malformed', `${pointer}/proof`, `More than ${MAX_PROOFS} proofs.`)] },
    ];
  }
  const several = Array.isArray(credential['proof']);
  return Promise.all([
    ...(envelope ? [checkEnvelope(deps.resolveDid, envelope, pointer)] : []),
    ...embedded.map((proof, i) => {
      const at = several ? appendPointer(`${pointer}/proof`, i) : `${pointer}/proof`;
      return checkProof(deps, credential, proof, 'assertionMethod', pointer, at);
    }),
  ]);
}

/** VC Data Model 2.0 section 4.7: the key must be the issuer's, not just anybody's. */
function checkIssuer(credential: JsonObject, proofs: CheckedProof[], pointer: string): Finding[] {
  const issuer = idOf(credential['issuer']);
  const at = `${pointer}/issuer`;
  return proofs.flatMap(({ signer }) => {
    if (signer === undefined) return [];
    if (signer === issuer) return [finding('issuer-valid', at, `The key belongs to ${issuer}.`)];
    return [
      finding('issuer-mismatch', at, `${issuer ?? 'Nobody'} is named as issuer, but ${signer} signed.`),
    ];
  });
}

/** True where every check of the credential itself was made, and passed. */
function isDecided(findings: Finding[]): boolean {
  return findings.every(
    ({ check, result, severity }) => severity !== 'error' || !OWN.has(check) || result === 'pass',
  );
}

async function parseContents(
  credential: JsonObject,
  pointer: string,
  findings: Finding[],
): Promise<FoundRecord[]> {
  const records: FoundRecord[] = [];
  for (const { pointer: at, native } of listContents(credential, pointer)) {
    try {
      const parsed = parseRecord(native);
      if (isNativeRecord(parsed)) records.push({ pointer: at, parsed, native });
      else
        findings.push(
          finding(
            'record-unsupported',
            at,
            `A ${parsed.kind} inside a credential is not read by this version.`,
          ),
        );
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      findings.push(finding('structure-invalid', at, error.message));
    }
  }
  if (records.length > 0) return records;
  if (isBadgeCredential(credential)) {
    const message =
      'A CLR 2.0 or Open Badges 3.0 credential: recognised, but its contents are not verified by this version.';
    findings.push(finding('record-unsupported', pointer, message));
  } else if (findings.every(({ code }) => code !== 'structure-invalid')) {
    findings.push(finding('record-foreign', pointer));
  }
  return records;
}

/** The state of a credential or presentation, from the findings about itself. */
export function nodeOf(
  kind: NodeKind,
  document: JsonObject,
  pointer: string,
  findings: Finding[],
): NodeReport {
  const decisive = findings.filter(({ severity, result }) => severity === 'error' && result !== 'pass');
  const name = titleOf(document);
  const id = idOf(document);
  return {
    pointer,
    kind,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    state: stateOf(decisive),
    reasons: decisive.map(({ code }) => code),
  };
}

function stateOf(decisive: Finding[]): NodeState {
  const failed = decisive.filter(({ result }) => result === 'fail');
  if (failed.some(({ check }) => OWN.has(check) || check === 'holder')) return 'failed';
  if (failed.some(({ code }) => code === 'revoked')) return 'revoked';
  if (failed.some(({ code }) => code === 'expired')) return 'expired';
  if (failed.length > 0) return 'failed';
  if (
    decisive.some(
      ({ code }) => code === 'proof-missing' || code === 'ambiguous-graph' || code === 'legacy-unverifiable',
    )
  ) {
    return 'unverified';
  }
  return decisive.length > 0 ? 'unknown' : 'verified';
}
