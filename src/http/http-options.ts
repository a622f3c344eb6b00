/** What the HTTP layer is told from outside, beside the use cases themselves. */
import type { Logger } from 'pino';
import type { BatchJobs } from '../workflows/batch-ports.ts';

export type HttpOptions = {
  /** The public address of the service, without a slash at the end; `type` of problems and did:web start here. */
  baseUrl: string;
  /** Of the package; shown at /openapi.json and /health. */
  version: string;
  /** Largest body, in bytes after decompression. */
  maxBytes: number;
  /** Requests a minute and address; 0 sets no limit. */
  rateLimit: number;
  /** Bearer token of the calls that issue, or that read what was issued; without it they are open. */
  token?: string;
  /** The status of a verification that found the document wanting; default 200 (VCALM), older test suites expect 400. */
  failureStatus?: 200 | 400;
  logger: Logger;
  /** Work on many rows; without it there are no such calls. */
  batches?: BatchJobs;
  /** False once the service is shutting down; asked by /ready. */
  isReady: () => boolean;
  /** Aborted when the service begins to shut down: whatever would go on for long ends. */
  stopping?: AbortSignal;
  /** Runs something again and again until the answer is called; default: a timer that keeps no process alive. */
  every?: (milliseconds: number, run: () => void) => () => void;
  /** How many pages are told at once of what happens, in this process; default 1000. */
  maxStreams?: number;
  /** Asks the store whether it is there, for /ready; it throws where it is not. */
  ping?: () => Promise<void>;
  /** Which proxies in front may name the caller's address (Express `trust proxy`); default: none. */
  trustProxy?: boolean | number | string;
  /** Where wallets that nobody registered may have the learner's browser sent; default: anywhere a wallet can be. */
  walletRedirects?: readonly string[];
};
