/** What anybody may read: the page, the contract, contexts, DID documents, what codes mean, and how we fare. */
import { readdirSync, readFileSync } from 'node:fs';
import { type RequestHandler, Router } from 'express';
import { parse } from 'yaml';
import { BridgeError } from '../kernel/errors.ts';
import { FINDINGS } from '../kernel/findings.ts';
import { PROBLEMS } from '../kernel/problems.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { type LossDoc, listLosses } from '../workflows/list-losses.ts';
import { publishDid } from '../workflows/publish-did.ts';
import { addEndpoint } from './endpoint.ts';
import { serveFixed } from './fixed-document.ts';
import { html, renderPage } from './html.ts';
import type { HttpOptions } from './http-options.ts';
import type { Metrics } from './metrics.ts';

/** src/http and dist/http are equally far from what they serve. */
const ROOT = new URL('../../', import.meta.url);
const WEB = new URL('../web/', import.meta.url);

const MONTH = 'public, max-age=2592000';
const REVALIDATE = 'no-cache';
const OPEN = { anyOrigin: true };

export function routePublic(bridge: Bridge, options: HttpOptions, metrics: Metrics): Router {
  const router = Router();
  addPage(router);
  addContract(router, options);
  addContexts(router, options);
  addCodes(router);
  addDids(router, bridge, options);
  addWatch(router, options, metrics);
  return router;
}

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
};

/** Everything in the folder is for everybody, and nothing outside it is. */
function addPage(router: Router): void {
  for (const file of readdirSync(WEB)) {
    const type = TYPES[file.slice(file.lastIndexOf('.') + 1)];
    if (type === undefined) continue;
    const path = file === 'index.html' ? '/' : `/${file}`;
    addEndpoint(router, path, { get: [serveFixed(readFileSync(new URL(file, WEB)), type, REVALIDATE)] });
  }
}

/** The contract is written in YAML for people, and served in JSON for programs. */
function addContract(router: Router, { baseUrl, version }: HttpOptions): void {
  const text = readFileSync(new URL('docs/openapi.yaml', ROOT), 'utf8');
  const read = () => {
    const contract = parse(text);
    contract.info.version = version;
    contract.servers = [{ url: baseUrl }];
    return serveFixed(Buffer.from(JSON.stringify(contract)), 'application/json', REVALIDATE);
  };
  let serve: RequestHandler | undefined;
  // read when somebody asks for it: that takes a fifth of a second, for which every start would wait
  const answer: RequestHandler = (req, res, next) => {
    serve ??= read();
    return serve(req, res, next);
  };
  addEndpoint(router, '/openapi.json', { get: [answer] }, OPEN);
}

/** Copies of the contexts that come with the project. Verifiers need none of them: they are here to be read. */
function addContexts(router: Router, { baseUrl }: HttpOptions): void {
  const folder = new URL('contexts/', ROOT);
  const index: Record<string, { file: string }> = JSON.parse(
    readFileSync(new URL('index.json', folder), 'utf8'),
  );
  const entries = Object.entries(index).map(([url, { file }]) => ({
    url,
    file,
    copy: `${baseUrl}/contexts/${file}`,
  }));
  const list = Buffer.from(JSON.stringify({ contexts: entries.map(({ url, copy }) => ({ url, copy })) }));
  addEndpoint(router, '/contexts/', { get: [serveFixed(list, 'application/json', REVALIDATE)] }, OPEN);
  const documents = new Map(
    entries.map(({ file }) => [
      file,
      serveFixed(readFileSync(new URL(file, folder)), 'application/ld+json', MONTH),
    ]),
  );
  addEndpoint(
    router,
    '/contexts/:file',
    {
      get: [
        (req, res, next) => {
          const serve = documents.get(String(req.params['file']));
          if (serve === undefined)
            throw new BridgeError('not-found', 'No context of this name is held; see /contexts/.');
          return serve(req, res, next);
        },
      ],
    },
    OPEN,
  );
}

