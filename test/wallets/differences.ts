/** What is not the same in two records, but for what the documents of the bridge say of the way through CLR 2.0. */
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../src/kernel/json.ts';

/**
 * What a ClrCredential bound to a wallet does not say of its CLR 1.0 (docs/decisions/0016-conversion.md): the learner is the
 * DID of the wallet, and no personal data is handed over; what is empty has no place; how the CLR itself is verified is
 * said by the credential.
 */
const NOT_SAID =
  /^\/(learner\/(id|givenName|familyName|email|address|telephone)|assertions\/\d+\/recipient\/identity|revoked|verification)$/;

/** JSON Pointers of all that differs and should not. A type that CLR 1.0 has by default may be said or not. */
export function differencesOf(source: Json | undefined, back: Json | undefined, pointer = ''): string[] {
  if (isDeepStrictEqual(source, back) || NOT_SAID.test(pointer)) return [];
  if (isEmpty(source) && back === undefined) return [];
  if (pointer.endsWith('/type') && source === undefined) return [];
  if (!isTree(source) || !isTree(back) || Array.isArray(source) !== Array.isArray(back)) return [pointer];
  return [...new Set([...Object.keys(source), ...Object.keys(back)])].flatMap((key) =>
    differencesOf(source[key], back[key], `${pointer}/${key}`),
  );
}

const isTree = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null;
const isEmpty = (value: Json | undefined) => value === null || isDeepStrictEqual(value, []);
