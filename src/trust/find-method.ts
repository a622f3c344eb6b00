/**
 * Whose key is this, and may it be used so? The method must stand in the document of the DID that it claims,
 * under the relationship that the proof claims, and must not be revoked (Controlled Identifiers 1.0,
 * sections 3.3 and 3.4; Data Integrity 1.0 section 4.3).
 */
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import type { ProofPurpose } from '../proofs/data-integrity.ts';
import type { DidDocument, ResolveDid, VerificationMethod } from '../proofs/ports.ts';

export type FoundMethod = {
  /** The DID whose document was asked. */
  controller: string;
  /** Present where the key is known, even if it may not be used. */
  method?: VerificationMethod;
  /** Empty where the key may be used. */
  findings: Finding[];
};

/**
 * @param id the verification method, a DID URL; or a DID alone, where its document lists just one key for the purpose
 */
export async function findMethod(
  resolveDid: ResolveDid,
  id: string,
  purpose: ProofPurpose,
  pointer: string,
): Promise<FoundMethod> {
  const [controller = '', fragment] = id.split('#');
  if (!controller.startsWith('did:')) {
    const message = `The key ${id} is no DID URL; who controls it cannot be established.`;
    return { controller, findings: [finding('key-unresolved', pointer, message)] };
  }
  let document: DidDocument;
  try {
    document = await resolveDid(controller);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    const message = `The document of ${controller} could not be obtained: ${error.message}`;
    return { controller, findings: [finding('key-unresolved', pointer, message)] };
  }
  const listed = document[purpose];
  const methodId = fragment === undefined && listed.length === 1 ? listed[0] : id;
  const method = document.verificationMethods.find((candidate) => candidate.id === methodId);
  if (method === undefined) {
    return {
      controller,
      findings: [finding('key-not-listed', pointer, `${controller} does not list the key ${id}.`)],
    };
  }
  const findings: Finding[] = [];
  if (method.revoked !== undefined) {
    findings.push(
      finding('key-revoked', pointer, `${controller} revoked the key ${method.id} on ${method.revoked}.`),
    );
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
  return { controller, method, findings };
}
