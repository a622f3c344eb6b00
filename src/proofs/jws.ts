/**
 * Compact JWS (RFC 7515) checked against one key. Which algorithms are allowed follows from the type of the
 * key, never from the header alone (RFC 8725 section 3.1), so no header can turn a public key into an HMAC
 * secret or ask for no signature at all.
 */
import { KeyObject } from 'node:crypto';
import { compactVerify, errors } from 'jose';
import { type DecodedJws, decodeJws } from '../kernel/compact-jws.ts';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import type { JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { checkEs256k } from './es256k.ts';
import { algorithmsOf, isWeakKey, publicKeyFromJwk } from './public-key.ts';

/**
 * Whether the signature holds over exactly the characters received, by a key already found and authorised.
 * No finding means: it holds. Whose key it is, and what the payload says, is judged elsewhere.
 *
 * Found here: `jws-malformed`, `key-malformed`, `key-type`, `key-weak`, `algorithm-refused`,
 * `proof-malformed` (a critical extension), `proof-invalid`.
 *
 * @param key a public key, or a public JWK; members `kid`, `jku`, `jwk`, `x5u` of the header are not read
 */
export async function checkJws(
  jws: string,
  key: KeyObject | JsonObject,
  pointer: string,
): Promise<Finding[]> {
  let decoded: DecodedJws;
  let publicKey: KeyObject;
  try {
    decoded = decodeJws(jws, true);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return [finding('jws-malformed', pointer, error.message)];
  }
  try {
    publicKey = key instanceof KeyObject ? key : publicKeyFromJwk(key);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return [finding('key-malformed', pointer, error.message)];
  }
  const { header } = decoded;
  const refused = checkKey(publicKey, pointer) ?? checkHeader(header, publicKey, key, pointer);
  if (refused !== undefined) return [refused];
  if (!isCanonicalBase64url(jws.slice(jws.lastIndexOf('.') + 1))) {
    return [finding('proof-invalid', pointer, 'The signature is not spelled the one way base64url allows.')];
  }
  if (header['alg'] === 'ES256K') {
    const at = jws.lastIndexOf('.');
    const holds = checkEs256k(Buffer.from(jws.slice(0, at)), jws.slice(at + 1), publicKey);
    return holds ? [] : [finding('proof-invalid', pointer)];
  }
  try {
    await compactVerify(jws, publicKey, { algorithms: [String(header['alg'])] });
    return [];
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return [finding('proof-invalid', pointer)];
    if (error instanceof errors.JOSEError) {
      return [finding('jws-malformed', pointer, `The JWS cannot be processed: ${error.message}.`)];
    }
    // RSA and EC keys that decode but are no sound keys fail inside the cryptographic library
    return [
      finding('proof-invalid', pointer, `The signature cannot be checked with this key: ${textOf(error)}.`),
    ];
  }
}

function checkKey(key: KeyObject, pointer: string): Finding | undefined {
  const type = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? key.type;
  if (key.type !== 'public') return finding('key-malformed', pointer, 'Not a public key.');
  if (isWeakKey(key)) {
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return finding('key-weak', pointer, `The RSA key has ${bits} bits; 2048 are needed.`);
  }
  if (algorithmsOf(key).length === 0) {
    return finding('key-type', pointer, `Keys of type ${type} are not used here.`);
  }
  return undefined;
}

function checkHeader(
  header: JsonObject,
  publicKey: KeyObject,
  key: KeyObject | JsonObject,
  pointer: string,
): Finding | undefined {
  const { alg } = header;
  const allowed = algorithmsOf(publicKey);
  if (typeof alg !== 'string' || !allowed.includes(alg)) {
    return finding(
      'algorithm-refused',
      pointer,
      `The header says ${showJson(alg)}; this key may verify ${allowed.join(', ')}.`,
    );
  }
  const bound = key instanceof KeyObject ? undefined : key['alg'];
  if (bound !== undefined && bound !== alg && !(isEdwards(bound) && isEdwards(alg))) {
    return finding(
      'algorithm-refused',
      pointer,
      `The header says ${alg}; the key is for ${showJson(bound)} only.`,
    );
  }
  // RFC 7515 section 4.1.11: an extension that is not understood makes the JWS invalid; none is used here
  if (header['crit'] !== undefined) {
    return finding(
      'proof-malformed',
      pointer,
      `The header has critical extensions: ${showJson(header['crit'])}.`,
    );
  }
  // RFC 7797: readers that do not know it would verify other bytes
  if (header['b64'] === false)
    return finding('proof-malformed', pointer, 'An unencoded payload (b64: false) is not read.');
  return undefined;
}

const isEdwards = (alg: unknown) => alg === 'EdDSA' || alg === 'Ed25519';

/** Unused bits of the last character must be zero (RFC 4648 section 3.5): else one signature has many spellings. */
function isCanonicalBase64url(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') === text;
}
