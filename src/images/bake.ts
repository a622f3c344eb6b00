import { BridgeError } from '../kernel/errors.ts';
import { kindOfCredential } from './kind-of-credential.ts';
import { type ImageOptions, readImage } from './read-image.ts';

export type BakeOptions = ImageOptions & {
  /** Takes out what is baked into the image already, of whatever standard. Default: it is refused. */
  overwrite?: boolean;
};

/**
 * Puts a credential into a PNG or SVG (Open Badges 3.0, "Baked badges"; CLR 2.0): an uncompressed iTXt chunk
 * after IHDR, or an element after the start tag of the root, with the JWS as `verify` or the JSON as CDATA.
 * Every other byte of the image stays, but for the end of an `<svg/>` without content. Nothing is verified.
 *
 * @param text an Open Badges 3.0 or CLR 2.0 credential with its proof: JSON, a compact JWS or an SD-JWT. It is written
 *   as it is; in SVG, characters that XML lacks are escaped within JSON, which is the same JSON.
 * @throws BridgeError `image-baked` where there is a credential and `overwrite` is not said; `image-unreadable`,
 *   `image-hostile`, `too-large`; `record-unsupported` and what `parseJson` and `decodeJwt` throw
 */
export function bake(image: Uint8Array, text: string, options: BakeOptions = {}): Uint8Array {
  const credential = text.trim();
  const kind = kindOfCredential(credential);
  const { found, replace } = readImage(image, options);
  if (found.length > 0 && !options.overwrite) {
    throw new BridgeError('image-baked', 'The image has a credential in it already.');
  }
  return replace(kind, credential);
}
