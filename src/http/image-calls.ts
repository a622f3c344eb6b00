/** Images: /clr/bake puts a credential into one, /clr/unbake takes it out. Nothing is signed or verified. */
import { Router } from 'express';
import { z } from 'zod';
import { bake } from '../images/bake.ts';
import { imageFormatOf } from '../images/image-format.ts';
import { type Unbaked, unbake } from '../images/unbake.ts';
import { looksLikeJws } from '../kernel/compact-jws.ts';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../kernel/json.ts';
import type { ErrorCode } from '../kernel/problems.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { parseRequest } from './parse-request.ts';
import { withJson, withJsonOrFile } from './read-body.ts';
import { type Move, withPointers } from './rebase-pointers.ts';

const zImage = z.string('must be base64 or a data URL').min(1, 'must not be empty');

const zBaked = z.custom<JsonObject | string>(
  (value) => isObject(value) || (typeof value === 'string' && looksLikeJws(value)),
  'must be a JSON object or a compact JWS',
);

const zBake = z.strictObject({
  image: zImage,
  credential: zBaked,
  overwrite: z.boolean('must be true or false').exactOptional(),
});

const zUnbake = z.strictObject({ image: zImage });
const zNoFields = z.strictObject({});

const MEDIA_TYPES = { png: 'image/png', svg: 'image/svg+xml' } as const;

/** What is wrong with the image stands at the image, all else at the credential. */
const toMember: Move = (pointer, code) => (isAboutImage(code) ? '/image' : `/credential${pointer}`);
const isAboutImage = (code: ErrorCode) => code.startsWith('image-');

export function routeImages({ maxBytes }: HttpOptions): Router {
  const router = Router();

  addEndpoint(router, '/clr/bake', {
    post: withJson(maxBytes, async ({ value }, _req, res) => {
      const { image, credential, overwrite = false } = parseRequest(zBake, value);
      const text = typeof credential === 'string' ? credential : JSON.stringify(credential);
      const baked = await withPointers(toMember, () =>
        bake(decodeImage(image), text, { overwrite, maxBytes }),
      );
      const format = imageFormatOf(baked) ?? 'png';
      // saved, and not opened as a page of this host
      res.set('Content-Disposition', `attachment; filename="badge.${format}"`);
      res.type(MEDIA_TYPES[format]).send(Buffer.from(baked));
    }),
  });

  addEndpoint(router, '/clr/unbake', {
    post: withJsonOrFile(maxBytes, async (body, _req, res) => {
      if ('file' in body) {
        parseRequest(zNoFields, body.fields);
        res.json(answerOf(unbake(body.file, { maxBytes })));
        return;
      }
      const { image } = parseRequest(zUnbake, body.value);
      res.json(await withPointers(toMember, () => answerOf(unbake(decodeImage(image), { maxBytes }))));
    }),
  });

  return router;
}

/** @throws BridgeError what `parseJson` throws, for JSON that readers disagree on */
function answerOf(unbaked: Unbaked): Unbaked & { credential: Json } {
  const { text } = unbaked;
  return { ...unbaked, credential: text.startsWith('{') ? parseJson(text).value : text };
}

/** Base64, alone or in a data URL, or a data URL with percent-encoded text. @throws BridgeError `image-unreadable` */
function decodeImage(image: string): Uint8Array {
  const comma = image.startsWith('data:') ? image.indexOf(',') : -1;
  const data = image.slice(comma + 1);
  if (comma >= 0 && !/;base64$/i.test(image.slice(0, comma))) return decodePercent(data);
  const base64 = data.replaceAll(/\s+/g, '');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return Buffer.from(base64, 'base64');
  throw new BridgeError('image-unreadable', 'The image is not base64.');
}

function decodePercent(data: string): Uint8Array {
  try {
    return Buffer.from(decodeURIComponent(data));
  } catch (cause) {
    throw new BridgeError('image-unreadable', 'The data URL of the image is not encoded as URLs are.', {
      cause,
    });
  }
}
