/** The pages that people open: to claim what they are offered, and to show what they are asked for. */
import { readFileSync } from 'node:fs';
import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { bake } from '../images/bake.ts';
import { drawBadge } from '../images/draw-badge.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { DownloadInput } from '../workflows/download-offer.ts';
import type { ExchangeKind } from '../workflows/exchange-ports.ts';
import { drawClaimPage } from './draw-claim-page.ts';
import { drawNotice, isOpen, type PageOptions } from './draw-exchange.ts';
import { drawFilesPage, fileOf } from './draw-files-page.ts';
import { drawPresentPage } from './draw-present-page.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { toBridgeError } from './problem.ts';
import { withForm, withJsonOrDocument } from './read-body.ts';
import { allowForms } from './security.ts';

const BADGE_PNG = readFileSync(new URL('../web/badge.png', import.meta.url));

const PAGES = {
  offer: { name: 'claim', draw: drawClaimPage },
  request: { name: 'present', draw: drawPresentPage },
} as const;

/** A form has a choice and a code. */
const FORM_BYTES = 4096;

export function routeWalletPages({ pages, exchanges }: Bridge, options: HttpOptions): Router {
  const { baseUrl, maxBytes } = options;
  const router = Router();
  const { pathname, host } = new URL(baseUrl);
  const look: PageOptions = { root: pathname.endsWith('/') ? pathname : `${pathname}/`, host };

  /** From here on, what goes wrong is told on the page itself. */
  const onPage =
    (kind: ExchangeKind | 'files'): RequestHandler =>
    (req, res, next) => {
      res.locals['page'] = { kind, code: String(req.params['code'] ?? '') } satisfies OnPage;
      res.set('Cache-Control', 'no-store');
      allowForms(res);
      next();
    };

  for (const kind of ['offer', 'request'] as const) {
    const { name, draw } = PAGES[kind];
    addEndpoint(router, `/wallet/${name}/:code`, {
      get: [
        onPage(kind),
        async (req, res) => {
          const shown = await pages.show(kind, String(req.params['code']));
          // who only asks whether there is a page has not looked at it
          if (req.method === 'GET' && shown.state === 'created') await exchanges.open(shown.id);
          const gone = shown.state === 'expired' || shown.state === 'cancelled';
          res
            .status(gone ? 410 : 200)
            .type('html')
            .send(draw(shown, look));
        },
      ],
    });
  }

  addEndpoint(router, '/wallet/claim/:code/download', {
    post: [
      onPage('offer'),
      ...withForm(FORM_BYTES, async (form, req, res) => {
        const secret = await pages.download(String(req.params['code']), readChoice(form));
        res.status(303).location(`${look.root}wallet/files/${secret}`).end();
      }),
    ],
  });

  addEndpoint(router, '/wallet/present/:code/upload', {
    post: [
      onPage('request'),
      ...withJsonOrDocument(maxBytes, async (body, req, res) => {
        const code = String(req.params['code']);
        await pages.upload(code, 'document' in body ? body.document : body.value);
        res.status(303).location(`${look.root}wallet/present/${code}`).end();
      }),
    ],
  });

  addEndpoint(router, '/wallet/files/:ticket', {
    get: [
      onPage('files'),
      async (req, res) => {
        const ticket = String(req.params['ticket']);
        const download = await pages.openDownload(ticket);
        res.type('html').send(drawFilesPage(download, `${look.root}wallet/files/${ticket}`, look));
      },
    ],
  });

  addEndpoint(router, '/wallet/files/:ticket/:name', {
    get: [
      onPage('files'),
      async (req, res) => {
        const name = String(req.params['name']);
        const { credentials, badges } = await pages.openDownload(String(req.params['ticket']));
        const files = credentials.map((one, i) => ({ ...fileOf(one, i), text: one.text }));
        const file = files.find((one) => one.name === name);
        const [, number, kind] = /^badge-(\d{1,5})\.(png|svg)$/.exec(name) ?? [];
        const badge = number === undefined ? undefined : badges[Number(number) - 1];
        if (file === undefined && badge === undefined)
          throw new BridgeError('not-found', 'There is no such file.');
        res.set('Content-Disposition', `attachment; filename="${name}"`);
        if (file !== undefined) res.type(file.type).send(Buffer.from(file.text));
        else if (badge !== undefined) {
          const picture = kind === 'png' ? BADGE_PNG : Buffer.from(drawBadge(badge));
          res
            .type(kind === 'png' ? 'image/png' : 'image/svg+xml')
            .send(Buffer.from(bake(picture, badge.text)));
        }
      },
    ],
  });

  const drawFault: ErrorRequestHandler = async (error, _req, res, next) => {
    const page = res.locals['page'] as OnPage | undefined;
    const fault = page === undefined ? undefined : toBridgeError(error, maxBytes);
    if (page === undefined || fault === undefined || res.headersSent || fault.code === 'method-not-allowed') {
      next(error);
      return;
    }
    const { kind, code } = page;
    res.status(fault.status).removeHeader('Content-Disposition');
    res.type('html');
    const shown =
      kind === 'files' || fault.code === 'not-found'
        ? undefined
        : await pages.show(kind, code).catch(() => undefined);
    if (shown === undefined || kind === 'files') res.send(drawNotice(NOTICES[kind], fault.message, look));
    else res.send(PAGES[kind].draw(shown, { ...look, ...(isOpen(shown) ? { fault: fault.message } : {}) }));
  };
  router.use(drawFault);
  return router;
}

type OnPage = { kind: ExchangeKind | 'files'; code: string };

const NOTICES = {
  offer: 'There is no such offer',
  request: 'There is no such request',
  files: 'There are no files here',
};

/** @throws BridgeError `request-invalid` */
function readChoice({ format = 'ldp_vc', tx_code: txCode }: Record<string, string>): DownloadInput {
  const known = (['ldp_vc', 'vc+jwt', 'vc+sd-jwt'] as const).find((one) => one === format);
  if (known === undefined) throw new BridgeError('request-invalid', 'There is no such form of the file.');
  const digits = txCode?.replaceAll(/\s/g, '');
  return { format: known, ...(digits ? { txCode: digits } : {}) };
}
