/** What has packages of its own beside the product's: they are installed on first use, and where their lock has changed. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('..', import.meta.url);

/** Runs a command, and ends with it where it fails. @param folder from the root of the project */
export function run(command, parameters, folder = '.') {
  const cwd = fileURLToPath(new URL(folder, ROOT));
  const { status, error } = spawnSync(command, parameters, { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** @param folder with a package.json and a lock, from the root of the project */
export function install(folder) {
  const place = (file) => fileURLToPath(new URL(`${folder}/${file}`, ROOT));
  const installed = place('node_modules/.installed');
  const lock = createHash('sha256')
    .update(readFileSync(place('package-lock.json')))
    .digest('hex');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return;
  run('npm', ['ci'], folder);
  writeFileSync(installed, lock);
}
