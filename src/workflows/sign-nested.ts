/** The credentials inside a credential get proofs of their own, the innermost first. */
import { hasProof, idOf } from '../credentials/schema-vc.ts';
import { listNested } from '../credentials/tree.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import { replaceAt } from '../kernel/pointer.ts';
import type { Signer } from '../proofs/ports.ts';
import type { ProofName } from '../proofs/suites.ts';
import type { WrapDeps } from './ports.ts';
import { embedProof } from './secure-credential.ts';
import { within } from './within.ts';

export type SignNestedOptions = { proof: ProofName; signer: Signer };

/**
 * Every nested credential and endorsement that has no proof yet is signed on its own, at any depth; those that have
 * one, and JWTs, stay byte for byte. A signature around a badge says nothing of who awarded it.
 *
 * @param pointer where the credential stands in what was handed in, for faults
 * @returns the same credential with its signed parts; the input is not changed
 * @throws BridgeError `issuer-unknown` for an unsigned part that somebody else issued: nobody signs for others
 */
export async function signNested(
  deps: Pick<WrapDeps, 'now' | 'loadDocument'>,
  credential: JsonObject,
  pointer: string,
  options: SignNestedOptions,
): Promise<JsonObject> {
  const signed: [string, JsonObject][] = [];
  for (const { value, pointer: at } of listNested(credential)) {
    if (typeof value === 'string' || hasProof(value)) continue;
    checkIssuer(value, pointer + at, options.signer);
    const inner = await signNested(deps, value, pointer + at, options);
    signed.push([at, await within(pointer + at, () => embedProof(deps, inner, options))]);
  }
  return replaceAt(credential, signed) as JsonObject;
}

function checkIssuer(credential: JsonObject, pointer: string, signer: Signer): void {
  const issuer = idOf(credential['issuer']);
  if (issuer === signer.controller) return;
  throw new BridgeError(
    'issuer-unknown',
    `${issuer ?? 'Nobody'} is named as issuer and has not signed; a key of ${signer.controller} cannot sign for others.`,
    { pointer: `${pointer}/issuer` },
  );
}
