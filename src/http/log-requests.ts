/** One line a request: method, route, status, time. No bodies, no headers, no addresses, no ids of records. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import { pinoHttp } from 'pino-http';
import type { HttpOptions } from './http-options.ts';

/** An id given by a proxy is taken over where it can do no harm in a log or a header. */
const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** Gives each request its id (`X-Request-Id`, and `requestId` of problems), and logs it when it is over. */
export function logRequests({ logger }: HttpOptions): RequestHandler {
  return pinoHttp({
    logger,
    genReqId: (req, res) => {
      const given = req.headers['x-request-id'];
      const id = typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
      res.setHeader('X-Request-Id', id);
      return id;
    },
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    serializers: { req: () => undefined },
    autoLogging: { ignore: ({ url }) => url === '/health' || url === '/ready' || url === '/metrics' },
    customLogLevel: (_req, { statusCode }) => (statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request failed',
    customSuccessObject: (req, res, { responseTime }) => summaryOf(req, res, responseTime),
    customErrorObject: (req, res, error, { responseTime }) => ({
      ...summaryOf(req, res, responseTime),
      err: res.err === undefined ? undefined : error,
    }),
  });
}

function summaryOf(req: IncomingMessage, res: ServerResponse, milliseconds: unknown) {
  const route: unknown = (res as Response).locals?.['route'];
  return {
    method: req.method,
    route: route ?? 'none',
    status: res.statusCode,
    milliseconds,
    ...(res.writableFinished ? {} : { aborted: true }),
  };
}
