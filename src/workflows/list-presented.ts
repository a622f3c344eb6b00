/** The credentials that a presentation brings, told apart before they are verified. */
import { openEnvelope } from '../credentials/envelope.ts';
import { typesOf } from '../credentials/schema-vc.ts';
import { looksLikeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { jwsOfEnvelope } from '../records/jws-of-envelope.ts';

/** Not verified, and where it stands in its presentation. */
export type PresentedCredential = { pointer: string; credential: JsonObject };

/** Of a presentation its credentials; a credential that presents itself (an SD-JWT) is the only one. */
export function listPresented(presentation: Json): PresentedCredential[] {
  const document = contentOf(presentation);
  if (document === undefined) return [];
  if (!typesOf(document).includes('VerifiablePresentation')) return [{ pointer: '', credential: document }];
  const members = document['verifiableCredential'];
  return asArray<Json>(members).flatMap((member, i) => {
    const credential = contentOf(member);
    const pointer = Array.isArray(members)
      ? appendPointer('/verifiableCredential', i)
      : '/verifiableCredential';
    return credential === undefined ? [] : [{ pointer, credential }];
  });
}

/** What stands in a JWT, or is JSON; undefined for what is neither, which its verification says. */
function contentOf(value: Json): JsonObject | undefined {
  const jws = typeof value === 'string' ? value : isObject(value) ? jwsOfEnvelope(value) : undefined;
  if (jws === undefined) return isObject(value) ? value : undefined;
  if (!looksLikeJwt(jws)) return undefined;
  try {
    return openEnvelope(jws, '').content;
  } catch (error) {
    if (error instanceof BridgeError) return undefined;
    throw error;
  }
}

/** Also in the payload of a JWS there. */
export const isWithin = (pointer: string, place: string) =>
  pointer === place || pointer.startsWith(`${place}/`) || pointer.startsWith(`${place}#`);
