/** The service as it is shipped, in a process of its own on a free port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export type Service = {
  child: ChildProcess;
  url: string;
  /** What it wrote to standard error so far. */
  said: () => string;
};

/** @throws Error with what it said, where it ends before it listens */
export async function startService(env: Record<string, string>): Promise<Service> {
  const child = spawn(process.execPath, [CLI, 'serve'], {
    env: { PATH: process.env['PATH'], PORT: '0', CLR_BRIDGE_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      text += String(chunk);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (found) resolve(found);
    });
    child.once('close', () => reject(new Error(text)));
  });
  return { child, url, said: () => text };
}

export const post = (url: string, body: unknown) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** The DID that a service says it issues under. */
export const didIn = (text: string) => /did:key:z\w+/.exec(text)?.[0];
