/** Work that is begun before the one in front is done, and handed on in order. */

export type Ahead = {
  /** Most pieces under way at once. */
  most: number;
  /** Most weight of them together; a piece that is heavier has to be alone. */
  weight: number;
};

/**
 * Begins with each item as soon as there is room, and yields in the order of the items, whichever is done first.
 * Nothing is under way any more once it returns or throws: what is thrown by an item comes when its turn does.
 *
 * @param weigh for instance its bytes
 */
export async function* workAhead<T, R>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  weigh: (item: T) => number,
  { most, weight }: Ahead,
): AsyncGenerator<R> {
  const begun: { result: Promise<R>; weight: number }[] = [];
  const waiting: (() => void)[] = [];
  let held = 0;
  let reading = true;
  let ended = false;
  const tell = () => {
    for (const go of waiting.splice(0)) go();
  };
  const told = () => new Promise<void>((resolve) => waiting.push(resolve));

  async function begin(): Promise<void> {
    try {
      for await (const item of items) {
        const heavy = weigh(item);
        while (!ended && begun.length > 0 && held + heavy > weight) await told();
        if (ended) return;
        const result = work(item);
        result.catch(() => undefined); // it is thrown when its turn comes
        begun.push({ result, weight: heavy });
        held += heavy;
        tell();
        // the next is not read before there is a place for it
        while (!ended && begun.length >= most) await told();
        if (ended) return;
      }
    } finally {
      reading = false;
      tell();
    }
  }

  const read = begin();
  read.catch(() => undefined);
  try {
    for (;;) {
      const [first] = begun;
      if (first === undefined) {
        if (!reading) break;
        await told();
        continue;
      }
      const result = await first.result;
      begun.shift();
      held -= first.weight;
      tell();
      yield result;
    }
    await read;
  } finally {
    ended = true;
    tell();
    await Promise.allSettled(begun.map(({ result }) => result));
  }
}
