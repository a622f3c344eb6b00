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
/** After a lost connection, when to come back; in milliseconds. */
const RETRY = 3000;

export function routeEvents({ pages }: Bridge, options: HttpOptions): Router {
  const { every = everyUnheeded, stopping, maxStreams = 1000 } = options;
  const router = Router();
  const exchanges = createExchangeWatch({ see: pages.see, every });
  let open = 0;

  addEndpoint(router, '/wallet/events/:code', {
    get: [
      async (req, res) => {
        const id = await pages.idOf(String(req.params['code']));
        // the script of the page then asks for the page itself, now and again
        if (open >= maxStreams) throw new BridgeError('too-many', 'Too many pages are open at once.');
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
        const ends: (() => void)[] = [];
        const say = (text: string) => void (res.writableEnded || res.write(`${text}\n\n`));
        const end = () => void res.end();
        res.once('close', () => {
          open -= 1;
          for (const done of ends) done();
        });
        say(`retry: ${RETRY}`);
        stopping?.addEventListener('abort', end, { once: true });
        ends.push(
          () => stopping?.removeEventListener('abort', end),
          every(HEARTBEAT_MS, () => say(': still here')),
          exchanges.watch(id, (seen) => {
            if (seen !== undefined) say(`event: state\ndata: ${JSON.stringify(seen)}`);
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
