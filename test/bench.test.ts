/** What the benchmark measures is right: each of its rows once, in small, beside the plain libraries. Times are no matter. */
import { expect, test } from 'vitest';
import { createPeer } from '../bench/peer.ts';
import { createRows } from '../bench/rows.ts';

const rows = await createRows(await createPeer(), { badges: [1, 10], converted: [3], kilobytes: [3] });

test.each(rows)('$label', async ({ ours, plain, isSound }) => {
  expect(await isSound(await ours(), await plain?.())).toBe(true);
});
