/** So many tasks at the same time, the others in line. */

export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

export function createLimit(parallel: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running < parallel) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve)); // whoever ends hands its turn over
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
