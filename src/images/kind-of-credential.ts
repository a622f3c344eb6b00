/** Which marker a credential belongs under. */
import { decodeJwt, looksLikeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type JsonObject, parseJson } from '../kernel/json.ts';
import { MAX_TEXT_BYTES } from './baked-image.ts';
import type { BakeableKind } from './markers.ts';

const KINDS: Record<string, BakeableKind> = {
  ClrCredential: 'clr-2.0',
  OpenBadgeCredential: 'ob-3.0',
  AchievementCredential: 'ob-3.0',
};

/**
 * The kind that the types of a credential say. Only what can be verified is baked: a JWS or SD-JWT, or JSON with a proof.
 *
 * @throws BridgeError `record-unsupported` for any other document or one without a proof; what `parseJson` and
 *   `decodeJwt` throw
 */
export function kindOfCredential(text: string): BakeableKind {
  const credential = looksLikeJwt(text) ? payloadOf(text) : parseCredential(text);
  const types = asArray(credential['type']);
  const known = Object.keys(KINDS).find((type) => types.includes(type));
  if (known !== undefined) return KINDS[known]!;
  throw new BridgeError(
    'record-unsupported',
    'Only an Open Badges 3.0 credential or a ClrCredential is baked; the type says it is neither.',
    { pointer: '/type' },
  );
}

/** A JWT of VC Data Model 1.1 has the credential in its claim `vc`. */
function payloadOf(jws: string): JsonObject {
  if (jws.length > MAX_TEXT_BYTES) throw tooLarge();
  const { payload } = decodeJwt(jws, true);
  return isObject(payload['vc']) ? payload['vc'] : payload;
}

function parseCredential(text: string): JsonObject {
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) throw tooLarge();
  const { value } = parseJson(text, { maxBytes: MAX_TEXT_BYTES });
  if (!isObject(value)) {
    throw new BridgeError('record-unsupported', 'What is baked must be a JSON object or a compact JWS.');
  }
  if (asArray(value['proof']).length === 0) {
    throw new BridgeError(
      'record-unsupported',
      'The credential has no proof: nobody could verify the image.',
    );
  }
  return value;
}

function tooLarge(): BridgeError {
  return new BridgeError('too-large', `The credential has more than ${MAX_TEXT_BYTES} bytes.`);
}
