/** The embedded database: one SQLite file in the data directory, safe beside a second process. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { BridgeError, textOf } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';

const FILE = 'clr-bridge.db';
/** How long a write waits for another process before it fails. */
const BUSY_MS = 10_000;
const RETRY_MS = 20;

/**
 * Opens the file, made and brought up to date where needed.
 *
 * Every commit reaches the disk before it is answered (WAL, synchronous=FULL), so what was saved survives a
 * kill and a loss of power. The file is readable by its owner only.
 *
 * @param directory made with mode 0700 if absent; or `:memory:`
 * @throws BridgeError `config-invalid` where the directory cannot be written, or the file is no database
 */
export async function openSqlite(directory: string): Promise<Database> {
  let sqlite: Sqlite.Database | undefined;
  try {
    sqlite = directory === ':memory:' ? new Sqlite(directory) : openFile(directory);
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
    await settle(sqlite, db);
    return { db, place: directory, ping: async () => {}, close: () => db.destroy() };
  } catch (cause) {
    sqlite?.close();
    if (cause instanceof BridgeError) throw cause;
    throw new BridgeError(
      'config-invalid',
      `The data directory ${directory} cannot be used: ${textOf(cause)}. Name another with --data or CLR_BRIDGE_DATA, or make it writable.`,
      { cause },
    );
  }
}

function openFile(directory: string): Sqlite.Database {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, FILE);
  // made before SQLite makes it, which takes the mode from the umask; its -wal and -shm files follow this one
  closeSync(openSync(path, 'a', 0o600));
  return new Sqlite(path, { timeout: 0 }); // until it is settled
}

async function settle(sqlite: Sqlite.Database, db: Kysely<Schema>): Promise<void> {
  await onceUnlocked(() => sqlite.pragma('journal_mode = WAL'));
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  // Kysely takes no lock on SQLite, and two processes may open an empty directory at the same time
  await onceUnlocked(() => sqlite.exec('BEGIN IMMEDIATE'));
  try {
    await migrate(db, 'sqlite');
    sqlite.exec('COMMIT');
  } catch (error) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
    throw error;
  }
  sqlite.pragma(`busy_timeout = ${BUSY_MS}`);
}

/**
 * Waits without blocking: the lock may be held by another opening in this very process, which has to go on;
 * and the change to WAL does not heed the busy timeout.
 */
async function onceUnlocked(step: () => void): Promise<void> {
  for (let waited = 0; ; waited += RETRY_MS) {
    try {
      step();
      return;
    } catch (error) {
      const locked = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!locked || waited >= BUSY_MS) throw error;
      await wait(RETRY_MS);
    }
  }
}
