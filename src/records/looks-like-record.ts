/** Whether the subject of a credential is a record of CLR 1.0 itself, as pilots have it. */
import { isObject, type JsonObject } from '../kernel/json.ts';
import { has, typesOf } from './appearance.ts';

/** By its type, or, since real ones may lack it, by the members every one has. */
export function looksLikeRecord(subject: JsonObject): boolean {
  const types = typesOf(subject);
  if (types.includes('Clr') || types.includes('ClrSet')) return true;
  return (
    has(subject, 'learner', 'publisher', 'issuedOn') ||
    isObject(subject['clrs']) ||
    Array.isArray(subject['clrs'])
  );
}
