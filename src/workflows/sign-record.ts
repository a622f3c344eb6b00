/** A CLR signed natively, as a compact JWS, with no credential involved. */

import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { type SignedClr, signClr } from '../proofs/sign-clr.ts';
import { kindName } from '../records/kind-name.ts';
import { parseRecord } from '../records/parse-record.ts';
import { validateRecord } from '../records/validate-record.ts';
import type { WrapDeps } from './ports.ts';
import { checkCurator } from './wrap-record.ts';

export type SignInput = {
  /** A Clr. */
  record: Json;
  /** DID of the publisher’s key, one of this service’s; default: the publisher’s id where it is a DID, else the default issuer. */
  issuer?: string;
  /** Default: the DID URL of the key. */
  keyId?: string;
  /** Also sign, each on its own, the assertions that the publisher itself awarded. */
  each?: boolean;
};

export type Signed = SignedClr;

/**
 * Signs a Clr as its publisher. The record handed in is not changed: the copy that is signed names the key in
 * the publisher’s profile and `Signed` as the way to verify it.
 *
 * @throws BridgeError `record-unrecognised`, `record-unsupported`, `record-invalid` (no publisher),
 *   `curated-record`, `issuer-unknown`, `key-unavailable`
 */
export async function signRecord(deps: Pick<WrapDeps, 'signerFor'>, input: SignInput): Promise<Signed> {
  const { record, issuer, keyId, each = false } = input;
  const parsed = parseRecord(record);
  if (parsed.kind !== 'clr-1.0') {
    throw new BridgeError(
      'record-unsupported',
      `This is ${kindName(parsed.kind)}; an unsigned Clr of CLR 1.0 can be signed.`,
    );
  }
  const publisherId = idOfPublisher(parsed.record);
  const did = issuer ?? (isDid(publisherId) ? publisherId : undefined);
  // readers of CLR 1.0 know RS256 best, so an RSA key of that issuer goes first
  const signer = await deps.signerFor(did, ['RSA', 'Ed25519']);
  checkCurator(parsed.record, issuer, signer.controller);
  if (isDid(publisherId) && publisherId !== signer.controller) {
    throw new BridgeError(
      'issuer-unknown',
      `The publisher is ${publisherId}; a key of ${signer.controller} cannot sign for it.`,
      {
        pointer: '/publisher/id',
      },
    );
  }
  const { signedClr, warnings } = await signClr(parsed.record, {
    signer,
    each,
    ...(keyId === undefined ? {} : { keyId }),
  });
  return {
    signedClr,
    warnings: [
      ...validateRecord(parsed, 'lenient'),
      ...warnings,
      ...checkOwner(publisherId, signer.controller),
    ],
  };
}

function idOfPublisher(clr: JsonObject): string {
  const { publisher } = clr;
  const id = isObject(publisher) ? publisher['id'] : undefined;
  if (typeof id === 'string' && id !== '') return id;
  throw new BridgeError('record-invalid', 'The CLR names no publisher, so nobody can sign it.', {
    pointer: '/publisher/id',
  });
}

const isDid = (id: string) => id.startsWith('did:');

/** Readers resolve the key; what ties it to a publisher with another id is not in the record. */
function checkOwner(publisherId: string, controller: string): Finding[] {
  if (publisherId === controller) return [];
  const message = `The key belongs to ${controller}. Readers find the signature sound, but not whose it is, unless ${showJson(publisherId)} lists the key or is of the same web host.`;
  return [finding('publisher-not-issuer', '/publisher/id', message)];
}
