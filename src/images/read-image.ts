import { BridgeError } from '../kernel/errors.ts';
import { type BakedImage, MAX_IMAGE_BYTES } from './baked-image.ts';
import { imageFormatOf } from './image-format.ts';
import { readPng } from './read-png.ts';
import { readSvg } from './read-svg.ts';

export type ImageOptions = {
  /** Largest image, in bytes. Default: 16 MiB. */
  maxBytes?: number;
};

/**
 * An image, told by its bytes and not by a name or type somebody gave it.
 * @throws BridgeError `image-unreadable` where it is neither PNG nor SVG, `too-large`, and those of the format
 */
export function readImage(bytes: Uint8Array, { maxBytes = MAX_IMAGE_BYTES }: ImageOptions = {}): BakedImage {
  if (bytes.length > maxBytes)
    throw new BridgeError('too-large', `The image has more than ${maxBytes} bytes.`);
  const format = imageFormatOf(bytes);
  if (format === undefined)
    throw new BridgeError('image-unreadable', 'The input is neither a PNG nor an SVG image.');
  return format === 'png' ? readPng(bytes) : readSvg(bytes);
}
