import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { typesOf } from './appearance.ts';
import { CURATION_KEY } from './model-clr1.ts';

/**
 * A record of which its issuer signed more than was disclosed, as a record that says so: `partial` (CLR 1.0 and 2.0),
 * and in CLR 1.0 where it comes from, so that nobody wraps it again as the publisher's whole record. One that travels
 * as a JWT stays as it is: there the digests say it.
 */
export function markSelection(record: Json, issuer?: string): Json {
  if (!isObject(record)) return record;
  if (typesOf(record).includes('ClrCredential')) return { ...record, partial: true };
  if (Array.isArray(record['clrs'])) {
    return { ...record, clrs: record['clrs'].map((clr) => markSelection(clr, issuer)) };
  }
  if (record['credentialSubject'] !== undefined) return record;
  const { id, publisher } = record;
  const publisherId = isObject(publisher) ? publisher['id'] : undefined;
  const curation: JsonObject = {
    source: {
      ...(typeof id === 'string' ? { id } : {}),
      ...(typeof publisherId === 'string' ? { publisher: publisherId } : {}),
    },
    changes: [`Disclosed in part: ${issuer ?? 'the issuer of the credential'} signed more than is shown`],
  };
  return { ...record, partial: true, [CURATION_KEY]: curation };
}
