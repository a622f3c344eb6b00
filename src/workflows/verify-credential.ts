/** One credential: its own proofs, every credential in it, and every learner record in it, piece by piece. */
import { checkServices } from '../credentials/check-services.ts';
import { checkValidity } from '../credentials/checks.ts';
import type { Envelope } from '../credentials/envelope.ts';
import { idOf, proofsOf } from '../credentials/schema-vc.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { isDerivedProof } from '../proofs/base-proof.ts';
import { kindOfCredential } from '../records/credential-kind.ts';
import type { ParsedRecord } from '../records/parse-record.ts';
import { checkEnvelope } from '../trust/check-envelope.ts';
import { checkIssuer } from '../trust/check-issuer.ts';
import { type CheckedProof, checkProof } from '../trust/check-proof.ts';
import { checkResources } from '../trust/check-resources.ts';
import { checkStatus } from '../trust/check-status.ts';
import { checkStatusList } from '../trust/parse-status-list.ts';
import { checkContent } from './check-content.ts';
import { checkSchemas } from './check-schemas.ts';
import { checkSubjects, subjectAround } from './check-subjects.ts';
import { findContents } from './find-contents.ts';
import { gatherFindings } from './gather-findings.ts';
import { nodeOf } from './node-of.ts';
import type { Verifying } from './ports.ts';
import { enclosureOf, type Surrounding, settleNested, settleProofs } from './settle-credential.ts';
import { type Checked, verifyNative } from './verify-native.ts';
import { verifyNested } from './verify-nested.ts';

/** A record found in what was verified: a native one of CLR 1.0, or a credential that is one (CLR 2.0, Open Badges 3.0). */
export type FoundRecord = {
  pointer: string;
  parsed: ParsedRecord;
  /** As it stands there: an object, or a compact JWS. */
  native: Json;
  /** Who issued the credential that a record of CLR 1.0 travels in. */
  issuer?: string;
  /** True where the issuer signed more of this record than is shown. */
  selected?: boolean;
};

export type CheckedCredential = Checked & { records: FoundRecord[]; credential: JsonObject };

/** More proofs than this on one document is an attack on the verifier. */
export const MAX_PROOFS = 10;

/**
 * Whose signature covers the presentation around a credential, whom that names as holder, and what it does not bind of
 * credentials without a proof of their own.
 */
export type Presenter = { signer: string; named: string | undefined; open: Finding[] };

export type CredentialOptions = {
  /** For a credential in a signed presentation. */
  presenter?: Presenter;
  /** The JWS it came in. */
  envelope?: Envelope;
  /** What is known of the holder of an SD-JWT. */
  binding?: Finding[];
  /** What stands around it, for a credential inside another. */
  around?: Surrounding;
  /** It is a schema for another: the schemas that it names itself are not asked, or they would have no end. */
  ofSchema?: boolean;
  /** Id or e-mail address of the person it should be about; for a credential inside another `around` has it. */
  recipient?: string;
};

