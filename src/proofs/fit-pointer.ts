import type { Json } from '../kernel/json.ts';
import { appendPointer, splitPointer } from '../kernel/pointer.ts';

/**
 * A pointer into a document as its contexts would write it, made by the libraries of these suites, as one into the document as it
 * stands: there a list of one is often the one alone, or the one alone a list.
 *
 * @returns undefined where it names nothing
 */
export function fitPointer(document: Json, pointer: string): string | undefined {
  let value: Json | undefined = document;
  let fitted = '';
  const step = (segment: string): void => {
    const inside: Json | undefined =
      typeof value === 'object' && value !== null && Object.hasOwn(value, segment)
        ? (value as Record<string, Json>)[segment]
        : undefined;
    value = inside;
    fitted = appendPointer(fitted, segment);
  };
  for (const segment of splitPointer(pointer) ?? ['']) {
    const isIndex = /^\d+$/.test(segment);
    if (segment === '0' && !Array.isArray(value) && fitted !== '') continue;
    if (!isIndex && Array.isArray(value) && value.length === 1) step('0');
    step(segment);
    if (value === undefined) return undefined;
  }
  return fitted;
}