/** The addresses in `type` of problems lead somewhere. */
function addCodes(router: Router): void {
  const codes = [
    ...new Set([PROBLEMS, FINDINGS, listLosses()].flatMap((table) => Object.keys(table))),
  ].sort();
  const list = Buffer.from(JSON.stringify({ codes: codes.map(explainCode) }));
  addEndpoint(router, '/problems/', { get: [serveFixed(list, 'application/json', REVALIDATE)] }, OPEN);
  addEndpoint(
    router,
    '/problems/:code',
    {
      get: [
        (req, res) => {
          const code = String(req.params['code']);
          if (!codes.includes(code))
            throw new BridgeError('not-found', 'There is no such code; see /problems/.');
          const known = explainCode(code);
          res.set('Cache-Control', REVALIDATE).format({
            'application/json': () => res.json(known),
            'text/html': () => res.send(pageOf(known, '../')),
          });
        },
      ],
    },
    OPEN,
  );
}

type CodeDoc = {
  code: string;
  /** Where it is the code of a fault. */
  problem?: { status: number; title: string; doc: string };
  /** Where it is the code of a finding. */
  finding?: { check: string; result: string; severity: string; doc: string };
  /** Where it is the code of a loss in a conversion. */
  loss?: LossDoc;
};

function explainCode(code: string): CodeDoc {
  const problem = (PROBLEMS as Record<string, CodeDoc['problem']>)[code];
  const finding = (FINDINGS as Record<string, CodeDoc['finding']>)[code];
  const loss = listLosses()[code];
  return {
    code,
    ...(problem ? { problem } : {}),
    ...(finding ? { finding } : {}),
    ...(loss ? { loss } : {}),
  };
}

function pageOf({ code, problem, finding, loss }: CodeDoc, root: string): string {
  const main = html`<main><h1><code>${code}</code></h1>
${problem && html`<h2>As a problem (${problem.status}): ${problem.title}</h2><p>${problem.doc}</p>`}
${finding && html`<h2>As a finding: ${finding.check}, ${finding.result}, ${finding.severity}</h2><p>${finding.doc}</p>`}
${loss && html`<h2>As a loss of conversion: ${WAYS[loss.by]}, ${loss.level}</h2><p>${loss.doc} ${backOf(loss)}</p>`}
<p><a href="${root}">CLR Bridge</a></p></main>`;
  return renderPage({ title: `${code} - CLR Bridge`, root, main });
}

const WAYS: Record<string, string> = { upgrade: 'to CLR 2.0', downgrade: 'to CLR 1.0', both: 'either way' };

function backOf({ level, comesBack }: LossDoc): string {
  if (level === 'refuse') return 'The conversion is refused.';
  return comesBack
    ? 'Where the value is carried along, converting back brings it back.'
    : 'Converting back does not bring the value back.';
}

/** did:web of this host, and of the issuers below it. */
function addDids(router: Router, bridge: Bridge, { baseUrl }: HttpOptions): void {
  addEndpoint(
    router,
    '/.well-known/did.json',
    {
      get: [
        async (_req, res) => {
          const document = await publishDid(bridge.keys, baseUrl);
          res.set('Cache-Control', REVALIDATE).type('application/did+json').send(JSON.stringify(document));
        },
      ],
    },
    OPEN,
  );
  addEndpoint(
    router,
    '/issuers/:name/did.json',
    {
      get: [
        async (req, res) => {
          const name = String(req.params['name']);
          if (!/^[\w.-]{1,100}$/.test(name))
            throw new BridgeError('issuer-unknown', 'No issuer has such a name.');
          const document = await publishDid(bridge.keys, baseUrl, `issuers/${name}`);
          res.set('Cache-Control', REVALIDATE).type('application/did+json').send(JSON.stringify(document));
        },
      ],
    },
    OPEN,
  );
}

function addWatch(
  router: Router,
  { version, isReady, ping = async () => {} }: HttpOptions,
  metrics: Metrics,
): void {
  addEndpoint(router, '/health', {
    get: [(_req, res) => void res.set('Cache-Control', 'no-store').json({ status: 'ok', version })],
  });
  addEndpoint(router, '/ready', {
    get: [
      async (_req, res) => {
        const stored = await ping().then(
          () => true,
          () => false,
        );
        const status = isReady() ? (stored ? 'ready' : 'store-unavailable') : 'stopping';
        res
          .status(status === 'ready' ? 200 : 503)
          .set('Cache-Control', 'no-store')
          .json({ status });
      },
    ],
  });
  addEndpoint(router, '/metrics', {
    get: [
      async (_req, res) => {
        const text = await metrics.text();
        res.set({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).send(text);
      },
    ],
  });
}
