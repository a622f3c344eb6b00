/** Everything thrown becomes problem details (RFC 9457); nothing of an unforeseen error leaves but its number. */
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { BridgeError, problemOf } from '../kernel/errors.ts';
import type { HttpOptions } from './http-options.ts';
import { standardType } from './standard-type.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The last handler but one: no address matched. */
export const refuseUnknownPath: RequestHandler = (req) => {
  throw new BridgeError('not-found', `There is nothing at ${req.path.slice(0, 200)}.`);
};

/** The last handler. */
export function renderProblem({ baseUrl, maxBytes }: HttpOptions): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const known = toBridgeError(error, maxBytes);
    if (known === undefined) res.err = error instanceof Error ? error : new Error(String(error));
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const requestId = String(req.id);
    const problem = known ?? new BridgeError('internal', 'The request could not be completed.');
    setHeaders(res, problem);
    const body = JSON.stringify({
      type: typeOf(problem, res) ?? `${baseUrl}/problems/${problem.code}`,
      ...problemOf(problem),
      instance: UUID.test(requestId) ? `urn:uuid:${requestId}` : `urn:request:${requestId}`,
      requestId,
    });
    res.vary('Accept').status(problem.status).type(mediaTypeFor(req)).send(body);
  };
}

/** VCALM (section 2.4) wants every body as application/json: so it is for whoever would rather have that. */
function mediaTypeFor(req: Request): string {
  const preferred = req.accepts(['application/problem+json', 'application/json']);
  return preferred === 'application/json' ? preferred : 'application/problem+json';
}

/** Callers of VC-API look for the W3C's types; our own `code` stands beside. */
function typeOf(problem: BridgeError, { locals }: Response): string | undefined {
  if (typeof locals['problemType'] === 'string') return locals['problemType'];
  return locals['standardTypes'] === true ? standardType(problem) : undefined;
}

function setHeaders(res: Response, { code }: BridgeError): void {
  res.set('Cache-Control', 'no-store');
  if (code === 'unauthorised') res.set('WWW-Authenticate', 'Bearer realm="clr-bridge"');
  if (code === 'too-many' && res.get('Retry-After') === undefined) res.set('Retry-After', '60');
}

/** Faults of ours as they are, those of the body reader and the router in our words; undefined for all else. */
export function toBridgeError(error: unknown, maxBytes: number): BridgeError | undefined {
  // What is wrong inside the service is nothing a caller can mend, nor should read about.
  if (error instanceof BridgeError) return error.status === 500 ? undefined : error;
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const { status } = error;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  const type = 'type' in error ? error.type : undefined;
  switch (type) {
    case 'entity.too.large':
      return new BridgeError('too-large', `The body has more than ${maxBytes} bytes.`);
    case 'encoding.unsupported':
      return new BridgeError('unsupported-media', 'Content-Encoding may be gzip, deflate or br.');
    case 'request.aborted':
    case 'request.size.invalid':
      return new BridgeError('malformed-json', 'The request ended before its body did.');
  }
  if ('code' in error && typeof error.code === 'string' && /^(?:Z|ERR)_/.test(error.code)) {
    return new BridgeError(
      'malformed-json',
      'The body cannot be decompressed; it is damaged or ends too early.',
    );
  }
  return new BridgeError('request-invalid', 'The request line or a header cannot be read.');
}
