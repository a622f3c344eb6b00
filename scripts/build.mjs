// Compiles src to dist, and copies what is not TypeScript (the web page) beside it.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const draft = `${root}.dist-draft`;
rmSync(draft, { recursive: true, force: true });
const tsc = `${root}node_modules/typescript/bin/tsc`;
execFileSync(process.execPath, [tsc, '-p', `${root}tsconfig.json`, '--outDir', draft], { stdio: 'inherit' });
cpSync(`${root}src/web`, `${draft}/web`, { recursive: true });
chmodSync(`${draft}/cli.js`, 0o755);
// what runs from dist meanwhile finds the old files or the new ones, but never half of them
rmSync(`${root}dist`, { recursive: true, force: true });
renameSync(draft, `${root}dist`);
