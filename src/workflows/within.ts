import { BridgeError, movePointers } from '../kernel/errors.ts';

/**
 * Runs something about one part of the input; faults come out with pointers into the whole.
 *
 * @param place pointer of the part
 */
export function within<T>(place: string, run: () => T): T {
  const moved = (error: unknown) =>
    error instanceof BridgeError ? movePointers(error, (pointer) => place + pointer) : error;
  try {
    const result = run();
    return result instanceof Promise ? (result.catch((error) => Promise.reject(moved(error))) as T) : result;
  } catch (error) {
    throw moved(error);
  }
}
