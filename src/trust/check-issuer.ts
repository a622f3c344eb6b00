/** Whether who signed is who is named as the issuer (VC Data Model 2.0, section 4.7). */
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import type { DidDocument } from '../proofs/ports.ts';
import type { ProvenSigner } from './check-proof.ts';
import { resolveController } from './controller-document.ts';
import type { MethodDeps } from './find-method.ts';
import { isWebAddress } from './read-document.ts';

/**
 * The key must be the issuer's, not just anybody's. An issuer with a web address may sign with the key of a DID
 * where its own document lists that key, or where each of the two says that it is also known as the other.
 *
 * Found here: `issuer-valid`, `issuer-mismatch`, `issuer-unconfirmed`; nothing where the key is nobody's, which
 * `key-unanchored` has said already.
 */
export async function checkIssuer(
  deps: MethodDeps,
  issuer: string | undefined,
  { controller, method, anchored }: ProvenSigner,
  pointer: string,
): Promise<Finding[]> {
  if (controller === issuer) {
    return anchored ? [finding('issuer-valid', pointer, `The key belongs to ${issuer}.`)] : [];
  }
  const mismatch = `${issuer ?? 'Nobody'} is named as issuer, but ${controller} signed.`;
  if (issuer === undefined || issuer.startsWith('did:') || !controller.startsWith('did:')) {
    return [finding('issuer-mismatch', pointer, mismatch)];
  }
  if (!isWebAddress(issuer)) {
    const message = `${controller} signed. ${issuer} has no address that could say whether this is its own.`;
    return [finding('issuer-unconfirmed', pointer, message)];
  }
  let document: DidDocument;
  try {
    document = await resolveController(deps.read, issuer);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    const message = `${controller} signed; whether that is ${issuer} could not be asked: ${error.message}`;
    return [finding('issuer-unconfirmed', pointer, message)];
  }
  const lists = document.assertionMethod.includes(method);
  if (lists || (await sayEachOther(deps, document, controller))) {
    return [finding('issuer-valid', pointer, `${issuer} says that ${method} is its key.`)];
  }
  return [
    finding('issuer-mismatch', pointer, `${mismatch} The document at ${issuer} does not list its key.`),
  ];
}

async function sayEachOther(deps: MethodDeps, document: DidDocument, did: string): Promise<boolean> {
  if (document.alsoKnownAs?.includes(did) !== true) return false;
  const { alsoKnownAs = [] } = await deps.resolveDid(did);
  return alsoKnownAs.includes(document.id);
}
