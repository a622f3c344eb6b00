/** The signed assertions of a Clr, opened. Their signatures were checked before, or were not: that is not asked here. */
import { decodeJws } from '../../kernel/compact-jws.ts';
import { BridgeError } from '../../kernel/errors.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { type Loss, lossOf } from '../losses.ts';

export type Opened = { jws: Json; payload?: JsonObject; losses: Loss[] };

/** One signed part: its payload, or the loss that says why there is none. */
export function openJws(jws: Json, pointer: string): Opened {
  if (typeof jws !== 'string') return { jws, losses: [lossOf('jws-unreadable', pointer)] };
  try {
    return { jws, payload: decodeJws(jws).payload, losses: [] };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    const code = error.code === 'number-inexact' ? 'number-unsafe' : 'jws-unreadable';
    const place = code === 'number-unsafe' ? pointer + error.pointer : pointer;
    return { jws, losses: [lossOf(code, place, undefined, error.message)] };
  }
}

/** Numbers that no reader of JSON can be trusted to read as they are written (RFC 7493, section 2.2). */
export function listUnsafeNumbers(value: Json, pointer = ''): string[] {
  const found: string[] = [];
  const stack: [Json, string[]][] = [];
  const visit = (item: Json, path: string[]) => {
    if (typeof item === 'number') {
      if (!Number.isFinite(item) || (Number.isInteger(item) && !Number.isSafeInteger(item)))
        found.push(
          path.reduce((at, token) => `${at}/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`, pointer),
        );
    } else if (typeof item === 'object' && item !== null) stack.push([item, path]);
  };
  visit(value, []);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [container, path] = next;
    for (const [token, item] of Object.entries(container as JsonObject)) {
      if (typeof item !== 'string' && typeof item !== 'boolean' && item !== null)
        visit(item, [...path, token]);
    }
  }
  return found;
}
