/** What wallets of VC-API call, and the link of the Learner Credential Wallet. Nobody needs a token: who has the link may. */
import { type Response, Router } from 'express';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { addEndpoint, type Methods } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { withJson, withOptionalJson } from './read-body.ts';

const OPEN = { anyOrigin: true, standardTypes: true };

export function routeVcExchange({ vcExchange }: Bridge, { maxBytes }: HttpOptions): Router {
  const router = Router();
  const add = (path: string, methods: Methods) => addEndpoint(router, path, methods, OPEN);
  const named = (parameters: Record<string, unknown>) =>
    [String(parameters['workflow']), String(parameters['code'])] as const;

  add('/wallet/legacy/:code', {
    post: withJson(maxBytes, async ({ value }, { params }, res) =>
      sendToWallet(res, await vcExchange.redeemByLink(String(params['code']), value)),
    ),
  });
  add('/workflows/:workflow', {
    get: [({ params }, res) => void res.json(vcExchange.workflow(String(params['workflow'])))],
  });
  add('/workflows/:workflow/exchanges/:code', {
    get: [
      async ({ params }, res) => {
        const [workflow, code] = named(params);
        res.set('Cache-Control', 'no-store').json(await vcExchange.state(workflow, code));
      },
    ],
    // many wallets begin without a body
    post: withOptionalJson(maxBytes, async ({ value }, { params }, res) => {
      const [workflow, code] = named(params);
      sendToWallet(res, await vcExchange.participate(workflow, code, value));
    }),
  });
  add('/workflows/:workflow/exchanges/:code/protocols', {
    get: [
      async ({ params }, res) => {
        const [workflow, code] = named(params);
        res.set('Cache-Control', 'no-store').json(await vcExchange.protocols(workflow, code));
      },
    ],
  });
  add('/interactions/:code', {
    get: [
      async (req, res) => {
        const code = String(req.params['code']);
        const version = req.query['iuv'] ?? '1';
        if (version !== '1')
          throw new BridgeError('request-invalid', 'Of interactions, version 1 is known (iuv).');
        res.vary('Accept').set('Cache-Control', 'no-store');
        // whoever does not ask for JSON is a person, or looks at the page for one
        if (req.accepts(['html', 'json']) === 'json') res.json(await vcExchange.interact(code));
        else
          res
            .status(303)
            .location(await vcExchange.pageOf(code))
            .end();
      },
    ],
  });
  return router;
}

/** The Learner Credential Wallet undoes entities of HTML before it reads the JSON: no `&` is left for it to find. */
function sendToWallet(res: Response, answer: JsonObject): void {
  const text = JSON.stringify(answer).replaceAll('&', '\\u0026');
  res.set('Cache-Control', 'no-store').type('json').send(text);
}
