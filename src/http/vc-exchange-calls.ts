/** What wallets of VC-API call, and the link of the Learner Credential Wallet. Nobody needs a token: who has the link may. */
import { type Response, Router } from 'express';
import type { JsonObject } from '../kernel/json.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { withJson } from './read-body.ts';

const OPEN = { anyOrigin: true, standardTypes: true };

export function routeVcExchange({ vcExchange }: Bridge, { maxBytes }: HttpOptions): Router {
  const router = Router();
  addEndpoint(
    router,
    '/wallet/legacy/:code',
    {
      post: withJson(maxBytes, async ({ value }, req, res) =>
        sendToWallet(res, await vcExchange.redeemByLink(String(req.params['code']), value)),
      ),
    },
    OPEN,
  );
  return router;
}

/** The Learner Credential Wallet undoes entities of HTML before it reads the JSON: no `&` is left for it to find. */
function sendToWallet(res: Response, answer: JsonObject): void {
  const text = JSON.stringify(answer).replaceAll('&', '\\u0026');
  res.set('Cache-Control', 'no-store').type('json').send(text);
}
