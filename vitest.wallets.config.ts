import { defineConfig } from 'vitest/config';

/** `npm run test:wallets` (scripts/test-wallets.mjs): what `npm test` leaves out, since it needs wallets installed. */
export default defineConfig({
  test: {
    include: ['test/wallets/**/*.test.ts'],
    setupFiles: ['test/wallets/only-loopback.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    silent: 'passed-only',
  },
});
