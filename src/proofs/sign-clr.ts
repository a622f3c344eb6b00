/**
 * A CLR 1.0 signed as the standard has it: the payload of a compact JWS is the JSON of the Clr itself, and the
 * publisher's profile in it names the key (CLR 1.0 CryptographicKey; Open Badges 2.0 SignedBadge).
 */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { showJson } from '../kernel/show-json.ts';
import type { Signer } from './ports.ts';
import { publicKeyFromJwk } from './public-key.ts';

export type SignClrOptions = {
  signer: Signer;
  /** Default: the signer's verification method, a DID URL that anybody can resolve. */
  keyId?: string;
  /** Also sign, each on its own, the assertions that the publisher itself awarded. */
  each?: boolean;
};

export type SignedClr = {
  /** The compact JWS. Its bytes are what is signed: it must be kept and handed on as it is. */
  signedClr: string;
  warnings: Finding[];
};

/**
 * Signs from the inside out: assertions first, so that the Clr carries their finished JWS. The record handed in
 * is not changed; signed strings that it already carries are not touched, since any change would break them.
 *
 * @param clr a Clr whose publisher has an id
 */
export async function signClr(clr: JsonObject, options: SignClrOptions): Promise<SignedClr> {
  const { signer, each = false, keyId = signer.id } = options;
  const copy = structuredClone(clr);
  const publisher = isObject(copy['publisher']) ? copy['publisher'] : {};
  const key: JsonObject = {
    id: keyId,
    type: 'CryptographicKey',
    owner: publisher['id'] ?? null,
    publicKeyPem: publicKeyFromJwk(signer.publicJwk).export({ type: 'spki', format: 'pem' }).toString(),
  };
  const warnings = replaceMethod(copy, publisher, key, '/publisher', '');
  if (each) warnings.push(...(await signAssertions(copy, publisher, key, signer)));
  return { signedClr: await signPayload(copy, keyId, signer), warnings };
}

function signPayload(payload: JsonObject, keyId: string, signer: Signer): Promise<string> {
  return signer.signJws({ typ: 'JWT', kid: keyId }, new TextEncoder().encode(JSON.stringify(payload)));
}

/** Names the key in the profile, and the way to verify in the object; says what stood there before. */
function replaceMethod(
  object: JsonObject,
  profile: JsonObject,
  key: JsonObject,
  profileAt: string,
  at: string,
): Finding[] {
  const warnings: Finding[] = [];
  const before = profile['publicKey'];
  if (isObject(before) && before['publicKeyPem'] !== key['publicKeyPem']) {
    warnings.push(
      finding(
        'key-replaced',
        `${profileAt}/publicKey`,
        `The record named the key ${showJson(before['id'])}; it now names ${showJson(key['id'])}.`,
      ),
    );
  }
  const method = isObject(object['verification']) ? object['verification']['type'] : undefined;
  if (method !== undefined && method !== 'Signed') {
    warnings.push(finding('method-replaced', `${at}/verification`, `The record named ${showJson(method)}.`));
  }
  profile['publicKey'] = { ...key };
  object['verification'] = { type: 'Signed', creator: key['id'] ?? null };
  return warnings;
}

/** Moves every assertion that the publisher awarded from `assertions` to `signedAssertions`. */
async function signAssertions(
  clr: JsonObject,
  publisher: JsonObject,
  key: JsonObject,
  signer: Signer,
): Promise<Finding[]> {
  const warnings: Finding[] = [];
  const kept: JsonObject[string][] = [];
  const signed: string[] = [];
  for (const [i, assertion] of asArray(clr['assertions']).entries()) {
    const at = appendPointer('/assertions', i);
    const issuer = isObject(assertion) ? issuerOf(assertion['achievement']) : undefined;
    if (isObject(assertion) && issuer !== undefined && issuer['id'] === publisher['id']) {
      warnings.push(...replaceMethod(assertion, issuer, key, `${at}/achievement/issuer`, at));
      signed.push(await signPayload(assertion, String(key['id']), signer));
    } else {
      const who = issuer === undefined ? 'It names no issuer' : `Its issuer is ${showJson(issuer['id'])}`;
      warnings.push(
        finding(
          'foreign-assertion',
          at,
          `${who}, so the publisher cannot sign it as its own; the signature of the CLR covers it.`,
        ),
      );
      kept.push(assertion);
    }
  }
  if (signed.length === 0) return warnings;
  clr['assertions'] = kept;
  clr['signedAssertions'] = [...asArray(clr['signedAssertions']), ...signed];
  // rule M5: an achievement that stands in two places must be the same in both
  for (const achievement of asArray(clr['achievements'])) {
    const issuer = issuerOf(achievement);
    if (issuer !== undefined && issuer['id'] === publisher['id']) issuer['publicKey'] = { ...key };
  }
  return warnings;
}

function issuerOf(achievement: JsonObject[string] | undefined): JsonObject | undefined {
  const issuer = isObject(achievement) ? achievement['issuer'] : undefined;
  return isObject(issuer) ? issuer : undefined;
}
