/** Where the stores keep their data: in an embedded file, or in a PostgreSQL server. */
import type { Kysely } from 'kysely';
import { BridgeError } from '../kernel/errors.ts';
import type { Schema } from './schema.ts';

export type Database = {
  db: Kysely<Schema>;
  /** Where it is, for people; without the password of a server. */
  place: string;
  /** Answers once the database does. @throws BridgeError `store-unavailable` */
  ping: () => Promise<void>;
  /** Waits for running statements. */
  close: () => Promise<void>;
};

export type DatabaseOptions = {
  /** Most connections to a server at the same time; default 10. */
  connections?: number;
};

/** Whether a location is one of a PostgreSQL server. */
export const isServer = (location: string): boolean => /^postgres(ql)?:/i.test(location);

/**
 * Opens the database, made and brought up to date where needed; what was saved in either kind survives a kill.
 *
 * @param location the data directory (made with mode 0700 if absent), `:memory:`, `sqlite:` and one of these, or
 *   `postgres://USER:PASSWORD@HOST:PORT/NAME`
 * @throws BridgeError `config-invalid` where the location is wrong or may not be used, `store-unavailable` where the
 *   server cannot be reached; no message has the password
 */
export async function openDatabase(location: string, options: DatabaseOptions = {}): Promise<Database> {
  // each driver is loaded where it is needed only, since the command line starts often
  if (isServer(location)) {
    const { openPostgres } = await import('./open-postgres.ts');
    return openPostgres(location, options);
  }
  const { openSqlite } = await import('./open-sqlite.ts');
  return openSqlite(directoryOf(location));
}

function directoryOf(location: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase();
  if (scheme === undefined) return location;
  if (scheme === 'sqlite') return location.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
  throw new BridgeError(
    'config-invalid',
    `Databases of the kind "${scheme}:" are not supported, only SQLite and PostgreSQL.`,
  );
}
