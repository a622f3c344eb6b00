/** The built service in a process of its own, with a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export type Started = { url: string; readyMs: number; residentMb(): number; stop(): Promise<void> };

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Megabytes of a process now; 0 where there is no /proc. */
function residentOf(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}

/** Starts Node with these arguments, and waits until it answers at /health. @throws Error where it does not in 20 s */
async function start(parameters: string[], env: Record<string, string>): Promise<Started> {
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const begun = performance.now();
  const child = spawn(process.execPath, parameters, {
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const isUp = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) {
    if (performance.now() - begun > 20_000 || child.exitCode !== null)
      throw new Error('the service does not answer');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const readyMs = performance.now() - begun;
  return {
    url,
    readyMs,
    residentMb: () => residentOf(child),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export async function startService(): Promise<Started> {
  const data = mkdtempSync(join(tmpdir(), 'clr-bridge-bench-'));
  const started = await start([CLI, 'serve'], { CLR_BRIDGE_DATA: data, CLR_BRIDGE_LOG_LEVEL: 'error' });
  return {
    ...started,
    stop: async () => {
      await started.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** What any service takes: the body is parsed, and as many bytes are answered. */
const BARE = `require('node:http').createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const body = Buffer.concat(parts);
    const text = JSON.stringify(body.length === 0 ? {} : JSON.parse(body.toString()));
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');`;

export const startBare = (): Promise<Started> => start(['-e', BARE], {});
