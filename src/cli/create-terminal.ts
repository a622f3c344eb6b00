/** The process as the terminal of a command: its streams, its environment, its signals. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Terminal } from './command.ts';

/** What of a process is used; tests hand in streams of their own. */
export type Streams = {
  env: Record<string, string | undefined>;
  stdin: AsyncIterable<Uint8Array>;
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean };
};

export function createTerminal({ env, stdin, stdout, stderr }: Streams = process): Terminal {
  // whoever reads may stop reading (`| head`); that is no failure of ours
  let gone = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  });
  stderr.on('error', () => {});
  return {
    env,
    stdin,
    write: async (output) => {
      if (!gone) await writeAll(stdout, output);
    },
    writeError: (text) => {
      stderr.write(text);
    },
    isTerminal: stdout.isTTY === true,
    columns: stdout.isTTY === true ? stdout.columns : undefined,
    isErrorTerminal: stderr.isTTY === true,
    version: () => {
      const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
      return String((JSON.parse(text) as { version: unknown }).version);
    },
    maxBytes: async () => (await loadConfig(env)).maxBytes,
    fetch: async (url) => {
      const [config, { fetchDocument }] = await Promise.all([
        loadConfig(env, false),
        import('../compose.ts'),
      ]);
      return fetchDocument(config, url);
    },
    open: async ({ creates, port, data }) => {
      const [config, { compose }] = await Promise.all([
        loadConfig({ ...env, ...namedIn({ PORT: port, CLR_BRIDGE_DATA: data }) }, creates),
        // loaded only by commands that need it: it brings the whole house
        import('../compose.ts'),
      ]);
      const composed = await compose(config);
      return {
        ...composed,
        startThreads: async (workers) => {
          // what is in memory only this thread has
          if (workers === 0 || composed.dataPlace === ':memory:') return undefined;
          const { createPool } = await import('../threads/create-pool.ts');
          return createPool(config, workers);
        },
      };
    },
    waitForSignal: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) {
          process.once(signal, () => resolve());
        }
      }),
  };
}

const namedIn = (given: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

/** Where nothing is to be made and there is nothing, everything stays in memory. */
async function loadConfig(env: Record<string, string | undefined>, creates = true) {
  const { parseConfig } = await import('../config.ts');
  const config = parseConfig(env);
  if (creates || config.databaseUrl !== undefined || existsSync(config.dataDir)) return config;
  const given = config.secret !== undefined || config.secretFile !== undefined;
  const secret = given ? {} : { CLR_BRIDGE_SECRET: randomBytes(32).toString('hex') };
  return parseConfig({ ...env, DATABASE_URL: 'sqlite::memory:', ...secret });
}

function writeAll(stream: Writable, output: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    // an error is told to the listener above too
    stream.write(output, () => resolve());
  });
}
