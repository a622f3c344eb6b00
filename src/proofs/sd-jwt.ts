/** Credentials signed so that parts of them can be hidden: SD-JWT (RFC 9901) as VC-JOSE-COSE, section 3.2, has it. */
import { createHash, randomBytes } from 'node:crypto';
import { pack } from '@sd-jwt/core';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer, splitPointer } from '../kernel/pointer.ts';
import type { Signer } from './ports.ts';
import { payloadOf } from './vc-jwt.ts';

export type SdJwtOptions = {
  /** JSON Pointers of items and members that can be hidden, also inside each other. */
  disclosable: string[];
  /** The public key of the holder, who can then bind what he shows to himself. */
  holderKey?: JsonObject;
};

/**
 * Signs a credential of VC 2.0; each disclosable part becomes a digest with a random salt. Items of a list stay in their
 * order, so that what is shown is byte for byte what was signed.
 *
 * @returns the SD-JWT with all its disclosures, in its compact form
 * @throws BridgeError `proof-unfit` as for `signVcJwt`, or for a credential with members named `_sd` or `...`
 */
export async function signSdJwt(
  credential: JsonObject,
  signer: Signer,
  { disclosable, holderKey }: SdJwtOptions,
): Promise<string> {
  checkNames(credential, '');
  const payload: JsonObject = {
    ...payloadOf(credential, 'sd-jwt'),
    ...(holderKey === undefined ? {} : { cnf: { jwk: holderKey } }),
  };
  const { packedClaims, disclosures } = await pack(
    payload,
    frameOf(disclosable) as Parameters<typeof pack<JsonObject>>[1],
    HASH,
    createSalt,
  );
  const claims = { ...packedClaims, _sd_alg: 'sha-256' };
  const header = { typ: 'vc+sd-jwt', cty: 'vc', kid: signer.id };
  const jws = await signer.signJws(header, new TextEncoder().encode(JSON.stringify(claims)));
  return [jws, ...disclosures.map((disclosure) => disclosure.encode()), ''].join('~');
}

/**
 * Binds an SD-JWT to its holder and to whoever asked (RFC 9901, section 4.3).
 *
 * @param sdJwt without a key binding: it ends with a tilde
 * @param digest of exactly that text, by the hash of the SD-JWT, in base64url
 */
export async function bindSdJwt(
  sdJwt: string,
  signer: Signer,
  { digest, nonce, audience, now }: { digest: string; nonce: string; audience: string; now: Date },
): Promise<string> {
  const claims = { iat: Math.floor(now.getTime() / 1000), aud: audience, nonce, sd_hash: digest };
  const payload = new TextEncoder().encode(JSON.stringify(claims));
  return sdJwt + (await signer.signJws({ typ: 'kb+jwt' }, payload));
}

const HASH = {
  alg: 'sha-256',
  hasher: (data: string | ArrayBuffer) =>
    new Uint8Array(
      createHash('sha256')
        .update(typeof data === 'string' ? data : new Uint8Array(data))
        .digest(),
    ),
};

/** From the system and nowhere else: whoever could foresee a salt could guess what is hidden. */
const createSalt = (length: number) => randomBytes(length).toString('base64url');

type Frame = { _sd: (string | number)[]; [segment: string]: Frame | (string | number)[] };

/** Which members and items are replaced by digests, in the form that the library reads. */
function frameOf(pointers: string[]): object {
  const frame: Frame = { _sd: [] };
  for (const pointer of pointers) {
    const segments = splitPointer(pointer) ?? [];
    const last = segments.pop();
    let at = frame;
    for (const segment of segments) {
      at[segment] ??= { _sd: [] };
      at = at[segment] as Frame;
    }
    // the library finds items by number and members by name
    if (last !== undefined) at._sd.push(/^\d+$/.test(last) ? Number(last) : last);
  }
  return frame;
}

/** Names that mean something in an SD-JWT (RFC 9901, section 4.2.4.3): the data would be read as digests. */
function checkNames(value: Json, pointer: string): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) checkNames(item, appendPointer(pointer, i));
  } else if (isObject(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const at = appendPointer(pointer, name);
      if (['_sd', '...', '_sd_alg'].includes(name)) {
        throw new BridgeError('proof-unfit', `A member ${name} means something else in an SD-JWT.`, {
          pointer: at,
        });
      }
      checkNames(inner, at);
    }
  }
}
