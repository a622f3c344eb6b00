/** Rows under way at once: in which order they come out, how many there are, and what a fault leaves behind. */
import { expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import type { Json } from '../../src/kernel/json.ts';
import { type BatchInput, type BatchRow, type BatchState, runBatch } from '../../src/workflows/run-batch.ts';

const START: BatchState = { rows: 0, bad: 0, remarks: {}, digest: '' };
const ID = '5f0c5a4e-9f0b-4a51-9d2c-0a2b7e6d1c33';

type Under = { line: number; end: (result: Json | BridgeError | Error) => void };

/** A batch whose rows end when the test says so. */
function aBatch(lengths: number[], more: Partial<BatchInput>) {
  const under: Under[] = [];
  const ids: string[] = [];
  const written: [string, Json][] = [];
  const committed: BatchState[] = [];
  const row = (bytes: number, i: number): BatchRow => ({
    line: i + 1,
    value: i + 1,
    source: { digest: `${i}`, bytes },
  });
  const ran = runBatch({
    id: ID,
    begun: new Date(0),
    rows: (async function* () {
      yield* lengths.map(row);
    })(),
    state: START,
    work: ({ line }, { id }) => {
      ids.push(id);
      return new Promise((resolve, reject) => {
        under.push({
          line,
          end: (result) =>
            result instanceof Error ? reject(result) : resolve({ value: result, remarks: [`r${line % 2}`] }),
        });
      });
    },
    write: async (kind, line) => void written.push([kind, line]),
    commit: async (state) => void committed.push(structuredClone(state)),
    ...more,
  });
  ran.catch(() => undefined);
  const settled = () => new Promise((done) => setImmediate(done));
  const lines = () => under.map(({ line }) => line);
  const end = async (line: number, result: Json | Error) => {
    under.splice(lines().indexOf(line), 1)[0]?.end(result);
    await settled();
  };
  return { ran, ids, written, committed, settled, lines, end };
}

test('so many rows are under way at once, and are written in their order whichever is done first', async () => {
  const { ran, settled, lines, end, written, ids } = aBatch([1, 1, 1, 1, 1], {
    ahead: { most: 3, weight: 99 },
  });
  await settled();
  expect(lines()).toEqual([1, 2, 3]);
  await end(3, 'c');
  await end(2, new BridgeError('record-invalid', 'no'));
  expect([lines(), written]).toEqual([[1], []]);
  await end(1, 'a');
  expect(written).toMatchObject([
    ['result', 'a'],
    ['bad', { line: 2, code: 'record-invalid' }],
    ['result', 'c'],
  ]);
  expect(lines()).toEqual([4, 5]);
  await end(5, 'e');
  await end(4, 'd');
  expect(await ran).toMatchObject({ rows: 5, bad: 1, remarks: { r0: 1, r1: 3 } });
  expect(written.map(([, line]) => line)).toEqual(['a', expect.anything(), 'c', 'd', 'e']);
  expect(new Set(ids).size).toBe(5);
});

test('rows are weighed: together no more than so many bytes, and one that is heavier alone', async () => {
  const { ran, settled, lines, end } = aBatch([40, 40, 40, 500, 1], { ahead: { most: 9, weight: 100 } });
  await settled();
  expect(lines()).toEqual([1, 2]);
  await end(1, 1);
  expect(lines()).toEqual([2, 3]);
  await end(2, 2);
  await end(3, 3);
  expect(lines()).toEqual([4]);
  await end(4, 4);
  expect(lines()).toEqual([5]);
  await end(5, 5);
  expect(await ran).toMatchObject({ rows: 5 });
});

test('one by one where nothing is said', async () => {
  const { ran, settled, lines, end } = aBatch([1, 1], {});
  await settled();
  expect(lines()).toEqual([1]);
  await end(1, 1);
  expect(lines()).toEqual([2]);
  await end(2, 2);
  expect(await ran).toMatchObject({ rows: 2 });
});

test('a fault of the service ends it, once nothing is under way; what was in front of it is written', async () => {
  const { ran, settled, end, written, committed } = aBatch([1, 1, 1], { ahead: { most: 3, weight: 99 } });
  await settled();
  let over = false;
  void ran
    .catch(() => undefined)
    .then(() => {
      over = true;
    });
  await end(2, new BridgeError('store-unavailable', 'away'));
  await end(1, 'a');
  expect([written, over]).toEqual([[['result', 'a']], false]);
  await end(3, 'c');
  await expect(ran).rejects.toMatchObject({ code: 'store-unavailable' });
  expect(written).toEqual([['result', 'a']]);
  // nothing says that it is done: it goes on from the last state there was
  expect(committed).toEqual([]);
});

test('stopped, it ends those under way and takes no more; started again it goes on after them', async () => {
  let stop = false;
  const ahead = { most: 2, weight: 99 };
  const first = aBatch([1, 1, 1, 1], { ahead, stopped: () => stop });
  await first.settled();
  expect(first.lines()).toEqual([1, 2]);
  stop = true;
  await first.end(1, 'a');
  await first.end(2, 'b');
  const state = await first.ran;
  expect(state).toMatchObject({ rows: 2 });
  expect(first.committed).toEqual([state]);
  const second = aBatch([1, 1, 1, 1], { ahead, state });
  await second.settled();
  expect(second.lines()).toEqual([3, 4]);
  await second.end(3, 'c');
  await second.end(4, 'd');
  expect(await second.ran).toMatchObject({ rows: 4 });
  expect(new Set([...first.ids, ...second.ids]).size).toBe(4);
  await expect(aBatch([1], { ahead, state }).ran).rejects.toMatchObject({ code: 'usage' });
  const changed = aBatch([1, 1, 1], { state: { ...state, digest: 'else' } });
  await expect(changed.ran).rejects.toMatchObject({ code: 'usage' });
});
