/** A selection from a credential with a base proof: which of its parts are shown, with a proof derived for them. */
import { chooseParts } from '../credentials/choose-parts.ts';
import { listDisclosable } from '../credentials/list-disclosable.ts';
import { listMandatory } from '../credentials/list-mandatory.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { resolvePointer } from '../kernel/pointer.ts';
import { deriveProof } from '../proofs/derive-proof.ts';
import { clr2KindOf } from '../records/credential-kind.ts';
import type { WrapDeps } from './ports.ts';

type Part = { pointer: string; value: Json; within: Part[] };

export type BaseSelection = { credential: JsonObject; kept: string[]; omitted: number };

/**
 * Of a learner record its parts are shown whole or not at all, as from an SD-JWT, and what would mislead if it were hidden is
 * shown whatever its issuer made mandatory. Of any other credential the pointers may name anything.
 *
 * @throws BridgeError `selection-unknown`; `proof-unfit` where the base proof does not fit the credential
 */
export async function discloseBase(
  { loadDocument }: Pick<WrapDeps, 'loadDocument'>,
  credential: JsonObject,
  keep: string[],
): Promise<BaseSelection> {
  const { proof: _proof, ...unsigned } = credential;
  const parts = listParts(unsigned);
  const chosen = chooseParts(unsigned, parts, keep);
  const kept = parts.filter((part) => chosen.has(part)).map(({ pointer }) => pointer);
  const isPart = (entry: string) => parts.some(({ pointer }) => `${entry}/`.startsWith(`${pointer}/`));
  const others = keep.filter((entry) => (entry === '' || entry.startsWith('/')) && !isPart(entry));
  const isRecord = clr2KindOf(unsigned) !== undefined;
  const pointers = [...(isRecord ? listMandatory(unsigned) : []), ...kept, ...others];
  return {
    credential: await deriveProof(credential, { pointers, loadDocument }),
    kept: [...kept, ...others],
    omitted: parts.length - kept.length,
  };
}

function listParts(credential: JsonObject): Part[] {
  const parts: Part[] = listDisclosable(credential).map((pointer) => ({
    pointer,
    value: resolvePointer(credential, pointer) ?? null,
    within: [],
  }));
  for (const part of parts)
    part.within = parts.filter(({ pointer }) => part.pointer.startsWith(`${pointer}/`));
  return parts;
}
