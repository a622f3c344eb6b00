/** The credentials inside a credential: badges of a CLR, endorsements of anything, at any depth. */
import { looksLikeJwt } from '../kernel/decode-jwt.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { jwsOfEnvelope } from '../records/jws-of-envelope.ts';
import { idOf, typesOf } from './schema-vc.ts';

export type Nested = {
  pointer: string;
  /** An endorsement speaks of what it stands on; any other nested credential speaks for itself. */
  role: 'credential' | 'endorsement';
  /** The credential, or the compact JWS it travels in. */
  value: JsonObject | string;
  /** For an endorsement: the id of the object it stands on, where that has one. */
  target?: string;
};

/** Members that are no part of the credential’s own statements: proofs, contexts, and records kept as JSON literals. */
const OPAQUE = new Set(['@context', 'proof', 'clr', 'signedClrs', 'clr1Rest', 'conversion']);
/** Members whose texts are credentials in JWS form. */
const JWT_MEMBERS = new Set(['verifiableCredential', 'endorsementJwt', 'verifications']);

/**
 * Lists the credentials directly inside, in document order; what is inside them is theirs to list. A ClrCredential
 * has its badges under `credentialSubject.verifiableCredential`, endorsements stand on credentials,
 * achievements and profiles (Open Badges 3.0, `endorsement` and `endorsementJwt`), and other records have
 * credentials elsewhere: whatever says of itself that it is a VerifiableCredential is one.
 */
export function listNested(credential: JsonObject, pointer = ''): Nested[] {
  const found: Nested[] = [];
  const visit = (holder: JsonObject, at: string): void => {
    for (const [member, value] of Object.entries(holder)) {
      if (OPAQUE.has(member)) continue;
      const several = Array.isArray(value);
      for (const [i, item] of asArray<Json>(value).entries()) {
        const place = appendPointer(at, member);
        const itemAt = several ? appendPointer(place, i) : place;
        const nested = nestedOf(item, member, holder, itemAt);
        if (nested !== undefined) found.push(nested);
        else if (isObject(item)) visit(item, itemAt);
      }
    }
  };
  visit(credential, pointer);
  return found;
}

const MEMBER = /^\/credentialSubject(\/\d+)?\/verifiableCredential(\/\d+)?$/;

/** Whether a pointer into a ClrCredential names one of its badges; the subject may stand in a list. */
export const isMemberAt = (pointer: string): boolean => MEMBER.test(pointer);

function nestedOf(item: Json, member: string, holder: JsonObject, pointer: string): Nested | undefined {
  const value = credentialIn(item, member);
  if (value === undefined) return undefined;
  const endorses =
    member === 'endorsement' ||
    member === 'endorsementJwt' ||
    (typeof value !== 'string' && typesOf(value).includes('EndorsementCredential'));
  const target = idOf(holder);
  return {
    pointer,
    value,
    role: endorses ? 'endorsement' : 'credential',
    ...(endorses && target !== undefined ? { target } : {}),
  };
}

function credentialIn(item: Json, member: string): JsonObject | string | undefined {
  if (typeof item === 'string') {
    return JWT_MEMBERS.has(member) && (member === 'endorsementJwt' || looksLikeJwt(item)) ? item : undefined;
  }
  if (!isObject(item)) return undefined;
  const jws = jwsOfEnvelope(item);
  if (jws !== undefined) return jws;
  const isCredential =
    typesOf(item).includes('VerifiableCredential') ||
    (member === 'verifiableCredential' && item['credentialSubject'] !== undefined) ||
    (member === 'endorsement' && item['credentialSubject'] !== undefined);
  return isCredential ? item : undefined;
}

/**
 * Every id in the credential that an endorsement on it may speak of: its own, those of subjects, achievements, profiles
 * and badges in it; not what endorsements say of themselves.
 */
export function idsIn(credential: JsonObject): Set<string> {
  const ids = new Set<string>();
  const stack: Json[] = [credential];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (Array.isArray(value)) {
      for (const item of value) stack.push(item);
    } else if (isObject(value)) {
      const id = idOf(value);
      if (id !== undefined) ids.add(id);
      for (const [member, inner] of Object.entries(value))
        if (!OPAQUE.has(member) && member !== 'endorsement') stack.push(inner);
    }
  }
  return ids;
}
