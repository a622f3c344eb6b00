/** The call of VC-API to a holder: sign a presentation. */
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { EMBEDDED_PROOFS, LATER_PROOFS, PROOFS } from '../kernel/contract.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { keyOfInstance } from './instance.ts';
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
      proof: oneOf(EMBEDDED_PROOFS, [...PROOFS, ...LATER_PROOFS]).exactOptional(),
    })
    .exactOptional(),
});

/** VC-API calls it `prove`; under VCALM a presentation is created by posting to the collection. */
const PATHS = ['/presentations/prove', '/presentations'];

/** @param authorise stands before the call, since it signs */
export function routeVcHolder(bridge: Bridge, { maxBytes }: HttpOptions, authorise: RequestHandler): Router {
  const router = Router();
  const prove = withJson(maxBytes, async ({ value }, req, res) => {
    const { presentation, options: asked = {} } = parseRequest(zProve, value);
    const key = await keyOfInstance(bridge, req);
    const verifiablePresentation = await withPointers(under('/presentation'), () =>
      bridge.present({ presentation, ...asked, ...(key === undefined ? {} : { key: key.id }) }),
    );
    res.status(201).set('Cache-Control', 'no-store').json({ verifiablePresentation });
  });
  for (const instance of ['', '/issuers/:name']) {
    for (const path of PATHS) {
      addEndpoint(router, `${instance}${path}`, { post: [authorise, ...prove] }, { standardTypes: true });
    }
  }
  return router;
}
