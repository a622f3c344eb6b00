// Compiles src to dist, and copies what is not TypeScript (the web page) beside it.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.json`], {
  stdio: 'inherit',
});
if (existsSync(`${root}src/web`)) cpSync(`${root}src/web`, `${root}dist/web`, { recursive: true });
chmodSync(`${root}dist/cli.js`, 0o755);
