/** An element with a class and children; strings become text, and are never read as HTML. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== undefined));
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
