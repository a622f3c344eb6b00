import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Entry = { optionalDependencies?: Record<string, string>; resolved?: string };

const readLock = (path: string) =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { packages: Record<string, Entry> };

/** Of the product, of the wallets that it is tried with (test/wallets), and of what it is measured beside (bench). */
const LOCKS = ['../package-lock.json', './wallets/package-lock.json', '../bench/package-lock.json'];

/**
 * `npm install` leaves out of the lock what it could not get for other platforms, and `npm ci` then refuses
 * the lock. Such entries are written by hand (docs/decisions/0012).
 */
test.each(LOCKS)(
  '%s has an entry for every optional package, on whatever platform it was written',
  (path) => {
    const lock = readLock(path);
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          lock.packages[`node_modules/${name}`] === undefined &&
          lock.packages[`${path}/node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  },
);

test.each(LOCKS)('%s names no registry', (path) => {
  expect(Object.values(readLock(path).packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});
