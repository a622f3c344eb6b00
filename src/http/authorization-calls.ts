/** The addresses of the authorization code flow: OAuth is the library's, what the learner agrees to is ours. */
import { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { type AuthorizationServer, askedFor, createAuthorizationServer } from './authorization-server.ts';
import { drawConfirmPage, drawRefusal } from './draw-confirm-page.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { withForm } from './read-body.ts';
import { placeOf } from './redirect-uris.ts';

const FORM_BYTES = 64 * 1024;

export type AuthorizationCalls = {
  router: Router;
  /** The token endpoint for `authorization_code`; undefined where the library has answered. */
  redeem(...[form, req, res]: Parameters<RedeemCode>): Promise<JsonObject | undefined>;
};

type RedeemCode = (
  form: Record<string, string>,
  req: Parameters<RequestHandler>[0],
  res: Response,
) => Promise<JsonObject | undefined>;

export function routeAuthorization(bridge: Bridge, options: HttpOptions): AuthorizationCalls {
  const router = Router();
  const { authorisation } = bridge.oid4vci;
  const { pathname } = new URL(options.baseUrl);
  const root = pathname.endsWith('/') ? pathname : `${pathname}/`;

  let loading: Promise<AuthorizationServer> | undefined;
  const server = () => {
    loading ??= createAuthorizationServer(bridge, options, ({ error_description, error }) =>
      drawRefusal(error_description ?? error, { root }),
    );
    return loading;
  };
  const pass: RequestHandler = async (req, res) => (await server()).pass(req, res);

  addEndpoint(router, '/oid4vci/authorize', { get: [pass] });
  addEndpoint(router, '/oid4vci/authorize/:uid', { get: [pass] });
  addEndpoint(
    router,
    '/oid4vci/par',
    { post: withForm(FORM_BYTES, async (form, req, res) => (await server()).pass(req, res, form)) },
    { anyOrigin: true },
  );

  /** @param fault what to tell about what was just sent */
  const show = async (
    req: Parameters<RequestHandler>[0],
    res: Response,
    { fault, locked = false }: { fault?: BridgeError; locked?: boolean } = {},
  ) => {
    const { params } = await (await server()).pending(req, res);
    const place = placeOf(String(params['redirect_uri']));
    const offer = await authorisation.describe(askedFor(params));
    allowForm(res, place.source);
    res
      .status(fault?.status ?? 200)
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(
        drawConfirmPage(offer, {
          root,
          place,
          locked,
          ...(fault === undefined ? {} : { fault: fault.message }),
        }),
      );
  };
  addEndpoint(router, '/oid4vci/confirm/:uid', {
    get: inPages([(req, res) => show(req, res)]),
    post: inPages(
      withForm(FORM_BYTES, async (form, req, res) => {
        const oauth = await server();
        const pending = await oauth.pending(req, res);
        if (form['decision'] !== 'confirm') return res.redirect(303, await oauth.decline(req, res));
        const asked = askedFor(pending.params);
        const { exchangeId } = await authorisation.describe(asked);
        const { grantId, settle } = await oauth.confirm(req, res, pending, exchangeId);
        try {
          await authorisation.confirm(asked, grantId, form['tx_code']?.trim());
        } catch (fault) {
          if (!(fault instanceof BridgeError)) throw fault;
          if (fault.code !== 'tx-code-wrong' && fault.code !== 'exchange-locked') throw fault;
          return show(req, res, { fault, locked: fault.code === 'exchange-locked' });
        }
        res.redirect(303, await settle());
      }),
    ),
  });

  /** From here on, what goes wrong is told on a page. */
  function inPages(handlers: RequestHandler[]): RequestHandler[] {
    const render: ErrorRequestHandler = (fault: unknown, _req, res, next) => {
      if (!(fault instanceof BridgeError) || fault.status >= 500 || res.headersSent) return next(fault);
      res
        .status(fault.status)
        .set('Cache-Control', 'no-store')
        .type('html')
        .send(drawRefusal(fault.message, { root }));
    };
    return [...handlers, render as unknown as RequestHandler];
  }

  return {
    router,
    async redeem(form, req, res) {
      await (await server()).pass(req, res, form);
      const grantId: unknown = res.locals['grantId'];
      return typeof grantId === 'string' ? authorisation.token(grantId) : undefined;
    },
  };
}

/** The form comes back here, and from here the browser goes on to the wallet, which some browsers count as one. */
function allowForm(res: Response, source: string): void {
  const policy = res.get('Content-Security-Policy');
  if (policy !== undefined)
    res.set('Content-Security-Policy', policy.replace("form-action 'none'", `form-action 'self' ${source}`));
}