export async function verifyCredential(
  deps: Verifying,
  credential: JsonObject,
  pointer: string,
  options: CredentialOptions = {},
): Promise<CheckedCredential> {
  const { envelope, around, recipient, presenter, ofSchema, binding = [] } = options;
  const asked = recipient ?? around?.recipient;
  const kind = kindOfCredential(credential, around?.role);
  const proofs = settleProofs(await checkProofs(deps, credential, pointer, envelope, presenter));
  const signers = proofs.flatMap(({ signer }) => (signer === undefined ? [] : [signer]));
  const issuer = idOf(credential['issuer']);
  const contents = await findContents(credential, pointer, kind, {
    nested: around !== undefined,
    ...(envelope === undefined ? {} : { jws: envelope.jws }),
  });
  const own: Finding[] = [
    ...checkContent(credential, pointer, { nested: around !== undefined }),
    ...proofs.flatMap((proof) => proof.findings),
    ...(
      await Promise.all(signers.map((signer) => checkIssuer(deps, issuer, signer, `${pointer}/issuer`)))
    ).flat(),
    ...binding,
    ...checkValidity(credential, deps.now(), pointer),
    ...checkServices(credential, pointer),
    ...checkStatusList(credential, pointer),
    // addresses in a credential that somebody changed are not called
    ...(signers.length > 0 || proofs.every(({ findings }) => findings.every(isOpen))
      ? [
          ...(await checkStatus(deps, credential, pointer)),
          ...(await checkResources(deps.read, credential, pointer)),
          ...(ofSchema === true ? [] : await checkSchemas(deps, credential, pointer)),
        ]
      : []),
    ...(recipient === undefined || around !== undefined
      ? []
      : checkSubjects(credential, pointer, contents.natives, recipient)),
  ];
  const findings = around === undefined ? own : settleNested(own, credential, pointer, around);
  const node = nodeOf(kind, credential, pointer, findings);
  const enclosure = enclosureOf(findings, around);

  const records = await Promise.all(
    contents.natives.map((native) =>
      verifyNative(deps, native.parsed, {
        pointer: native.pointer,
        enclosure,
        ...(asked === undefined
          ? {}
          : { recipient: asked, subject: subjectAround(credential, pointer, native) }),
      }),
    ),
  );
  const nested = await verifyNested(deps, credential, pointer, enclosure, asked);
  const inside = nested.findings;
  return {
    findings: [
      ...findings,
      ...contents.findings,
      ...(around === undefined
        ? gatherFindings(inside.map((one) => ({ finding: one, record: pointer })))
        : inside),
      ...records.flatMap((part) => part.findings),
      ...(around === undefined ? [finding('trust-unconfigured', pointer)] : []),
    ],
    nodes: [node, ...nested.nodes, ...records.flatMap((part) => part.nodes)],
    records: markSelected(contents.records, { credential, envelope, pointer }),
    credential,
  };
}

/** What is hidden of a credential beside its record does not make a selection of the record. */
function markSelected(
  records: FoundRecord[],
  {
    credential,
    envelope,
    pointer,
  }: { credential: JsonObject; envelope: Envelope | undefined; pointer: string },
): FoundRecord[] {
  if (proofsOf(credential).some(isDerivedProof))
    return records.map((record) => ({ ...record, selected: true }));
  const hidden = envelope?.selection?.hidden ?? [];
  const isSelected = (place: string) =>
    place === pointer
      ? hidden.some((at) => at.startsWith('/credentialSubject'))
      : hidden.some((at) => `${pointer}${at}/`.startsWith(`${place}/`));
  return records.map((record) => (isSelected(record.pointer) ? { ...record, selected: true } : record));
}

const isOpen = ({ result }: Finding) => result !== 'fail';

async function checkProofs(
  deps: Verifying,
  credential: JsonObject,
  pointer: string,
  envelope: Envelope | undefined,
  presenter: Presenter | undefined,
): Promise<CheckedProof[]> {
  const embedded = proofsOf(credential);
  if (embedded.length === 0 && envelope === undefined) {
    if (presenter === undefined) return [{ findings: [finding('proof-missing', pointer)] }];
    const open = presenter.open.filter((found) => `${found.pointer}/`.startsWith(`${pointer}/`));
    return [{ findings: [checkSelfAsserted(credential, presenter, pointer), ...open] }];
  }
  if (embedded.length > MAX_PROOFS) {
    return [
      { findings: [finding('proof-malformed', `${pointer}/proof`, `More than ${MAX_PROOFS} proofs.`)] },
    ];
  }
  const several = Array.isArray(credential['proof']);
  return Promise.all([
    ...(envelope ? [checkEnvelope(deps, envelope, pointer)] : []),
    ...embedded.map((proof, i) => {
      const at = several ? appendPointer(`${pointer}/proof`, i) : `${pointer}/proof`;
      return checkProof(deps, credential, proof, 'assertionMethod', pointer, at);
    }),
  ]);
}

/** VC Data Model 2.0 section 4.13.4: without a proof of its own it is its presenter’s word, about whom it says so. */
function checkSelfAsserted(credential: JsonObject, { signer, named }: Presenter, pointer: string): Finding {
  const issuer = idOf(credential['issuer']);
  if (issuer === signer && named === signer) return finding('covered', pointer);
  const message = `It has no proof of its own: its issuer is ${issuer ?? 'nobody'}, the holder named is ${named ?? 'nobody'}, and ${signer} signed the presentation.`;
  return finding('self-asserted', pointer, message);
}
