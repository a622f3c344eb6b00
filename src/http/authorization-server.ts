/** `oidc-provider` as the authorization server of wallets: the code flow of OAuth 2.0 with PKCE, and nothing of OpenID Connect. */
import { generateKeyPairSync } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { BridgeError } from '../kernel/errors.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { AskedFor } from '../workflows/oid4vci/authorise-claim.ts';
import { CONFIGURATIONS } from '../workflows/oid4vci/configurations.ts';
import type { HttpOptions } from './http-options.ts';
import { createOauthAdapter } from './oauth-adapter.ts';
import { isWalletAddress } from './redirect-uris.ts';

type Pending = Awaited<ReturnType<Provider['interactionDetails']>>;

export type AuthorizationServer = {
  /** Lets the library answer. @param form what was posted, which is read already */
  pass(req: Request, res: Response, form?: Record<string, string>): Promise<void>;
  /** The request that a learner is asked about. @throws BridgeError `not-found` where this browser has none such */
  pending(req: Request, res: Response): Promise<Pending>;
  /** @returns where the browser goes on */
  confirm(req: Request, res: Response, pending: Pending, exchangeId: string): Promise<Agreement>;
  decline(req: Request, res: Response): Promise<string>;
};

/** `settle` comes after the grant is noted: then the code is given out. */
type Agreement = { grantId: string; settle: () => Promise<string> };

const PATHS = {
  authorization: '/oid4vci/authorize',
  pushed_authorization_request: '/oid4vci/par',
  token: '/oid4vci/token',
};

/** Seconds. */
const TTL = {
  AuthorizationCode: 60,
  Interaction: 900,
  Grant: 900,
  Session: 900,
  AccessToken: 600,
  IdToken: 60,
};

type Jwk = NonNullable<Configuration['jwks']>['keys'][number];

export type ErrorPage = (error: { error: string; error_description?: string }) => string;

/** Loads the library, which is large; called with the first request. */
export async function createAuthorizationServer(
  { oid4vci: { authorisation } }: Bridge,
  { baseUrl, walletRedirects, logger }: Pick<HttpOptions, 'baseUrl' | 'walletRedirects' | 'logger'>,
  drawError: ErrorPage,
): Promise<AuthorizationServer> {
  // not the package's main file, which writes to the console that it would rather have a newer Node.js
  const { Provider } = await import('oidc-provider/lib/provider.js');
  const errors = await import('oidc-provider/lib/helpers/errors.js');

  const checkIssuerState = async (ctx: KoaContextWithOIDC) => {
    try {
      const { configurations } = await authorisation.describe(askedFor(ctx.oidc.params));
      // wallets may leave out the scope, since the offer says what there is
      if (ctx.oidc.params) ctx.oidc.params['scope'] = configurations.join(' ');
    } catch (error) {
      if (!(error instanceof BridgeError) || error.status >= 500) throw error;
      const { error: name } = error.extra;
      throw new errors.CustomOIDCProviderError(
        typeof name === 'string' ? name : 'access_denied',
        error.message,
      );
    }
  };
  const provider = new Provider(baseUrl, {
    ...(await settings(authorisation, baseUrl)),
    adapter: (model: string) =>
      createOauthAdapter(authorisation.states, model, () =>
        model === 'AuthorizationCode'
          ? new errors.InvalidGrant('authorization code already consumed')
          : new errors.InvalidRequestUri('request_uri was already used'),
      ),
    extraParams: { issuer_state: checkIssuerState, authorization_details: null },
    renderError: async (ctx, error) => {
      ctx.type = 'html';
      ctx.body = drawError(error as { error: string });
    },
  });
  provider.proxy = true;
  provider.Client.prototype.redirectUriAllowed = (uri: string) => isWalletAddress(uri, walletRedirects);
  provider.Client.prototype.responseModeAllowed = (mode?: string) => mode === 'query';
  provider.on('authorization.error', (ctx: KoaContextWithOIDC, error: { allow_redirect?: boolean }) => {
    // nobody is sent to an address that neither the operator nor the learner has agreed to (RFC 9700, section 4.11.2)
    if (ctx.oidc.route === 'authorization' && walletRedirects === undefined) error.allow_redirect = false;
  });
  provider.on('server_error', (_ctx, err) => logger.error({ err }, 'the authorization server failed'));
  (provider as EventEmitter).on('error', (err) => logger.error({ err }, 'the authorization server failed'));
  provider.use(async (ctx, next) => {
    await next();
    forgetSession(ctx.res);
    const oidc = (ctx as Partial<KoaContextWithOIDC>).oidc;
    if (oidc?.route !== 'token' || ctx.status !== 200) return;
    // the code is spent, and what a wallet gets for it is for the caller of `pass` to say
    ctx.respond = false;
    (ctx.res as Response).locals['grantId'] = oidc.entities.Grant?.jti;
  });

  const answer = provider.callback();
  return {
    pass: (req, res, form) => answer(replay(req, baseUrl, form), res),
    async pending(req, res) {
      try {
        return await provider.interactionDetails(req, res);
      } catch (cause) {
        if (!(cause instanceof errors.SessionNotFound)) throw cause;
        throw new BridgeError('not-found', 'This browser has asked for no such authorization.', { cause });
      }
    },
    async confirm(req, res, { params }, accountId) {
      const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
      grant.addOIDCScope(String(params['scope']));
      const grantId = await grant.save();
      return {
        grantId,
        settle: () =>
          provider.interactionResult(req, res, {
            login: { accountId, remember: false },
            consent: { grantId },
          }),
      };
    },
    decline: (req, res) =>
      provider.interactionResult(req, res, {
        error: 'access_denied',
        error_description: 'The learner declined.',
      }),
  };
}

