/** Who an input says it comes from; a claim, until the report says that it verified. */
import { decodeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json } from '../kernel/json.ts';

/** The issuer of a credential, the publisher of a record; undefined where several or none are named. */
export function issuerOf(value: Json): string | undefined {
  if (typeof value === 'string') return issuerOf(payloadOf(value));
  if (!isObject(value)) return undefined;
  const enveloped =
    typeof value['id'] === 'string' ? /^data:application\/[\w+.-]+,(.+)$/s.exec(value['id'])?.[1] : undefined;
  if (enveloped !== undefined) return issuerOf(enveloped);
  if (isObject(value['vc'])) return nameOf(value['vc']['issuer']) ?? nameOf(value['iss']);
  const presented = asArray(value['verifiableCredential']);
  if (value['issuer'] === undefined && presented.length > 0) return common(presented.map(issuerOf));
  if (Array.isArray(value['clrs'])) return common(value['clrs'].map(issuerOf));
  return nameOf(value['issuer']) ?? nameOf(value['publisher']) ?? nameOf(value['iss']);
}

function common(names: (string | undefined)[]): string | undefined {
  const [first, ...others] = new Set(names);
  return others.length === 0 ? first : undefined;
}

function nameOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return undefined;
  const [name, id] = [value['name'], value['id']];
  if (typeof name === 'string') return typeof id === 'string' ? `${name} (${id})` : name;
  return typeof id === 'string' ? id : undefined;
}

function payloadOf(jwt: string): Json {
  try {
    return decodeJwt(jwt, true).payload;
  } catch (error) {
    if (error instanceof BridgeError) return null; // the report says what is wrong with it
    throw error;
  }
}
