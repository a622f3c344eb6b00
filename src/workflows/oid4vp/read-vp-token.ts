/** What came as `vp_token`: the shape of OpenID4VP 1.0, section 8.1, and those of its drafts. */

import { typesOf } from '../../credentials/schema-vc.ts';
import { looksLikeJwt } from '../../kernel/decode-jwt.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../kernel/json.ts';
import { appendPointer } from '../../kernel/pointer.ts';
import type { Presentation } from '../answer-request.ts';

const ROOT = '/vp_token';
/** Each is verified by itself, with every credential in it. */
const MAX_PRESENTATIONS = 20;

/**
 * A presentation alone, a list of them, or by the ids of queries, each alone or as a list.
 *
 * @param token text of JSON, a JWT or SD-JWT, or JSON already read
 * @param queries the ids of what was asked
 * @throws BridgeError `request-invalid`, `answer-unfit`, and what `parseJson` throws
 */
export function readVpToken(token: Json, queries: string[]): Presentation[] {
  const value = openText(token, ROOT);
  const found = isObject(value) && !isPresented(value) ? byQuery(value, queries) : listed(value, ROOT);
  if (found.length === 0) throw new BridgeError('answer-unfit', 'Nothing was presented.', { pointer: ROOT });
  if (found.length > MAX_PRESENTATIONS)
    throw invalid(
      ROOT,
      `There are ${found.length} presentations; an answer has ${MAX_PRESENTATIONS} at most.`,
    );
  return found;
}

function byQuery(value: JsonObject, queries: string[]): Presentation[] {
  return Object.entries(value).flatMap(([id, presentations]) => {
    const pointer = appendPointer(ROOT, id);
    if (queries.includes(id)) return listed(presentations, pointer);
    throw new BridgeError('answer-unfit', `Nothing was asked for under "${id.slice(0, 100)}".`, { pointer });
  });
}

function listed(value: Json, pointer: string): Presentation[] {
  if (!Array.isArray(value)) return [presentationAt(value, pointer)];
  return value.map((one, i) => presentationAt(one, appendPointer(pointer, i)));
}

function presentationAt(given: Json, place: string): Presentation {
  const value = openText(given, place);
  if (typeof value === 'string' || (isObject(value) && isPresented(value))) return { place, value };
  throw invalid(place, 'A presentation is an object with a type, a JWT or an SD-JWT.');
}

const isPresented = (value: JsonObject) => typesOf(value).length > 0;

/** JSON may stand in a text, which some wallets do also inside. */
function openText(value: Json, pointer: string): Json {
  if (typeof value !== 'string' || looksLikeJwt(value)) return value;
  if (/^\s*[[{"]/.test(value)) return parseJson(value).value;
  throw invalid(pointer, 'A presentation is JSON, a JWT or an SD-JWT.');
}

const invalid = (pointer: string, message: string) =>
  new BridgeError('request-invalid', message, { pointer });
