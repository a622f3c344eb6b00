/** The command line in this process: real store and keys in a folder of its own, streams made of strings. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createTerminal } from '../../src/cli/create-terminal.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';

type Ran = { code: number; out: string; err: string; bytes: Buffer };

export type Shell = {
  folder: string;
  /** Runs with this folder's data directory. */
  run(words: string[], stdin?: string | Uint8Array, env?: Record<string, string>): Promise<Ran>;
  /** Writes a file into the folder; its path. */
  file(name: string, content: Json | Uint8Array): string;
  remove(): void;
};

export function createShell(): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-cli-'));
  return {
    folder,
    run: async (words, stdin = '', env = {}) => {
      const [out, err] = [collect(), collect()];
      const streams = { stdin: once(stdin), stdout: out.stream, stderr: err.stream };
      const terminal = createTerminal({ env: { CLR_BRIDGE_DATA: join(folder, 'data'), ...env }, ...streams });
      const code = await runCli(words, terminal);
      return { code, out: out.bytes().toString(), err: err.bytes().toString(), bytes: out.bytes() };
    },
    file: (name, content) => {
      const path = join(folder, name);
      const plain = typeof content === 'string' || content instanceof Uint8Array;
      writeFileSync(path, plain ? content : JSON.stringify(content, null, 2));
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function* once(content: string | Uint8Array) {
  yield Buffer.from(content);
}

function collect() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, bytes: () => Buffer.concat(chunks) };
}

/** A CLR 1.0 without deviations: one learner, one publisher, two courses. */
export function aRecord(): JsonObject {
  const course = (n: number, name: string): JsonObject => ({
    id: `urn:uuid:0000000${n}-0000-4000-8000-000000000001`,
    type: 'Assertion',
    achievement: {
      id: `urn:uuid:0000000${n}-0000-4000-8000-000000000002`,
      type: 'Achievement',
      achievementType: 'Course',
      name,
      issuer: { id: 'urn:uuid:00000009-0000-4000-8000-000000000001', type: 'Profile', name: 'Hill School' },
    },
    issuedOn: '2026-01-15T09:00:00Z',
    recipient: { type: 'id', identity: 'urn:uuid:00000008-0000-4000-8000-000000000001', hashed: false },
  });
  return {
    '@context': 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld',
    id: 'urn:uuid:00000007-0000-4000-8000-000000000001',
    type: 'Clr',
    name: 'Spring report',
    issuedOn: '2026-02-01T09:00:00Z',
    learner: { id: 'urn:uuid:00000008-0000-4000-8000-000000000001', type: 'Profile', name: 'Robin Vale' },
    publisher: { id: 'urn:uuid:00000009-0000-4000-8000-000000000001', type: 'Profile', name: 'Hill School' },
    assertions: [course(1, 'Algebra'), course(2, 'Botany')],
  };
}
