/** What wallets of OpenID4VP call: fetch a request, and answer it. Nobody needs a token: who has the link may answer. */
import { type RequestHandler, type Response, Router } from 'express';
import type { BridgeError } from '../kernel/errors.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { AuthorizationRequest } from '../workflows/oid4vp/authorization-request.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { type OauthError, withOauthErrors } from './oauth-errors.ts';
import { withForm } from './read-body.ts';

const OPEN = { anyOrigin: true };

export function routeOid4vp({ oid4vp }: Bridge, { maxBytes }: HttpOptions): Router {
  const router = Router();
  const codeOf = (code: unknown) => String(code);
  const sendRequest = async (res: Response, request: AuthorizationRequest) => {
    res.set('Cache-Control', 'no-store');
    if ('jwt' in request) res.type('application/oauth-authz-req+jwt').send(Buffer.from(request.jwt));
    else res.json(request.payload);
  };
  const readRequest: RequestHandler = async (req, res) =>
    sendRequest(res, await oid4vp.readRequest(codeOf(req.params['code'])));
  const readFresh = withForm(maxBytes, async (form, req, res) =>
    sendRequest(res, await oid4vp.readRequest(codeOf(req.params['code']), form)),
  );
  addEndpoint(
    router,
    '/oid4vp/requests/:code',
    {
      get: withOauthErrors([readRequest], toError) as RequestHandler[],
      post: withOauthErrors(readFresh, toError) as RequestHandler[],
    },
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
