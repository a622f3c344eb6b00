/** Proof chains: a proof that signs other proofs along with the document (VC Data Integrity 1.0, section 2.1.2). */
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';

/**
 * The proofs of a document that a proof names as `previousProof`, in the order named (section 4.5, steps 2 and 3).
 * Undefined where a name is no text, leads nowhere, to the proof itself, or to more than one proof.
 */
export function findPreviousProofs(document: JsonObject, proof: JsonObject): JsonObject[] | undefined {
  const all = asArray(document['proof']).filter(isObject);
  const found: JsonObject[] = [];
  for (const id of asArray(proof['previousProof'])) {
    const [match, ...others] = all.filter((candidate) => candidate['id'] === id);
    if (typeof id !== 'string' || match === undefined || others.length > 0 || id === proof['id']) {
      return undefined;
    }
    found.push(match);
  }
  return found;
}
