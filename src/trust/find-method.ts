/**
 * Whose key is this, and may it be used so? The method must stand in the document of the controller that it
 * claims, under the relationship that the proof claims, and must not be revoked (Controlled Identifiers 1.0,
 * sections 3.3 and 3.4; Data Integrity 1.0 section 4.3).
 */
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import type { ProofPurpose } from '../proofs/data-integrity.ts';
import type { DidDocument, ResolveDid, VerificationMethod } from '../proofs/ports.ts';
import { checkKeyState } from './check-key-state.ts';
import { resolveController } from './controller-document.ts';
import { jwkOfMultibase } from './multikey.ts';
import type { ReadDocument } from './read-document.ts';

export type MethodDeps = { resolveDid: ResolveDid; read: ReadDocument; now: () => Date };

export type FoundMethod = {
  /** Whose document was asked: a DID, or the address of a controller document. */
  controller: string;
  /** Present where the key is known, even if it may not be used. */
  method?: VerificationMethod;
  /** False where the key was named by the proof alone, and nobody could be asked whose it is. */
  anchored: boolean;
  /** Empty where the key may be used. */
  findings: Finding[];
};

/**
 * A method of a DID, or of a controller document at a web address. Where no such document can be had, a
 * fragment that is the key itself (`<issuer>#z6Mk...`, as Open Badges issuers write) still lets the signature
 * be checked: then `anchored` is false and `key-unanchored` says so.
 *
 * @param id the verification method, a URL; or a DID alone, where its document lists just one key for the purpose
 */
export async function findMethod(
  deps: MethodDeps,
  id: string,
  purpose: ProofPurpose,
  pointer: string,
): Promise<FoundMethod> {
  const [controller = '', fragment] = id.split('#');
  let document: DidDocument;
  try {
    document = controller.startsWith('did:')
      ? await deps.resolveDid(controller)
      : await resolveController(deps.read, controller, id);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return withoutDocument(id, pointer, error.message);
  }
  return findIn(document, id, fragment, purpose, pointer, deps.now());
}

function findIn(
  document: DidDocument,
  id: string,
  fragment: string | undefined,
  purpose: ProofPurpose,
  pointer: string,
  now: Date,
): FoundMethod {
  const { id: controller } = document;
  const listed = document[purpose];
  const methodId = fragment === undefined && listed.length === 1 ? listed[0] : id;
  const method = document.verificationMethods.find((candidate) => candidate.id === methodId);
  if (method === undefined) {
    const missing = finding('key-not-listed', pointer, `${controller} does not list the key ${id}.`);
    return { controller, anchored: true, findings: [missing] };
  }
  const findings: Finding[] = [];
  const ended = checkKeyState(method, controller, now, pointer);
  if (ended !== undefined) {
    findings.push(ended);
  } else if (!listed.includes(method.id)) {
    findings.push(
      finding(
        'key-not-listed',
        pointer,
        `${controller} does not list the key ${method.id} under ${purpose}.`,
      ),
    );
  }
  if (method.controller !== controller) {
    findings.push(
      finding('issuer-mismatch', pointer, `The key ${method.id} is controlled by ${method.controller}.`),
    );
  }
  return { controller, method, anchored: true, findings };
}

/** A DID without a document has no key; any other id may be its own key. */
function withoutDocument(id: string, pointer: string, reason: string): FoundMethod {
  const [controller = '', fragment = ''] = id.split('#');
  if (!controller.startsWith('did:') && fragment.startsWith('z')) {
    try {
      const method = {
        id,
        controller,
        publicJwk: jwkOfMultibase(fragment),
        publicKeyMultibase: fragment,
      };
      const message = `The key is the one the proof names; nobody says that it belongs to ${controller}. ${reason}`;
      return { controller, method, anchored: false, findings: [finding('key-unanchored', pointer, message)] };
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
    }
  }
  const message = `The document of ${controller || id} could not be obtained: ${reason}`;
  return { controller, anchored: false, findings: [finding('key-unresolved', pointer, message)] };
}
