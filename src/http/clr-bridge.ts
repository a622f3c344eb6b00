/** The bridge's own calls: /clr/wrap, /clr/unwrap, /clr/verify, /clr/curate, /clr/sign, /clr/compare. */
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { PROFILES, PROOFS } from '../kernel/contract.ts';
import type { Json } from '../kernel/json.ts';
import { rebase } from '../kernel/pointer.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { clr2Choices, locate, zFlag } from './clr-convert.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { exactlyOne, oneOf, parseRequest, zDid, zDocument, zJws, zSecured } from './parse-request.ts';
import { withJson, withJsonOrDocument } from './read-body.ts';
import { under, underWrapped, withPointers } from './rebase-pointers.ts';
import { zStatus } from './status-calls.ts';

/** How records are wrapped; the same for every call that wraps them as they are. */
export const wrapOptions = {
  profile: oneOf(PROFILES).exactOptional(),
  vcVersion: oneOf(['2.0', '1.1']).exactOptional(),
  proof: oneOf(PROOFS).exactOptional(),
  issuer: zDid.exactOptional(),
  subject: zDid.exactOptional(),
  validation: oneOf(['strict', 'lenient']).exactOptional(),
  validUntil: z.string('must be a date-time').exactOptional(),
  embedSource: zFlag.exactOptional(),
  ...clr2Choices,
  badgeStatus: zFlag.exactOptional(),
  status: zStatus.exactOptional(),
};

const zWrap = z.strictObject({
  clr: zDocument.exactOptional(),
  clrs: z.array(zSecured, 'must be a JSON array').min(1, 'must not be empty').exactOptional(),
  signedClr: zJws.exactOptional(),
  signedClrs: z.array(zJws, 'must be a JSON array').min(1, 'must not be empty').exactOptional(),
  ...wrapOptions,
  source: z
    .strictObject({
      digest: z.string().regex(/^u[\w-]+$/, 'must be a multihash in base64url multibase'),
      bytes: z.int().min(0).exactOptional(),
      url: z.url('must be a URL').exactOptional(),
    })
    .exactOptional(),
});

const zOptions = z.strictObject({
  challenge: z.string('must be a string').exactOptional(),
  domain: z.string('must be a string').exactOptional(),
  recipient: z.string('must be a string').min(1, 'must not be empty').exactOptional(),
});

const zVerify = z.strictObject({
  clr: zDocument.exactOptional(),
  signedClr: zJws.exactOptional(),
  verifiableCredential: zSecured.exactOptional(),
  verifiablePresentation: zSecured.exactOptional(),
  options: zOptions.extend({ outline: zFlag.exactOptional() }).exactOptional(),
});

/** Options as fields of a form, where everything is text. */
const zFlagText = oneOf(['true', 'false']).transform((text) => text === 'true');

const zVerifyFields = zOptions.extend({ outline: zFlagText.exactOptional() });
type VerifyOptions = z.infer<typeof zVerifyFields>;

/** In which form records come out. */
export const unwrapOptions = {
  to: oneOf(['native', '1.0', '2.0']).exactOptional(),
  bridges: z.array(zDid, 'must be a JSON array').exactOptional(),
};

const zUnwrap = z.strictObject({
  verifiableCredential: zSecured.exactOptional(),
  verifiablePresentation: zSecured.exactOptional(),
  ...unwrapOptions,
  options: zOptions.extend({ allowUnverified: zFlag.exactOptional() }).exactOptional(),
});

const zUnwrapFields = zOptions.extend({
  to: zUnwrap.shape.to,
  allowUnverified: zFlagText.exactOptional(),
});

const zCurate = z.strictObject({
  clr: zDocument.exactOptional(),
  signedClr: zJws.exactOptional(),
  verifiableCredential: zSecured.exactOptional(),
  keep: z
    .array(z.string('must be a JSON Pointer or an id'), 'must be a JSON array')
    .min(1, 'must not be empty'),
  curator: zDid.exactOptional(),
});

const zSign = z.strictObject({
  clr: zDocument,
  each: zFlag.exactOptional(),
  issuer: zDid.exactOptional(),
  keyId: z.url('must be a URL').exactOptional(),
});

const zCompare = z.strictObject({
  clr: zDocument.exactOptional(),
  signedClr: zJws.exactOptional(),
  verifiableCredential: zSecured.exactOptional(),
  verifiablePresentation: zSecured.exactOptional(),
});

/**
 * @param authorise stands before the calls that sign
 */
