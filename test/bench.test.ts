/**
 * What the benchmark measures is right: each of its rows once, in small, beside the libraries that the product has too.
 * And each check notices an answer that is wrong. Times are no matter.
 */
import { describe, expect, test } from 'vitest';
import { createDigitalBazaar } from '../bench/peers/digital-bazaar.ts';
import type { Row } from '../bench/row.ts';
import { createRows, SHORT } from '../bench/rows.ts';

const rows: Row[] = [];
for await (const row of createRows({ digitalbazaar: await createDigitalBazaar() }, SHORT)) rows.push(row);
const sides = rows.flatMap(({ family, label, sides }) =>
  Object.entries(sides).map(([name, side]) => ({ name: `${family}, ${label}: ${name}`, side })),
);

describe('every side of every row of the benchmark', () => {
  test.each(sides)('$name', async ({ side: { run, isSound, wrong } }) => {
    expect(await isSound(await run())).toBe(true);
    const refused = (async () => isSound(await wrong()))().catch(() => false);
    expect(await refused).toBe(false);
  });
});
