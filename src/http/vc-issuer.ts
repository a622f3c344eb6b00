/** The calls of VC-API to an issuer: issue credentials, and read and delete those that were issued. */
import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { PROOFS } from '../kernel/contract.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { StoredCredential } from '../workflows/ports.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { keyOfInstance } from './instance.ts';
import { limitOf } from './limit-of.ts';
import { oneOf, parseRequest, zDocument } from './parse-request.ts';
import { type Run, withJson } from './read-body.ts';
import { under, withPointers } from './rebase-pointers.ts';

/** A proof that signs more of them is nobody's. */
const MAX_PREVIOUS = 20;

const zProofId = z.url('must be a URL');

const zIssue = z.strictObject({
  credential: zDocument,
  options: z
    .strictObject({
      credentialId: z.string('must be a string').min(1, 'must not be empty').exactOptional(),
      proof: oneOf(PROOFS).exactOptional(),
      proofId: zProofId.exactOptional(),
      previousProof: z.union([zProofId, z.array(zProofId).min(1).max(MAX_PREVIOUS)]).exactOptional(),
      mandatoryPointers: z
        .array(z.string('must be a JSON Pointer').regex(/^(?:\/|$)/, 'must be a JSON Pointer'))
        .exactOptional(),
    })
    .exactOptional(),
});

const STANDARD = { standardTypes: true };

/** Each call exists twice: for whichever issuer a credential names, and for one issuer by the name of its key. */
const INSTANCES = ['', '/issuers/:name'];

/**
 * @param authorise stands before every call: all of them sign, or read what was signed
 */
export function routeVcIssuer(bridge: Bridge, options: HttpOptions, authorise: RequestHandler): Router {
  const router = Router();
  for (const instance of INSTANCES) {
    addEndpoint(
      router,
      `${instance}/credentials/issue`,
      { post: [authorise, ...withJson(options.maxBytes, issue(bridge))] },
      STANDARD,
    );
    addEndpoint(
      router,
      `${instance}/credentials`,
      {
        get: [
          authorise,
          async (req, res) => {
            const key = await keyOfInstance(bridge, req);
            const stored = await bridge.credentials.list(limitOf(req), key?.did);
            res.set('Cache-Control', 'no-store').json(stored.map(show));
          },
        ],
      },
      STANDARD,
    );
    addEndpoint(
      router,
      `${instance}/credentials/:id`,
      {
        get: [
          authorise,
          async (req, res) => {
            const stored = await findStored(bridge, req);
            res.set('Cache-Control', 'no-store').json(show(stored));
          },
        ],
        delete: [
          authorise,
          async (req, res) => {
            const { id } = await findStored(bridge, req);
            await bridge.deleteCredential(id);
            res.status(202).end();
          },
        ],
      },
      STANDARD,
    );
  }
  return router;
}

function issue(bridge: Bridge): Run<{ value: JsonObject }> {
  return async ({ value }, req, res) => {
    const { credential, options: asked = {} } = parseRequest(zIssue, value);
    const key = await keyOfInstance(bridge, req);
    const keptAs = keptAsOf(asked.credentialId, credential['id']);
    const input = {
      credential,
      ...(asked.proof === undefined ? {} : { proof: asked.proof }),
      ...(asked.mandatoryPointers === undefined ? {} : { mandatoryPointers: asked.mandatoryPointers }),
      ...(key === undefined ? {} : { key: key.id }),
      ...(keptAs === undefined ? {} : { keptAs }),
      ...(asked.proofId === undefined ? {} : { proofId: asked.proofId }),
      ...(asked.previousProof === undefined ? {} : { previousProof: asked.previousProof }),
    };
    const issued = await withPointers(under('/credential'), () => ownOnly(() => bridge.issue(input)));
    const id = keptAs ?? credential['id'];
    if (typeof id === 'string') {
      const [instance = ''] = req.path.split('/credentials/issue');
      res.location(`${instance}/credentials/${encodeURIComponent(id)}`);
    }
    res.status(201).json({ verifiableCredential: issued });
  };
}

/** An issuer that is not of this service is a malformed request (VCALM, "Issue Credential"), nothing that is not found. */
async function ownOnly<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== 'issuer-unknown') throw error;
    const { code, message } = error;
    const pointer = '/credential/issuer';
    throw new BridgeError('request-invalid', message, { pointer, errors: [{ code, pointer, message }] });
  }
}

/**
 * `credentialId` names a credential that has no id; where it has one, a second name would only be a second chance to
 * issue it twice (VCALM, "Issue Credential": it SHOULD NOT be set then).
 */
function keptAsOf(asked: string | undefined, own: unknown): string | undefined {
  if (asked === own) return undefined;
  if (asked === undefined || own === undefined) return asked;
  throw new BridgeError('request-invalid', 'credentialId must be the id of the credential, or left out.', {
    pointer: '/options/credentialId',
  });
}

/** @throws BridgeError `not-found`, also for what another issuer issued; `gone` for what was deleted */
async function findStored(bridge: Bridge, req: Request): Promise<StoredCredential> {
  const key = await keyOfInstance(bridge, req);
  const stored = await bridge.credentials.get(String(req.params['id']));
  if (stored === undefined || (key !== undefined && stored.issuer !== key.did))
    throw new BridgeError('not-found', 'No credential with this id was issued here.');
  if (stored.deletedAt !== undefined)
    throw new BridgeError('gone', `The credential was deleted on ${stored.deletedAt.toISOString()}.`);
  return stored;
}

function show({ body, createdAt, deletedAt: _never, ...rest }: StoredCredential): JsonObject {
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    ...(body === undefined ? {} : { verifiableCredential: body }),
  };
}
