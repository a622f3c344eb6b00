/** Batches over HTTP: POST /batches and what can be asked of a batch then. */
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { BridgeError } from '../kernel/errors.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { STATUS_PURPOSES } from '../kernel/status.ts';
import type { BatchJobs, BatchView } from '../workflows/batch-ports.ts';
import type { BatchTask } from '../workflows/batch-task.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { unwrapOptions, wrapOptions } from './clr-bridge.ts';
import { zFlag } from './clr-convert.ts';
import { addEndpoint } from './endpoint.ts';
import type { HttpOptions } from './http-options.ts';
import { unhurried } from './limit-arrival.ts';
import { limitOf } from './limit-of.ts';
import { oneOf, parseRequest, zText } from './parse-request.ts';
import { mediaTypeOf, withJson } from './read-body.ts';
import { statusChange } from './status-calls.ts';

const TYPES = /^application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines|zip|x-zip-compressed|gzip)$/;

const zWrap = z.strictObject({ ...wrapOptions, evidence: zFlag.default(true) });
const zVerify = z.strictObject({ recipient: zText.exactOptional() });
const zUnwrap = z.strictObject({
  ...unwrapOptions,
  ...zVerify.shape,
  allowUnverified: zFlag.exactOptional(),
});
const zTask = oneOf(['wrap', 'verify', 'unwrap']).default('wrap');
const zChange = z.strictObject({ purpose: oneOf(STATUS_PURPOSES), ...statusChange });

/** In an address everything is text. */
const FLAGS = new Set(['embedSource', 'carry', 'badgeStatus', 'evidence', 'allowUnverified']);
const LISTS = new Set(['speaksFor', 'status', 'bridges']);

/** @param authorise stands before all of them: what was issued is not for everybody */
export function routeBatches(
  bridge: Bridge,
  { maxBytes, batches: jobs }: HttpOptions,
  authorise: RequestHandler,
): Router {
  const router = Router();
  if (jobs === undefined) return router;

  addEndpoint(router, '/batches', {
    post: [
      authorise,
      async (req, res) => {
        const task = parseTask(req);
        checkType(req);
        // asked once, not at every row
        if (task.task === 'wrap') await bridge.keys.signerFor(task.options.issuer);
        const batch = await jobs.create(task, unhurried(req, bodyOf(req)));
        res.status(202).location(`/batches/${batch.id}`).set('Cache-Control', 'no-store').json(shown(batch));
      },
    ],
    get: [
      authorise,
      async (req, res) => {
        const batches = await jobs.list(limitOf(req));
        res.set('Cache-Control', 'no-store').json({ batches: batches.map(shown) });
      },
    ],
  });

  addEndpoint(router, '/batches/:id', {
    get: [
      authorise,
      async (req, res) => {
        res.set('Cache-Control', 'no-store').json(shown(await found(jobs, req)));
      },
    ],
    delete: [
      authorise,
      async (req, res) => {
        if (!(await jobs.remove(idOf(req)))) throw missing();
        res.status(204).end();
      },
    ],
  });

  for (const [name, kind] of [['results', 'result'] as const, ['errors', 'bad'] as const]) {
    addEndpoint(router, `/batches/:id/${name}`, {
      get: [
        authorise,
        async (req, res) => {
          const lines = await jobs.read(idOf(req), kind);
          if (lines === undefined) throw missing();
          await stream(lines, res);
        },
      ],
    });
  }

  addEndpoint(router, '/batches/:id/status', {
    post: [
      authorise,
      ...withJson(maxBytes, async ({ value }, req, res) => {
        const { purpose, status, reason } = parseRequest(zChange, value);
        const { id, state, task } = await found(jobs, req);
        if (task.task !== 'wrap') throw new BridgeError('conflict', 'The batch issued nothing.');
        if (state !== 'done')
          throw new BridgeError(
            'conflict',
            `The batch is ${state}: more of it may be issued. Wait, or delete it.`,
          );
        const change = { purpose, status: Number(status), ...(reason === undefined ? {} : { reason }) };
        const count = await bridge.status.changeAll(jobs.results(id), change);
        res.set('Cache-Control', 'no-store').json(count);
      }),
    ],
  });

  return router;
}

const idOf = (req: Request) => String(req.params['id']);
const missing = () => new BridgeError('not-found', 'No batch of this id is kept here.');

async function found(jobs: BatchJobs, req: Request): Promise<BatchView> {
  const batch = await jobs.get(idOf(req));
  if (batch === undefined) throw missing();
  return batch;
}

/** @throws BridgeError `request-invalid` */
function parseTask({ query }: Request): BatchTask {
  const { task: named, ...rest } = query;
  const { task } = parseRequest(
    z.strictObject({ task: zTask }),
    named === undefined ? {} : { task: named as Json },
  );
  const options = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, optionOf(name, value)]),
  );
  if (task === 'verify') return { task, options: parseRequest(zVerify, options as JsonObject) };
  if (task === 'unwrap') return { task, options: parseRequest(zUnwrap, options as JsonObject) };
  const { evidence, ...wrapping } = parseRequest(zWrap, options as JsonObject);
  return { task, options: wrapping, evidence };
}

function optionOf(name: string, value: unknown): unknown {
  const isFlag = value === 'true' || value === 'false';
  if (isFlag && (FLAGS.has(name) || name === 'status')) return value === 'true';
  if (!LISTS.has(name)) return value;
  return [value].flat().flatMap((text) => String(text).split(','));
}

/** @throws BridgeError `unsupported-media` */
function checkType(req: Request): void {
  if (!TYPES.test(mediaTypeOf(req)))
    throw new BridgeError(
      'unsupported-media',
      'A batch is application/x-ndjson, application/jsonl or application/zip.',
    );
  if (!/^(?:identity|gzip)$/i.test(req.headers['content-encoding'] ?? 'identity'))
    throw new BridgeError('unsupported-media', 'The Content-Encoding of a batch may be gzip.');
}

/** As it comes; counted after decompression by whoever keeps it. */
async function* bodyOf(req: Request): AsyncGenerator<Uint8Array> {
  const gzipped = /^gzip$/i.test(req.headers['content-encoding'] ?? '');
  const plain = gzipped ? createGunzip() : undefined;
  if (plain) req.on('error', (error) => plain.destroy(error));
  try {
    yield* (plain ? req.pipe(plain) : req) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    const message = gzipped
      ? 'The body cannot be decompressed; it is damaged or ends too early.'
      : 'The request ended before its body did.';
    throw new BridgeError('malformed-json', message, { cause });
  }
}

async function stream(lines: AsyncIterable<Uint8Array>, res: Response): Promise<void> {
  res.set('Cache-Control', 'no-store').type('application/x-ndjson');
  try {
    await pipeline(lines, res);
  } catch (error) {
    // whoever reads may stop reading
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'))
      throw error;
  }
}

function shown({ id, task, state, ...rest }: BatchView) {
  const links = {
    self: `/batches/${id}`,
    results: `/batches/${id}/results`,
    errors: `/batches/${id}/errors`,
  };
  const { task: name, options } = task;
  return { id, state, task: name, options, ...rest, links };
}
