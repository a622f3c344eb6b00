/** The one way to get documents from elsewhere. */
import { BridgeError } from '../kernel/errors.ts';
import type { Fetched, Fetcher, FetchOptions } from './fetcher.ts';
import { createGuard, type GuardOptions } from './outgoing-guard.ts';
import { requestOnce } from './request-once.ts';
import { withinTime } from './within-time.ts';

export type FetcherOptions = GuardOptions & {
  /** For the whole call, redirects and reading included; default 5 s. */
  timeoutMs?: number;
  /** Bytes of a body after decompression, unless the call says otherwise; default 1 MiB. */
  maxBytes?: number;
};

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Makes the one way out for documents; redirects are followed, each behind the same guard. */
export function createFetcher(options: FetcherOptions = {}): Fetcher {
  const { timeoutMs = 5000, maxBytes = 1024 * 1024 } = options;
  const guard = createGuard(options);

  return (address, fetchOptions = {}) =>
    withinTime(address, timeoutMs, (signal) =>
      follow(guard.check(address), { maxBytes, ...fetchOptions }, signal),
    );

  async function follow(
    first: URL,
    fetchOptions: Required<Pick<FetchOptions, 'maxBytes'>> & FetchOptions,
    signal: AbortSignal,
  ): Promise<Fetched> {
    let url = first;
    for (let hops = 0; ; hops++) {
      const addresses = await guard.resolve(url, signal);
      const answer = await requestOnce(url, { addresses, signal, ...fetchOptions });
      if (!REDIRECTS.has(answer.status) || answer.location === undefined) {
        return { status: answer.status, contentType: answer.contentType, body: answer.body };
      }
      if (hops === MAX_REDIRECTS) {
        throw new BridgeError('fetch-refused', `${first} redirects more than ${MAX_REDIRECTS} times.`);
      }
      url = guard.checkRedirect(url, answer.location);
    }
  }
}
