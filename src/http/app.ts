/** The HTTP service put together: what runs in which order, and nothing else. */
import express, { type Express } from 'express';
import type { Bridge } from '../workflows/bridge.ts';
import { routeBatches } from './batch-calls.ts';
import { routeClrBridge } from './clr-bridge.ts';
import { routeClrConvert } from './clr-convert.ts';
import { routeDisclose } from './disclose-calls.ts';
import { routeEvents } from './event-stream.ts';
import { routeExchanges } from './exchange-calls.ts';
import type { HttpOptions } from './http-options.ts';
import { routeImages } from './image-calls.ts';
import { logRequests } from './log-requests.ts';
import { createMetrics } from './metrics.ts';
import { routeOid4vci } from './oid4vci-calls.ts';
import { routeOid4vp } from './oid4vp-calls.ts';
import { refuseUnknownPath, renderProblem } from './problem.ts';
import { routePublic } from './public.ts';
import { routeQr } from './qr-calls.ts';
import { limitRate, requireToken, secureHeaders } from './security.ts';
import { routeStatus } from './status-calls.ts';
import { routeVcApi } from './vc-api.ts';
import { routeVcExchange } from './vc-exchange-calls.ts';
import { routeVcHolder } from './vc-holder.ts';
import { routeVcIssuer } from './vc-issuer.ts';
import { routeWalletPages } from './wallet-pages.ts';

/** The application; it listens nowhere yet (`start-server.ts`). */
export function createApp(bridge: Bridge, options: HttpOptions): Express {
  const metrics = createMetrics();
  const counted = metrics.countVerdicts(bridge);
  const authorise = requireToken(options);

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // hashing every answer would cost more than it saves; fixed documents bring their own
  app.set('query parser', 'simple');
  app.set('trust proxy', options.trustProxy ?? false);

  app.use(logRequests(options));
  app.use(metrics.time);
  app.use(secureHeaders(options));
  app.use(limitRate(options));
  app.use(routePublic(counted, options, metrics));
  app.use(routeClrBridge(counted, options, authorise));
  app.use(routeBatches(counted, options, authorise));
  app.use(routeImages(options));
  app.use(routeClrConvert(counted, options, authorise));
  app.use(routeDisclose(counted, options, authorise));
  app.use(routeStatus(counted, options, authorise));
  app.use(routeExchanges(counted, options, authorise));
  app.use(routeQr(counted));
  app.use(routeWalletPages(counted, options));
  app.use(routeEvents(counted, options));
  app.use(routeOid4vp(counted, options));
  app.use(routeOid4vci(counted, options));
  app.use(routeVcExchange(counted, options));
  app.use(routeVcApi(counted, options));
  app.use(routeVcIssuer(counted, options, authorise));
  app.use(routeVcHolder(counted, options, authorise));
  app.use(refuseUnknownPath);
  app.use(renderProblem(options));
  return app;
}
