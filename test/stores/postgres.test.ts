/** A database server: how it is reached, what is said where it is not, and what holds between processes. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/stores/database.ts';
import { guardPool } from '../../src/stores/guard-pool.ts';
import { createSqlStores } from '../../src/stores/sql-stores.ts';
import { hasPostgres, PASSWORD, type PostgresServer, startPostgres } from '../postgres-server.ts';
import { killWriter, WRITE_WITHOUT_END } from './kill-writer.ts';

const SAVED = { digest: 'd', issuer: 'did:key:z6Mk', createdAt: new Date(0) };

/** The error of opening, with everything in it that could be printed. */
async function faultOf(url: string): Promise<{ code: string; message: string; whole: string }> {
  const error = await openDatabase(url).then(
    async ({ close }) => {
      await close();
      throw new Error('It was opened.');
    },
    (cause: Error & { code: string }) => cause,
  );
  const whole = JSON.stringify([error.message, error.stack, error.cause, { ...error }]) + String(error.cause);
  return { code: error.code, message: error.message, whole };
}

const without = ({ whole }: { whole: string }) => {
  expect(whole).not.toContain(PASSWORD);
  expect(whole).not.toContain(encodeURIComponent(PASSWORD));
};

describe('an address', () => {
  test('where nobody listens is unavailable, by its name and without its password', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port: free } = server.address() as { port: number };
        server.close(() => resolve(free));
      });
    });
    for (const host of ['127.0.0.1', 'localhost']) {
      const fault = await faultOf(`postgres://u:${encodeURIComponent(PASSWORD)}@${host}:${port}/clr`);
      expect(fault).toMatchObject({ code: 'store-unavailable' });
      expect(fault.message).toMatch(
        new RegExp(`^The database clr at ${host}:${port} cannot be reached: .*ECONN`),
      );
      without(fault);
    }
  });

  test.each([
    'postgres://u:not/so:secret@here@127.0.0.1:1:2/clr',
    'postgres://u:not%2Fso%3Asecret%40here@[::/clr',
    'postgres://u:not%2Fso%3Asecret%40here@127.0.0.1/clr?sslrootcert=/nowhere/ca.pem',
  ])('that cannot be read is not repeated: %s', async (url) => {
    const fault = await faultOf(url);
    expect(fault.code).toBe('config-invalid');
    expect(fault.message).toMatch(/no address like postgres|\/nowhere\/ca\.pem cannot be read/);
    without(fault);
  });
});