/** @param params of an authorization request, as the library keeps them */
export function askedFor(params: Record<string, unknown> | undefined): AskedFor {
  const text = (name: string) => {
    const value = params?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [issuerState, scope, authorizationDetails] = [
    text('issuer_state'),
    text('scope'),
    text('authorization_details'),
  ];
  return {
    ...(issuerState === undefined ? {} : { issuerState }),
    ...(scope === undefined ? {} : { scope }),
    ...(authorizationDetails === undefined ? {} : { authorizationDetails }),
  };
}

async function settings(
  { cookieKey }: Bridge['oid4vci']['authorisation'],
  baseUrl: string,
): Promise<Configuration> {
  const secure = baseUrl.startsWith('https:');
  const cookies = { signed: true, httpOnly: true, sameSite: 'lax' as const, secure };
  return {
    scopes: [...CONFIGURATIONS.keys()],
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: true },
    },
    // of OpenID Connect, which is not spoken: nothing is ever signed by it
    jwks: { keys: [generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as Jwk] },
    enabledJWA: { idTokenSigningAlgValues: ['EdDSA'] },
    cookies: { keys: [await cookieKey()], short: cookies, long: cookies },
    routes: PATHS,
    ttl: TTL,
    expiresWithSession: async () => false,
    issueRefreshToken: async () => false,
    findAccount: async (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    interactions: { url: async (_ctx, { uid }) => `${baseUrl}/oid4vci/confirm/${uid}` },
  };
}

/** The same request under the address of the service, with what the library is to see of it. */
function replay(req: Request, baseUrl: string, form?: Record<string, string>): IncomingMessage {
  const { protocol, host, pathname } = new URL(baseUrl);
  const body = form && Buffer.from(new URLSearchParams(form).toString());
  const copy = Object.assign(new IncomingMessage(req.socket), {
    method: req.method,
    url: req.url,
    // what is cut off would take the connection with it
    complete: true,
    originalUrl: `${pathname === '/' ? '' : pathname}${req.url}`,
  });
  copy.headers = {
    host,
    'x-forwarded-proto': protocol.slice(0, -1),
    'x-forwarded-host': host,
    accept: form === undefined ? 'text/html' : 'application/json',
    ...(req.headers.cookie === undefined ? {} : { cookie: withoutSession(req.headers.cookie) }),
    ...(body === undefined
      ? {}
      : {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': String(body.length),
        }),
  };
  if (body !== undefined) copy.push(body);
  copy.push(null);
  return copy;
}

const SESSION = /^\s*_session(?:\.\w+)*=/;

/** Whoever agreed to one request of a wallet has not agreed to the next, so nobody stays logged in. */
const withoutSession = (cookie: string) =>
  cookie
    .split(';')
    .filter((pair) => !SESSION.test(pair))
    .join(';');

function forgetSession(res: ServerResponse): void {
  const set = res.getHeader('set-cookie');
  if (Array.isArray(set))
    res.setHeader(
      'set-cookie',
      set.filter((pair) => !SESSION.test(pair)),
    );
}
