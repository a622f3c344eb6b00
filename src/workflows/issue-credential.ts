/** Signs a credential that somebody else has put together (VC-API: POST /credentials/issue). */
import { checkCredentialStructure } from '../credentials/checks.ts';
import { idOf } from '../credentials/schema-vc.ts';
import { oneOrAllEntries, STATUS_CONTEXT } from '../credentials/status-list.ts';
import { PROOF_KEYS } from '../kernel/contract.ts';
import { BridgeError, toErrorItems } from '../kernel/errors.ts';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { type VcVersion, versionOf } from '../kernel/vc-version.ts';
import { signDocument } from '../proofs/data-integrity.ts';
import type { KeyType } from '../proofs/ports.ts';
import { type ProofName, SUITES } from '../proofs/suites.ts';
import { checkHeldResources } from '../trust/check-resources.ts';
import { checkStatusEntries } from '../trust/check-status.ts';
import { checkStatusList } from '../trust/parse-status-list.ts';
import { allocateEntries, listWishes, type StatusWishes } from './add-status.ts';
import type { WrapDeps } from './ports.ts';
import { within } from './within.ts';

export type IssueInput = {
  credential: JsonObject;
  proof?: ProofName;
  /** Entries in status lists of this service; where there is a credentialStatus already, none. */
  status?: StatusWishes;
};

/**
 * Adds a proof by the issuer that the credential names; an absent issuer, or one without an id, is the default one.
 * Where no proof is named, the issuer's key decides.
 * Nothing else is changed, but for the context of the proof's own terms where it is missing.
 *
 * @throws BridgeError `request-invalid` with each broken rule, `issuer-unknown`, `term-undefined`, ...
 */
export async function issueCredential(
  deps: WrapDeps,
  { credential, proof, status }: IssueInput,
): Promise<JsonObject> {
  const keyTypes = proof === undefined ? undefined : PROOF_KEYS[proof];
  const named = await nameIssuer(deps, credential, keyTypes);
  const broken = [
    ...checkCredentialStructure(named, '/credential'),
    ...checkHeldResources(named, '/credential'),
    ...checkStatusEntries(named, '/credential'),
    ...checkStatusList(named, '/credential'),
  ].filter(({ result }) => result === 'fail');
  if (broken.length > 0) {
    throw new BridgeError('request-invalid', 'The credential breaks the data model.', {
      pointer: broken[0]?.pointer ?? '/credential',
      errors: toErrorItems(broken),
    });
  }
  const signer = await within('/issuer', () => deps.signerFor(idOf(named['issuer']), keyTypes));
  const version = versionOf(named) ?? '2.0';
  const suite = proof ?? proofFor(signer.keyType, version);
  const contexts = asArray(named['@context']);
  const missing = SUITES[suite].context[version].filter((url) => !contexts.includes(url));
  const entries =
    named['credentialStatus'] === undefined
      ? await allocateEntries(deps, listWishes(status), signer.controller, idOf(named['id']))
      : [];
  if (version === '1.1' && entries.length > 0 && !contexts.includes(STATUS_CONTEXT))
    missing.push(STATUS_CONTEXT);
  const document = {
    ...named,
    ...(missing.length === 0 ? {} : { '@context': [...contexts, ...missing] }),
    ...oneOrAllEntries(entries),
  };
  const signed = await signDocument(document, {
    proof: suite,
    signer,
    now: deps.now(),
    loadDocument: deps.loadDocument,
  });
  await within('/id', async () => deps.saveCredential?.(signed));
  return signed;
}

async function nameIssuer(
  { signerFor }: WrapDeps,
  credential: JsonObject,
  keyTypes: KeyType[] | undefined,
): Promise<JsonObject> {
  const { issuer } = credential;
  if (issuer !== undefined && !(isObject(issuer) && issuer['id'] === undefined)) return credential;
  const { controller } = await signerFor(undefined, keyTypes);
  return { ...credential, issuer: isObject(issuer) ? { ...issuer, id: controller } : controller };
}

function proofFor(keyType: KeyType, version: VcVersion): ProofName {
  if (keyType === 'P-256' || keyType === 'P-384') return 'ecdsa-rdfc-2019';
  return version === '2.0' ? 'eddsa-rdfc-2022' : 'Ed25519Signature2020';
}
