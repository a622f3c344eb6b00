/**
 * Whether a credential is somebody’s whose e-mail address or other identifier is known (Open Badges 3.0, section
 * 8.4). Nothing is guessed, and nothing leaves: the value that is known is hashed as the credential says.
 */

import { createHash } from 'node:crypto';
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';

type HashAlgorithm = 'sha256' | 'md5';

/** Some guides write `email` where the list of the standard has `emailAddress`. */
const E_MAIL = new Set(['emailAddress', 'email']);

const MAILTO = /^mailto:/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/**
 * `identityHash` of an IdentityObject: the name of the algorithm, `$`, and the hexadecimal digest of the UTF-8 bytes
 * of the value followed by those of the salt. Lower case.
 *
 * @param algorithm `md5` is only for reading what others wrote
 */
export function hashIdentity(value: string, salt = '', algorithm: HashAlgorithm = 'sha256'): string {
  return `${algorithm}$${createHash(algorithm).update(value, 'utf8').update(salt, 'utf8').digest('hex')}`;
}

/** The algorithm of a text that is an identity hash as a whole; undefined for any other text. */
export function hashAlgorithmOf(text: string): HashAlgorithm | undefined {
  const [, name] = /^(sha256|md5)\$[0-9a-f]+$/i.exec(text) ?? [];
  return name?.toLowerCase() as HashAlgorithm | undefined;
}

/**
 * Compares a value that is known with the subject’s id and identifiers. An e-mail address is compared with e-mail
 * addresses alone, any other value with identifiers of every kind but names, which prove nothing, and a URI with the
 * id too. Where no identifier can be read, nothing is said against the person.
 *
 * @returns `recipient-match`, `recipient-mismatch` where nothing fits, or `recipient-unproven` where there is nothing
 *   to compare with; `recipient-case` and `recipient-hash-weak` beside a match
 */
export function matchIdentity(subject: JsonObject, value: string, pointer = ''): Finding[] {
  const known = value.replace(MAILTO, '');
  const isMail = known.includes('@') && !SCHEME.test(known);
  const id = typeof subject['id'] === 'string' ? subject['id'] : undefined;
  if (!isMail && id === known)
    return [finding('recipient-match', pointer, 'The id of the subject is the one asked for.')];
  const entries = [
    ...asArray(subject['identifier']).filter(isObject),
    ...(id !== undefined && MAILTO.test(id)
      ? [{ identityType: 'emailAddress', identityHash: id.replace(MAILTO, '') }]
      : []),
  ].filter((entry) => isReadable(entry, isMail));
  const comparable = entries.length + (id !== undefined && SCHEME.test(known) ? 1 : 0);
  if (comparable === 0) return [finding('recipient-unproven', pointer)];
  for (const exact of [true, false]) {
    for (const entry of entries) {
      const found = compare(entry, exact ? known : known.toLowerCase(), isMail && !exact, pointer);
      if (found !== undefined) return found;
    }
    if (!isMail) break;
  }
  return [finding('recipient-mismatch', pointer, 'No identifier of the subject is the one asked for.')];
}

/** Of the kind asked for, and in a form that can be compared: plain, or a hash by an algorithm known here. */
function isReadable(entry: JsonObject, isMail: boolean): boolean {
  const { identityType, identityHash } = entry;
  if (typeof identityHash !== 'string' || isHashed(entry) !== (hashAlgorithmOf(identityHash) !== undefined))
    return false;
  return isMail ? typeof identityType === 'string' && E_MAIL.has(identityType) : identityType !== 'name';
}

const isHashed = ({ hashed }: JsonObject) => hashed === true || hashed === 'true';

function compare(entry: JsonObject, value: string, anyCase: boolean, pointer: string): Finding[] | undefined {
  const { salt } = entry;
  const text = String(entry['identityHash']);
  const match = finding(
    'recipient-match',
    pointer,
    `An identifier of type ${showJson(entry['identityType'])} is the one asked for.`,
  );
  const loose = anyCase ? [finding('recipient-case', pointer)] : [];
  if (!isHashed(entry))
    return (anyCase ? text.toLowerCase() : text) === value ? [match, ...loose] : undefined;
  const algorithm = hashAlgorithmOf(text);
  const computed = hashIdentity(value, typeof salt === 'string' ? salt : '', algorithm);
  if (computed !== text.toLowerCase()) return undefined;
  return [match, ...loose, ...(algorithm === 'md5' ? [finding('recipient-hash-weak', pointer)] : [])];
}
