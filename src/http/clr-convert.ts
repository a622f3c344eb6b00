/** Calls that turn records of one version into the other, and take CLRs apart and together: /clr/convert, /clr/split, /clr/join. */
import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { FILLS, PERSONAL, PROOFS } from '../kernel/contract.ts';
import { isObject, type Json } from '../kernel/json.ts';
import { rebase } from '../kernel/pointer.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { exactlyOne, oneOf, parseRequest, zDid, zDocument, zJws, zSecured, zText } from './parse-request.ts';
import { withJson } from './read-body.ts';
import { under, withPointers } from './rebase-pointers.ts';

export const zFlag = z.boolean('must be true or false');

/** How CLR 1.0 becomes CLR 2.0: the members of every call that converts. */
export const clr2Choices = {
  fill: oneOf(FILLS).exactOptional(),
  personal: oneOf(PERSONAL).exactOptional(),
  speaksFor: z.array(zText, 'must be a JSON array of profile ids').exactOptional(),
  issuerName: zText.exactOptional(),
  carry: zFlag.exactOptional(),
};

/** A record under the name of its form. */
const record = {
  clr: zDocument.exactOptional(),
  signedClr: zJws.exactOptional(),
  verifiableCredential: zSecured.exactOptional(),
};
const RECORD = ['clr', 'signedClr', 'verifiableCredential'] as const;

const zConvert = z.strictObject({
  ...record,
  to: oneOf(['1.0', '2.0']),
  issuer: zDid.exactOptional(),
  subject: zDid.exactOptional(),
  bridges: z.array(zDid, 'must be a JSON array').exactOptional(),
  lang: zText.exactOptional(),
  ...clr2Choices,
});

const zSplit = z.strictObject({
  ...record,
  issuer: zDid.exactOptional(),
  subject: zDid.exactOptional(),
  proof: oneOf(PROOFS).exactOptional(),
  validation: oneOf(['strict', 'lenient']).exactOptional(),
  ...clr2Choices,
});

const zJoin = z.strictObject({
  verifiableCredentials: z.array(zSecured, 'must be a JSON array').min(1, 'must not be empty'),
  issuer: zDid.exactOptional(),
  issuerName: zText.exactOptional(),
  name: zText.exactOptional(),
  proof: oneOf(PROOFS).exactOptional(),
  validUntil: zText.exactOptional(),
  options: z.strictObject({ allowUnverified: zFlag.exactOptional() }).exactOptional(),
});

/**
 * @param authorise stands before the calls that sign
 */
export function routeClrConvert(
  bridge: Bridge,
  { maxBytes }: HttpOptions,
  authorise: RequestHandler,
): Router {
  const router = Router();

  addEndpoint(router, '/clr/convert', {
    post: withJson(maxBytes, async ({ value }, _req, res) => {
      const { clr, signedClr, verifiableCredential, ...rest } = parseRequest(zConvert, value);
      const documents = { clr, signedClr, verifiableCredential };
      const member = exactlyOne(documents, RECORD);
      const converted = await withPointers(under(`/${member}`), () =>
        bridge.convert({ ...rest, record: documents[member] as Json }),
      );
      const losses = rebase(converted.losses, `/${member}`);
      res.json({ ...converted, losses });
    }),
  });

  addEndpoint(router, '/clr/split', {
    post: [
      authorise,
      ...withJson(maxBytes, async ({ value, findings }, _req, res) => {
        const { clr, signedClr, verifiableCredential, ...rest } = parseRequest(zSplit, value);
        const documents = { clr, signedClr, verifiableCredential };
        const member = exactlyOne(documents, RECORD);
        const base = `/${member}`;
        const parts = await withPointers(under(base), () =>
          bridge.split({ ...rest, record: documents[member] ?? '' }),
        );
        res.json({
          ...parts,
          losses: rebase(parts.losses, base),
          warnings: [...findings, ...rebase(parts.warnings, base)],
        });
      }),
    ],
  });

  addEndpoint(router, '/clr/join', {
    post: [
      authorise,
      ...withJson(maxBytes, async ({ value, findings }, _req, res) => {
        const { verifiableCredentials, options = {}, ...rest } = parseRequest(zJoin, value);
        const base = '/verifiableCredentials';
        const joined = await withPointers(under(base), () =>
          bridge.join({ ...rest, ...options, credentials: verifiableCredentials }),
        );
        locate(res, joined.verifiableCredential);
        res.json({ ...joined, warnings: [...findings, ...rebase(joined.warnings, base)] });
      }),
    ],
  });

  return router;
}

/** Where a credential that was just issued is kept, if it is one and says its id. */
export function locate(res: Response, secured: Json): void {
  const id = isObject(secured) ? secured['id'] : undefined;
  if (typeof id === 'string') res.location(`/credentials/${encodeURIComponent(id)}`);
}