export function routeClrBridge(bridge: Bridge, { maxBytes }: HttpOptions, authorise: RequestHandler): Router {
  const router = Router();

  addEndpoint(router, '/clr/wrap', {
    post: [
      authorise,
      ...withJson(maxBytes, async ({ value, findings }, _req, res) => {
        const { clr, clrs, signedClr, signedClrs, ...rest } = parseRequest(zWrap, value);
        const member = exactlyOne({ clr, clrs, signedClr, signedClrs }, [
          'clr',
          'clrs',
          'signedClr',
          'signedClrs',
        ]);
        const records = clrs ?? signedClrs ?? [(clr ?? signedClr) as Json];
        // With one record the use case speaks of it alone; with several, its pointers begin with their index.
        const base = Array.isArray(value[member]) && records.length === 1 ? `/${member}/0` : `/${member}`;
        const wrapped = await withPointers(underWrapped(base), () => bridge.wrap({ records, ...rest }));
        const warnings = [...findings, ...rebase(wrapped.warnings, base)];
        const losses = rebase(wrapped.losses, base);
        locate(res, wrapped.verifiableCredential);
        res.status(201).json({ ...wrapped, losses, warnings });
      }),
    ],
  });

  addEndpoint(router, '/clr/unwrap', {
    post: withJsonOrDocument(maxBytes, async (body, _req, res) => {
      if ('document' in body) {
        res.json(await bridge.unwrap(body.document, parseRequest(zUnwrapFields, body.fields)));
        return;
      }
      const { to, bridges, options = {}, ...documents } = parseRequest(zUnwrap, body.value);
      const member = exactlyOne(documents, ['verifiableCredential', 'verifiablePresentation']);
      const asked = {
        ...options,
        ...(to === undefined ? {} : { to }),
        ...(bridges === undefined ? {} : { bridges }),
      };
      res.json(
        await withPointers(under(`/${member}`), () => bridge.unwrap(documents[member] as Json, asked)),
      );
    }),
  });

  addEndpoint(router, '/clr/verify', {
    post: withJsonOrDocument(maxBytes, async (body, _req, res) => {
      const answer = async (document: Json, { outline, ...asked }: VerifyOptions) => {
        const report = await bridge.verify(document, asked);
        return outline ? { report, outline: bridge.outline(document, report) } : { report };
      };
      if ('document' in body) {
        res.json(await answer(body.document, parseRequest(zVerifyFields, body.fields)));
        return;
      }
      const { options = {}, ...documents } = parseRequest(zVerify, body.value);
      const member = exactlyOne(documents, [
        'clr',
        'signedClr',
        'verifiableCredential',
        'verifiablePresentation',
      ]);
      res.json(await withPointers(under(`/${member}`), () => answer(documents[member] as Json, options)));
    }),
  });

  addEndpoint(router, '/clr/curate', {
    post: withJson(maxBytes, async ({ value, findings }, _req, res) => {
      const { clr, signedClr, verifiableCredential, ...rest } = parseRequest(zCurate, value);
      const member = exactlyOne({ clr, signedClr, verifiableCredential }, [
        'clr',
        'signedClr',
        'verifiableCredential',
      ]);
      const record = (clr ?? signedClr ?? verifiableCredential) as Json;
      const curated = await withPointers(under(`/${member}`), () => bridge.curate({ record, ...rest }));
      res.json({ ...curated, warnings: [...findings, ...rebase(curated.warnings, `/${member}`)] });
    }),
  });

  addEndpoint(router, '/clr/sign', {
    post: [
      authorise,
      ...withJson(maxBytes, async ({ value, findings }, _req, res) => {
        const { clr, ...rest } = parseRequest(zSign, value);
        const signed = await withPointers(under('/clr'), () => bridge.sign({ record: clr, ...rest }));
        res.status(201).json({ ...signed, warnings: [...findings, ...rebase(signed.warnings, '/clr')] });
      }),
    ],
  });

  addEndpoint(router, '/clr/compare', {
    post: withJson(maxBytes, async ({ value }, _req, res) => {
      const { clr, signedClr, ...secured } = parseRequest(zCompare, value);
      const native = exactlyOne({ clr, signedClr }, ['clr', 'signedClr']);
      const member = exactlyOne(secured, ['verifiableCredential', 'verifiablePresentation']);
      const members: Record<string, string> = { native: `/${native}`, credential: `/${member}` };
      const move = (pointer: string) =>
        pointer.replace(/^\/(native|credential)(?=\/|$)/, (_, name) => members[name] ?? '');
      const [left, right] = [(clr ?? signedClr) as Json, secured[member] as Json];
      res.json(await withPointers(move, () => bridge.compare(left, right)));
    }),
  });

  return router;
}
