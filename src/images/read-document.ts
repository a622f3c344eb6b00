import { BridgeError } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import { decodeUtf8, type Json, parseJson } from '../kernel/json.ts';
import { imageFormatOf } from './image-format.ts';
import { unbake } from './unbake.ts';

export type DocumentRead = {
  /** JSON, or a compact JWS as a string. */
  value: Json;
  /** What `value` was read from: the bytes as text, or what was baked into the image; a JWS without quotes. */
  text: string;
  /** Spellings that do not survive reading. */
  findings: Finding[];
};

/**
 * A document in whatever form people have it: JSON, a compact JWS as it is, or an image with one of these
 * baked into it. Nothing is verified here.
 *
 * @throws BridgeError those of `parseJson`, and of `unbake` for an image; `record-unsupported` for a badge that
 *   only says where the record is
 */
export function readDocument(bytes: Uint8Array, maxBytes: number): DocumentRead {
  if (imageFormatOf(bytes) === undefined) return readText(decodeUtf8(bytes), maxBytes);
  const { text, kind } = unbake(bytes, { maxBytes });
  if (kind === 'ob-2.0' && /^https?:\/\/\S+$/.test(text)) {
    throw new BridgeError(
      'record-unsupported',
      `The badge is of Open Badges 2.0 and only says where its record is: ${text.slice(0, 200)}. Send that record itself.`,
    );
  }
  return readText(text, maxBytes);
}

function readText(text: string, maxBytes: number): DocumentRead {
  const trimmed = text.trim();
  // no JSON text begins with these letters, while the header of every JWS does: {" in base64url
  if (/^ey[\w.~-]+$/.test(trimmed)) return { value: trimmed, text: trimmed, findings: [] };
  const parsed = parseJson(text, { maxBytes });
  return { ...parsed, text: typeof parsed.value === 'string' ? parsed.value : text };
}
