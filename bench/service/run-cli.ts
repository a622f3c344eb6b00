/** The command line in a process of its own: what it said, how long it took, and its memory at most. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PEAK = fileURLToPath(new URL('./peak.mjs', import.meta.url));

export type Ended = { status: number | null; out: string; fault: string; seconds: number; peakMb: number };

/** @param folder where it works and keeps its data */
export async function runNode(folder: string, parameters: string[]): Promise<Ended> {
  const file = join(folder, 'peak.txt');
  const begun = performance.now();
  const child = spawn(process.execPath, ['--import', PEAK, ...parameters], {
    cwd: folder,
    env: { ...process.env, BENCH_PEAK_FILE: file, CLR_BRIDGE_DATA: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const fault: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => out.push(part));
  child.stderr.on('data', (part: Buffer) => fault.push(part));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - begun) / 1000;
  const text = (parts: Buffer[]) => Buffer.concat(parts).toString();
  return {
    status,
    out: text(out),
    fault: text(fault),
    seconds,
    peakMb: Number(readFileSync(file, 'utf8')) / 1000,
  };
}
