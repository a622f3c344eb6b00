/** The service under load: requests a second, and memory after 1000 wraps of 64 KB. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordOfSize } from '../test/fixtures/arbitrary-clr.ts';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** @returns one sentence */
export async function measureService(count = 1000): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'clr-bridge-bench-'));
  const child = spawn(process.execPath, [CLI, 'serve'], {
    env: { ...process.env, PORT: '0', CLR_BRIDGE_DATA: data, CLR_BRIDGE_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stderr.on('data', (chunk) => {
        text += String(chunk);
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
        if (found) resolve(found);
      });
      child.on('exit', () => reject(new Error(`the service ended: ${text}`)));
    });
    const body = JSON.stringify({ clr: recordOfSize(64 * 1024) });
    const started = performance.now();
    for (let done = 0; done < count; done += 4) {
      await Promise.all(
        [0, 1, 2, 3].map(async () => {
          const answer = await fetch(`${url}/clr/wrap`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body,
          });
          if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
          await answer.arrayBuffer();
        }),
      );
    }
    const seconds = (performance.now() - started) / 1000;
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const resident = Number(/^process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1]);
    return `Service: ${count} wraps of 64 KB over HTTP, four at a time, in ${seconds.toFixed(1)} s; ${(resident / 1e6).toFixed(0)} MB resident afterwards.`;
  } finally {
    child.kill('SIGTERM');
    rmSync(data, { recursive: true, force: true });
  }
}
