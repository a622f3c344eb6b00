/** `npm run bench`: installs what is measured beside the product where its lock has changed, builds, and measures. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BENCH = fileURLToPath(new URL('../bench/', import.meta.url));
const INSTALLED = `${BENCH}node_modules/.installed`;

function run(command, parameters, cwd = ROOT) {
  const { status, error } = spawnSync(command, parameters, { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

const lock = createHash('sha256')
  .update(readFileSync(`${BENCH}package-lock.json`))
  .digest('hex');
if (!existsSync(INSTALLED) || readFileSync(INSTALLED, 'utf8') !== lock) {
  run('npm', ['ci'], BENCH);
  writeFileSync(INSTALLED, lock);
}
run(process.execPath, ['scripts/build.mjs']);
run(process.execPath, ['--expose-gc', '--import', 'tsx', 'bench/bench.ts', ...process.argv.slice(2)]);
