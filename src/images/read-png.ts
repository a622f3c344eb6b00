/** PNG images: their chunks, checked before the library is trusted with them, and the credential among them. */
import encode from 'png-chunks-encode';
import extract from 'png-chunks-extract';
import { BridgeError, textOf } from '../kernel/errors.ts';
import type { BakedImage } from './baked-image.ts';
import { type BakedKind, findKind, MARKERS } from './markers.ts';
import { keywordOf, readTextChunk, writeTextChunk } from './text-chunk.ts';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around the data of each chunk. */
const FRAME_BYTES = 12;
const MAX_CHUNKS = 20_000;
/** The checksum of IEND, which never has data. */
const IEND_CRC = 0xae426082;

type Chunk = { name: string; data: Uint8Array; start: number; end: number };

/**
 * @throws BridgeError `image-unreadable` for a file that is damaged, cut short or no PNG, `too-large` for too
 *   many chunks; the same two for a text that cannot be read
 */
export function readPng(bytes: Uint8Array): BakedImage {
  const chunks = readChunks(bytes);
  const baked = chunks.flatMap((chunk) => {
    const kind = kindOf(chunk);
    return kind === undefined ? [] : [{ kind, chunk }];
  });
  return {
    format: 'png',
    found: baked.map(({ kind, chunk }) => ({ kind, text: () => readTextChunk(chunk.data) })),
    replace: (kind, text) => {
      const taken = new Set(baked.map(({ chunk }) => chunk));
      // the library has seen to it that IHDR is there, and comes first
      const [header, ...others] = chunks.filter((chunk) => !taken.has(chunk));
      const added = encode([{ name: 'iTXt', data: writeTextChunk(MARKERS[kind].keyword, text) }]);
      return Buffer.concat([
        bytes.subarray(0, header?.end),
        // straight after the header: some readers see no text behind the image data
        added.subarray(SIGNATURE_BYTES),
        ...others.map(({ start, end }) => bytes.subarray(start, end)),
        bytes.subarray(chunks.at(-1)?.end),
      ]);
    },
  };
}

function kindOf({ name, data }: Chunk): BakedKind | undefined {
  if (name !== 'iTXt') return undefined;
  const keyword = keywordOf(data);
  return findKind((marker) => marker.keyword === keyword);
}

function readChunks(bytes: Uint8Array): Chunk[] {
  checkLengths(bytes);
  let start = SIGNATURE_BYTES;
  return extractChunks(bytes).map((chunk) => {
    const end = start + FRAME_BYTES + chunk.data.length;
    const placed = { ...chunk, start, end };
    start = end;
    return placed;
  });
}

function extractChunks(bytes: Uint8Array): { name: string; data: Uint8Array }[] {
  try {
    return extract(bytes);
  } catch (cause) {
    throw unreadable(textOf(cause).replace(/\.?$/, '.'), cause);
  }
}

/** The library takes every length at its word: it would set four gigabytes aside, and read past the end. */
function checkLengths(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = SIGNATURE_BYTES;
  for (let count = 0; offset + FRAME_BYTES <= bytes.length; count++) {
    if (count === MAX_CHUNKS)
      throw new BridgeError('too-large', `The PNG has more than ${MAX_CHUNKS} chunks.`);
    const length = view.getUint32(offset);
    const end = offset + FRAME_BYTES + length;
    if (end > bytes.length) throw unreadable('The PNG ends within a chunk; it was cut short or damaged.');
    if (view.getUint32(offset + 4) === 0x49454e44) {
      if (length === 0 && view.getUint32(offset + 8) === IEND_CRC) return;
      throw unreadable('The last chunk of the PNG (IEND) is damaged.');
    }
    offset = end;
  }
  throw unreadable('The PNG ends without its last chunk (IEND); it was cut short or damaged.');
}

function unreadable(message: string, cause?: unknown): BridgeError {
  return new BridgeError('image-unreadable', message, { cause });
}
