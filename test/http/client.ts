/** The app on a free port of loopback; each answer is held against the contract. */
import { connect } from 'node:net';
import pino from 'pino';
import { expect } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import type { HttpOptions } from '../../src/http/http-options.ts';
import { type RunningServer, startServer } from '../../src/http/start-server.ts';
import type { Bridge } from '../../src/workflows/bridge.ts';
import { offence } from './contract.ts';
import type { Problem } from './fake-bridge.ts';

export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the contract has already checked
  body: any;
};

export type Client = {
  url: string;
  server: RunningServer;
  /** What was logged, one JSON text a line. */
  log: string[];
  /** An object is sent as JSON; a string, bytes or a form as they are. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Sends bytes as they are over a socket, and answers what came back until the other end closed. */
  raw(text: string): Promise<string>;
};

export async function startClient(bridge: Bridge, overrides: Partial<HttpOptions> = {}): Promise<Client> {
  const log: string[] = [];
  const logger = pino({ level: 'debug', base: null }, { write: (line: string) => void log.push(line) });
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    createApp: ({ url, isReady, stopping }) =>
      createApp(bridge, {
        baseUrl: url,
        version: '0.0.0-test',
        maxBytes: 1024 * 1024,
        rateLimit: 0,
        logger,
        isReady,
        stopping,
        ...overrides,
      }),
  });
  const call: Client['call'] = async (method, path, body, headers = {}) => {
    const form = body instanceof FormData;
    const plain = form || typeof body === 'string' || body instanceof Uint8Array;
    const url = `${server.url}${path}`;
    const response = await fetch(url, {
      method,
      headers: { ...(body === undefined || form ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: plain ? (body as string) : JSON.stringify(body) }),
      redirect: 'manual',
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString();
    const type = response.headers.get('content-type') ?? '';
    if (method !== 'OPTIONS' && method !== 'HEAD') {
      expect(
        offence(method, url, response.status, type, text),
        `${method} ${path} ${response.status} ${text.slice(0, 300)}`,
      ).toBeUndefined();
    }
    return {
      status: response.status,
      headers: response.headers,
      text,
      bytes,
      body: /(?<!nd)json/.test(type) && text !== '' ? JSON.parse(text) : undefined,
    };
  };
  return {
    url: server.url,
    server,
    log,
    call,
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    raw: (text) =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(server.url);
        const socket = connect(Number(port), hostname, () => socket.write(text));
        let received = '';
        socket.setEncoding('utf8');
        socket.on('data', (chunk) => {
          received += chunk;
        });
        socket.on('error', reject);
        socket.on('close', () => resolve(received));
      }),
  };
}

/** A problem with this code, and whatever else a problem always has. */
export function expectProblem({ status, headers, body }: Answer, code: string, pointer?: string): Problem {
  expect(body).toMatchObject({ code, status });
  expect(body.requestId).toBe(headers.get('x-request-id'));
  if (pointer !== undefined) expect(body.pointer).toBe(pointer);
  return body as Problem;
}
