/** `npm run test:wallets`: installs the wallets where their lock has changed, checks the types, runs their tests. */
import { install, run } from './run-beside.mjs';

install('test/wallets');
run('npx', ['tsc', '-p', 'test/wallets/tsconfig.json', '--noEmit']);
run('npx', ['vitest', 'run', '--config', 'vitest.wallets.config.ts', ...process.argv.slice(2)]);
