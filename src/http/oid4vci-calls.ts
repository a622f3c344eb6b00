/** The addresses of OpenID4VCI: parsed and rendered here, decided in `workflows/oid4vci`. */
import { setGlobalConfig } from '@openid4vc/openid4vci';
import { type RequestHandler, type Response, Router } from 'express';
import type { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { ErrorCode } from '../kernel/problems.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { ClaimAnswer } from '../workflows/oid4vci/issue-claimed.ts';
import { routeAuthorization } from './authorization-calls.ts';
import { addEndpoint, type Methods } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { type OauthError, withOauthErrors } from './oauth-errors.ts';
import { withForm, withJson } from './read-body.ts';

/** Which error of the protocol an address answers for a fault of ours. */
type Errors = Partial<Record<ErrorCode, string>> & { other: string };

const TOKEN_ERRORS: Errors = {
  'tx-code-wrong': 'invalid_grant',
  'exchange-over': 'invalid_grant',
  'exchange-locked': 'invalid_grant',
  'not-found': 'invalid_grant',
  other: 'invalid_request',
};

const CREDENTIAL_ERRORS: Errors = {
  'holder-unproven': 'invalid_proof',
  'holder-other': 'credential_request_denied',
  'exchange-over': 'credential_request_denied',
  other: 'invalid_credential_request',
};

const NOTIFICATION_ERRORS: Errors = { other: 'invalid_notification_request' };

const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:\/|$)/;

/** Wallets in browsers call from other origins, and none has a token of ours. */
const OPEN = { anyOrigin: true };

export function routeOid4vci(bridge: Bridge, options: HttpOptions): Router {
  const { baseUrl, maxBytes } = options;
  const router = Router();
  const authorization = routeAuthorization(bridge, options);
  router.use(authorization.router);
  // the library takes no other address of the service than https, unless it is told: on this machine alone it may be http
  if (LOOPBACK.test(baseUrl)) setGlobalConfig({ allowInsecureUrls: true });
  const { oid4vci } = bridge;
  const add = (path: string, methods: Methods) => addEndpoint(router, path, methods, OPEN);

  addWellKnown(add, baseUrl, 'openid-credential-issuer', () => oid4vci.issuerMetadata(baseUrl));
  addWellKnown(add, baseUrl, 'oauth-authorization-server', () => oid4vci.serverMetadata(baseUrl));
  addWellKnown(add, baseUrl, 'openid-configuration', () => oid4vci.serverMetadata(baseUrl));

  add('/oid4vci/offers/:code', {
    get: [
      async (req, res) => {
        const { format } = req.query;
        const asked = { base: baseUrl, ...(typeof format === 'string' ? { format } : {}) };
        sendFresh(res, await oid4vci.offer(String(req.params['code']), asked));
      },
    ],
  });
  add('/oid4vci/token', {
    post: inOauth(
      withForm(maxBytes, async (form, req, res) => {
        const coded = form['grant_type'] === 'authorization_code';
        const answer = coded ? await authorization.redeem(form, req, res) : await oid4vci.token(form);
        if (answer !== undefined) sendFresh(res, answer);
      }),
      TOKEN_ERRORS,
    ),
  });
  // with or without a body, of whatever type: nothing in it is read
  add('/oid4vci/nonce', { post: [async (_req, res) => sendFresh(res, await oid4vci.nonce())] });
  add('/oid4vci/credential', {
    post: inOauth(
      withJson(maxBytes, async ({ value: body }, { headers: { authorization } }, res) =>
        sendClaim(res, await oid4vci.credential({ authorization, body, audience: baseUrl })),
      ),
      CREDENTIAL_ERRORS,
    ),
  });
  add('/oid4vci/deferred', {
    post: inOauth(
      withJson(maxBytes, async ({ value: body }, { headers: { authorization } }, res) =>
        sendClaim(res, await oid4vci.deferred({ authorization, body })),
      ),
      CREDENTIAL_ERRORS,
    ),
  });
  add('/oid4vci/notification', {
    post: inOauth(
      withJson(maxBytes, async ({ value: body }, { headers: { authorization } }, res) => {
        await oid4vci.notification(authorization, body);
        res.status(204).end();
      }),
      NOTIFICATION_ERRORS,
    ),
  });
  return router;
}

/**
 * A document below `/.well-known`, with the path of the base address behind it (RFC 8414, section 3.1) where there is one;
 * appended to that path it comes here by itself, through whatever hands that path on to the service.
 */
function addWellKnown(
  add: (path: string, methods: Methods) => void,
  baseUrl: string,
  name: string,
  describe: () => JsonObject,
): void {
  const { pathname } = new URL(baseUrl);
  const get: RequestHandler = (_req, res) => {
    res.set('Cache-Control', 'public, no-cache').json(describe());
  };
  add(`/.well-known/${name}`, { get: [get] });
  if (pathname !== '/') add(`/.well-known/${name}${pathname}`, { get: [get] });
}

const sendFresh = (res: Response, body: JsonObject) => void res.set('Cache-Control', 'no-store').json(body);

/** OpenID4VCI 1.0, section 8.3: 202 for what has to be asked for again. */
const sendClaim = (res: Response, { deferred, body }: ClaimAnswer) =>
  sendFresh(res.status(deferred ? 202 : 200), body);

const inOauth = (handlers: RequestHandler[], errors: Errors) =>
  withOauthErrors(handlers, (fault) => toError(fault, errors)) as RequestHandler[];

/** 400 for whatever a wallet says (RFC 6749, section 5.2), but for what HTTP has a status of its own. */
function toError({ code, status, extra }: BridgeError, errors: Errors): OauthError {
  const { error, ...more } = code === 'wallet-refused' ? extra : {};
  const name = typeof error === 'string' ? error : (errors[code] ?? errors.other);
  if (name === 'invalid_token') return { error: name, status: 401 };
  return { error: name, status: code === 'unsupported-media' ? status : 400, more };
}
