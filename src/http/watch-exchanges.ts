/** Tells open pages what becomes of an exchange, wherever it happens: also in another instance on the same store. */
import type { SeenState } from '../workflows/show-exchange.ts';

export type ExchangeWatch = {
  /**
   * Calls back with the state now, and whenever it is another; with undefined where the exchange is gone.
   * @returns ends it
   */
  watch(id: string, tell: (seen: SeenState | undefined) => void): () => void;
};

export type WatchDeps = {
  see: (id: string) => Promise<SeenState | undefined>;
  every: (milliseconds: number, run: () => void) => () => void;
};

type Watched = { said?: string; listeners: Set<(seen: SeenState | undefined) => void> };

const LOOK_MS = 1000;

/** One look a second at each exchange that anybody watches, however many do; none while nobody does. */
export function createExchangeWatch({ see, every }: WatchDeps): ExchangeWatch {
  const watched = new Map<string, Watched>();
  let stop: (() => void) | undefined;
  let looking = false;

  async function look(id: string, one: Watched): Promise<void> {
    const seen = await see(id);
    const said = JSON.stringify(seen) ?? 'gone';
    if (said === one.said) return;
    one.said = said;
    for (const tell of [...one.listeners]) tell(seen);
  }

  async function lookAtAll(): Promise<void> {
    if (looking) return; // a slow store is asked again when it has answered
    looking = true;
    // a store that is away now will be back: nothing is said meanwhile
    await Promise.allSettled([...watched].map(([id, one]) => look(id, one)));
    looking = false;
  }

  return {
    watch(id, tell) {
      const one = watched.get(id) ?? { listeners: new Set() };
      watched.set(id, one);
      one.listeners.add(tell);
      delete one.said; // so that the new one is told at once, and the others once more
      look(id, one).catch(() => {});
      stop ??= every(LOOK_MS, lookAtAll);
      return () => {
        one.listeners.delete(tell);
        if (one.listeners.size === 0 && watched.get(id) === one) watched.delete(id);
        if (watched.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
}
