/** An image with what is baked into it: the same for PNG and SVG. */
import type { ImageFormat } from './image-format.ts';
import type { BakeableKind, BakedKind } from './markers.ts';

export type BakedImage = {
  format: ImageFormat;
  /** In the order of the file; what cannot be read faults only when its text is asked for. */
  found: { kind: BakedKind; text(): string }[];
  /** The image with this text in place of all that was found; every other byte is as it was. */
  replace(kind: BakeableKind, text: string): Uint8Array;
};

/** Of the image as it lies in a file, where the caller sets no other limit. */
export const MAX_IMAGE_BYTES = 16 * 1024 * 1024;

/** Of the credential, after decompression. */
export const MAX_TEXT_BYTES = 8 * 1024 * 1024;
