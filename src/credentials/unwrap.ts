/** The native records inside a credential, exactly as they went in. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { looksLikeRecord } from '../records/looks-like-record.ts';
import { fromLinkedData, RECORD_CONTEXT } from './linked-data.ts';

export type Content = {
  /** Where the record stands in the credential. */
  pointer: string;
  /** A CLR or ClrSet as object, or a signed record as compact JWS. */
  native: Json;
};

/**
 * Lists the records of a credential: under `clr` (one or several), under `signedClrs`, or the subject itself
 * (pilots). A subject that is the record in our linked-data form gets its own `@context` back.
 */
export function listContents(credential: JsonObject, pointer = ''): Content[] {
  const found: Content[] = [];
  const restore = isLinkedData(credential) ? fromLinkedData : (record: JsonObject) => record;
  const subjects = asArray(credential['credentialSubject']);
  for (const [i, subject] of subjects.entries()) {
    if (!isObject(subject)) continue;
    const base = `${pointer}/credentialSubject`;
    const at = Array.isArray(credential['credentialSubject']) ? appendPointer(base, i) : base;
    if (looksLikeRecord(subject)) {
      found.push({ pointer: at, native: restore(subject) });
      continue;
    }
    for (const name of ['clr', 'signedClrs'] as const) {
      const value = subject[name];
      for (const [k, item] of asArray(value).entries()) {
        if (typeof item !== 'string' && !isObject(item)) continue;
        const place = appendPointer(at, name);
        found.push({
          pointer: Array.isArray(value) ? appendPointer(place, k) : place,
          native: isObject(item) ? restore(item) : item,
        });
      }
    }
  }
  return found;
}

/** Only our linked-data form moves the record's `@context`; under `verbatim` a member of that name is data. */
function isLinkedData(credential: JsonObject): boolean {
  return asArray(credential['@context']).some(
    (entry) =>
      isObject(entry) &&
      (Object.hasOwn(entry, RECORD_CONTEXT) ||
        (isObject(entry['clr']) && Object.hasOwn(entry['clr'], '@context'))),
  );
}
