/** Walks a credential of CLR 2.0 or Open Badges 3.0 along the table of the model and lists every object in it. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { type VcVersion, versionOf } from '../kernel/vc-version.ts';
import type { Clr2Kind } from './credential-kind.ts';
import { type InnerCredential, listInnerCredentials } from './inner-credentials.ts';
import { type Clr2TypeName, typeOfClr2 } from './model-clr2.ts';
import { isTypeName } from './property.ts';

/** An object of the model, at its place. */
export type CredentialPart = { type: Clr2TypeName; value: JsonObject; pointer: string };

/** Types that are credentials themselves: badges and endorsements are parts of their own, not of what is around them. */
const CREDENTIAL_TYPES: ReadonlySet<Clr2TypeName> = new Set([
  'VerifiableCredential',
  'EndorsementCredential',
]);

/** The form a credential is meant to have, where its contexts do not say it. */
export function formOf(credential: JsonObject): VcVersion {
  return versionOf(credential) ?? (credential['issuanceDate'] === undefined ? '2.0' : '1.1');
}

/**
 * The credential and the objects of the model in it, each before what it contains; credentials inside are left
 * out, and so are members of a wrong JSON type. No recursion, so no depth is too deep.
 */
export function listCredentialParts(
  credential: JsonObject,
  kind: Clr2Kind,
  pointer: string,
): CredentialPart[] {
  const version = formOf(credential);
  const parts: CredentialPart[] = [];
  const waiting: CredentialPart[] = [{ type: kind, value: credential, pointer }];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    parts.push(part);
    waiting.push(...partsIn(part, version).reverse());
  }
  return parts;
}

/** The credentials directly inside: badges and endorsements, as objects or as JWS, opened as far as they can be read. */
export function listCredentialsIn(
  credential: JsonObject,
  kind: Clr2Kind,
  pointer: string,
): InnerCredential[] {
  const version = formOf(credential);
  return listCredentialParts(credential, kind, pointer).flatMap(({ type, value, pointer: at }) =>
    Object.entries(typeOfClr2(type, version).properties).flatMap(([member, { kind: held, signs }]) =>
      signs === undefined && !(isTypeName(held) && CREDENTIAL_TYPES.has(held))
        ? []
        : listInnerCredentials(
            value,
            member,
            at,
            held === 'VerifiableCredential' ? 'credential' : 'endorsement',
          ),
    ),
  );
}

function partsIn({ type, value, pointer }: CredentialPart, version: VcVersion): CredentialPart[] {
  return Object.entries(typeOfClr2(type, version).properties).flatMap(([name, { kind }]) => {
    if (!isTypeName(kind) || CREDENTIAL_TYPES.has(kind)) return [];
    return objectsUnder(value, name, pointer).map((item) => ({ type: kind, ...item }));
  });
}

/** The objects under a member, one or several, with their places. */
export function objectsUnder(
  holder: JsonObject,
  member: string,
  pointer: string,
): { value: JsonObject; pointer: string }[] {
  return itemsUnder(holder, member, pointer).filter((item): item is { value: JsonObject; pointer: string } =>
    isObject(item.value),
  );
}

/** Everything under a member, one or several, with its place. */
export function itemsUnder(
  holder: JsonObject,
  member: string,
  pointer: string,
): { value: Json; pointer: string }[] {
  const content = holder[member];
  const at = appendPointer(pointer, member);
  if (!Array.isArray(content)) return asArray(content).map((value) => ({ value, pointer: at }));
  return content.map((value, i) => ({ value, pointer: appendPointer(at, i) }));
}
