// controls, line separators, and marks that turn the direction of writing or are not seen: they make text lie
const UNSAFE =
  /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** What is not seen is shown by its code, such as <U+202E>; white space stays what it is. */
const readable = (text) =>
  text.replace(UNSAFE, (char) =>
    /\s/.test(char) && char !== '\ufeff'
      ? char
      : `<U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );

/** An element with a class and children; strings become text, and are never read as HTML. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  const there = children.filter((child) => child !== undefined);
  made.append(...there.map((child) => (typeof child === 'string' ? readable(child) : child)));
  return made;
}

/** A part that opens on demand. */
export function foldable(summary, ...children) {
  return element('details', '', element('summary', '', summary), ...children);
}

/** A mark beside a word that says the same: screen readers need only the word. */
export function drawMark(mark) {
  const drawn = element('span', 'mark', mark);
  drawn.setAttribute('aria-hidden', 'true');
  return drawn;
}

/** The page about a code. */
export function linkTo(code) {
  const link = element('a', '', code);
  link.href = `problems/${encodeURIComponent(code)}`;
  return element('code', '', link);
}
