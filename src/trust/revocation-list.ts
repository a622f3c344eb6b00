/** Revocation lists of CLR 1.0 and Open Badges 2.0: ids of what their issuer took back. */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { isWebAddress, type ReadDocument } from './read-document.ts';

/**
 * Whether the list of the responsible profile (publisher of a Clr, issuer of an achievement, issuer of an
 * endorsement) names the object. The list is not signed: its authority is the address it stands at, so it
 * must name that address as its id and the profile as its issuer.
 *
 * Found here: `status-none`, `status-good`, `revoked`, `status-unchecked`, `revocation-list-invalid`.
 */
export async function checkRevocation(
  read: ReadDocument,
  profile: JsonObject | undefined,
  id: string | undefined,
  pointer: string,
): Promise<Finding> {
  const url = profile?.['revocationList'];
  if (url === undefined || url === null) return finding('status-none', pointer);
  if (!isWebAddress(url)) {
    return finding('status-unchecked', pointer, `The revocation list ${showJson(url)} is no web address.`);
  }
  if (id === undefined) return finding('status-unchecked', pointer, 'Without an id it cannot be looked up.');
  const reading = await read(url);
  if (reading.kind === 'gone')
    return finding('status-unchecked', pointer, `The revocation list ${url} was taken away.`);
  if (reading.kind === 'unread') return finding('status-unchecked', pointer, reading.reason);
  const list = reading.kind === 'json' ? reading.value : undefined;
  const fault = isObject(list) ? faultOf(list, url, profile?.['id']) : 'it is no JSON object';
  if (!isObject(list) || fault !== undefined) {
    return finding(
      'revocation-list-invalid',
      pointer,
      `What stands at ${url} is not the list it should be: ${fault}.`,
    );
  }
  const entry = asArray(list['revokedAssertions']).find((item) => namesId(item, id));
  if (entry === undefined) return finding('status-good', pointer);
  const reason = isObject(entry) ? entry['revocationReason'] : undefined;
  const why = typeof reason === 'string' ? ` Reason given: ${reason}` : '';
  return finding('revoked', pointer, `The revocation list ${url} names ${id}.${why}`);
}

function faultOf(list: JsonObject, url: string, profileId: Json | undefined): string | undefined {
  if (list['id'] !== url) return `its id is ${showJson(list['id'])}`;
  const issuer = isObject(list['issuer']) ? list['issuer']['id'] : list['issuer'];
  if (issuer !== profileId) return `its issuer is ${showJson(issuer)}, not ${showJson(profileId)}`;
  const entries = list['revokedAssertions'];
  if (entries !== undefined && entries !== null && !Array.isArray(entries))
    return 'revokedAssertions is no array';
  return undefined;
}

/** A string in CLR 1.0; Open Badges 2.0 also writes objects with `id` or `uid`. */
function namesId(entry: Json, id: string): boolean {
  if (isObject(entry)) return entry['id'] === id || entry['uid'] === id;
  return entry === id;
}
