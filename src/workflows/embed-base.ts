/** A credential gets a base proof, of which its holder derives proofs for parts of it. */
import { findMissing, listMandatory } from '../credentials/list-mandatory.ts';
import { SELECTIVE_PROOFS } from '../kernel/contract.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import type { SelectiveProof } from '../proofs/base-proof.ts';
import type { Signer } from '../proofs/ports.ts';
import { signBase } from '../proofs/sign-base.ts';
import type { WrapDeps } from './ports.ts';

const NAMES: ReadonlySet<string> = new Set(SELECTIVE_PROOFS);

export const isSelectiveProof = (proof: string): proof is SelectiveProof => NAMES.has(proof);

/**
 * What every derived proof shows is chosen by `listMandatory`. There is no digest of the JSON, which would let a reader
 * confirm a guess about what is hidden.
 *
 * @param mandatoryPointers what the issuer wants shown beside that
 * @throws BridgeError `request-invalid` for pointers that name nothing, what `signBase` throws
 */
export async function embedBase(
  { now, loadDocument }: Pick<WrapDeps, 'now' | 'loadDocument'>,
  credential: JsonObject,
  {
    proof,
    signer,
    mandatoryPointers = [],
  }: { proof: SelectiveProof; signer: Signer; mandatoryPointers?: string[] },
): Promise<JsonObject> {
  const missing = findMissing(credential, mandatoryPointers);
  const [first] = missing;
  if (first !== undefined) {
    const at = (i: number) => appendPointer('/options/mandatoryPointers', i);
    const message = 'The credential has nothing there.';
    throw new BridgeError('request-invalid', message, {
      pointer: at(first),
      errors: missing.map((i) => ({ code: 'request-invalid', pointer: at(i), message })),
    });
  }
  return signBase(credential, {
    proof,
    signer,
    now: now(),
    loadDocument,
    mandatoryPointers: listMandatory(credential, mandatoryPointers),
  });
}
