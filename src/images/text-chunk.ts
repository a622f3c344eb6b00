/**
 * The chunk iTXt of a PNG (W3C PNG, section 11.3.3.4). It is written by the library; reading is not left to
 * it, since it decompresses without a limit and puts U+FFFD where a text is no UTF-8.
 */
import { inflateSync } from 'node:zlib';
import { encodeSync } from 'png-chunk-itxt';
import { BridgeError } from '../kernel/errors.ts';
import { MAX_TEXT_BYTES } from './baked-image.ts';

/** The keyword of a text chunk; undefined where it has none. */
export function keywordOf(data: Uint8Array): string | undefined {
  // a keyword has at most 79 characters (Latin-1)
  const end = data.subarray(0, 80).indexOf(0);
  return end < 1 ? undefined : Buffer.from(data.subarray(0, end)).toString('latin1');
}

/**
 * The text of an iTXt chunk with a keyword, decompressed where it must be.
 * @throws BridgeError `image-unreadable`, `too-large`
 */
export function readTextChunk(data: Uint8Array): string {
  const flag = data.indexOf(0) + 1;
  const language = data.indexOf(0, flag + 2);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) throw unreadable('The text chunk ends within its header.');
  const [compressed, method] = [data[flag], data[flag + 1]];
  // the method counts only where there is something to decompress
  if (compressed !== 0 && !(compressed === 1 && method === 0)) {
    throw unreadable('The text chunk is compressed in a way that PNG does not know.');
  }
  const rest = data.subarray(translated + 1);
  return decode(compressed === 0 ? rest : inflate(rest));
}

/** The data of an uncompressed iTXt chunk, as the standard asks for. */
export function writeTextChunk(keyword: string, text: string): Uint8Array {
  return encodeSync({
    keyword,
    text,
    compressionFlag: false,
    compressionMethod: 0,
    languageTag: '',
    translatedKeyword: '',
  });
}

function inflate(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_TEXT_BYTES });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(cause);
    throw unreadable('The text chunk cannot be decompressed.', cause);
  }
}

function decode(bytes: Uint8Array): string {
  if (bytes.length > MAX_TEXT_BYTES) throw tooLarge();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable('The text chunk is not UTF-8.', cause);
  }
}

function tooLarge(cause?: unknown): BridgeError {
  return new BridgeError('too-large', `The credential in the image has more than ${MAX_TEXT_BYTES} bytes.`, {
    cause,
  });
}

function unreadable(message: string, cause?: unknown): BridgeError {
  return new BridgeError('image-unreadable', message, { cause });
}
