/** What every selection from a credential shows. */

import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer, resolvePointer, splitPointer } from '../kernel/pointer.ts';
import { clr2KindOf } from '../records/credential-kind.ts';
import { listDisclosable } from './list-disclosable.ts';

/** Members without which a part of any credential would mislead: whose it is, of whom, when it holds, and what it is a part of. */
const ALWAYS = [
  'id',
  'issuer',
  'validFrom',
  'validUntil',
  'issuanceDate',
  'expirationDate',
  'credentialStatus',
  'credentialSchema',
  'termsOfUse',
  'refreshService',
  'partial',
];

/**
 * JSON Pointers of what a base proof makes mandatory. Of a learner record, or a badge, it is all but the parts that a learner may
 * leave out (`listDisclosable`). Of any other credential its issuer names it, and to that comes what no selection may hide:
 * issuer, learner, validity, status, types.
 *
 * @param asked JSON Pointers of what an issuer wants shown beside that
 */
export function listMandatory(credential: JsonObject, asked: string[] = []): string[] {
  const { proof: _proof, '@context': _context, ...rest } = credential;
  const own =
    clr2KindOf(credential) === undefined || asked.length > 0
      ? listAlways(rest)
      : cover(rest, listDisclosable(credential));
  return [...new Set([...own, ...asked])];
}

function listAlways(credential: JsonObject): string[] {
  const members = ALWAYS.filter((name) => credential[name] !== undefined).map((name) =>
    appendPointer('', name),
  );
  const subjects = asArray<Json>(credential['credentialSubject'] ?? []).flatMap((subject, i) => {
    const at = Array.isArray(credential['credentialSubject'])
      ? appendPointer('/credentialSubject', i)
      : '/credentialSubject';
    return isObject(subject)
      ? ['id', 'type'].filter((name) => subject[name] !== undefined).map((name) => appendPointer(at, name))
      : [];
  });
  return [...members, ...subjects];
}

/** The largest parts of a value in which nothing that may be left out stands. */
function cover(value: Json, parts: string[], pointer = ''): string[] {
  if (parts.includes(pointer)) return [];
  if (pointer !== '' && !parts.some((part) => part.startsWith(`${pointer}/`))) return [pointer];
  if (Array.isArray(value)) return value.flatMap((item, i) => cover(item, parts, appendPointer(pointer, i)));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    cover(member, parts, appendPointer(pointer, name)),
  );
}

/** The pointers that name nothing in a document, by their place in the list. */
export function findMissing(document: JsonObject, pointers: string[]): number[] {
  return pointers.flatMap((pointer, i) =>
    splitPointer(pointer) === undefined || resolvePointer(document, pointer) === undefined ? [i] : [],
  );
}
