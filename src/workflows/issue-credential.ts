/** Signs a credential that somebody else has put together (VC-API: POST /credentials/issue). */
import { checkCredentialStructure } from '../credentials/checks.ts';
import { refuseCarried } from '../credentials/refuse-carried.ts';
import { idOf } from '../credentials/schema-vc.ts';
import { oneOrAllEntries, STATUS_CONTEXT } from '../credentials/status-list.ts';
import { type OfferedProof, PROOF_KEYS } from '../kernel/contract.ts';
import { BridgeError, movePointers, toErrorItems } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import { asArray, type JsonObject } from '../kernel/json.ts';
import { versionOf } from '../kernel/vc-version.ts';
import { signDocument } from '../proofs/data-integrity.ts';
import { SUITES } from '../proofs/suites.ts';
import { envelopeOf } from '../records/jws-of-envelope.ts';
import { checkHeldResources } from '../trust/check-resources.ts';
import { checkStatusEntries } from '../trust/check-status.ts';
import { checkStatusList } from '../trust/parse-status-list.ts';
import { allocateEntries, listWishes, type StatusWishes } from './add-status.ts';
import { checkSchemas } from './check-schemas.ts';
import { embedBase, isSelectiveProof } from './embed-base.ts';
import type { VerifyDeps, WrapDeps } from './ports.ts';
import {
  type EnvelopeProof,
  isEnvelopeProof,
  keepIssued,
  secureAround,
  usualProof,
} from './secure-credential.ts';
import { startVerifying } from './start-verifying.ts';
import { within } from './within.ts';

export type IssueInput = {
  credential: JsonObject;
  /** Default: the one the key is kept for, else one that the key and the version of the credential allow. */
  proof?: OfferedProof | EnvelopeProof;
  /** Id of the key that signs. Default: the newest of the issuer that the credential names. */
  key?: string;
  /** What a credential without an id is kept under. */
  keptAs?: string;
  /** Id of the proof, a URL, so that another proof can name it. */
  proofId?: string;
  /** Ids of proofs that the credential has already, and that this one signs as well (Data Integrity 1.0, section 2.1.2). */
  previousProof?: string | string[];
  /** For proofs of which a holder derives others: JSON Pointers of what every one of them shows (see `listMandatory`). */
  mandatoryPointers?: string[];
  /** Entries in status lists of this service; where there is a credentialStatus or a proof already, none. */
  status?: StatusWishes;
};

/**
 * Adds a proof by the issuer that the credential names. Nothing else is changed, but for the context of the proof's
 * own terms where it is missing. Beside a proof that is there already the new one is one more of a set, or of a chain
 * with `previousProof`; then nothing at all is changed, since that would break the proof that is there.
 *
 * @returns the credential with its proof; under `jwt` and `sd-jwt` as an EnvelopedVerifiableCredential (VC Data Model 2.0, 4.13.1)
 * @throws BridgeError `request-invalid` with each broken rule, or where the issuer is not that of the key;
 *   `issuer-unknown`, `proof-unfit`, `term-undefined`, ...
 */
