/** Entries of the list of ids that 1EdTech describes for credentials. */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { isWebAddress, type ReadDocument } from './read-document.ts';

/**
 * 1EdTech Revocation List 1.0 (`/spec/vcrl/v1p0/`): the document at the entry’s id lists the credentials that were
 * taken back. An entry that says `revoked: false` is no revocation; one that says nothing is.
 */
export async function checkRevocationEntry(
  read: ReadDocument,
  credential: JsonObject,
  url: Json | undefined,
  pointer: string,
): Promise<Finding> {
  const { id } = credential;
  if (!isWebAddress(url))
    return finding('status-unchecked', pointer, `The revocation list ${showJson(url)} is no web address.`);
  if (typeof id !== 'string')
    return finding('status-unchecked', pointer, 'A credential without an id cannot be looked up in a list.');
  const reading = await read(url);
  if (reading.kind === 'gone')
    return finding('status-unchecked', pointer, `The revocation list ${url} was taken away.`);
  if (reading.kind === 'unread') return finding('status-unchecked', pointer, reading.reason);
  const list = reading.kind === 'json' && isObject(reading.value) ? reading.value : undefined;
  const revoked = list?.['revokedCredential'];
  const issuer = nameOf(list?.['issuer']);
  if (list === undefined || (revoked !== undefined && !Array.isArray(revoked) && !isObject(revoked))) {
    return finding('revocation-list-invalid', pointer, `What stands at ${url} is no revocation list.`);
  }
  if (revoked === undefined && list['id'] === undefined && issuer === undefined) {
    return finding('revocation-list-invalid', pointer, `What stands at ${url} lists no credentials.`);
  }
  if (issuer !== undefined && issuer !== nameOf(credential['issuer'])) {
    const message = `The revocation list ${url} is of ${issuer}, not of the issuer.`;
    return finding('revocation-list-invalid', pointer, message);
  }
  const entry = asArray(revoked).find((item) => nameOf(item) === id);
  if (entry === undefined || (isObject(entry) && entry['revoked'] === false))
    return finding('status-good', pointer);
  const reason = isObject(entry) ? entry['revocationReason'] : undefined;
  const why = typeof reason === 'string' ? ` Reason given: ${reason}` : '';
  return finding('revoked', pointer, `The revocation list ${url} names ${id}.${why}`);
}

/** The id of a member that is an id, or an object with one. */
function nameOf(value: Json | undefined): string | undefined {
  const id = isObject(value) ? value['id'] : value;
  return typeof id === 'string' ? id : undefined;
}
