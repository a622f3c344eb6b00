/** A part of a credential: /clr/disclose by record words, /credentials/derive as VC-API has it. */
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { BridgeError, movePointers } from '../kernel/errors.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { parseRequest, zDid, zSecured } from './parse-request.ts';
import { withJson } from './read-body.ts';
import { under, withPointers } from './rebase-pointers.ts';

const zKeep = z.array(z.string('must be a JSON Pointer or an id')).min(1, 'must not be empty');
const zText = z.string('must be a string').exactOptional();

const zDisclose = z.strictObject({
  verifiableCredential: zSecured,
  keep: zKeep,
  holder: zDid.exactOptional(),
  challenge: zText,
  domain: zText,
});

const zDerive = z.strictObject({
  verifiableCredential: zSecured,
  options: z.strictObject({
    selectivePointers: z.array(
      z.string('must be a JSON Pointer').regex(/^(?:\/|$)/, 'must be a JSON Pointer'),
    ),
  }),
});

/** The selection has another name here. */
const toSelection = (pointer: string) => pointer.replace(/^\/keep(?=\/|$)/, '/options/selectivePointers');

/**
 * @param authorise stands before the call that may sign as a holder
 */
export function routeDisclose(bridge: Bridge, { maxBytes }: HttpOptions, authorise: RequestHandler): Router {
  const router = Router();

  addEndpoint(router, '/clr/disclose', {
    post: [
      authorise,
      ...withJson(maxBytes, async ({ value }, _req, res) => {
        const { verifiableCredential: credential, ...rest } = parseRequest(zDisclose, value);
        res.json(
          await withPointers(under('/verifiableCredential'), () => bridge.disclose({ credential, ...rest })),
        );
      }),
    ],
  });

  addEndpoint(router, '/credentials/derive', {
    post: withJson(maxBytes, async ({ value }, _req, res) => {
      const { verifiableCredential: credential, options } = parseRequest(zDerive, value);
      const keep = options.selectivePointers;
      const { verifiableCredential } = await withPointers(under('/verifiableCredential'), () =>
        bridge.disclose({ credential, keep }),
      ).catch((error: unknown) => {
        throw error instanceof BridgeError ? movePointers(error, toSelection) : error;
      });
      res.status(201).json({ verifiableCredential });
    }),
  });

  return router;
}