export async function issueCredential(
  deps: WrapDeps & VerifyDeps,
  { credential, proof: asked, key, keptAs, status, proofId, previousProof, mandatoryPointers }: IssueInput,
): Promise<JsonObject> {
  checkStructure(credential);
  refuseCarried(credential, '');
  const issuer = idOf(credential['issuer']);
  const prefer = asked === undefined ? undefined : PROOF_KEYS[asked];
  const signer = await within('/issuer', () => deps.signerFor(key ?? issuer, prefer));
  if (issuer !== signer.controller) {
    throw new BridgeError('request-invalid', `The issuer here is ${signer.controller}, not ${issuer}.`, {
      pointer: '/credential/issuer',
    });
  }
  const version = versionOf(credential) ?? '2.0';
  const proof = asked ?? usualProof(version, signer);
  const contexts = asArray(credential['@context']);
  if (mandatoryPointers !== undefined && !isSelectiveProof(proof)) {
    throw new BridgeError('request-invalid', `${proof} has no parts that could be mandatory.`, {
      pointer: '/options/mandatoryPointers',
    });
  }
  const needed = contextsFor(proof, version);
  const signed = credential['proof'] !== undefined;
  const missing = signed ? [] : needed.filter((url) => !contexts.includes(url));
  const about = keptAs === undefined ? {} : { keptAs };
  const entries =
    credential['credentialStatus'] === undefined && !signed
      ? await allocateEntries(deps, listWishes(status), signer.controller, idOf(credential['id']) ?? keptAs)
      : [];
  if (version === '1.1' && entries.length > 0 && !contexts.includes(STATUS_CONTEXT))
    missing.push(STATUS_CONTEXT);
  const document = {
    ...credential,
    ...(missing.length === 0 ? {} : { '@context': [...contexts, ...missing] }),
    ...oneOrAllEntries(entries),
  };
  const isAlone = isEnvelopeProof(proof) || isSelectiveProof(proof);
  if (
    isAlone &&
    (proofId !== undefined || previousProof !== undefined || (signed && isSelectiveProof(proof)))
  )
    throw new BridgeError(
      'proof-unfit',
      `A credential under ${proof} is no part of a set or chain of proofs.`,
    );
  if (isEnvelopeProof(proof)) {
    const jws = await secureAround(deps, document, { proof, signer });
    await refuseOwnSchemas(deps, document);
    await within('/id', () => keepIssued(deps, document, jws, about));
    return envelopeOf(jws);
  }
  const chain = {
    ...(proofId === undefined ? {} : { proofId }),
    ...(previousProof === undefined ? {} : { previousProof }),
  };
  const { now, loadDocument } = deps;
  const parts = mandatoryPointers === undefined ? {} : { mandatoryPointers };
  const issued = isSelectiveProof(proof)
    ? await embedBase(deps, document, { proof, signer, ...parts })
    : await signDocument(document, { proof, signer, now: now(), loadDocument, ...chain }).catch(
        (error: unknown) => Promise.reject(ofRequest(error)),
      );
  await refuseOwnSchemas(deps, issued);
  await within('/id', () => keepIssued(deps, issued, issued, about));
  return issued;
}

/** A proof that is named wrongly is a fault of what was asked, as are those of the structure. */
function ofRequest(error: unknown): unknown {
  if (!(error instanceof BridgeError) || error.code !== 'request-invalid') return error;
  return movePointers(error, (pointer) => `/credential${pointer}`);
}

/**
 * A credential that its own schema refuses would be rejected by whoever verifies it (VC Data Model 2.0, 4.11). It is held
 * against the schema with its proof and status, as readers see it. A schema that cannot be had hinders nothing.
 */
async function refuseOwnSchemas(deps: VerifyDeps, credential: JsonObject): Promise<void> {
  if (credential['credentialSchema'] === undefined) return;
  refuseBroken(
    await checkSchemas(startVerifying(deps), credential, '/credential'),
    'The credential is not as its own schema asks.',
  );
}

/** The contexts a credential must list for the terms of its proof. */
function contextsFor(proof: OfferedProof | EnvelopeProof, version: '1.1' | '2.0'): string[] {
  if (isEnvelopeProof(proof)) return [];
  return SUITES[isSelectiveProof(proof) ? 'ecdsa-rdfc-2019' : proof].context[version];
}

function checkStructure(credential: JsonObject): void {
  const findings = [
    ...checkCredentialStructure(credential, '/credential'),
    ...checkHeldResources(credential, '/credential'),
    ...checkStatusEntries(credential, '/credential'),
    ...checkStatusList(credential, '/credential'),
  ];
  refuseBroken(findings, 'The credential breaks the data model.');
}

function refuseBroken(findings: Finding[], message: string): void {
  const broken = findings.filter(({ result }) => result === 'fail');
  if (broken.length === 0) return;
  throw new BridgeError('request-invalid', message, {
    pointer: broken[0]?.pointer ?? '/credential',
    errors: toErrorItems(broken),
  });
}
