/** `npm run test:wallets`: installs the wallets where their lock has changed, checks the types, runs their tests. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WALLETS = fileURLToPath(new URL('../test/wallets/', import.meta.url));
const INSTALLED = `${WALLETS}node_modules/.installed`;

function run(command, parameters, cwd = ROOT) {
  const { status, error } = spawnSync(command, parameters, { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

const lock = createHash('sha256')
  .update(readFileSync(`${WALLETS}package-lock.json`))
  .digest('hex');
if (!existsSync(INSTALLED) || readFileSync(INSTALLED, 'utf8') !== lock) {
  run('npm', ['ci'], WALLETS);
  writeFileSync(INSTALLED, lock);
}
run('npx', ['tsc', '-p', 'test/wallets/tsconfig.json', '--noEmit']);
run('npx', ['vitest', 'run', '--config', 'vitest.wallets.config.ts', ...process.argv.slice(2)]);
