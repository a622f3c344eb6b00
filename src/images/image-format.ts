/** Whether bytes are an image that a credential can be baked into, told by their beginning. */

export type ImageFormat = 'png' | 'svg';

/** A licence may stand before the first tag of an SVG; more than this is no real one. */
const HEAD_BYTES = 64 * 1024;

/** Only looks at the beginning: whether the rest is sound is found out by reading it. */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  if (head.startsWith('\x89PNG')) return 'png';
  return /^<(?:!doctype\s+)?(?:[\w.-]+:)?svg\b/i.test(skipProlog(head)) ? 'svg' : undefined;
}

/** What follows the byte order mark, XML declaration, comments and white space. */
function skipProlog(head: string): string {
  let at = head.startsWith('\xef\xbb\xbf') ? 3 : 0;
  for (;;) {
    while (/\s/.test(head.charAt(at))) at++;
    const close = head.startsWith('<?', at) ? '?>' : head.startsWith('<!--', at) ? '-->' : undefined;
    if (close === undefined) return head.slice(at);
    const end = head.indexOf(close, at);
    if (end < 0) return '';
    at = end + close.length;
  }
}
