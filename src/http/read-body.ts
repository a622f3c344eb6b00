/**
 * Request bodies: read whole as bytes, counted after decompression, then parsed by the one strict reader of
 * the project. Express's own JSON parser is not used: it keeps the last of two equal names.
 */
import express, { type Request, type RequestHandler, type Response } from 'express';
import { readDocument } from '../images/read-document.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import { decodeUtf8, isObject, JSON_LIMITS, type Json, type JsonObject, parseJson } from '../kernel/json.ts';
import { type Form, parseForm } from './parse-form.ts';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/;
/** Names under which a compact JWS may come alone; text/plain is what a pasted one gets. */
const JWS_TYPE = /^(?:application\/(?:(?:vc|vp)(?:[-+]ld)?\+(?:sd-)?jwt|dc\+sd-jwt|jwt|jose)|text\/plain)$/;
/** Files: an image as the body, or anything as the file of a form. */
const IMAGE_TYPE = /^image\/(?:png|svg\+xml)$/;
const URLENCODED_TYPE = /^application\/x-www-form-urlencoded$/;
const FORM_TYPE = /^multipart\/form-data$/;
const COMPACT_JWS = /^[\w-]+\.[\w-]*\.[\w-]*(?:~[\w.~-]*)?$/;

/** The record may fill the whole allowance; the request puts it under a member, and that under a list. */
const MAX_DEPTH = JSON_LIMITS.maxDepth + 2;

export type Body = {
  value: JsonObject;
  /** Spellings that do not survive reading; pointers into the request. */
  findings: Finding[];
};

export type Run<T> = (body: T, req: Request, res: Response) => Promise<void> | void;

/**
 * Handlers that read a JSON object and run with it.
 *
 * @throws BridgeError `unsupported-media`, `too-large`, what `parseJson` throws, and `request-invalid` where
 *   the JSON is no object
 */
export function withJson(maxBytes: number, run: Run<Body>): RequestHandler[] {
  return read(maxBytes, [JSON_TYPE], (bytes, _type, req, res) => run(parseBody(bytes, maxBytes), req, res));
}

/** Like `withJson`, for calls that also take a compact JWS as the whole body; it arrives as a string. */
export function withJsonOrJws(maxBytes: number, run: Run<Body | string>): RequestHandler[] {
  return read(maxBytes, [JSON_TYPE, JWS_TYPE], (bytes, type, req, res) =>
    run(JSON_TYPE.test(type) ? parseBody(bytes, maxBytes) : parseJws(bytes), req, res),
  );
}

/** Like `withJson`, for calls that also take a file: an image as the whole body, or a form with one file. */
export function withJsonOrFile(maxBytes: number, run: Run<Body | Form>): RequestHandler[] {
  return read(maxBytes, [JSON_TYPE, IMAGE_TYPE, FORM_TYPE], async (bytes, type, req, res) =>
    run(JSON_TYPE.test(type) ? parseBody(bytes, maxBytes) : await parseFile(bytes, type, req), req, res),
  );
}

/** A document as it is, outside any member of a request; of a form, its other fields are options. */
export type Sent = { document: Json; fields: JsonObject };

/** Like `withJsonOrJws` and `withJsonOrFile` together: files are read as the documents they are or carry. */
export function withJsonOrDocument(maxBytes: number, run: Run<Body | Sent>): RequestHandler[] {
  return read(maxBytes, [JSON_TYPE, JWS_TYPE, IMAGE_TYPE, FORM_TYPE], async (bytes, type, req, res) => {
    if (JSON_TYPE.test(type)) return run(parseBody(bytes, maxBytes), req, res);
    if (JWS_TYPE.test(type)) return run({ document: parseJws(bytes), fields: {} }, req, res);
    const { file, fields } = await parseFile(bytes, type, req);
    return run({ document: readDocument(file, maxBytes).value, fields }, req, res);
  });
}

/** The parameters of an HTML form, for protocols of OAuth; of a request without a body, none. */
export function withForm(maxBytes: number, run: Run<Record<string, string>>): RequestHandler[] {
  return read(maxBytes, [URLENCODED_TYPE], (bytes, _type, req, res) => run(parseParameters(bytes), req, res));
}

/** Like `withJson`, for calls that need no body. */
export function withOptionalJson(maxBytes: number, run: Run<Body>): RequestHandler[] {
  const empty: Body = { value: {}, findings: [] };
  return read(maxBytes, [JSON_TYPE], (bytes, _type, req, res) =>
    run(bytes.length === 0 ? empty : parseBody(bytes, maxBytes), req, res),
  );
}

type Use = (bytes: Uint8Array, type: string, req: Request, res: Response) => Promise<void> | void;

function read(maxBytes: number, types: RegExp[], use: Use): RequestHandler[] {
  const raw = express.raw({ type: () => true, limit: maxBytes, inflate: true });
  return [
    (req, _res, next) => {
      if (!isEmpty(req)) checkMediaType(req, types);
      next();
    },
    raw,
    (req, res) => {
      const bytes: unknown = req.body;
      return use(bytes instanceof Uint8Array ? bytes : new Uint8Array(), mediaTypeOf(req), req, res);
    },
  ];
}

/** Of two parameters of one name none counts (RFC 6749, section 3.1). @throws BridgeError `request-invalid` */
function parseParameters(bytes: Uint8Array): Record<string, string> {
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(decodeUtf8(bytes))) {
    if (name in parameters)
      throw new BridgeError('request-invalid', `The parameter ${name.slice(0, 100)} is there twice.`);
    parameters[name] = value;
  }
  return parameters;
}

function parseBody(bytes: Uint8Array, maxBytes: number): Body {
  const { value, findings } = parseJson(bytes, { maxBytes, maxDepth: MAX_DEPTH });
  if (!isObject(value)) {
    throw new BridgeError('request-invalid', `The body must be a JSON object, not ${nameOf(value)}.`);
  }
  return { value, findings };
}

async function parseFile(bytes: Uint8Array, type: string, { headers }: Request): Promise<Form> {
  return IMAGE_TYPE.test(type)
    ? { file: bytes, fields: {} }
    : parseForm(bytes, headers['content-type'] ?? '');
}

function nameOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function parseJws(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes).trim();
  if (COMPACT_JWS.test(text)) return text;
  throw new BridgeError(
    'jws-malformed',
    'The body is no compact JWS or SD-JWT; send JSON as application/json.',
  );
}

function isEmpty({ headers }: Request): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] === undefined && (length === undefined || length === '0');
}

/** Of the body, without parameters; '' where none is said. */
export const mediaTypeOf = ({ headers }: Request) =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

function checkMediaType(req: Request, types: RegExp[]): void {
  const type = mediaTypeOf(req);
  if (!types.some((known) => known.test(type))) {
    throw new BridgeError(
      'unsupported-media',
      type === '' ? 'The body has no content type.' : `The content type is ${type.slice(0, 80)}.`,
    );
  }
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(req.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^(?:utf-?8|us-ascii)$/i.test(charset)) {
    throw new BridgeError(
      'unsupported-media',
      `The character encoding ${charset.slice(0, 40)} is not taken; UTF-8 is.`,
    );
  }
}
