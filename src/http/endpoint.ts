/** One address and its methods; every other method is refused by name (RFC 9110 section 15.5.6). */
import type { RequestHandler, Router } from 'express';
import { BridgeError } from '../kernel/errors.ts';

export type Methods = { get?: RequestHandler[]; post?: RequestHandler[]; delete?: RequestHandler[] };

export type EndpointOptions = {
  /** A public document: pages of any origin may read it. */
  anyOrigin?: boolean;
  /** Problems have the W3C's types where it names them. */
  standardTypes?: boolean;
};

/** Adds an address to a router. HEAD comes with GET; OPTIONS answers what there is. */
export function addEndpoint(
  router: Router,
  path: string,
  methods: Methods,
  options: EndpointOptions = {},
): void {
  const allow = [
    ...(methods.get ? ['GET', 'HEAD'] : []),
    ...(methods.post ? ['POST'] : []),
    ...(methods.delete ? ['DELETE'] : []),
    'OPTIONS',
  ].join(', ');
  const route = router.route(path);
  route.all((_req, res, next) => {
    res.locals['route'] = path;
    res.locals['standardTypes'] = options.standardTypes === true;
    if (options.anyOrigin) res.set('Access-Control-Allow-Origin', '*');
    next();
  });
  if (methods.get) route.get(...methods.get);
  if (methods.post) route.post(...methods.post);
  if (methods.delete) route.delete(...methods.delete);
  route.all((req, res) => {
    res.set('Allow', allow);
    if (req.method === 'OPTIONS') {
      if (options.anyOrigin)
        res.set({
          'Access-Control-Allow-Methods': allow,
          'Access-Control-Allow-Headers': 'content-type, authorization',
          'Access-Control-Max-Age': '600',
        });
      res.status(204).end();
      return;
    }
    throw new BridgeError('method-not-allowed', `${req.method} is not a method of ${path}; ${allow} are.`);
  });
}
