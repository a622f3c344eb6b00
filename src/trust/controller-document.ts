/** Controllers with a web address instead of a DID: what stands there says which keys are theirs. */
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import type { DidDocument } from '../proofs/ports.ts';
import { normaliseDidDocument } from './normalise-did-document.ts';
import { isWebAddress, type ReadDocument } from './read-document.ts';

/**
 * The controller document for a method (Controlled Identifiers 1.0, section 3.3): what stands at `address`, or,
 * where that is the document of the method alone, what stands at the controller that it names.
 *
 * @param methodId the whole id of the method
 * @throws BridgeError `upstream-unavailable` where there is nothing to be had, `key-invalid` where what is
 *   there is no controller document of that address
 */
export async function resolveController(
  read: ReadDocument,
  address: string,
  methodId = address,
): Promise<DidDocument> {
  const document = await readObject(read, address);
  if (document['id'] !== methodId || methodId === address) return readController(document, address);
  const { controller } = document;
  if (typeof controller !== 'string' || controller === address) {
    throw new BridgeError('key-invalid', `The key at ${methodId} names no controller of its own.`);
  }
  return readController(await readObject(read, controller), controller);
}

/** A profile page that says nothing of keys denies none. */
function readController(document: JsonObject, address: string): DidDocument {
  const { verificationMethod, assertionMethod, publicKey } = document;
  if (verificationMethod === undefined && assertionMethod === undefined && publicKey === undefined) {
    throw new BridgeError('key-invalid', `What stands at ${address} says nothing of keys.`);
  }
  return normaliseDidDocument(document, address);
}

async function readObject(read: ReadDocument, address: string): Promise<JsonObject> {
  if (!isWebAddress(address)) {
    throw new BridgeError('upstream-unavailable', `${address} is no DID and no address that could answer.`);
  }
  const reading = await read(address);
  if (reading.kind === 'unread') throw new BridgeError('upstream-unavailable', reading.reason);
  if (reading.kind === 'json' && isObject(reading.value)) return reading.value;
  throw new BridgeError('upstream-unavailable', `What stands at ${address} is no JSON object.`);
}
