/** `GET /wallet/events/:code`: the state of one exchange as server-sent events (HTML Standard, section 9.2). */
import { Router } from 'express';
import { BridgeError } from '../kernel/errors.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { SeenState } from '../workflows/show-exchange.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { createExchangeWatch } from './watch-exchanges.ts';

/** Proxies cut connections on which nothing is said. */
const HEARTBEAT_MS = 15_000;
/** So many pages are told at once; the script of others asks again by itself. */
const MAX_STREAMS = 1000;
/** After a lost connection, when to come back; in milliseconds. */
const RETRY = 3000;

export function routeEvents({ pages }: Bridge, options: HttpOptions): Router {
  const { every = everyUnheeded, stopping } = options;
  const router = Router();
  const exchanges = createExchangeWatch({ see: pages.see, every });
  let open = 0;

  addEndpoint(router, '/wallet/events/:code', {
    get: [
      async (req, res) => {
        const id = await pages.idOf(String(req.params['code']));
        if (open >= MAX_STREAMS) throw new BridgeError('too-many', 'Too many pages are open at once.');
        res.set({
          'Content-Type': 'text/event-stream',
          'Cache-Control': 'no-store, no-transform',
          'X-Accel-Buffering': 'no',
        });
        if (req.method === 'HEAD' || stopping?.aborted) {
          res.end();
          return;
        }
        open += 1;
        res.write(`retry: ${RETRY}\n\n`);
        const ends: (() => void)[] = [];
        const end = () => res.end();
        res.once('close', () => {
          open -= 1;
          for (const done of ends) done();
        });
        stopping?.addEventListener('abort', end, { once: true });
        ends.push(
          () => stopping?.removeEventListener('abort', end),
          every(HEARTBEAT_MS, () => res.write(': still here\n\n')),
          exchanges.watch(id, (seen) => {
            if (seen !== undefined) res.write(`event: state\ndata: ${JSON.stringify(seen)}\n\n`);
            if (seen === undefined || isEnd(seen)) end();
          }),
        );
      },
    ],
  });
  return router;
}

const isEnd = ({ state }: SeenState) => state !== 'created' && state !== 'opened';

function everyUnheeded(milliseconds: number, run: () => void): () => void {
  const timer = setInterval(run, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
