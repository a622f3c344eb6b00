/** The calls of VC-API (W3C CCG): issue and verify credentials, verify presentations, challenges. */
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { EMBEDDED_PROOFS, LATER_PROOFS } from '../kernel/contract.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { Report } from '../kernel/report.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { oneOf, parseRequest, zDocument, zSecured } from './parse-request.ts';
import { withJson, withJsonOrJws, withOptionalJson } from './read-body.ts';
import { under, withPointers } from './rebase-pointers.ts';
import { toVcApi } from './verify-problems.ts';

const zText = z.string('must be a string').exactOptional();
const zFlag = z.boolean('must be true or false').exactOptional();

const zIssue = z.strictObject({
  credential: zDocument,
  options: z
    .strictObject({
      credentialId: zText,
      proof: oneOf(EMBEDDED_PROOFS, ['jwt', ...LATER_PROOFS]).exactOptional(),
    })
    .exactOptional(),
});

/** What other verifiers let callers switch off is always answered here. */
const verifyOptions = {
  returnCredential: zFlag,
  returnProblemDetails: zFlag,
  returnResults: zFlag,
  checks: z.array(z.string('must be a string'), 'must be a JSON array').exactOptional(),
};

const zVerifyCredential = z.strictObject({
  verifiableCredential: zSecured,
  options: z.strictObject(verifyOptions).exactOptional(),
});

const zVerifyPresentation = z.strictObject({
  verifiablePresentation: zSecured,
  options: z.strictObject({ ...verifyOptions, challenge: zText, domain: zText }).exactOptional(),
});

/**
 * @param authorise stands before the calls that issue, or that read what was issued
 */
export function routeVcApi(bridge: Bridge, options: HttpOptions, authorise: RequestHandler): Router {
  const { baseUrl, maxBytes } = options;
  const router = Router();

  addEndpoint(router, '/credentials/issue', {
    post: [
      authorise,
      ...withJson(maxBytes, async ({ value }, _req, res) => {
        const { credential, options: asked = {} } = parseRequest(zIssue, value);
        checkCredentialId(asked.credentialId, credential['id']);
        const proof = asked.proof === undefined ? {} : { proof: asked.proof };
        const issued = await withPointers(under('/credential'), () => bridge.issue({ credential, ...proof }));
        if (typeof issued['id'] === 'string')
          res.location(`/credentials/${encodeURIComponent(issued['id'])}`);
        res.status(201).json({ verifiableCredential: issued });
      }),
    ],
  });

  addEndpoint(router, '/credentials/verify', {
    post: withJsonOrJws(maxBytes, async (body, _req, res) => {
      const [document, base] =
        typeof body === 'string'
          ? [body, '']
          : [parseRequest(zVerifyCredential, body.value).verifiableCredential, '/verifiableCredential'];
      const report = await withPointers(under(base), () => bridge.verify(document));
      checkKind(report, 'vc', base);
      res.json(toVcApi(report, baseUrl));
    }),
  });

  addEndpoint(router, '/presentations/verify', {
    post: withJsonOrJws(maxBytes, async (body, _req, res) => {
      const request = typeof body === 'string' ? undefined : parseRequest(zVerifyPresentation, body.value);
      const base = request === undefined ? '' : '/verifiablePresentation';
      const document = request?.verifiablePresentation ?? (body as string);
      const { challenge, domain } = request?.options ?? {};
      const asked = {
        ...(challenge === undefined ? {} : { challenge }),
        ...(domain === undefined ? {} : { domain }),
      };
      const report = await withPointers(under(base), () => bridge.verify(document, asked));
      checkKind(report, 'vp', base);
      res.json(toVcApi(report, baseUrl));
    }),
  });

  addEndpoint(router, '/challenges', {
    post: withOptionalJson(maxBytes, async (_body, _req, res) => {
      res.set('Cache-Control', 'no-store').json(await bridge.createChallenge());
    }),
  });

  addEndpoint(router, '/credentials/:id', {
    get: [
      authorise,
      async (req, res) => {
        const id = String(req.params['id']);
        const stored = await bridge.credentials.get(id);
        if (stored === undefined)
          throw new BridgeError('not-found', 'No credential with this id was issued here.');
        const { body, createdAt, ...rest } = stored;
        res.set('Cache-Control', 'no-store').json({
          ...rest,
          createdAt: createdAt.toISOString(),
          ...(body === undefined ? {} : { verifiableCredential: body }),
        });
      },
    ],
  });

  return router;
}

/** VC-API lets a caller name the id to keep a credential under; here that is the credential's own. */
function checkCredentialId(asked: string | undefined, own: unknown): void {
  if (asked === undefined || asked === own) return;
  throw new BridgeError('request-invalid', 'credentialId must be the id of the credential, or left out.', {
    pointer: '/options/credentialId',
  });
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
