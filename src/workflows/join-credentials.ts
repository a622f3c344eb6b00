/** Achievement credentials of one learner as a ClrCredential; each stays byte for byte, with its own proof. */

import { hasProof, idOf, subjectsOf } from '../credentials/schema-vc.ts';
import { PROOF_KEYS } from '../kernel/contract.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { rebase } from '../kernel/pointer.ts';
import { decisiveFinding } from '../kernel/report.ts';
import { showJson } from '../kernel/show-json.ts';
import { VC2_CONTEXT, versionOf } from '../kernel/vc-version.ts';
import { kindName } from '../records/kind-name.ts';
import { CLR2_CONTEXT } from '../records/model-clr2.ts';
import { OB3_CONTEXT } from '../records/model-ob3.ts';
import { isNativeRecord, parseRecord } from '../records/parse-record.ts';
import { validateCredential } from '../records/validate-credential.ts';
import { credentialOf } from './credential-of.ts';
import type { VerifyDeps, WrapDeps } from './ports.ts';
import { keepIssued, type ProofKind, type Secured, secureCredential } from './secure-credential.ts';
import { verifyNodes } from './verify-nodes.ts';
import { within } from './within.ts';
import { checkValidUntil } from './wrap-record.ts';

export type JoinInput = {
  /** Signed achievement credentials (Open Badges 3.0) of VC 2.0, as JSON. */
  credentials: Json[];
  /** DID of whoever joins; default: the default issuer. */
  issuer?: string;
  /** Name of whoever joins, for people. */
  issuerName?: string;
  /** Title of the record. Default `Comprehensive Learner Record`. */
  name?: string;
  proof?: ProofKind;
  validUntil?: string;
  /** Also take credentials of which something could not be checked; what failed is never taken. */
  allowUnverified?: boolean;
};

export type Joined = {
  verifiableCredential: Secured;
  /** Of each credential, what could not be checked and what to know; pointers begin with its index. */
  warnings: Finding[];
};

/**
 * Verifies each credential, then signs the record around them. It says `partial`, since whoever joins cannot know
 * what else there is.
 *
 * @throws BridgeError `record-unsupported` with the pointer of what cannot stand in a CLR 2.0 (a JWT, a credential of
 *   VC 1.1, something else); `credential-rejected` or `verification-inconclusive` with `report`; `learners-differ`;
 *   `conflict` where one credential is given twice; `request-invalid`, `issuer-unknown`, `key-unavailable`
 */
export async function joinCredentials(deps: WrapDeps & VerifyDeps, input: JoinInput): Promise<Joined> {
  const { proof = 'eddsa-rdfc-2022', allowUnverified = false } = input;
  checkValidUntil(input.validUntil);
  if (input.credentials.length === 0)
    throw new BridgeError('request-invalid', 'There is no credential to join.');
  const credentials = input.credentials.map((value, i) => parseMember(value, `/${i}`));
  checkIds(credentials);
  const learner = learnerOf(credentials);
  const warnings: Finding[] = [];
  for (const [i, credential] of credentials.entries())
    warnings.push(...(await checkMember(deps, credential, `/${i}`, allowUnverified)));
  const types = PROOF_KEYS[proof];
  const signer = await deps.signerFor(input.issuer, types);
  const record: JsonObject = {
    '@context': [VC2_CONTEXT, CLR2_CONTEXT, OB3_CONTEXT],
    id: `urn:uuid:${deps.newId()}`,
    type: ['VerifiableCredential', 'ClrCredential'],
    name: input.name ?? 'Comprehensive Learner Record',
    issuer: {
      id: signer.controller,
      type: ['Profile'],
      ...(input.issuerName === undefined ? {} : { name: input.issuerName }),
    },
    validFrom: `${deps.now().toISOString().slice(0, 19)}Z`,
    ...(input.validUntil === undefined ? {} : { validUntil: input.validUntil }),
    partial: true,
    credentialSubject: { ...learner, type: ['ClrSubject'], verifiableCredential: credentials },
  };
  validateCredential(record, 'lenient');
  const secured = await secureCredential(deps, record, { proof, signer });
  const subject = idOf(record['credentialSubject']);
  await keepIssued(deps, record, secured, subject === undefined ? {} : { subject });
  return { verifiableCredential: secured, warnings };
}

