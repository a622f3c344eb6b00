/** A process that saves credentials without end, and is killed in the middle of it. */
import { spawn } from 'node:child_process';

/** For a script that has opened `stores`: each credential is said on a line once it was saved. */
export const WRITE_WITHOUT_END = `
        for (let i = 0; ; i++) {
          await stores.credentials.save({ id: 'n-' + i, digest: 'd', issuer: 'x', createdAt: new Date(0) });
          process.stdout.write(i + '\\n');
        }`;

/**
 * @param words of the command line of Node.js
 * @returns how many the process had said that it saved
 */
export async function killWriter(words: string[]): Promise<number> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.split('\n').length > 50) child.kill('SIGKILL');
    });
    child.on('close', () => resolve());
  });
  return said.split('\n').slice(0, -1).length;
}
