/** Status lists: what anybody may read of them, and the call of VC-API that changes what they say. */
import { createHash } from 'node:crypto';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { BridgeError } from '../kernel/errors.ts';
import { STATUS_PURPOSES } from '../kernel/status.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { LIST_TTL_MS, type PublishedList } from '../workflows/publish-status-list.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { keyOfInstance } from './instance.ts';
import { oneOf, parseRequest, zText } from './parse-request.ts';
import { withJson } from './read-body.ts';
import { STATUS } from './standard-type.ts';

/** What wrapping takes as `status`. */
export const zStatus = z.union(
  [
    z.boolean(),
    z.array(
      z.union([
        z.enum(STATUS_PURPOSES),
        z.strictObject({ purpose: z.literal('message'), messages: z.array(zText).min(2) }),
      ]),
    ),
  ],
  `must be true, or a list of ${STATUS_PURPOSES.join(', ')}`,
);

/** What is said from now on, and why. */
export const statusChange = {
  // callers of the W3C's suite name the purpose and leave out that it is to be set
  status: z.union([z.boolean(), z.int().min(0)], 'must be true, false or a whole number').default(true),
  reason: zText.exactOptional(),
};

const zChange = z.strictObject({
  credentialId: zText,
  credentialStatus: z.strictObject({
    // the second is that of the example of VCALM
    type: z.enum(['BitstringStatusListEntry', 'BitstringStatusList'], 'must be BitstringStatusListEntry'),
    statusPurpose: oneOf(STATUS_PURPOSES),
    id: zText.exactOptional(),
    statusListIndex: z
      .string()
      .regex(/^\d{1,15}$/, 'must be a whole number as a string')
      .exactOptional(),
    statusListCredential: zText.exactOptional(),
    statusSize: z.int().min(1).exactOptional(),
    statusMessage: z.array(z.looseObject({})).exactOptional(),
  }),
  ...statusChange,
  /** VCALM names services that share out places; here the store does. */
  indexAllocator: zText.exactOptional(),
});

/** VCALM lets the caller choose an id; here lists have the addresses at which they are published. */
const zOpen = z.strictObject({
  statusPurpose: oneOf(STATUS_PURPOSES),
  options: z.strictObject({ messages: z.array(zText).min(2).exactOptional() }).exactOptional(),
});

/** How long a copy may be used without asking: what is revoked must be seen soon (`ttl` in the list says as much). */
const CACHE = `public, max-age=${LIST_TTL_MS / 1000}`;

/**
 * @param authorise stands before the call that changes a status
 */
export function routeStatus(bridge: Bridge, { maxBytes }: HttpOptions, authorise: RequestHandler): Router {
  const router = Router();

  addEndpoint(router, '/credentials/status', {
    post: [
      authorise,
      ...withJson(maxBytes, async ({ value }, _req, res) => {
        const { credentialId, credentialStatus, status, reason } = parseRequest(zChange, value);
        const { statusPurpose, statusListIndex, statusListCredential } = credentialStatus;
        const entries = await bridge.status.change({
          credentialId,
          purpose: statusPurpose,
          status: Number(status),
          ...(reason === undefined ? {} : { reason }),
          ...(statusListCredential === undefined ? {} : { url: statusListCredential }),
          ...(statusListIndex === undefined ? {} : { index: Number(statusListIndex) }),
        });
        res.set('Cache-Control', 'no-store').json({
          credentialId,
          entries: entries.map(({ list, index, status: now }) => ({
            statusListCredential: list.url,
            statusListIndex: String(index),
            statusPurpose: list.purpose,
            status: now,
          })),
        });
      }),
    ],
  });

  addEndpoint(
    router,
    '/status-lists/:id',
    {
      get: [
        async (req, res) => {
          if (req.query['timestamp'] !== undefined) {
            // section 3.2: the list as it was then, or this
            res.locals['problemType'] = `${STATUS}STATUS_RETRIEVAL_ERROR`;
            throw new BridgeError('not-found', 'Lists as they were at another time are not published here.');
          }
          const { credential } = await listOf(bridge, req);
          const text = typeof credential === 'string' ? credential : JSON.stringify(credential);
          const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
          res.set({ 'Cache-Control': CACHE, ETag: etag, Vary: 'Accept' });
          send(res, text, typeof credential === 'string');
        },
      ],
    },
    { anyOrigin: true },
  );

  for (const instance of ['', '/issuers/:name']) {
    addEndpoint(
      router,
      `${instance}/status-lists`,
      {
        post: [
          authorise,
          ...withJson(maxBytes, async ({ value }, req, res) => {
            const { statusPurpose, options: { messages } = {} } = parseRequest(zOpen, value);
            const key = await keyOfInstance(bridge, req);
            const { url, credential } = await bridge.status.open({
              purpose: statusPurpose,
              ...(messages === undefined ? {} : { messages }),
              ...(key === undefined ? {} : { key: key.id }),
            });
            res.status(201).location(url).set('Cache-Control', 'no-store');
            res.json({ id: url, verifiableCredential: credential });
          }),
        ],
      },
      { standardTypes: true },
    );
  }

  // lists follow their entries at once: all that is left to do for whoever asks is to see that the list can be signed
  addEndpoint(router, '/status-lists/:id/publish', {
    post: [
      authorise,
      async (req, res) => {
        await listOf(bridge, req);
        res.status(204).end();
      },
    ],
  });

  return router;
}

/** @throws BridgeError `not-found` */
async function listOf(bridge: Bridge, req: Request): Promise<PublishedList> {
  const id = String(req.params['id']);
  const published = /^[\w-]{1,64}$/.test(id) ? await bridge.status.publish(id) : undefined;
  if (published !== undefined) return published;
  throw new BridgeError('not-found', 'No status list of this id is published here.');
}

/** JSON is what most readers take; the media type of credentials is for whoever asks for it. */
function send(res: Response, text: string, isJwt: boolean): void {
  if (isJwt) {
    res.type('application/vc+jwt').send(text);
    return;
  }
  const as = (type: string) => () => void res.type(type).send(text);
  res.format({
    'application/json': as('application/json'),
    'application/vc': as('application/vc'),
    'application/ld+json': as('application/ld+json'),
    default: as('application/json'),
  });
}
