import { BridgeError } from '../kernel/errors.ts';

/**
 * Runs a call to an address, which must end in time.
 * @throws BridgeError `upstream-unavailable` where it does not, and what the call throws
 */
export async function withinTime<T>(
  address: string,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const late = () =>
    deadline.abort(
      new BridgeError('upstream-unavailable', `${address} did not answer within ${timeoutMs} ms.`),
    );
  const timer = setTimeout(late, timeoutMs);
  try {
    return await run(deadline.signal);
  } catch (error) {
    throw deadline.signal.aborted ? deadline.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