describe.skipIf(!hasPostgres)('a server', () => {
  let server: PostgresServer;
  let url: string;
  beforeAll(async () => {
    server = await startPostgres();
    url = await server.create();
  });
  afterAll(() => server?.remove());

  /** Runs a script in a process of its own, with the stores at hand. */
  function script(database: string, body: string): string[] {
    const [open, stores] = ['database', 'sql-stores'].map((name) =>
      JSON.stringify(new URL(`../../src/stores/${name}.ts`, import.meta.url).href),
    );
    const code = `
      const { openDatabase } = await import(${open});
      const { createSqlStores } = await import(${stores});
      const { db, close } = await openDatabase(${JSON.stringify(database)});
      const stores = createSqlStores(db);
      ${body}`;
    return ['--import', 'tsx', '--input-type=module', '--eval', code];
  }

  test('that refuses the password, or has no such database, is told apart from one that is away', async () => {
    const wrong = new URL(url);
    wrong.password = encodeURIComponent(`${PASSWORD}!`);
    const refused = await faultOf(wrong.href);
    expect(refused).toMatchObject({ code: 'config-invalid', message: expect.stringContaining('password') });
    without(refused);
    const absent = await faultOf(url.replace(/\/\w+$/, '/absent'));
    expect(absent).toMatchObject({ code: 'config-invalid', message: expect.stringContaining('"absent"') });
    without(absent);
  });

  test('is not spoken to in the clear where TLS is asked for', async () => {
    const fault = await faultOf(`${url}?sslmode=verify-full`);
    expect(fault).toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/does not support SSL.*sslmode=disable/),
    });
    without(fault);
  });

  test('is reached over its Unix socket too', async () => {
    const { username, password, pathname } = new URL(url);
    const place = `host=${encodeURIComponent(server.folder)}&port=${server.port}`;
    const {
      place: shown,
      ping,
      close,
    } = await openDatabase(`postgres://${username}:${password}@${pathname}?${place}`);
    await ping();
    expect(shown).toBe(`${pathname.slice(1)} at ${server.folder}`);
    await close();
  });

  test('beyond this machine is spoken to over TLS, unless the address says otherwise', async () => {
    // the same machine by an address that does not look so
    const far = url.replace('127.0.0.1', '[::ffff:127.0.0.1]');
    expect(await faultOf(far)).toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('does not support SSL'),
    });
    const { ping, close } = await openDatabase(`${far}?sslmode=disable`);
    await ping();
    await close();
  });

  test('needs a database in UTF-8', async () => {
    const latin = await server.create("encoding 'LATIN1' template template0 locale 'C'");
    expect(await faultOf(latin)).toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('UTF-8'),
    });
  });

  test('keeps what it answers, in the isolation counted on, whatever the database was set to', async () => {
    const other = await server.create();
    const name = new URL(other).pathname.slice(1);
    await server.run(`alter database ${name} set synchronous_commit = off`);
    await server.run(`alter database ${name} set default_transaction_isolation = serializable`);
    const { db, close } = await openDatabase(other);
    const { rows } = await sql`select current_setting('synchronous_commit') as kept,
      current_setting('transaction_isolation') as isolation, current_setting('statement_timeout') as longest`.execute(
      db,
    );
    expect(rows).toEqual([{ kept: 'on', isolation: 'read committed', longest: '20s' }]);
    await close();
  });

  test('gives counts and sequences as numbers', async () => {
    const { db, close } = await openDatabase(await server.create());
    await createSqlStores(db).credentials.save({ ...SAVED, id: 'a' });
    expect(await db.selectFrom('credentials').select('seq').execute()).toEqual([{ seq: 1 }]);
    await close();
  });

  test('what it cannot keep is the fault of the request, and not of the service', async () => {
    const { db, close } = await openDatabase(url);
    const { credentials } = createSqlStores(db);
    await expect(credentials.get('urn:\0')).rejects.toMatchObject({ code: 'request-invalid' });
    const long = Array.from({ length: 4000 }, (_, i) => i.toString(36)).join('');
    await expect(credentials.save({ ...SAVED, id: long })).rejects.toMatchObject({ code: 'request-invalid' });
    await credentials.save({ ...SAVED, id: 'long subject', subject: long, body: { text: 'a\0b' } });
    expect(await credentials.get('long subject')).toMatchObject({ subject: long, body: { text: 'a\0b' } });
    await close();
  });

  test('a statement that deadlocks is done again', async () => {
    const { db, close } = await openDatabase(await server.create());
    const { credentials } = createSqlStores(db);
    await sql`create sequence tries`.execute(db);
    await sql`create function fail_twice() returns trigger language plpgsql as $$ begin
      if nextval('tries') <= 2 then raise exception 'once more' using errcode = '40P01'; end if;
      return new; end $$`.execute(db);
    await sql`create trigger fail before insert on credentials for each row execute function fail_twice()`.execute(
      db,
    );
    await credentials.save({ ...SAVED, id: 'a' });
    expect(await credentials.count()).toBe(1);
    await close();
  });

  test('that takes too long is unavailable', async () => {
    const { db, ping, close } = await openDatabase(url, { connections: 1 });
    await sql`set statement_timeout = 20`.execute(db);
    await expect(sql`select pg_sleep(60)`.execute(db)).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('statement timeout'),
    });
    await ping();
    await close();
  });

  test('that does not answer at all loses the connection, and nobody else waits for it', async () => {
    const pool = new pg.Pool({ connectionString: url, query_timeout: 20 });
    const guarded = guardPool(pool, (error) => error);
    const client = await guarded.connect();
    await expect(client.query('select pg_sleep(60)', [])).rejects.toThrow(/timeout/);
    client.release();
    expect(pool.totalCount).toBe(0);
    await guarded.end();
  });

  test('an empty database is set up once, by however many open it at the same time', async () => {
    const other = await server.create();
    const opened = await Promise.all(Array.from({ length: 6 }, () => openDatabase(other)));
    for (const [i, { db }] of opened.entries())
      await createSqlStores(db).credentials.save({ ...SAVED, id: `${i}` });
    expect(await createSqlStores(opened[0]?.db as never).credentials.count()).toBe(6);
    for (const { close } of opened) await close();
  });

  test('data of a newer version is not touched', async () => {
    const other = await server.create();
    const { db, close } = await openDatabase(other);
    await sql`insert into kysely_migration values ('9999-later', 'x')`.execute(db);
    await close();
    expect(await faultOf(other)).toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('9999-later'),
    });
  });

  test('two processes that begin with an empty database take 200 places, and no place twice', async () => {
    const other = await server.create();
    const wanted = { issuer: 'did:key:z6Mk', purpose: 'revocation', size: 1 };
    const run = () =>
      promisify(execFile)(
        process.execPath,
        // out of a small range, so that both try the same places
        script(
          other,
          `
          const { status } = createSqlStores(db, () => Math.floor(Math.random() * 400));
          const places = await Promise.all(Array.from({ length: 100 }, () =>
            status.allocate(${JSON.stringify(wanted)}, 'https://school.example', new Date())));
          console.log(JSON.stringify(places.map(({ list, index }) => list.id + ' ' + index)));
          await close();`,
        ),
      );
    const answers = await Promise.all([run(), run()]);
    const places = answers.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
    expect(new Set(places).size).toBe(200);
    expect(new Set(places.map((place) => place.split(' ')[0])).size).toBe(1);
  }, 60_000);

  test('what was answered is there after the writer was killed', async () => {
    const other = await server.create();
    const answered = await killWriter(script(other, WRITE_WITHOUT_END));
    expect(answered).toBeGreaterThan(49);
    const { db, close } = await openDatabase(other);
    expect(await createSqlStores(db).credentials.count()).toBeGreaterThanOrEqual(answered);
    await close();
  }, 60_000);

  test('of two changes of a list that end in the other order, the later one is seen too', async () => {
    const { db, close } = await openDatabase(await server.create());
    const { status } = createSqlStores(db);
    const place = await status.allocate(
      { issuer: 'did:key:z6Mk', purpose: 'revocation', size: 1 },
      'https://school.example',
      new Date(0),
    );
    const before = await status.getList(place.list.id);
    let between: typeof before;
    await db.transaction().execute(async (slow) => {
      await createSqlStores(slow).status.change(place, 1, new Date(0));
      await status.change({ ...place, index: place.index + 1 }, 1, new Date(0));
      between = await status.getList(place.list.id);
    });
    const after = await status.getList(place.list.id);
    expect(between?.version).toBeGreaterThan(before?.version ?? Number.NaN);
    expect(after?.version).toBeGreaterThan(between?.version ?? Number.NaN);
    await close();
  });

  test('that stops is unavailable, and is used again when it is back', async () => {
    const other = await server.create();
    const { db, ping, close } = await openDatabase(other);
    const { credentials } = createSqlStores(db);
    await ping();
    await credentials.save({ ...SAVED, id: 'a' });
    await server.stop();
    for (const call of [ping, () => credentials.save({ ...SAVED, id: 'b' }), () => credentials.get('a')]) {
      await expect(call()).rejects.toMatchObject({ code: 'store-unavailable' });
    }
    await server.start();
    await ping();
    await credentials.save({ ...SAVED, id: 'b' });
    expect(await credentials.count()).toBe(2);
    await close();
  });

  test('speaks TLS to whoever trusts its certificate, and to nobody else', async () => {
    const other = await server.create();
    const certificate = await server.startTls();
    const { db, close } = await openDatabase(`${other}?sslmode=verify-full&sslrootcert=${certificate}`);
    const { rows } = await sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(db);
    expect(rows).toEqual([{ ssl: true }]);
    await close();
    const unknown = await faultOf(`${other}?sslmode=verify-full`);
    expect(unknown).toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/self.signed/),
    });
    without(unknown);
    // another name for the same machine
    const renamed = other.replace('127.0.0.1', 'localhost');
    const misnamed = await faultOf(`${renamed}?sslmode=verify-full&sslrootcert=${certificate}`);
    expect(misnamed).toMatchObject({ code: 'config-invalid', message: expect.stringMatching(/altnames/) });
    without(misnamed);
  });
});