function parseMember(value: Json, pointer: string): JsonObject {
  const parsed = within(pointer, () => parseRecord(value));
  const opened = isNativeRecord(parsed) ? undefined : credentialOf(parsed);
  const refuse = (why: string) => new BridgeError('record-unsupported', why, { pointer });
  if (opened?.kind !== 'ob-3.0')
    throw refuse(`This is ${kindName(opened?.kind ?? parsed.kind)}; achievement credentials can be joined.`);
  if (opened.jws !== undefined)
    throw refuse(
      'CLR 2.0 has no place for a credential that is a JWT; its members alone would not be signed.',
    );
  if (versionOf(opened.credential) !== '2.0')
    throw refuse('A credential of VC 1.1 cannot stand inside one of VC 2.0.');
  if (!hasProof(opened.credential))
    throw refuse('The credential is not signed; around it nobody could tell who awarded it.');
  return opened.credential;
}

function checkIds(credentials: JsonObject[]): void {
  const seen = new Map<string, number>();
  for (const [i, { id }] of credentials.entries()) {
    if (typeof id !== 'string') continue;
    const before = seen.get(id);
    if (before !== undefined)
      throw new BridgeError('conflict', `The credential ${id} is given twice.`, { pointer: `/${i}` });
    seen.set(id, i);
  }
}

/** What all of them say of their subject: the id, or the identifiers that all have. */
function learnerOf(credentials: JsonObject[]): JsonObject {
  const subjects = credentials.map((credential) => subjectsOf(credential)[0] ?? {});
  const ids = subjects.map(({ id }) => id);
  const [first] = ids;
  if (typeof first === 'string' && ids.every((id) => id === first)) return { id: first };
  const [own = new Map<string, JsonObject>(), ...others] = subjects.map(identifiersOf);
  const common = [...own]
    .filter(([key]) => others.every((other) => other.has(key)))
    .map(([, value]) => value);
  const known = new Set(ids.filter((id) => typeof id === 'string'));
  if (common.length === 0 || known.size > 1) {
    const odd = ids.findIndex((id) => id !== first);
    throw new BridgeError(
      'learners-differ',
      `The credentials are not known to be about one learner: ${ids.map((id) => (id === undefined ? 'no id' : showJson(id))).join(', ')}.`,
      { pointer: `/${Math.max(odd, 0)}/credentialSubject/id` },
    );
  }
  const [id] = known;
  return { ...(id === undefined ? {} : { id }), identifier: common };
}

/** By what they say; a name is no proof of being the same person. */
function identifiersOf(subject: JsonObject): Map<string, JsonObject> {
  return new Map(
    asArray(subject['identifier'])
      .filter(isObject)
      .filter(({ identityType }) => identityType !== 'name')
      .map((entry) => [JSON.stringify([entry['identityType'], entry['identityHash'], entry['salt']]), entry]),
  );
}

async function checkMember(
  deps: VerifyDeps,
  credential: JsonObject,
  pointer: string,
  allowUnverified: boolean,
): Promise<Finding[]> {
  const { report } = await verifyNodes(deps, credential);
  const decisive = decisiveFinding(report);
  if (report.verdict === 'rejected' || (report.verdict === 'inconclusive' && !allowUnverified)) {
    throw new BridgeError(
      report.verdict === 'rejected' ? 'credential-rejected' : 'verification-inconclusive',
      `A credential is ${report.verdict}. ${decisive?.message ?? ''}`.trim(),
      { pointer: pointer + (decisive?.pointer ?? ''), extra: { report } },
    );
  }
  const open = report.findings.filter(
    ({ severity, result }) => severity === 'warning' || (severity === 'error' && result !== 'pass'),
  );
  return rebase(open, pointer);
}
