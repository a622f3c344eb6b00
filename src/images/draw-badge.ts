/** A picture for an achievement that brings none of its own: an SVG of our own, with its title. */

/** Characters that XML 1.0 has no place for, and marks that turn the direction of writing. */
const UNFIT = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\u202a-\u202e\u2066-\u2069]/gu;

const LINE = 17;
const LINES = 3;

/** @returns an SVG of 400 by 400; a longer title is cut, which the credential in the image does not mind */
export function drawBadge({ title, issuer = '' }: { title: string; issuer?: string }): string {
  const lines = wrap(title);
  const top = 232 - (lines.length - 1) * 15;
  const text = lines.map((line, i) => `<tspan x="200" y="${top + i * 32}">${asXml(line)}</tspan>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">
<title>${asXml(title)}</title>
<path fill="#084555" d="M120 290l-34 96 62-14 34 24 18-80zM280 290l34 96-62-14-34 24-18-80z"/>
<circle cx="200" cy="190" r="178" fill="#0b5a6e"/>
<circle cx="200" cy="190" r="160" fill="none" stroke="#7cc6da" stroke-width="3"/>
<path fill="none" stroke="#ffffff" stroke-width="9" stroke-linecap="round" d="M128 142h144M142 142c0-84 116-84 116 0M176 142V88M224 142V88"/>
<text fill="#ffffff" font-family="system-ui, sans-serif" font-size="27" font-weight="600" text-anchor="middle">${text}</text>
<text x="200" y="318" fill="#bfe3ee" font-family="system-ui, sans-serif" font-size="15" text-anchor="middle">${asXml(cut(issuer, 26))}</text>
</svg>
`;
}

function wrap(title: string): string[] {
  const lines: string[] = [];
  for (const word of title.trim().split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && [...last, ...word].length < LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const shown = lines.slice(0, LINES).map((line) => cut(line, LINE + 3));
  if (lines.length > LINES) shown[LINES - 1] = cut(`${shown[LINES - 1]} …`, LINE + 3);
  return shown;
}

function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}

const asXml = (text: string) =>
  text
    .toWellFormed()
    .replaceAll(UNFIT, '')
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
