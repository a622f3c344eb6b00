/** Whether the recipient of an assertion is the learner of the record it stands in (rule M10). */
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { hashAlgorithmOf, hashIdentity } from './match-identity.ts';

/** The properties of a learner profile that an Identity may name. */
export const IDENTIFYING = ['id', 'email', 'url', 'telephone', 'sourcedId', 'studentId'];

/**
 * Compares an Identity with the one property of the learner that it names. A plain identity must be equal
 * (an e-mail may differ in case, which is said); a hashed one is `sha256$` or `md5$` and the digest of the
 * UTF-8 bytes of value and salt (Open Badges 2.0, IdentityHash).
 *
 * A match ties the assertion to the learner profile that the publisher wrote, not to whoever presents it.
 *
 * @returns `recipient-match`, `recipient-mismatch` where both are known and differ, or `recipient-incomparable`
 *   with what is missing; with it `recipient-case` or
 *   `recipient-hash-weak` where that is so
 */
export function matchRecipient(
  recipient: Json | undefined,
  learner: Json | undefined,
  pointer = '',
): Finding[] {
  const incomparable = (message: string) => [finding('recipient-incomparable', pointer, message)];
  if (!isObject(recipient)) return incomparable('There is no recipient to compare.');
  const { identity } = recipient;
  const property = identityPropertyOf(recipient['type']);
  if (property === undefined)
    return incomparable(`The recipient names no property of a learner; it may be ${IDENTIFYING.join(', ')}.`);
  if (typeof identity !== 'string') return incomparable('The recipient has no identity.');
  const value = isObject(learner) ? learner[property] : undefined;
  if (typeof value !== 'string') return incomparable(`The learner has no ${property} to compare with.`);
  return recipient['hashed'] === true
    ? matchHashed(identity, value, recipient, pointer)
    : matchPlain(identity, value, property, pointer);
}

/** The name of the property, also where it is written as an IRI of schema.org or the CLR vocabulary. */
export function identityPropertyOf(type: Json | undefined): string | undefined {
  if (typeof type !== 'string') return undefined;
  const name = type.slice(Math.max(type.lastIndexOf('/'), type.lastIndexOf('#'), type.lastIndexOf(':')) + 1);
  return IDENTIFYING.find((known) => known === name);
}

function matchPlain(identity: string, value: string, property: string, pointer: string): Finding[] {
  if (identity === value) return [finding('recipient-match', pointer)];
  if (property === 'email' && identity.toLowerCase() === value.toLowerCase()) {
    return [finding('recipient-match', pointer), finding('recipient-case', pointer)];
  }
  if (hashAlgorithmOf(identity) !== undefined) {
    const message = 'The identity looks like a hash, but says it is none.';
    return [finding('recipient-incomparable', pointer, message)];
  }
  return [
    finding(
      'recipient-mismatch',
      pointer,
      `The recipient is not the learner: the two have another ${property}.`,
    ),
  ];
}

function matchHashed(identity: string, value: string, { salt }: JsonObject, pointer: string): Finding[] {
  const algorithm = hashAlgorithmOf(identity);
  if (algorithm === undefined) {
    return [
      finding(
        'recipient-incomparable',
        pointer,
        'The hashed identity is not sha256$ or md5$ and hexadecimal digits.',
      ),
    ];
  }
  const computed = hashIdentity(value, typeof salt === 'string' ? salt : '', algorithm);
  if (computed !== identity.toLowerCase()) {
    return [finding('recipient-mismatch', pointer, 'The hash of the recipient is not that of the learner.')];
  }
  const weak = algorithm === 'md5' ? [finding('recipient-hash-weak', pointer)] : [];
  return [finding('recipient-match', pointer), ...weak];
}
