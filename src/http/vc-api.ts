/** The calls of VC-API (now VCALM) to a verifier: credentials, presentations, challenges. */
import { type Response, Router } from 'express';
import { z } from 'zod';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Report } from '../kernel/report.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { parseRequest, zSecured } from './parse-request.ts';
import { withJsonOrJws, withOptionalJson } from './read-body.ts';
import { under, withPointers } from './rebase-pointers.ts';
import { toVcApi, type VcApiOptions } from './verify-problems.ts';
import { sortFindings } from './verify-results.ts';

const zText = z.string('must be a string').exactOptional();
const zFlag = z.boolean('must be true or false').exactOptional();

/** `checks` is what older callers send: every check is always made, and decides; only the older status heeds it. */
const verifyOptions = {
  returnProblemDetails: zFlag,
  returnResults: zFlag,
  checks: z.array(z.string('must be a string'), 'must be a JSON array').exactOptional(),
};

const zVerifyCredential = z.strictObject({
  verifiableCredential: zSecured,
  options: z.strictObject({ ...verifyOptions, returnCredential: zFlag }).exactOptional(),
});

const zVerifyPresentation = z.strictObject({
  verifiablePresentation: zSecured,
  options: z
    .strictObject({ ...verifyOptions, returnPresentation: zFlag, challenge: zText, domain: zText })
    .exactOptional(),
});

type Asked = VcApiOptions & { checks?: string[] };

export function routeVcApi(bridge: Bridge, options: HttpOptions): Router {
  const { baseUrl, maxBytes, failureStatus = 200 } = options;
  const router = Router();
  const answer = (res: Response, report: Report, document: JsonObject | string, asked: Asked = {}) => {
    const verification = toVcApi(report, document, baseUrl, asked);
    res.status(hasFailed(report, asked.checks) ? failureStatus : 200).json(verification);
  };

  addEndpoint(
    router,
    '/credentials/verify',
    {
      post: withJsonOrJws(maxBytes, async (body, _req, res) => {
        const request = typeof body === 'string' ? undefined : parseRequest(zVerifyCredential, body.value);
        const base = request === undefined ? '' : '/verifiableCredential';
        const document = request?.verifiableCredential ?? (body as string);
        const report = await withPointers(under(base), () => bridge.verify(document));
        checkKind(report, 'vc', base);
        const { returnCredential: returnDocument, ...asked } = request?.options ?? {};
        answer(res, report, document, returnDocument === undefined ? asked : { ...asked, returnDocument });
      }),
    },
    { standardTypes: true },
  );

  addEndpoint(
    router,
    '/presentations/verify',
    {
      post: withJsonOrJws(maxBytes, async (body, _req, res) => {
        const request = typeof body === 'string' ? undefined : parseRequest(zVerifyPresentation, body.value);
        const base = request === undefined ? '' : '/verifiablePresentation';
        const document = request?.verifiablePresentation ?? (body as string);
        const { challenge, domain, returnPresentation: returnDocument, ...more } = request?.options ?? {};
        const asked = {
          ...(challenge === undefined ? {} : { challenge }),
          ...(domain === undefined ? {} : { domain }),
        };
        const report = await withPointers(under(base), () => bridge.verify(document, asked));
        checkKind(report, 'vp', base);
        const wanted = { ...more, ...asked };
        answer(res, report, document, returnDocument === undefined ? wanted : { ...wanted, returnDocument });
      }),
    },
    { standardTypes: true },
  );

  addEndpoint(
    router,
    '/challenges',
    {
      post: withOptionalJson(maxBytes, async (_body, _req, res) => {
        res.set('Cache-Control', 'no-store').json(await bridge.createChallenge());
      }),
    },
    { standardTypes: true },
  );

  return router;
}

/**
 * Whether the checks that the caller names failed: all of them, where none is named. Older callers name `proof` and
 * `credentialStatus`, and read the status alone. That an issuer could not be asked whether a key is its own is neither:
 * the body says it, and `verified` is false. A key that is somebody else's is a failed proof.
 */
function hasFailed({ verdict, findings }: Report, checks: string[] = []): boolean {
  if (verdict === 'accepted') return false;
  const { errors } = sortFindings(findings);
  return (
    checks.length === 0 || errors.length === 0 || errors.some(({ code }) => code !== 'issuer-unconfirmed')
  );
}

/** The kinds of report that each of the two calls answers with. */
const KINDS: Record<'vc' | 'vp', readonly string[]> = {
  vc: ['vc', 'clr-2.0', 'ob-3.0', 'vc-jwt', 'vc-sd-jwt', 'enveloped-vc'],
  vp: ['vp', 'vp-jwt', 'vp-sd-jwt', 'enveloped-vp'],
};

/** Each of the two calls takes one kind of document; the other one is a malformed request. */
function checkKind({ kind }: Report, expected: 'vc' | 'vp', pointer: string): void {
  if (KINDS[expected].includes(kind)) return;
  const wanted = expected === 'vc' ? 'a credential' : 'a presentation';
  throw new BridgeError(
    'record-unrecognised',
    `This is no ${wanted.slice(2)} but ${kind}; the call takes ${wanted}.`,
    { pointer },
  );
}
