/** The JWT by which a holder binds an SD-JWT to himself, and to exactly what is disclosed (RFC 9901, sections 4.3 and 7.3). */
import { checkJwtTimes } from '../credentials/check-jwt-times.ts';
import { nameOfTyp } from '../credentials/envelope.ts';
import { type DecodedJws, decodeJws } from '../kernel/compact-jws.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { OpenedSdJwt } from '../kernel/sd-jwt.ts';
import { checkJws } from '../proofs/jws.ts';
import { findMethod, type MethodDeps } from './find-method.ts';

export type CheckedBinding = {
  findings: Finding[];
  /** Nonce and audience, to be held against what was asked; absent where the binding does not hold. */
  claims?: JsonObject;
};

/**
 * @param cnf the claim by which the issuer names the holder's key (RFC 7800): `jwk`, or `kid` as a DID URL
 * @param asked whether somebody asked for proof that the holder presents
 */
export async function checkKeyBinding(
  deps: MethodDeps,
  selection: OpenedSdJwt,
  cnf: Json | undefined,
  { pointer, asked }: { pointer: string; asked: boolean },
): Promise<CheckedBinding> {
  const { keyBinding, hidden } = selection;
  const invalid = (message: string) => ({ findings: [finding('key-binding-invalid', pointer, message)] });
  if (keyBinding === undefined) return { findings: withoutBinding(cnf, { hidden, asked }, pointer) };
  if (cnf === undefined) return invalid('The issuer names no key of a holder.');
  let decoded: DecodedJws;
  try {
    decoded = decodeJws(keyBinding);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return invalid(`The key binding cannot be read: ${error.message}`);
  }
  const { header, payload } = decoded;
  const { typ } = header;
  if (typeof typ !== 'string' || nameOfTyp(typ) !== 'kb+jwt')
    return invalid('The typ of the key binding is not kb+jwt.');
  const { iat, aud, nonce, sd_hash: digest } = payload;
  if (typeof iat !== 'number' || typeof aud !== 'string' || typeof nonce !== 'string')
    return invalid('The key binding lacks iat, aud or nonce.');
  const [untimely] = checkJwtTimes({ claims: payload, kind: 'vp', content: {} }, deps.now(), pointer);
  if (untimely !== undefined) return invalid(`The key binding is not for use now: ${untimely.message}`);
  if (digest !== selection.digest)
    return invalid('The key binding is of another selection than the one shown.');
  const { key, findings } = await keyOf(deps, cnf, pointer);
  if (key === undefined) return { findings };
  const signature = await checkJws(keyBinding, key, pointer);
  if (signature.length > 0)
    return invalid(`The signature of the key binding: ${signature[0]?.message ?? ''}`);
  return { findings: [...findings, finding('key-binding-valid', pointer)], claims: payload };
}

/** Whoever holds an SD-JWT can leave out parts of it; only a holder's signature says that he did. */
function withoutBinding(
  cnf: Json | undefined,
  { hidden, asked }: { hidden: string[]; asked: boolean },
  pointer: string,
): Finding[] {
  if (asked)
    return [
      finding('key-binding-missing', pointer, 'A challenge was asked for, and no holder has answered it.'),
    ];
  if (cnf === undefined) return [];
  return [finding(hidden.length > 0 ? 'key-binding-missing' : 'holder-unproven', pointer)];
}

async function keyOf(
  deps: MethodDeps,
  cnf: Json,
  pointer: string,
): Promise<{ key?: JsonObject; findings: Finding[] }> {
  const { jwk, kid } = isObject(cnf) ? cnf : {};
  if (isObject(jwk)) return { key: jwk, findings: [] };
  if (typeof kid !== 'string' || !kid.startsWith('did:')) {
    const message = 'The key of the holder is named in a way this version does not read.';
    return { findings: [finding('key-binding-missing', pointer, message)] };
  }
  const { method, findings } = await findMethod(deps, kid, 'authentication', pointer);
  return { findings, ...(method === undefined ? {} : { key: method.publicJwk }) };
}
