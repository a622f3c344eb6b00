/** Work that is done beside the requests: when there is something new, and now and then for what was put off. */

export type Deliveries = {
  /** There is something to do now. */
  wake(): void;
  /** Starts nothing any more, and resolves when what is under way has ended. */
  stop(): Promise<void>;
};

/**
 * @param deliver does what is due, and answers how much that was
 * @param fail is told what it throws, which ends nothing: it is tried again
 */
export function runDeliveries(
  deliver: () => Promise<number>,
  { everyMs, fail }: { everyMs: number; fail: (error: unknown) => void },
): Deliveries {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  const run = async () => {
    do {
      again = false;
      const done = await deliver().catch((error: unknown) => {
        fail(error);
        return 0;
      });
      // there may be more than is taken at once
      if (done > 0) again = true;
    } while (again && !stopped);
  };
  const wake = () => {
    if (stopped) return;
    again = true;
    running ??= run().finally(() => {
      running = undefined;
    });
  };
  const timer = setInterval(wake, everyMs);
  timer.unref();
  wake();
  return {
    wake,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
