/** Listening, and stopping without cutting anybody off. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { limitArrival } from './limit-arrival.ts';

/** A running server as its application sees it. */
type Listening = {
  /** Where it listens, with the port it really got. */
  url: string;
  /** False as soon as it is told to close. */
  isReady: () => boolean;
  /** Aborted then. */
  stopping: AbortSignal;
};

export type ServerOptions = {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** What a body has to arrive in, and an upload go on in; default a minute. */
  arrivalMs?: number;
  /** Makes the application once the address is known, before the first request is read. */
  createApp: (listening: Listening) => RequestListener;
};

export type RunningServer = {
  url: string;
  /** Takes no more connections, lets running requests finish, and resolves within two seconds whatever they do. */
  close(): Promise<void>;
};

/** Running requests have this long once closing has begun. */
const GRACE_MS = 1500;
const ARRIVAL_MS = 60_000;

/** @throws BridgeError `config-invalid` where the port is taken or the address is not ours */
export async function startServer({
  host,
  port,
  arrivalMs = ARRIVAL_MS,
  createApp,
}: ServerOptions): Promise<RunningServer> {
  // Slow senders are cut off: headers in 10 s, the body in 60 s more, an upload in an hour; idle connections are kept for 10 s.
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 3_600_000,
    keepAliveTimeout: 10_000,
    connectionsCheckingInterval: 5_000,
  });
  await listen(server, host, port);
  let closing: Promise<void> | undefined;
  const url = urlOf(host, server.address() as AddressInfo);
  server.on('request', (req, res) => {
    limitArrival(req, arrivalMs);
    if (closing) res.setHeader('Connection', 'close');
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  server.on('request', createApp({ url, isReady: () => !signal.aborted, stopping: signal }));
  return {
    url,
    close: () => {
      stopping.abort();
      closing ??= stop(server);
      return closing;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new BridgeError('config-invalid', `Cannot listen on ${host}:${port}: ${textOf(error)}`, {
          cause: error,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(host: string, { port }: AddressInfo): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    // A connection that was busy when closing began falls idle later, and would then be kept alive.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(deadline);
      clearInterval(sweep);
      resolve();
    });
  });
}
