/** Loaded before a program (`--import`): says in a file how much memory it had at most, in kilobytes. */
import { writeFileSync } from 'node:fs';

const file = process.env.BENCH_PEAK_FILE;
if (file) process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
