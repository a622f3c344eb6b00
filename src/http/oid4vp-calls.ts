/** What wallets of OpenID4VP call: fetch a request, and answer it. Nobody needs a token: who has the link may answer. */
import { type RequestHandler, Router } from 'express';
import type { BridgeError } from '../kernel/errors.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { type OauthError, withOauthErrors } from './oauth-errors.ts';
import { withForm } from './read-body.ts';

const OPEN = { anyOrigin: true };

export function routeOid4vp({ oid4vp }: Bridge, { maxBytes }: HttpOptions): Router {
  const router = Router();
  const codeOf = (code: unknown) => String(code);
  const readRequest: RequestHandler = async (req, res) => {
    const request = await oid4vp.readRequest(codeOf(req.params['code']));
    res.set('Cache-Control', 'no-store').json(request);
  };
  addEndpoint(
    router,
    '/oid4vp/requests/:code',
    { get: withOauthErrors([readRequest], toError) as RequestHandler[] },
    OPEN,
  );
  const takeResponse = withForm(maxBytes, async (form, req, res) => {
    const answer = await oid4vp.takeResponse(codeOf(req.params['code']), form);
    res.set('Cache-Control', 'no-store').json(answer);
  });
  addEndpoint(
    router,
    '/oid4vp/responses/:code',
    { post: withOauthErrors(takeResponse, toError) as RequestHandler[] },
    OPEN,
  );
  return router;
}

/** RFC 6749 has one word for whatever is wrong with a request. */
function toError({ code }: BridgeError): OauthError {
  if (code === 'exchange-over' || code === 'exchange-locked' || code === 'holder-other')
    return { error: 'access_denied' };
  return { error: 'invalid_request' };
}
