/** A file that somebody chose or dropped: its text, or what is baked into it where it is a badge. */

const TYPES = { png: 'image/png', svg: 'image/svg+xml' };
const STANDARDS = { 'ob-3.0': 'Open Badges 3.0', 'clr-2.0': 'CLR 2.0', 'ob-2.0': 'Open Badges 2.0' };

/** Some systems give a dropped file no type; then its name tells. */
function imageTypeOf({ type, name }) {
  if (Object.values(TYPES).includes(type)) return type;
  return TYPES[/\.(png|svg)$/i.exec(name)?.[1].toLowerCase()];
}

/**
 * The document in a file. Images are read by the service, which alone knows what is baked into them; the
 * text comes back as it stands there.
 *
 * @returns the text, whether it came out of an image, and what to say about that
 * @throws Error in the words of the service
 */
export async function readFile(file, ask = fetch) {
  const type = imageTypeOf(file);
  if (type === undefined) return { text: await file.text(), isBadge: false, note: '' };
  const headers = { 'content-type': type };
  const response = await ask('clr/unbake', { method: 'POST', headers, body: file });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${file.name}: ${answer.title}. ${answer.detail}`);
  return { text: answer.text, isBadge: true, note: `Taken out of ${file.name} (${STANDARDS[answer.kind]}).` };
}
