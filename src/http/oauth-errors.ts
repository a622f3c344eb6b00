/** Faults in the words of OAuth (RFC 6749, section 5.2), which the protocols of wallets have in common. */
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { BridgeError } from '../kernel/errors.ts';

/** Which word of the protocol a fault is, and its status where that is another than the fault's own. */
export type OauthError = {
  error: string;
  status?: number;
  /** More members of the answer, for instance a nonce. */
  more?: Record<string, unknown>;
};

/** Runs the handlers; what they throw is answered as `{ error, error_description }`. */
export function withOauthErrors(
  handlers: RequestHandler[],
  toError: (fault: BridgeError) => OauthError,
): (RequestHandler | ErrorRequestHandler)[] {
  const render: ErrorRequestHandler = (fault: unknown, _req: Request, res: Response, next) => {
    if (!(fault instanceof BridgeError) || fault.status >= 500 || res.headersSent) return next(fault);
    const { error, status, more } = toError(fault);
    // RFC 6750, section 3
    if (error === 'invalid_token') res.set('WWW-Authenticate', 'Bearer error="invalid_token"');
    res
      .status(status ?? fault.status)
      .set('Cache-Control', 'no-store')
      .json({ error, error_description: descriptionOf(fault), ...more });
  };
  return [...handlers, render];
}

/** Only the characters that RFC 6749 allows in it. */
const descriptionOf = ({ message, pointer }: BridgeError) =>
  `${message}${pointer ? ` (${pointer})` : ''}`
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replaceAll(/[^\x20-\x7e]/g, '?');
