/** The database of a PostgreSQL server, which several processes and machines may share. */
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { BridgeError } from '../kernel/errors.ts';
import type { Database, DatabaseOptions } from './database.ts';
import { guardPool } from './guard-pool.ts';
import { migrate } from './migrate.ts';
import { explainPostgres, type Place } from './postgres-errors.ts';
import type { Schema } from './schema.ts';

const CONNECT_MS = 10_000;
const STATEMENT_MS = 20_000;
/** How long a server that says it is starting is waited for. */
const STARTING_MS = 30_000;
const RETRY_MS = 250;
const STARTING_UP = '57P03';
const INT8 = 20;

/**
 * Opens the database, its tables made and brought up to date where needed, by one process at a time.
 *
 * Beyond this machine the connection is TLS with a verified certificate, unless the address says otherwise
 * (`sslmode`, `sslrootcert`). A commit is on the server's disk before it is answered.
 *
 * @param url `postgres://...`
 * @throws BridgeError `store-unavailable` where the server cannot be reached, `config-invalid` for everything else
 */
export async function openPostgres(
  url: string,
  { connections = 10 }: DatabaseOptions = {},
): Promise<Database> {
  const place = placeOf(url);
  // changing a table may take longer than any statement after it
  const first = connect(url, place, { max: 1, statementMs: 0 });
  try {
    await first.begin();
    await migrate(first.db, 'postgres');
  } finally {
    await first.db.destroy();
  }
  const { db } = connect(url, place, { max: connections, statementMs: STATEMENT_MS });
  return {
    db,
    place: place.name,
    ping: async () => void (await sql`select 1`.execute(db)),
    close: () => db.destroy(),
  };
}

function connect(url: string, place: Place, { max, statementMs }: { max: number; statementMs: number }) {
  const pool = new pg.Pool({
    ...settingsOf(url, place),
    max,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    // a server that is gone says nothing; one that is there has given up before
    ...(statementMs === 0 ? {} : { query_timeout: statementMs + CONNECT_MS }),
    application_name: 'clr-bridge',
    types: { getTypeParser },
  });
  // a connection that breaks while nobody uses it is left out of the pool; unheard, the event would end the service
  pool.on('error', () => {});
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({
      pool: guardPool(pool, (error) => explainPostgres(error, place)),
      onCreateConnection: async (connection) =>
        void (await connection.executeQuery(sessionOf(statementMs).compile(db))),
    }),
  });
  return { db, begin: () => greet(pool, place) };
}

/** Each statement is a transaction of its own that sees what was committed, and is on disk when it is answered. */
const sessionOf = (statementMs: number) => sql`select
  set_config('default_transaction_isolation', 'read committed', false),
  set_config('statement_timeout', ${String(statementMs)}, false),
  set_config('idle_in_transaction_session_timeout', '60000', false),
  set_config('synchronous_commit',
    case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, false)`;

/** The first connection tells what is wrong with the address, the password or the database. */
async function greet(pool: pg.Pool, place: Place): Promise<void> {
  for (let waited = 0; ; waited += RETRY_MS) {
    try {
      const { rows } = await pool.query<{ server_encoding: string }>('show server_encoding');
      if (rows[0]?.server_encoding === 'UTF8') return;
      throw new BridgeError(
        'config-invalid',
        `The database ${place.name} is not in UTF-8; make one that is.`,
      );
    } catch (error) {
      if (error instanceof BridgeError) throw error;
      const starting = (error as { code?: unknown }).code === STARTING_UP && waited < STARTING_MS;
      if (!starting) throw explainPostgres(error, place, 'opening');
      await wait(RETRY_MS);
    }
  }
}

function settingsOf(url: string, { host }: Place): pg.PoolConfig {
  const said = /[?&](ssl|sslmode|uselibpqcompat)=/.test(url);
  const near = host.startsWith('/') || /^(localhost|::1|127(\.\d{1,3}){3})$/.test(host);
  return { connectionString: url, ...(said || near ? {} : { ssl: true }) };
}

function placeOf(url: string): Place {
  try {
    const { host, port, database, password } = new pg.Client({ connectionString: url });
    return {
      host,
      name: `${database} at ${host}${host.startsWith('/') ? '' : `:${port}`}`,
      ...(typeof password === 'string' && password !== '' ? { password } : {}),
    };
  } catch (error) {
    // the cause is left out: it may quote the address, and with it the password
    const file = (error as NodeJS.ErrnoException).path;
    throw new BridgeError(
      'config-invalid',
      `DATABASE_URL cannot be used: ${file === undefined ? 'it is no address like postgres://USER:PASSWORD@HOST:PORT/NAME, with special characters as %XX' : `the file ${file} cannot be read`}.`,
    );
  }
}

/** Counts and sequences are 64 bits, and come as numbers: the other dialect has them so. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text');
