import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runDeliveries } from '../../src/http/run-deliveries.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('it is done at the start, when it is woken, and now and then, until it is stopped', async () => {
  const deliver = vi.fn(async () => 0);
  const deliveries = runDeliveries(deliver, { everyMs: 1000, fail: () => undefined });
  await vi.advanceTimersByTimeAsync(0);
  expect(deliver).toHaveBeenCalledTimes(1);
  deliveries.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(deliver).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(deliver).toHaveBeenCalledTimes(3);
  await deliveries.stop();
  deliveries.wake();
  await vi.advanceTimersByTimeAsync(5000);
  expect(deliver).toHaveBeenCalledTimes(3);
});

test('it goes on while there is more, one at a time, and after a fault', async () => {
  let left = 3;
  let running = 0;
  let most = 0;
  const faults: unknown[] = [];
  const deliveries = runDeliveries(
    async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      if (left === 2) {
        left--;
        throw new Error('store');
      }
      return left > 0 ? left-- : 0;
    },
    { everyMs: 1000, fail: (error) => void faults.push(error) },
  );
  deliveries.wake();
  await vi.advanceTimersByTimeAsync(1000);
  expect([left, most, faults.length]).toEqual([0, 1, 1]);
  await deliveries.stop();
});
