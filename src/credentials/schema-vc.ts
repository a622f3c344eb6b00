/** Reading Verifiable Credentials and Presentations of both versions (1.1 and 2.0) by one set of words. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';

export function typesOf(document: JsonObject): string[] {
  return asArray(document['type']).filter((type) => typeof type === 'string');
}

/** The id of a member that is either an id or an object with one (issuer, holder, subject). */
export function idOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  const id = isObject(value) ? value['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

export function subjectsOf(credential: JsonObject): JsonObject[] {
  return asArray(credential['credentialSubject']).filter(isObject);
}

export function proofsOf(document: JsonObject): Json[] {
  return asArray(document['proof']);
}

/** Whether it has a proof at all: null and an empty list say nothing, and leave no trace in RDF. */
export const hasProof = (document: JsonObject): boolean => proofsOf(document).length > 0;

/** The times of validity, whatever the version calls them. */
export function validityOf(credential: JsonObject): { from?: Json; until?: Json } {
  const from = credential['validFrom'] ?? credential['issuanceDate'];
  const until = credential['validUntil'] ?? credential['expirationDate'];
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}

/** Credentials that Open Badges 3.0 and CLR 2.0 describe a form of JWT for. */
export function isLearnerCredential(credential: JsonObject): boolean {
  return typesOf(credential).some((type) =>
    ['ClrCredential', 'OpenBadgeCredential', 'AchievementCredential', 'EndorsementCredential'].includes(type),
  );
}
