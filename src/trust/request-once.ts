/** One GET or POST to addresses that were checked before, read within limits. */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { BridgeError, textOf } from '../kernel/errors.ts';
import type { Message } from './create-sender.ts';
import type { Fetched, FetchOptions } from './fetcher.ts';

export type Address = { address: string; family: number };

type RequestOptions = FetchOptions & {
  addresses: Address[];
  signal: AbortSignal;
  maxBytes: number;
  /** Posts this; of the answer only the status counts. */
  send?: Message;
};

/** Media types a document, key, list or signed text arrives in; `+json` and `+jwt` forms besides. */
const READABLE = new Set([
  '',
  'application/json',
  'application/jwt',
  'application/jose',
  'application/octet-stream',
  'application/pem-certificate-chain',
  'application/pkix-cert',
  'application/x-pem-file',
  'application/yaml',
  'text/json',
  'text/plain',
]);
const DEFAULT_ACCEPT = ['application/json', 'application/ld+json;q=0.9', '*/*;q=0.1'];

/**
 * Sends the request; redirects are returned, not followed.
 * @throws BridgeError `upstream-unavailable`; the reason of the signal once it is aborted.
 */
export async function requestOnce(
  url: URL,
  options: RequestOptions,
): Promise<Fetched & { location?: string }> {
  const response = await connect(url, options);
  try {
    const status = response.statusCode ?? 0;
    const contentType = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const location = response.headers.location;
    // the body of a redirect or of an error says nothing that is used: it is not read, and may be of any type
    if (status < 200 || status > 299 || options.send !== undefined) {
      return { status, contentType, body: new Uint8Array(), ...(location === undefined ? {} : { location }) };
    }
    checkContentType(url, contentType, options.accept ?? []);
    return { status, contentType, body: await readBody(url, response, options.maxBytes) };
  } finally {
    response.destroy();
  }
}

function connect(
  url: URL,
  { addresses, signal, send, accept = DEFAULT_ACCEPT }: RequestOptions,
): Promise<IncomingMessage> {
  const lookup: LookupFunction = (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  };
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    // no agent: a pooled connection may lead to an address that was never checked for this call
    const headers = {
      accept: accept.join(', '),
      'accept-encoding': 'gzip, br, deflate',
      'user-agent': 'clr-bridge',
      ...(send === undefined
        ? {}
        : { ...send.headers, 'content-length': String(Buffer.byteLength(send.body)) }),
    };
    const method = send === undefined ? 'GET' : 'POST';
    const call = request(url, { agent: false, lookup, signal, headers, method });
    call.on('response', (response) => {
      response.on('error', () => undefined); // who reads it sees the error; nobody may be reading yet
      resolve(response);
    });
    call.on('close', () =>
      reject(signal.aborted ? signal.reason : unreachable(url, new Error('closed unanswered'))),
    );
    call.on('error', (cause) => reject(signal.aborted ? signal.reason : unreachable(url, cause)));
    call.end(send?.body);
  });
}

function unreachable(url: URL, cause: Error & { code?: string }): BridgeError {
  const code = cause.code ?? '';
  // OpenSSL and Node name certificate faults in capitals without one common prefix
  const tls = /CERT|SSL|TLS|EPROTO|SELF_SIGNED|UNABLE_TO|ISSUER|VERIFY/.test(code);
  const why = tls ? `its TLS certificate or handshake was not accepted` : `no connection`;
  return new BridgeError(
    'upstream-unavailable',
    `${url} could not be reached: ${why} (${code || textOf(cause)}).`,
    { cause },
  );
}

function checkContentType(url: URL, contentType: string, accept: string[]): void {
  const asked = accept.map((type) => type.split(';')[0]?.trim());
  if (READABLE.has(contentType) || /\+(json|jwt)$/.test(contentType) || asked.includes(contentType)) return;
  const what =
    contentType === 'text/html' || contentType === 'application/xhtml+xml' ? 'a web page' : contentType;
  throw new BridgeError('upstream-unavailable', `${url} answered with ${what} instead of a document.`);
}

async function readBody(url: URL, response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const stream = decompressed(url, response);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) {
        throw new BridgeError('upstream-unavailable', `${url} answered with more than ${maxBytes} bytes.`);
      }
      chunks.push(chunk as Buffer);
    }
  } catch (cause) {
    if (cause instanceof BridgeError) throw cause;
    throw new BridgeError(
      'upstream-unavailable',
      `The answer of ${url} broke off or cannot be decompressed.`,
      { cause },
    );
  } finally {
    stream.destroy();
  }
  return Buffer.concat(chunks);
}

const DECODERS: Record<string, () => NodeJS.ReadWriteStream & Readable> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
};

function decompressed(url: URL, response: IncomingMessage): Readable {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return response;
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding]?.() : undefined;
  if (decoder === undefined) {
    throw new BridgeError(
      'upstream-unavailable',
      `${url} answered in an unknown encoding: ${encoding.slice(0, 40)}.`,
    );
  }
  response.on('error', (error) => decoder.destroy(error));
  response.pipe(decoder);
  return decoder;
}
