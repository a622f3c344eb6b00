/** A credential gets its proof: embedded (Data Integrity), or around it (JWT, SD-JWT). */
import { digestCredential } from '../credentials/json-digest.ts';
import { listDisclosable } from '../credentials/list-disclosable.ts';
import { addTerms } from '../credentials/vocabulary.ts';
import { EMBEDDED_PROOFS, type OfferedProof, PROOF_KEYS, SELECTIVE_PROOFS } from '../kernel/contract.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { SelectiveProof } from '../proofs/base-proof.ts';
import { signDocument } from '../proofs/data-integrity.ts';
import type { Signer } from '../proofs/ports.ts';
import { signSdJwt } from '../proofs/sd-jwt.ts';
import { type ProofName, SUITES } from '../proofs/suites.ts';
import { signVcClaim, signVcJwt } from '../proofs/vc-jwt.ts';
import { embedBase, isSelectiveProof } from './embed-base.ts';
import { findHolderKey } from './find-holder-key.ts';
import type { Issued, VerifyDeps, WrapDeps } from './ports.ts';

/**
 * Proofs around a credential: `jwt`, the payload of a compact JWS; `sd-jwt`, the same with parts that can be hidden;
 * `jwt-claim`, the claim `vc` of a JWT, for wallets that read no other.
 */
export type EnvelopeProof = 'jwt' | 'sd-jwt' | 'jwt-claim';

export type ProofKind = ProofName | SelectiveProof | EnvelopeProof;

export const isEnvelopeProof = (proof: string): proof is EnvelopeProof =>
  proof === 'jwt' || proof === 'sd-jwt' || proof === 'jwt-claim';

/** A credential with an embedded proof, or the compact JWS or SD-JWT around one. */
export type Secured = JsonObject | string;

/**
 * The proof where nobody asks for one: what the key is kept for; else what most verifiers of the version read, where the
 * key can make it; else the first that it can make.
 */
export function usualProof(version: '1.1' | '2.0', { proof, keyType }: Signer): OfferedProof {
  if (proof !== undefined) return proof;
  const usual: OfferedProof = version === '2.0' ? 'eddsa-rdfc-2022' : 'Ed25519Signature2020';
  return (
    [usual, ...EMBEDDED_PROOFS, ...SELECTIVE_PROOFS].find((name) => PROOF_KEYS[name].includes(keyType)) ??
    'jwt'
  );
}

/**
 * Signs a credential that is complete. Under an embedded proof over RDF it first gets a digest of its JSON, so that
 * the signature binds the JSON as well; a JWS and a proof over JCS bind it as it is.
 *
 * @throws BridgeError what `signDocument`, `signVcJwt`, `signVcClaim` and `signSdJwt` throw
 */
export async function secureCredential(
  deps: Pick<WrapDeps, 'now' | 'loadDocument'> & Pick<VerifyDeps, 'resolveDid'>,
  credential: JsonObject,
  { proof, signer }: { proof: ProofKind; signer: Signer },
): Promise<Secured> {
  if (isEnvelopeProof(proof)) return secureAround(deps, credential, { proof, signer });
  if (isSelectiveProof(proof)) return embedBase(deps, withoutProof(credential), { proof, signer });
  return embedProof(deps, credential, { proof, signer });
}

/** The same for a proof around it. */
export async function secureAround(
  { resolveDid }: Pick<VerifyDeps, 'resolveDid'>,
  credential: JsonObject,
  { proof, signer }: { proof: EnvelopeProof; signer: Signer },
): Promise<string> {
  if (proof === 'jwt') return signVcJwt(credential, signer);
  if (proof === 'jwt-claim') return signVcClaim(credential, signer);
  const holderKey = await findHolderKey(resolveDid, credential);
  return signSdJwt(credential, signer, {
    disclosable: listDisclosable(credential),
    ...(holderKey === undefined ? {} : { holderKey }),
  });
}

/** The same for a proof that is embedded. */
export async function embedProof(
  { now, loadDocument }: Pick<WrapDeps, 'now' | 'loadDocument'>,
  credential: JsonObject,
  { proof, signer }: { proof: ProofName; signer: Signer },
): Promise<JsonObject> {
  const rest = withoutProof(credential);
  if (SUITES[proof].binds === 'json') return signDocument(rest, { proof, signer, now: now(), loadDocument });
  const termed = addTerms(rest, ['jsonDigest'], SUITES[proof].context['2.0']);
  const complete = { ...termed, jsonDigest: digestCredential(termed) };
  return signDocument(complete, { proof, signer, now: now(), loadDocument });
}

/** Whoever calls has seen that there is no proof; an empty one would stand beside the new one. */
function withoutProof({ jsonDigest: _old, proof: _none, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** Hands what was issued to whoever keeps it, before it is answered. */
export async function keepIssued(
  { saveCredential }: Pick<WrapDeps, 'saveCredential'>,
  credential: JsonObject,
  secured: Secured,
  about: Omit<Issued, 'jws'>,
): Promise<void> {
  await (typeof secured === 'string'
    ? saveCredential?.(credential, { ...about, jws: secured })
    : saveCredential?.(secured, about));
}
