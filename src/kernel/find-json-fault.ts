/** What keeps a value of JavaScript from being JSON that can be signed: for callers that hand over no text. */
import { BridgeError } from './errors.ts';
import { appendPointer } from './pointer.ts';

/**
 * The first fault, in document order, under the code that the same fault has in a text. Members that are undefined
 * are absent, as `JSON.stringify` has it. `parseJson` refuses all of these, so nothing read from a text has one.
 */
export function findJsonFault(value: unknown, pointer = ''): BridgeError | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? undefined : surrogateAt(pointer);
    case 'number':
      if (Number.isFinite(value)) return undefined;
      return new BridgeError('number-inexact', `JSON has no number for ${value}.`, { pointer });
    case 'bigint':
    case 'function':
    case 'symbol':
      return new BridgeError('malformed-json', `JSON has no value for a ${typeof value}.`, { pointer });
    case 'object':
      for (const [name, member] of Object.entries(value ?? {})) {
        // the pointer of the object: that of the member would be no text either
        if (!name.isWellFormed()) return surrogateAt(pointer);
        const fault = findJsonFault(member, appendPointer(pointer, name));
        if (fault !== undefined) return fault;
      }
  }
  return undefined;
}

const surrogateAt = (pointer: string) =>
  new BridgeError('lone-surrogate', 'A string has a surrogate without its partner.', { pointer });
