/** What may stand as the name of a node in a signed graph. */

/** No blank, no control character, nothing that N-Quads forbids in an IRI. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\u0000-\u0020<>"{}|\\^`]+$/;
const URN = /^urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:.+$/i;
const URN_UUID = /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * True for a text with a scheme and nothing in it that would break a graph. Wider than RFC 3986: international
 * letters pass, and so do URNs that are none.
 */
export function isAbsoluteIri(text: string): boolean {
  return IRI.test(text);
}

/** True for a text that begins as a URN and is none (RFC 8141), or as `urn:uuid:` with no UUID behind it. */
export function isMalformedUrn(text: string): boolean {
  if (!/^urn:/i.test(text)) return false;
  return !URN.test(text) || (/^urn:uuid:/i.test(text) && !URN_UUID.test(text));
}
