/** `npm run bench`: installs what is measured beside the product where its lock has changed, builds, and measures. */
import { install, run } from './run-beside.mjs';

install('bench');
run(process.execPath, ['scripts/build.mjs']);
run(process.execPath, ['--expose-gc', '--import', 'tsx', 'bench/bench.ts', ...process.argv.slice(2)]);
