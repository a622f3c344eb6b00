/**
 * JSON at the edge, read once and strictly. What the bridge signs must mean the same to every reader, so
 * whatever readers disagree on is refused here: duplicate names, numbers a double cannot hold, lone
 * surrogates, `__proto__` (RFC 8259 section 4, RFC 7493 sections 2.1 to 2.3).
 */
import { BridgeError } from './errors.ts';
import { type Finding, finding } from './findings.ts';
import { endOfString, locate, pointerAt } from './locate-json.ts';
import { appendPointer } from './pointer.ts';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export type JsonLimits = {
  /** In bytes of UTF-8. */
  maxBytes: number;
  /** Levels of objects and arrays. */
  maxDepth: number;
  /** Members of one object, or items of one array: a text may be small for what it costs to understand. */
  maxEntries: number;
  /** Read numbers that a double cannot hold: only where the bytes themselves travel on (a JWS). */
  inexactNumbers: boolean;
};

export const JSON_LIMITS: JsonLimits = {
  maxBytes: 16 * 1024 * 1024,
  maxDepth: 100,
  maxEntries: 20_000,
  inexactNumbers: false,
};

export type ParsedJson = {
  value: Json;
  /** Spellings that do not survive (1.0 becomes 1), though their values do: warnings, never errors. */
  findings: Finding[];
};

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without a class of its own: one that JSON could have been read into, or made by hand. */
export function isPlainObject(object: object): boolean {
  const prototype = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}

/** The value as a list: an array as it is, absent and null as none, anything else as one. */
export function asArray<T>(value: T | T[] | null | undefined): T[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The way back from a list: one item stands alone. */
export const oneOrAll = <T>(items: T[]): T | T[] => (items.length === 1 ? (items[0] as T) : items);

/**
 * Reads one JSON text.
 *
 * @param input UTF-8 bytes (a byte order mark is skipped) or text.
 * @throws BridgeError `malformed-json`, `duplicate-key`, `forbidden-key`, `number-inexact`,
 *   `lone-surrogate`, `too-deep` or `too-large`, with the JSON Pointer of the place.
 */
export function parseJson(input: Uint8Array | string, limits: Partial<JsonLimits> = {}): ParsedJson {
  const { maxBytes, ...rest } = { ...JSON_LIMITS, ...limits };
  // A string of n UTF-16 units has at least n bytes of UTF-8, so its length is a safe lower bound.
  if (input.length > maxBytes) {
    throw new BridgeError('too-large', `The input has more than ${maxBytes} bytes.`);
  }
  const text = typeof input === 'string' ? input.replace(/^\uFEFF/, '') : decodeUtf8(input);
  if (typeof input === 'string' && !text.isWellFormed()) {
    throw new BridgeError('lone-surrogate', 'The text has a surrogate without its partner.');
  }
  const scanned = scanOrFault(text, rest);
  // too deep or too wide is said before the parser is bothered with it
  if (scanned instanceof BridgeError && /^too-/.test(scanned.code)) throw scanned;
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BridgeError('malformed-json', explainSyntax(text, cause), { cause });
  }
  // of a text that is no JSON, nothing else is said
  if (scanned instanceof BridgeError) throw scanned;
  // JSON.parse keeps the last of two equal names, so fewer members than names means a duplicate.
  if (countMembers(value) !== scanned.names) refuseDuplicate(text);
  return { value, findings: scanned.findings };
}

/** UTF-8 bytes as text, a byte order mark skipped. @throws BridgeError `malformed-json` */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new BridgeError('malformed-json', `The input is not UTF-8 text; it ${looksLike(bytes)}.`, {
      cause,
    });
  }
}

function looksLike(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (head.startsWith('\x89PNG')) return 'looks like a PNG image';
  if (head.startsWith('%PDF')) return 'looks like a PDF document';
  if (head.startsWith('\x1f\x8b')) return 'looks like a gzip file';
  if (head.startsWith('PK')) return 'looks like a ZIP file';
  if (head.startsWith('\xff\xfe') || head.startsWith('\xfe\xff')) return 'looks like UTF-16';
  return 'is binary, or in another encoding';
}

function explainSyntax(text: string, cause: unknown): string {
  const start = text.trimStart().slice(0, 200).toLowerCase();
  if (start === '') return 'The input is empty.';
  if (start.startsWith('<!doctype html') || start.startsWith('<html'))
    return 'The input is a web page, not JSON.';
  if (start.startsWith('<')) return 'The input looks like XML or SVG, not JSON.';
  const reason = cause instanceof Error ? cause.message : '';
  const position = /position (\d+)/.exec(reason)?.[1];
  const ended = position !== undefined && Number(position) >= text.trimEnd().length;
  if (ended || /Unexpected end|Unterminated/.test(reason))
    return 'The JSON text ends too early; it looks truncated.';
  if (position === undefined) return 'The input is not JSON.';
  const before = text.slice(0, Number(position)).split('\n');
  return `Not JSON at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`;
}

