/** A learner shows a part of a credential: the issuer's own signature still verifies, and the rest cannot be read. */
import { discloseSdJwt, type Selection } from '../credentials/disclose-sd-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { openSdJwt } from '../kernel/sd-jwt.ts';
import { findBaseProof } from '../proofs/derive-proof.ts';
import { bindSdJwt } from '../proofs/sd-jwt.ts';
import { envelopeOf, jwsOfEnvelope } from '../records/jws-of-envelope.ts';
import { kindName } from '../records/kind-name.ts';
import { parseRecord } from '../records/parse-record.ts';
import { discloseBase } from './disclose-base.ts';
import type { WrapDeps } from './ports.ts';

export type DiscloseInput = {
  /** An SD-JWT in its compact form or in an EnvelopedVerifiableCredential, or a credential with a base proof. */
  credential: Json;
  /** JSON Pointers into the credential, or ids of parts of the record or of achievements. */
  keep: string[];
  /** DID of the learner, one of this service's: binds the selection, so that nobody can alter it or show it as his. */
  holder?: string;
  /** What whoever asked wants to find in the binding; needed with `holder`. */
  challenge?: string;
  domain?: string;
};

export type DisclosedCredential = {
  /** In the form it came in. */
  verifiableCredential: JsonObject | string;
  /** Pointers, into the credential, of the parts that are shown; what is always shown is not among them. */
  kept: string[];
  /** How many parts are hidden that were shown before. */
  omitted: number;
  /** `none`: the credential names no holder. `missing`: it does, and a verifier will want this holder's signature. */
  binding: 'bound' | 'missing' | 'none';
};

/**
 * @throws BridgeError `proof-unfit` for a proof that does not allow it; `selection-unknown`; `credential-rejected`;
 *   `issuer-unknown` and `key-unavailable` for the holder's key; `request-invalid`
 */
export async function discloseCredential(
  deps: Pick<WrapDeps, 'signerFor' | 'now' | 'loadDocument'>,
  { credential, keep, holder, challenge, domain }: DiscloseInput,
): Promise<DisclosedCredential> {
  if (isObject(credential) && findBaseProof(credential) !== undefined) {
    const asked = { holder, challenge, domain };
    const given = (['holder', 'challenge', 'domain'] as const).find((name) => asked[name] !== undefined);
    if (given !== undefined) {
      throw new BridgeError('request-invalid', NO_BINDING, { pointer: `/${given}` });
    }
    const { credential: verifiableCredential, kept, omitted } = await discloseBase(deps, credential, keep);
    return { verifiableCredential, kept, omitted, binding: 'none' };
  }
  const { sdJwt, kept, omitted, cnf }: Selection = discloseSdJwt(sdJwtOf(credential), keep);
  let shown = sdJwt;
  if (holder !== undefined) {
    if (challenge === undefined || domain === undefined) {
      throw new BridgeError('request-invalid', 'A holder answers a challenge for a domain: name both.', {
        pointer: challenge === undefined ? '/challenge' : '/domain',
      });
    }
    const { digest } = openSdJwt(sdJwt);
    const signer = await deps.signerFor(holder);
    if (!isKeyOf(cnf, signer.publicJwk)) {
      throw new BridgeError(
        'proof-unfit',
        `The credential does not name the key of ${holder} as its holder's.`,
      );
    }
    shown = await bindSdJwt(sdJwt, signer, { digest, nonce: challenge, audience: domain, now: deps.now() });
  } else if (challenge !== undefined || domain !== undefined) {
    throw new BridgeError('request-invalid', 'Only a holder can answer a challenge.', { pointer: '/holder' });
  }
  const binding = holder !== undefined ? 'bound' : cnf === undefined ? 'none' : 'missing';
  return {
    verifiableCredential: isObject(credential) ? envelopeOf(shown) : shown,
    kept,
    omitted,
    binding,
  };
}

const NO_BINDING =
  'A derived proof binds no holder; put the selection into a presentation, which the holder signs.';

function sdJwtOf(credential: Json): string {
  const text = isObject(credential) ? jwsOfEnvelope(credential) : credential;
  const { kind } = parseRecord(typeof text === 'string' && text !== '' ? text : credential);
  if (kind === 'vc-sd-jwt' && typeof text === 'string') return text.trim();
  throw new BridgeError(
    'proof-unfit',
    `Nothing can be hidden of ${kindName(kind)} without breaking its proof; wrap the record with the proof sd-jwt, ecdsa-sd-2023 or bbs-2023.`,
  );
}

function isKeyOf(cnf: Json | undefined, own: JsonObject): boolean {
  const jwk = isObject(cnf) ? cnf['jwk'] : undefined;
  return isObject(jwk) && ['kty', 'crv', 'x', 'y', 'n', 'e'].every((member) => jwk[member] === own[member]);
}
