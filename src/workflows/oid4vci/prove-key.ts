/** Whether a wallet holds the key of the DID that it names (OpenID4VCI 1.0, section 8.2.1 and appendix F). */

import { Oauth2ServerErrorResponseError } from '@openid4vc/oauth2';
import { Openid4vciIssuer } from '@openid4vc/openid4vci';
import { checkJwtTimes } from '../../credentials/check-jwt-times.ts';
import { proofsOf } from '../../credentials/schema-vc.ts';
import { decodeJws } from '../../kernel/compact-jws.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { checkJws } from '../../proofs/jws.ts';
import { didOfKey } from '../../trust/did-forms.ts';
import { findMethod } from '../../trust/find-method.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { oauthFault } from '../oauth-fault.ts';
import { proveHolder } from '../prove-holder.ts';
import { spendNonce } from './claim-nonce.ts';

/** The proof of a request, under the name of its type. */
export type KeyProof = { type: 'jwt'; jwt: string } | { type: 'di_vp'; presentation: JsonObject };

/**
 * The DID of the wallet. The nonce is spent before anything else is looked at: each is good for one try.
 *
 * @param audience `credential_issuer`
 * @throws BridgeError `wallet-refused`: `invalid_proof`, `invalid_nonce`; `holder-unproven`
 */
export function proveKey(deps: ExchangeDeps, proof: KeyProof, audience: string): Promise<string> {
  return proof.type === 'jwt'
    ? proveByJwt(deps, proof.jwt, audience)
    : proveByPresentation(deps, proof.presentation, audience);
}

async function proveByJwt(deps: ExchangeDeps, jwt: string, audience: string): Promise<string> {
  const { header, payload } = decodeProof(jwt);
  const nonce = await spendNonce(deps, payload['nonce']);
  const { did, key } = await findKey(deps, header, payload);
  const [fault] = await checkJws(jwt, key, '');
  if (fault !== undefined) throw refused(fault.message);
  if (header['typ'] === undefined) checkUntyped(deps, payload, audience);
  else await checkTyped(deps, jwt, { audience, nonce, key });
  return did;
}

function decodeProof(jwt: string): { header: JsonObject; payload: JsonObject } {
  try {
    return decodeJws(jwt);
  } catch (error) {
    if (error instanceof BridgeError) throw refused(error.message);
    throw error;
  }
}

/** By the library, but for the signature, which was checked. */
async function checkTyped(
  deps: ExchangeDeps,
  jwt: string,
  { audience, nonce, key }: { audience: string; nonce: string; key: JsonObject },
): Promise<void> {
  const callbacks = { verifyJwt: async () => ({ verified: true, signerJwk: key }) };
  const issuer = new Openid4vciIssuer({ callbacks: callbacks as never });
  try {
    await issuer.verifyCredentialRequestJwtProof({
      jwt: withoutAttestation(jwt),
      expectedNonce: nonce,
      now: deps.now(),
      issuerMetadata: { credentialIssuer: { credential_issuer: audience } } as never,
    });
  } catch (error) {
    if (!(error instanceof Oauth2ServerErrorResponseError)) throw error;
    const { error_description: description = 'The proof does not hold.' } = error.errorResponse;
    throw refused(description);
  }
}

/**
 * Who attests keys is not known here, and nobody is asked to: the header is taken out of what the library reads, since it
 * would refuse an attestation that it cannot verify.
 */
function withoutAttestation(jwt: string): string {
  const { header } = decodeJws(jwt);
  if (header['key_attestation'] === undefined) return jwt;
  const { key_attestation: _attestation, ...rest } = header;
  return [Buffer.from(JSON.stringify(rest)).toString('base64url'), ...jwt.split('.').slice(1)].join('.');
}

/**
 * A wallet of Digital Bazaar writes neither `typ` nor `iat`, and the library would refuse it. What counts is still asked
 * for: the signature, the nonce that was spent, the audience, and the times that it does name. The audience and a nonce of
 * ours are in no JWT that is made for anything else.
 */
function checkUntyped({ now }: ExchangeDeps, claims: JsonObject, audience: string): void {
  if (!asArray<Json>(claims['aud']).includes(audience))
    throw refused(`The proof is not for ${audience} (aud).`);
  const [early] = checkJwtTimes({ claims, kind: 'vp', content: {} }, now(), '');
  if (early !== undefined) throw refused(early.message);
}

/** The key that the header names or brings, and the DID that it is of. @throws BridgeError `wallet-refused` */
async function findKey(
  deps: ExchangeDeps,
  { kid, jwk, x5c }: JsonObject,
  { iss }: JsonObject,
): Promise<{ did: string; key: JsonObject }> {
  if ([kid, jwk, x5c].filter((one) => one !== undefined).length !== 1)
    throw refused('The header names its key by one of kid and jwk.');
  if (isObject(jwk)) {
    const { kty, crv, x, y, n, e } = jwk;
    const given = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
    const key = Object.fromEntries(given) as JsonObject;
    return { did: (await didOfKey('jwk', key)).did, key };
  }
  const id = typeof kid !== 'string' ? '' : kid.startsWith('#') ? `${String(iss)}${kid}` : kid;
  if (!id.startsWith('did:'))
    throw refused('The key is that of a DID (kid), or a JWK; certificates name no DID.');
  const { method, findings, controller } = await findMethod(
    { ...deps, read: async () => ({ kind: 'unread', reason: 'Only DIDs are asked.' }) },
    id,
    'authentication',
    '',
  );
  if (method === undefined || findings.length > 0)
    throw refused(findings[0]?.message ?? `${controller} has no such key.`);
  return { did: controller, key: method.publicJwk };
}

/** Appendix F.2: a presentation that is signed for the nonce (`challenge`) and the issuer (`domain`). */
async function proveByPresentation(
  deps: ExchangeDeps,
  presentation: JsonObject,
  audience: string,
): Promise<string> {
  const [proof, ...more] = proofsOf(presentation);
  if (!isObject(proof) || more.length > 0) throw refused('The presentation has one proof.');
  if (asArray(presentation['verifiableCredential']).length > 0)
    throw refused('A proof of a key shows no credentials.');
  const challenge = await spendNonce(deps, proof['challenge']);
  try {
    const report = await deps.verify(presentation, { challenge, domain: audience });
    if (report.kind === 'vp') return proveHolder(report);
  } catch (error) {
    if (error instanceof BridgeError && error.status < 500) throw refused(error.message);
    throw error;
  }
  throw refused('This is no presentation.');
}

const refused = (message: string) => oauthFault('invalid_proof', message);
