import { idOf, subjectsOf } from '../credentials/schema-vc.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { ResolveDid } from '../proofs/ports.ts';

/**
 * The key by which a learner can bind what he shows of a credential, where his id is that key: a did:key or did:jwk.
 * Of any other DID the key may change, so none is written into a credential that lasts.
 *
 * @returns a public JWK; undefined where there is none, or the credential is about several
 */
export async function findHolderKey(
  resolveDid: ResolveDid,
  credential: JsonObject,
): Promise<JsonObject | undefined> {
  const [subject, ...more] = subjectsOf(credential);
  const id = idOf(subject ?? null);
  if (id === undefined || more.length > 0 || !/^did:(key|jwk):/.test(id)) return undefined;
  try {
    const { authentication, verificationMethods } = await resolveDid(id);
    return verificationMethods.find((method) => authentication.includes(method.id))?.publicJwk;
  } catch (error) {
    if (error instanceof BridgeError) return undefined;
    throw error;
  }
}
