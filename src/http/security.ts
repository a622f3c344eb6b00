/** What stands before every call: headers, the limit of requests, and the token where one is needed. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { BridgeError } from '../kernel/errors.ts';
import type { HttpOptions } from './http-options.ts';

const MINUTE = 60_000;
/** Asked often by those who watch the service, and cheap. */
const UNLIMITED = new Set(['/health', '/ready', '/metrics']);

/** Scripts and styles from here only, nothing inline, nobody frames us. */
export function secureHeaders({ baseUrl }: HttpOptions): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: baseUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: 'deny' },
  });
}

/** A page of ours with a form that goes to this service. */
export function allowForms(res: Response): void {
  const policy = res.get('Content-Security-Policy');
  if (policy !== undefined)
    res.set('Content-Security-Policy', policy.replace("form-action 'none'", "form-action 'self'"));
}

/** So many requests a minute from one address; more get `too-many` with Retry-After. */
export function limitRate({ rateLimit: limit }: HttpOptions): RequestHandler {
  if (limit === 0) return (_req, _res, next) => next();
  return rateLimit({
    windowMs: MINUTE,
    limit,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    skip: (req) => UNLIMITED.has(req.path),
    // How many proxies to trust is the operator's setting; the library would only write to the console.
    validate: false,
    handler: (_req, _res, next) => {
      next(new BridgeError('too-many', `More than ${limit} requests a minute came from this address.`));
    },
  });
}

/**
 * Refuses a call without the API token (RFC 6750 section 2.1); lets all pass where none is configured.
 * @throws BridgeError `unauthorised`
 */
export function requireToken({ token }: HttpOptions): RequestHandler {
  if (token === undefined) return (_req, _res, next) => next();
  const expected = digestOf(token);
  return (req, _res, next) => {
    const given = /^Bearer +([^\s]+) *$/i.exec(req.headers.authorization ?? '')?.[1];
    if (given === undefined) throw new BridgeError('unauthorised', 'This call needs the API token.');
    // Digests have one length, so that neither it nor a common beginning shows in the time taken.
    if (!timingSafeEqual(digestOf(given), expected))
      throw new BridgeError('unauthorised', 'The API token is wrong.');
    next();
  };
}

const digestOf = (text: string) => createHash('sha256').update(text).digest();
