/** A signed credential as wallets are handed it: its form, and what it says; not verified. */
import { subjectsOf } from '../credentials/schema-vc.ts';
import { decodeJwt } from '../kernel/decode-jwt.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import { jwsOfEnvelope } from '../records/jws-of-envelope.ts';
import type { CredentialFormat } from './exchange-ports.ts';
import type { Secured } from './secure-credential.ts';

export type ReadSecured = {
  /** What is enveloped, as the JWT that it is. */
  secured: Secured;
  format: CredentialFormat;
  credential: JsonObject;
};

/** @throws BridgeError what `decodeJwt` throws */
export function readSecured(value: Secured): ReadSecured {
  const jws = typeof value === 'string' ? value : jwsOfEnvelope(value);
  if (jws === undefined) return { secured: value, format: 'ldp_vc', credential: value as JsonObject };
  const { payload, selection } = decodeJwt(jws, true);
  const inner = payload['vc'];
  if (isObject(inner)) return { secured: jws, format: 'jwt_vc_json', credential: inner };
  return { secured: jws, format: selection === undefined ? 'vc+jwt' : 'vc+sd-jwt', credential: payload };
}

/** Whether it is what a wallet with this DID was handed in this format; what took its place since may be another's. */
export function isHandedTo(
  { format, credential }: ReadSecured,
  claim: { holder: string; format: CredentialFormat },
): boolean {
  return format === claim.format && subjectsOf(credential).some(({ id }) => id === claim.holder);
}
