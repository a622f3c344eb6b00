import { BridgeError } from '../kernel/errors.ts';
import type { ImageFormat } from './image-format.ts';
import type { BakedKind } from './markers.ts';
import { type ImageOptions, readImage } from './read-image.ts';

export type Unbaked = {
  format: ImageFormat;
  /** The standard whose keyword or element the text stood under; what the text is, it says itself. */
  kind: BakedKind;
  /** As it was baked, white space around it apart: JSON, a compact JWS, or in Open Badges 2.0 also an address. */
  text: string;
};

/**
 * The credential in a PNG or SVG (Open Badges 3.0, "Baked badges"; CLR 2.0; Open Badges 2.0). Nothing about
 * it is verified here. The standard lets a reader stop at the first of several; here several are refused, as
 * two readers could see two credentials. Open Badges 2.0 beside a newer one is passed over.
 *
 * @throws BridgeError `image-unreadable`, `image-without-credential`, `image-ambiguous`, `image-hostile`, `too-large`
 */
export function unbake(bytes: Uint8Array, options: ImageOptions = {}): Unbaked {
  const { format, found } = readImage(bytes, options);
  const newer = found.filter(({ kind }) => kind !== 'ob-2.0');
  const [first, ...others] = newer.length > 0 ? newer : found;
  if (others.length > 0) {
    throw new BridgeError(
      'image-ambiguous',
      `The image has ${others.length + 1} credentials; one is allowed.`,
    );
  }
  const text = first?.text().trim() ?? '';
  if (first === undefined || text === '') {
    throw new BridgeError(
      'image-without-credential',
      `The ${format.toUpperCase()} image has no credential in it.`,
    );
  }
  return { format, kind: first.kind, text };
}
