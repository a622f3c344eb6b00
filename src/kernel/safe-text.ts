/** Texts of others, made harmless for whatever shows them. */

// C0, DEL and C1 steer terminals; bidi controls, line separators and invisible formats make text lie
const UNSAFE =
  /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * The text in one line that a terminal, or a page, only shows: white space becomes a space, every other control or
 * invisible formatting character its code in angle brackets, such as <U+001B>.
 */
export function safeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\t\n\r]+/g, ' ')
    .replace(UNSAFE, (char) => `<U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`);
}
