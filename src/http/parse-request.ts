/** Shapes of requests: zod at the edge, its issues as the items of a fault. */
import { z } from 'zod';
import { BridgeError, type ErrorItem } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer, resolvePointer } from '../kernel/pointer.ts';

/** A document that somebody else parses: the same object goes on, uncopied. */
export const zDocument = z.custom<JsonObject>(isObject, 'must be a JSON object');

/** A credential or presentation: an object, or a compact JWS. */
export const zSecured = z.custom<JsonObject | string>(
  (value) => isObject(value) || typeof value === 'string',
  'must be a JSON object or a compact JWS',
);

/** Anything but nothing. */
export const zText = z.string('must be a string').min(1, 'must not be empty');

export const zJws = z.string('must be a compact JWS (a string)').min(1, 'must not be empty');

export const zDid = z.string().regex(/^did:[a-z0-9]+:\S+$/, 'must be a DID');

/** One of these names. */
export function oneOf<const T extends readonly string[]>(names: T) {
  return z.enum(names, `must be one of ${names.join(', ')}`);
}

/** What is said of members that people send to the wrong call. */
const HINTS: Record<string, string> = {
  '@context': 'the document belongs under a member such as clr or verifiableCredential',
  proofs: 'the member is called proof',
  credential: 'the member is called verifiableCredential',
};

/**
 * The request in its shape.
 *
 * @throws BridgeError `request-invalid`; each item of `errors` has the pointer of a member and one of the
 *   codes member-missing, member-unknown, member-invalid
 */
export function parseRequest<T>(schema: z.ZodType<T>, value: JsonObject): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues.flatMap((issue) => itemsOf(issue, value)));
}

/** The one of several members that is there. @throws BridgeError `request-invalid` where none or several are */
export function exactlyOne<T extends object, K extends keyof T & string>(request: T, names: readonly K[]): K {
  const present = names.filter((name) => request[name] !== undefined);
  const [first, second] = present;
  if (first !== undefined && second === undefined) return first;
  const choice = `exactly one of ${names.join(', ')}`;
  if (first === undefined) throw refusal([item('member-missing', '', `The request needs ${choice}.`)]);
  throw refusal(present.map((name) => item('member-invalid', `/${name}`, `The request takes ${choice}.`)));
}

function refusal(errors: ErrorItem[]): BridgeError {
  const first = errors[0] as ErrorItem;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : '';
  return new BridgeError('request-invalid', `${first.message}${more}`, { pointer: first.pointer, errors });
}

function item(code: string, pointer: string, message: string): ErrorItem {
  return { code, pointer, message };
}

function itemsOf(issue: z.core.$ZodIssue, value: Json): ErrorItem[] {
  const pointer = issue.path.reduce<string>(
    (path, key) => appendPointer(path, typeof key === 'number' ? key : String(key)),
    '',
  );
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const hint = Object.hasOwn(HINTS, key) ? `; ${HINTS[key]}` : '';
      return item(
        'member-unknown',
        appendPointer(pointer, key),
        `"${key.slice(0, 80)}" is no member of this request${hint}.`,
      );
    });
  }
  const name = nameOf(issue.path);
  if (resolvePointer(value, pointer) === undefined)
    return [item('member-missing', pointer, `"${name}" is missing.`)];
  return [item('member-invalid', pointer, `"${name}": ${issue.message}.`)];
}

/** The last name on the path, with the places in lists that follow it. */
function nameOf(path: PropertyKey[]): string {
  const last = path.findLastIndex((key) => typeof key === 'string');
  return last < 0 ? 'The request' : path.slice(last).map(String).join('/');
}
