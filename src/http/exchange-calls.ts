/** What owners of offers and requests call: make one, list them, look at one, end it. */
import { createHash } from 'node:crypto';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { BridgeError } from '../kernel/errors.ts';
import { CLIENT_IDS, REQUEST_QUERIES, TEMPLATES } from '../kernel/exchange.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { parseInstant } from '../kernel/time.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { OwnedExchange } from '../workflows/describe-exchange.ts';
import type { ExchangeKind } from '../workflows/exchange-ports.ts';
import { unwrapOptions, wrapOptions } from './clr-bridge.ts';
import { zFlag } from './clr-convert.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { exactlyOne, oneOf, parseRequest, zDid, zDocument, zJws, zSecured } from './parse-request.ts';
import { withJson } from './read-body.ts';
import { underWrapped, withPointers } from './rebase-pointers.ts';

const zText = z.string('must be a string').min(1, 'must not be empty').max(500, 'is too long');

/** A date-time with a zone, or seconds from now. */
const zExpires = z.union([z.string(), z.number()], 'must be a date-time, or seconds from now');

const zOffer = z.strictObject({
  clr: zDocument.exactOptional(),
  clrs: z.array(zSecured, 'must be a JSON array').min(1, 'must not be empty').exactOptional(),
  signedClr: zJws.exactOptional(),
  credential: zSecured.exactOptional(),
  credentials: z.array(zSecured, 'must be a JSON array').min(1, 'must not be empty').exactOptional(),
  ...wrapOptions,
  binding: oneOf(['preferred', 'required']).exactOptional(),
  txCode: z
    .union([
      z.boolean(),
      z.strictObject({ length: z.int().exactOptional(), description: zText.exactOptional() }),
    ])
    .exactOptional(),
  expires: zExpires.exactOptional(),
  uses: z.int('must be a whole number').exactOptional(),
  walletUrl: z
    .string()
    .regex(/^[a-z][a-z0-9+.-]*:[^\s#]*$/i, 'must be a URL without a fragment')
    .exactOptional(),
  didAuth: zFlag.exactOptional(),
});

const zRequest = z.strictObject({
  template: oneOf(TEMPLATES).exactOptional(),
  title: zText.exactOptional(),
  issuers: z.array(zDid, 'must be a JSON array').exactOptional(),
  achievementTypes: z.array(zText, 'must be a JSON array').exactOptional(),
  binding: oneOf(['required', 'none']).exactOptional(),
  to: unwrapOptions.to,
  recipient: zText.exactOptional(),
  expires: zExpires.exactOptional(),
  redirectUrl: z.url('must be a URL').exactOptional(),
  webhook: z.url('must be a URL').exactOptional(),
  webhookRecords: zFlag.exactOptional(),
  clientId: oneOf(CLIENT_IDS).exactOptional(),
  verifier: zDid.exactOptional(),
  encrypted: zFlag.exactOptional(),
  query: oneOf(REQUEST_QUERIES).exactOptional(),
  showResult: zFlag.exactOptional(),
  allowUnverified: zFlag.exactOptional(),
});

const MAX_LISTED = 1000;

/** @param authorise stands before every call: who holds an offer’s links holds the offer */
export function routeExchanges(
  bridge: Bridge,
  { maxBytes, baseUrl }: HttpOptions,
  authorise: RequestHandler,
): Router {
  const router = Router();
  const shown = (exchange: OwnedExchange) => ({ ...exchange, qr: qrOf(exchange, baseUrl) });

  const createOffer = withJson(maxBytes, async ({ value }, _req, res) => {
    const { clr, clrs, signedClr, credential, credentials, ...rest } = parseRequest(zOffer, value);
    const names = ['clr', 'clrs', 'signedClr', 'credential', 'credentials'] as const;
    const member = exactlyOne({ clr, clrs, signedClr, credential, credentials }, names);
    const { subject, binding, txCode, expires, uses, walletUrl, didAuth, issuerName, ...options } = rest;
    const documents = (clrs ?? credentials ?? [clr ?? signedClr ?? credential]) as Json[];
    const place = documents.length === 1 && Array.isArray(value[member]) ? `/${member}/0` : `/${member}`;
    const offer = await withPointers(underWrapped(place), () =>
      bridge.exchanges.createOffer({
        documents,
        options,
        ...definedOf({ subject, binding, txCode: txCodeOf(txCode), uses, walletUrl, didAuth, issuerName }),
        ...expiryOf(expires),
      }),
    );
    res.status(201).set('Cache-Control', 'no-store').location(`/offers/${offer.id}`).json(shown(offer));
  });

  const createRequest = withJson(maxBytes, async ({ value }, _req, res) => {
    const { expires, ...rest } = parseRequest(zRequest, value);
    const request = await bridge.exchanges.createRequest({ ...rest, ...expiryOf(expires) });
    res.status(201).set('Cache-Control', 'no-store').location(`/requests/${request.id}`).json(shown(request));
  });

  const calls = { offer: createOffer, request: createRequest };
  for (const kind of ['offer', 'request'] as ExchangeKind[]) {
    addEndpoint(router, `/${kind}s`, {
      get: [
        authorise,
        async (_req, res) => {
          const listed = await bridge.exchanges.list(kind, MAX_LISTED);
          res.set('Cache-Control', 'no-store').json({ [`${kind}s`]: listed });
        },
      ],
      post: [authorise, ...calls[kind]],
    });
    addEndpoint(router, `/${kind}s/:id`, {
      get: [
        authorise,
        async (req, res) => {
          const found = await bridge.exchanges.describe(kind, String(req.params['id']));
          sendPolled(req, res, shown(found));
        },
      ],
      delete: [
        authorise,
        async (req, res) => {
          await bridge.exchanges.cancel(kind, String(req.params['id']));
          res.status(204).end();
        },
      ],
    });
  }
  return router;
}

/**
 * Whoever asks again and again is told when nothing has changed; also `fetch` in programs, which sends `Cache-Control: no-cache`
 * with every If-None-Match.
 */
function sendPolled(req: Request, res: Response, value: JsonObject): void {
  const body = JSON.stringify(value);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  res.set({ 'Cache-Control': 'no-store', ETag: etag });
  const known = (req.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known.includes(etag)) res.status(304).end();
  else res.type('application/json').send(body);
}

/** Pictures of the link that any wallet, and any camera, can follow. */
function qrOf({ links }: OwnedExchange, baseUrl: string): JsonObject {
  const code = links.page.slice(links.page.lastIndexOf('/') + 1);
  return {
    link: links.interaction,
    svg: `${baseUrl}/wallet/qr/${code}.svg`,
    png: `${baseUrl}/wallet/qr/${code}.png`,
  };
}

type TxCodeInput = z.infer<typeof zOffer>['txCode'];

const txCodeOf = (given: TxCodeInput) => (typeof given === 'object' ? { length: 6, ...given } : given);

/** @throws BridgeError `request-invalid` */
function expiryOf(expires: string | number | undefined): { expires?: Date | number } {
  if (expires === undefined) return {};
  if (typeof expires === 'number') return { expires };
  const instant = /(Z|[+-]\d\d:\d\d)$/.test(expires) ? parseInstant(expires) : undefined;
  if (instant !== undefined) return { expires: instant };
  throw new BridgeError(
    'request-invalid',
    '"expires": must be a date-time with a zone, or seconds from now.',
    { pointer: '/expires' },
  );
}

/** Without what was not given. */
function definedOf<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
