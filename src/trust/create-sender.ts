/** The one way to tell others something: a POST behind the guard of every outgoing call. */
import { createGuard, type GuardOptions } from './outgoing-guard.ts';
import { requestOnce } from './request-once.ts';
import { withinTime } from './within-time.ts';

export type SenderOptions = GuardOptions & {
  /** Until the status is there; default 5 s. */
  timeoutMs?: number;
};

/** What is sent. */
export type Message = { body: string; headers: Record<string, string> };

/**
 * Posts, and answers the status; what the other end says beside is not read. Redirects are not followed: what was meant for one
 * address is told no other.
 * @throws BridgeError as a `Fetcher` does
 */
export type Sender = (url: string, message: Message) => Promise<{ status: number }>;

export function createSender(options: SenderOptions = {}): Sender {
  const { timeoutMs = 5000 } = options;
  const guard = createGuard(options);
  return (address, send) =>
    withinTime(address, timeoutMs, async (signal) => {
      const url = guard.check(address);
      const addresses = await guard.resolve(url, signal);
      const { status } = await requestOnce(url, { addresses, signal, maxBytes: 0, send });
      return { status };
    });
}
