import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/wallets/**'],
    // JSONLD=plain or JSONLD=unknown: the same tests with the JSON-LD library as it is
    setupFiles: process.env['JSONLD'] ? ['test/jsonld-mode.ts'] : [],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
  },
});
