/** The calls of VC-API to a holder: sign a presentation, and read and delete those that were kept. */
import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { PRESENT_PROOFS } from '../kernel/contract.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray } from '../kernel/json.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { StoredPresentation } from '../workflows/ports.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { keyOfInstance } from './instance.ts';
import { limitOf } from './limit-of.ts';
import { oneOf, parseRequest, zDocument } from './parse-request.ts';
import { withJson } from './read-body.ts';
import { under, withPointers } from './rebase-pointers.ts';

const zText = z.string('must be a string').min(1, 'must not be empty').exactOptional();

const zProve = z.strictObject({
  presentation: zDocument,
  options: z
    .strictObject({
      challenge: zText,
      domain: zText,
      proof: oneOf(PRESENT_PROOFS).exactOptional(),
    })
    .exactOptional(),
});

/** Each call exists twice: for whichever holder a presentation names, and for one by the name of its key. */
const INSTANCES = ['', '/issuers/:name'];

const STANDARD = { standardTypes: true };

/**
 * VC-API calls it `prove`, and forgets what it signed; under VCALM a presentation is created by posting to the
 * collection, and can be read again where it has an id.
 *
 * @param authorise stands before every call, since it signs, or shows what was signed
 */
export function routeVcHolder(bridge: Bridge, { maxBytes }: HttpOptions, authorise: RequestHandler): Router {
  const router = Router();
  const sign = (keep: boolean) =>
    withJson(maxBytes, async ({ value }, req, res) => {
      const { presentation, options: asked = {} } = parseRequest(zProve, value);
      const key = await keyOfInstance(bridge, req);
      const verifiablePresentation = await withPointers(under('/presentation'), () =>
        bridge.present({
          presentation,
          ...asked,
          ...(keep ? { keep } : {}),
          ...(key === undefined ? {} : { key: key.id }),
        }),
      );
      const { id } = presentation;
      if (keep && typeof id === 'string') {
        const [instance = ''] = req.path.split('/presentations');
        res.location(`${instance}/presentations/${encodeURIComponent(id)}`);
      }
      res.status(201).set('Cache-Control', 'no-store').json({ verifiablePresentation });
    });
  for (const instance of INSTANCES) {
    addEndpoint(router, `${instance}/presentations/prove`, { post: [authorise, ...sign(false)] }, STANDARD);
    addEndpoint(
      router,
      `${instance}/presentations`,
      { get: [authorise, list(bridge)], post: [authorise, ...sign(true)] },
      STANDARD,
    );
    addEndpoint(
      router,
      `${instance}/presentations/:id`,
      {
        get: [
          authorise,
          async (req, res) => {
            res.set('Cache-Control', 'no-store').json((await findStored(bridge, req)).body);
          },
        ],
        delete: [
          authorise,
          async (req, res) => {
            const { id } = await findStored(bridge, req);
            await bridge.presentations.delete(id);
            res.status(202).end();
          },
        ],
      },
      STANDARD,
    );
  }
  return router;
}

/** VCALM lists unsigned presentations too (`type`); none is made here. */
const TYPES = ['all', 'verifiablepresentations', 'presentations'];

function list(bridge: Bridge): RequestHandler {
  return async (req, res) => {
    const types = asArray(req.query['type'] ?? 'all');
    if (!types.every((type) => typeof type === 'string' && TYPES.includes(type)))
      throw new BridgeError('request-invalid', `type is one of ${TYPES.join(', ')}.`);
    const key = await keyOfInstance(bridge, req);
    const wanted = types.some((type) => type !== 'presentations');
    const stored = wanted ? await bridge.presentations.list(limitOf(req), key?.did) : [];
    res.set('Cache-Control', 'no-store').json(stored.map(({ body }) => body));
  };
}

/** @throws BridgeError `not-found`, also for what another holder signed; `gone` for what was deleted */
async function findStored(bridge: Bridge, req: Request): Promise<StoredPresentation> {
  const key = await keyOfInstance(bridge, req);
  const stored = await bridge.presentations.get(String(req.params['id']));
  if (stored === undefined || (key !== undefined && stored.holder !== key.did))
    throw new BridgeError('not-found', 'No presentation with this id is kept here.');
  if (stored.deletedAt !== undefined)
    throw new BridgeError('gone', `The presentation was deleted on ${stored.deletedAt.toISOString()}.`);
  return stored;
}
