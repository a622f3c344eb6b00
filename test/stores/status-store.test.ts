/** A place is taken before it is answered: kill -9 right then, and nobody gets it again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/stores/database.ts';
import { createSqlStores } from '../../src/stores/sql-stores.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WANTED = { issuer: 'did:key:z6Mk', purpose: 'revocation', size: 1 } as const;
const BASE = 'https://school.example';
const NOW = new Date('2026-06-01T12:00:00Z');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clr-bridge-status-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Not at random, so that whoever asks twice is offered the same places: 0, 1, 2, ... */
function counting() {
  let next = 0;
  return () => next++;
}

test('a place taken by a process that was killed before it answered is not given out again', async () => {
  const script = join(folder, 'take.mts');
  writeFileSync(
    script,
    `import { openDatabase } from '${ROOT}src/stores/database.ts';
     import { createSqlStores } from '${ROOT}src/stores/sql-stores.ts';
     const { db } = await openDatabase(${JSON.stringify(folder)});
     let next = 0;
     const { status } = createSqlStores(db, () => next++);
     await status.allocate(${JSON.stringify(WANTED)}, ${JSON.stringify(BASE)}, new Date());
     process.kill(process.pid, 'SIGKILL');`,
  );
  const child = spawn(process.execPath, ['--import', `${ROOT}node_modules/tsx/dist/loader.mjs`, script], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');

  const { db, close } = await openDatabase(folder);
  const { status } = createSqlStores(db, counting());
  expect((await status.allocate(WANTED, BASE, NOW)).index).toBe(1);
  await close();
}, 60_000);

test('another list is begun when half the places of the last are taken', async () => {
  const { db, close } = await openDatabase(':memory:');
  const { status } = createSqlStores(db, counting());
  const first = await status.allocate(WANTED, BASE, NOW);
  await db.updateTable('status_lists').set({ taken: 65_536 }).execute();
  const second = await status.allocate(WANTED, BASE, NOW);
  expect(second.list.id).not.toBe(first.list.id);
  expect((await status.allocate(WANTED, BASE, NOW)).list).toEqual(second.list);
  await close();
});
