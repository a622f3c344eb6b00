/** The service as the command line starts it: logger, application, server. */
import { readFileSync } from 'node:fs';
import pino, { type LevelWithSilent } from 'pino';
import type { BatchJobs } from '../workflows/batch-ports.ts';
import type { Bridge } from '../workflows/bridge.ts';
import { createApp } from './app.ts';
import { type RunningServer, startServer } from './start-server.ts';

/** The part of the configuration that HTTP reads. */
export type ServeSettings = {
  host: string;
  port: number;
  /** Default: where the server listens. */
  baseUrl?: string;
  token?: string;
  maxBytes: number;
  rateLimit: number;
  trustProxy?: number;
  failureStatus?: 200 | 400;
  walletRedirects?: readonly string[];
  logLevel: LevelWithSilent;
  batches?: BatchJobs;
  /** Asks the store whether it is there; it throws where it is not. */
  ping?: () => Promise<void>;
};

/** @throws BridgeError `config-invalid` where the address cannot be listened on */
export function serve(bridge: Bridge, settings: ServeSettings): Promise<RunningServer> {
  const { host, port, baseUrl, token, maxBytes, rateLimit, trustProxy, failureStatus, logLevel, ping } =
    settings;
  const { walletRedirects, batches } = settings;
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  // Standard output belongs to the command line.
  const logger = pino({ level: logLevel, base: null }, pino.destination(2));
  return startServer({
    host,
    port,
    createApp: ({ url, isReady, stopping }) =>
      createApp(bridge, {
        baseUrl: baseUrl ?? url,
        version,
        maxBytes,
        rateLimit,
        logger,
        isReady,
        stopping,
        ...(batches === undefined ? {} : { batches }),
        ...(ping === undefined ? {} : { ping }),
        ...(token === undefined ? {} : { token }),
        ...(trustProxy === undefined ? {} : { trustProxy }),
        ...(failureStatus === undefined ? {} : { failureStatus }),
        ...(walletRedirects === undefined ? {} : { walletRedirects }),
      }),
  });
}
