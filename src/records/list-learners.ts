/** Whom a record of CLR 1.0 is about, in the form that identities are compared in. */
import { isObject, type JsonObject } from '../kernel/json.ts';
import type { NativeRecord } from './parse-record.ts';
import { IDENTIFYING, identityPropertyOf } from './recipient.ts';
import { isOf, isReadable, listParts, pointerIn, type ReadablePart, rootPart } from './record-parts.ts';

export type Learner = {
  /** Id and identifiers, as `matchIdentity` takes them. */
  subject: JsonObject;
  /** Where the record names the person. */
  pointer: string;
};

/**
 * The learner of each Clr, or the recipient of an assertion that stands alone; nobody for an endorsement alone.
 *
 * @param pointer where the record stands in the whole input
 */
export function listLearners(record: NativeRecord, pointer = ''): Learner[] {
  const root = rootPart(record, pointer);
  if (isOf(root, 'Assertion'))
    return [{ subject: subjectOfRecipient(root), pointer: pointerIn(root, 'recipient') }];
  return listParts(root)
    .filter(isReadable)
    .filter((part) => isOf(part, 'Clr', 'MemberClr'))
    .map((clr) => ({ subject: subjectOfLearner(clr), pointer: pointerIn(clr, 'learner') }));
}

function subjectOfLearner({ value: { learner } }: ReadablePart): JsonObject {
  if (!isObject(learner)) return {};
  const names = IDENTIFYING.filter((name) => name !== 'id' && learner[name] !== undefined);
  return {
    ...(learner['id'] === undefined ? {} : { id: learner['id'] }),
    identifier: names.map((name) => ({ identityType: name, identityHash: learner[name] ?? null })),
  };
}

function subjectOfRecipient({ value: { recipient } }: ReadablePart): JsonObject {
  if (!isObject(recipient)) return {};
  const { type, identity = null, hashed = false, salt = null } = recipient;
  const name = identityPropertyOf(type);
  if (name === undefined) return {};
  return name === 'id' && hashed !== true
    ? { id: identity }
    : { identifier: [{ identityType: name, identityHash: identity, hashed, salt }] };
}
