/** Texts that went through a wrong character encoding, and attachments that make a record heavy. */
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';

const LARGE = 1024 * 1024;
const MOST = 100;

/** The characters of Windows-1252 that stand where Latin-1 has control codes. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * First bytes of UTF-8, followed by what only later bytes can be. Of the first bytes that begin two, only those
 * of Europe's letters and common signs: a word in capitals may end in another, with a quotation mark after it.
 */
const SUSPECT = (() => {
  const later = `[\u0080-¿${WINDOWS_1252}]`;
  return new RegExp(`[ÂÃÄÅÎÏÐ]${later}|[à-ô]${later}{2}`);
})();

/**
 * Walks all texts, extensions included: `text-double-encoded` for what reads as UTF-8 once more (at most 100
 * times), `data-uri-large` for a data: URI of more than 1 MiB (rule M14).
 */
export function checkTexts(value: Json, pointer: string): Finding[] {
  const findings: Finding[] = [];
  let doubtful = 0;
  const stack: { value: Json; pointer: string }[] = [{ value, pointer }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value: current, pointer: at } = next;
    if (typeof current !== 'object' || current === null) continue;
    const names = Array.isArray(current) ? current.keys() : Object.keys(current);
    const inner: { value: Json; pointer: string }[] = [];
    for (const name of names) {
      const member = (current as Record<string | number, Json>)[name];
      if (typeof member === 'string') {
        if (member.length > LARGE && member.startsWith('data:')) {
          const size = `${(member.length / LARGE).toFixed(1)} MiB`;
          findings.push(finding('data-uri-large', appendPointer(at, name), `A data URI of ${size}.`));
        } else if (doubtful < MOST && isDoubleEncoded(member)) {
          doubtful++;
          findings.push(finding('text-double-encoded', appendPointer(at, name)));
        }
      } else if (isObject(member) || Array.isArray(member)) {
        inner.push({ value: member, pointer: appendPointer(at, name) });
      }
    }
    for (const item of inner.reverse()) stack.push(item);
  }
  return findings;
}

/** True where the whole text, taken as bytes of Windows-1252 or Latin-1, is UTF-8 again. */
export function isDoubleEncoded(text: string): boolean {
  if (!SUSPECT.test(text)) return false;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const byte = code < 256 ? code : 128 + WINDOWS_1252.indexOf(text.charAt(i));
    if (byte < 128 && code >= 128) return false;
    bytes[i] = byte;
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
