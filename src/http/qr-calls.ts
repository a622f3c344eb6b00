/** Pictures of an exchange's link; who asks has its code already. */
import { Router } from 'express';
import { drawQrPng, drawQrSvg } from '../images/draw-qr.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { addEndpoint } from './endpoint.ts';

export function routeQr(bridge: Bridge): Router {
  const router = Router();
  const linkOf = async (code: string) => (await bridge.exchanges.linksOf(code)).interaction;
  addEndpoint(router, '/wallet/qr/:code.svg', {
    get: [
      async (req, res) => {
        const svg = await drawQrSvg(await linkOf(String(req.params['code'])));
        res.set('Cache-Control', 'no-store').type('image/svg+xml').send(svg);
      },
    ],
  });
  addEndpoint(router, '/wallet/qr/:code.png', {
    get: [
      async (req, res) => {
        const png = await drawQrPng(await linkOf(String(req.params['code'])));
        res.set('Cache-Control', 'no-store').type('image/png').send(Buffer.from(png));
      },
    ],
  });
  return router;
}