function countMembers(value: Json): number {
  let count = 0;
  const stack: Json[] = [value];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (Array.isArray(next)) {
      for (const item of next) if (typeof item === 'object' && item !== null) stack.push(item);
    } else {
      for (const key in next) {
        count++;
        const member = next[key];
        if (typeof member === 'object' && member !== null) stack.push(member);
      }
    }
  }
  return count;
}

const QUOTE = 34;
const COLON = 58;
const COMMA = 44;
const isNumberChar = (code: number) =>
  (code >= 48 && code <= 57) || code === 45 || code === 43 || code === 46 || code === 69 || code === 101;

function scanOrFault(text: string, limits: Omit<JsonLimits, 'maxBytes'>): Scan | BridgeError {
  try {
    return scan(text, limits);
  } catch (error) {
    if (error instanceof BridgeError) return error;
    throw error;
  }
}

type Scan = { names: number; findings: Finding[] };

/** One pass over the text: depth, number of names, and every token a reader may understand differently. */
function scan(text: string, { maxDepth, maxEntries, inexactNumbers }: Omit<JsonLimits, 'maxBytes'>): Scan {
  const findings: Finding[] = [];
  /** Commas so far, at each depth. */
  const commas = new Uint32Array(maxDepth + 2);
  let depth = 0;
  let names = 0;
  let backslash = text.indexOf('\\');
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOfString(text, i);
      if (end < 0) break;
      if (backslash >= 0 && backslash < i) backslash = text.indexOf('\\', i);
      // An escape can spell any character, so only strings with one, or as long as __proto__, need a closer look.
      if ((backslash > i && backslash < end) || end - i === 10) checkString(text, i, end);
      i = end;
    } else if (code === 123 || code === 91) {
      if (++depth > maxDepth) {
        throw new BridgeError('too-deep', `The JSON is nested more than ${maxDepth} levels deep.`);
      }
      commas[depth] = 0;
    } else if (code === COMMA && depth > 0) {
      const count = (commas[depth] ?? 0) + 1;
      commas[depth] = count;
      if (count >= maxEntries) throw tooWide(text, i, maxEntries);
    } else if (code === 125 || code === 93) {
      depth--;
    } else if (code === COLON) {
      names++;
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      let end = i + 1;
      while (end < text.length && isNumberChar(text.charCodeAt(end))) end++;
      if (!inexactNumbers) checkNumber(text, i, end, findings);
      i = end - 1;
    }
  }
  return { names, findings };
}

function tooWide(text: string, offset: number, maxEntries: number): BridgeError {
  const entry = pointerAt(text, offset);
  return new BridgeError('too-large', `An object or array has more than ${maxEntries} entries.`, {
    pointer: entry.slice(0, Math.max(0, entry.lastIndexOf('/'))),
  });
}

function checkString(text: string, start: number, end: number): void {
  const raw = text.slice(start, end + 1);
  let value: string;
  try {
    value = JSON.parse(raw);
  } catch {
    return; // JSON.parse of the whole reports it, with its position
  }
  if (value === '__proto__' && /^\s*:/.test(text.slice(end + 1, end + 64))) {
    throw new BridgeError('forbidden-key', 'The member name __proto__ is not carried.', {
      pointer: appendPointer(pointerAt(text, start), '__proto__'),
    });
  }
  if (!value.isWellFormed()) {
    throw new BridgeError('lone-surrogate', 'A string has a surrogate escape without its partner.', {
      pointer: pointerAt(text, start),
    });
  }
}

function checkNumber(text: string, start: number, end: number, findings: Finding[]): void {
  const token = text.slice(start, end);
  if (token.length < 16 && /^(?:0|-?[1-9][0-9]*)$/.test(token)) return;
  const number = Number(token);
  if (Number.isNaN(number)) return; // not a number of JSON: JSON.parse reports it
  const spelled = JSON.stringify(number);
  if (spelled === token) {
    if (!Number.isInteger(number) || Number.isSafeInteger(number)) return;
  }
  if (!Number.isFinite(number) || decimalOf(token) !== decimalOf(spelled) || isUnsafeInteger(number)) {
    throw new BridgeError('number-inexact', `The number ${token.slice(0, 40)} would become ${number}.`, {
      pointer: pointerAt(text, start),
    });
  }
  findings.push(
    finding('number-form', pointerAt(text, start), `The number ${token} is carried as ${spelled}.`),
  );
}

/** Beyond 2^53 neighbouring integers share one double, so equality of two readings proves nothing. */
const isUnsafeInteger = (number: number) => Number.isInteger(number) && !Number.isSafeInteger(number);

/** A decimal token in one canonical form: sign, digits without outer zeros, power of ten. */
function decimalOf(token: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token);
  if (match === null) return token;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}

function refuseDuplicate(text: string): never {
  const pointer = locate(text, undefined) ?? '';
  const name = pointer.slice(pointer.lastIndexOf('/') + 1);
  throw new BridgeError('duplicate-key', `The member name "${name}" stands twice in one object.`, {
    pointer,
  });
}
