/** Places in the text of a JSON document, as JSON Pointers (RFC 6901). */
import { appendPointer } from './pointer.ts';

const QUOTE = 34;
const BACKSLASH = 92;

/** Where the string that begins at `start` ends; -1 where it does not. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}

type Frame = { kind: 'object' | 'array'; key: string; index: number; seen: Set<string> };

/**
 * Walks the tokens from the start; used only once something is wrong. Returns the pointer of the value (or
 * of the object whose name) that begins at `offset`, or of the first duplicate name when `offset` is
 * undefined.
 */
export function locate(text: string, offset: number | undefined): string | undefined {
  const frames: Frame[] = [];
  let expectName = false;
  const pathOf = (upTo: number) =>
    frames.slice(0, upTo).reduce((path, f) => appendPointer(path, f.kind === 'array' ? f.index : f.key), '');
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const top = frames.at(-1);
    if (i === offset) return expectName ? pathOf(frames.length - 1) : pathOf(frames.length);
    if (code === 123 || code === 91) {
      frames.push({ kind: code === 123 ? 'object' : 'array', key: '', index: 0, seen: new Set() });
      expectName = code === 123;
    } else if (code === 125 || code === 93) {
      frames.pop();
      expectName = false;
    } else if (code === 44 && top) {
      if (top.kind === 'array') top.index++;
      else expectName = true;
    } else if (code === QUOTE) {
      const end = endOfString(text, i);
      if (end < 0) return undefined;
      if (expectName && top) {
        top.key = JSON.parse(text.slice(i, end + 1));
        if (offset === undefined && top.seen.has(top.key)) return pathOf(frames.length);
        top.seen.add(top.key);
        expectName = false;
      }
      i = end;
    }
  }
  return undefined;
}

/** The pointer of what begins at `offset`; '' where the text before it is no JSON. */
export function pointerAt(text: string, offset: number): string {
  try {
    return locate(text, offset) ?? '';
  } catch {
    return ''; // the text before it is no JSON either
  }
}
