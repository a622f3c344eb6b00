/** The file on disk: who may read it, who may share it, and what survives. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/stores/database.ts';
import { loadSecret } from '../../src/stores/secret-file.ts';
import { createSqlStores } from '../../src/stores/sql-stores.ts';
import { createKeyRing } from '../../src/trust/keys.ts';
import { createSeal } from '../../src/trust/seal.ts';
import { killWriter, WRITE_WITHOUT_END } from './kill-writer.ts';

let root: string;
let directory: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'clr-bridge-'));
  directory = join(root, 'deep', 'data');
});
afterEach(() => rmSync(root, { recursive: true }));

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const SAVED = { digest: 'd', issuer: 'did:key:z6Mk', createdAt: new Date(0) };

/** Runs a script in a process of its own, with `openDatabase` and the stores at hand. */
function script(body: string): string[] {
  const [database, stores] = ['database', 'sql-stores'].map((name) =>
    JSON.stringify(new URL(`../../src/stores/${name}.ts`, import.meta.url).href),
  );
  const code = `
    const { openDatabase } = await import(${database});
    const { createSqlStores } = await import(${stores});
    const { db, close } = await openDatabase(${JSON.stringify(directory)});
    const stores = createSqlStores(db);
    ${body}`;
  return ['--import', 'tsx', '--input-type=module', '--eval', code];
}

describe('openDatabase', () => {
  test('makes a directory and files that only their owner can read', async () => {
    const { db, close } = await openDatabase(directory);
    await createSqlStores(db).credentials.save({ ...SAVED, id: 'a' });
    expect(mode(directory)).toBe('700');
    const files = readdirSync(directory);
    expect(files.sort()).toEqual(['clr-bridge.db', 'clr-bridge.db-shm', 'clr-bridge.db-wal']);
    for (const file of files) expect(mode(join(directory, file))).toBe('600');
    await close();
  });

  test.each([
    ['a file in the way', () => writeFileSync(join(root, 'deep'), ''), /cannot be used: .*(EEXIST|ENOTDIR)/],
    ['a folder in the way', () => mkdirSync(join(directory, 'clr-bridge.db'), { recursive: true }), /EISDIR/],
    [
      'a file that is no database',
      () => {
        loadSecret({ dataDir: directory });
        writeFileSync(
          join(directory, 'clr-bridge.db'),
          'not a database, and long enough to have a header of one',
        );
      },
      /not a database/,
    ],
  ])('%s is told in a sentence', async (_name, prepare, message) => {
    prepare();
    await expect(openDatabase(directory)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(message),
    });
  });

  // a missing permission stops everybody but root
  test.skipIf(process.getuid?.() === 0)(
    'a directory that cannot be written is told in a sentence',
    async () => {
      chmodSync(root, 0o500);
      await expect(openDatabase(directory)).rejects.toMatchObject({
        code: 'config-invalid',
        message: expect.stringContaining(`The data directory ${directory} cannot be used`),
      });
      chmodSync(root, 0o700);
    },
  );

  test('a database of another kind is refused', async () => {
    await expect(openDatabase('mysql://localhost/clr')).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test.each([':memory:', 'sqlite::memory:'])('%s leaves no file', async (location) => {
    const { db, close } = await openDatabase(location);
    await createSqlStores(db).credentials.save({ ...SAVED, id: 'a' });
    await close();
    expect(existsSync(location)).toBe(false);
  });

  test('sqlite: and a directory are the same place', async () => {
    const first = await openDatabase(`sqlite:${directory}`);
    await createSqlStores(first.db).credentials.save({ ...SAVED, id: 'a' });
    await first.close();
    const second = await openDatabase(directory);
    expect(await createSqlStores(second.db).credentials.count()).toBe(1);
    await second.close();
  });

  test('data of a newer version is not touched', async () => {
    const { db, close } = await openDatabase(directory);
    await db
      .insertInto('kysely_migration' as never)
      .values({ name: '9999-later', timestamp: 'x' } as never)
      .execute();
    await close();
    await expect(openDatabase(directory)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('9999-later'),
    });
  });
});

test('opened several times at once by one process, it is one database', async () => {
  const opened = await Promise.all(Array.from({ length: 4 }, () => openDatabase(directory)));
  for (const [i, { db }] of opened.entries())
    await createSqlStores(db).credentials.save({ ...SAVED, id: `${i}` });
  for (const { db } of opened) expect(await createSqlStores(db).credentials.count()).toBe(4);
  for (const { close } of opened) await close();
});

describe('two processes', () => {
  test('may open an empty directory at the same time, and write into it', async () => {
    const run = (name: string) =>
      promisify(execFile)(
        process.execPath,
        script(`
          for (let i = 0; i < 25; i++)
            await stores.credentials.save({ id: '${name}-' + i, digest: 'd', issuer: 'x', createdAt: new Date(0) });
          await close();`),
      );
    await Promise.all(['a', 'b', 'c'].map(run));
    const { db, close } = await openDatabase(directory);
    expect(await createSqlStores(db).credentials.count()).toBe(75);
    await close();
  }, 20_000);

  test('what was answered is there after the writer was killed', async () => {
    const answered = await killWriter(script(WRITE_WITHOUT_END));
    expect(answered).toBeGreaterThan(49);
    const { db, close } = await openDatabase(directory);
    expect(await createSqlStores(db).credentials.count()).toBeGreaterThanOrEqual(answered);
    await close();
  }, 20_000);
});

describe('loadSecret', () => {
  test('makes a file once, for its owner only', () => {
    const first = loadSecret({ dataDir: directory });
    expect(first).toMatchObject({ generated: true, file: join(directory, 'secret') });
    expect(first.value).toHaveLength(32);
    expect(mode(join(directory, 'secret'))).toBe('600');
    expect(readdirSync(directory)).toEqual(['secret']);
    const second = loadSecret({ dataDir: directory });
    expect(second).toMatchObject({ generated: false });
    expect(second.value).toEqual(first.value);
  });

  test('is not needed where one is configured', () => {
    expect(loadSecret({ dataDir: directory, secret: 'configured' })).toEqual({
      value: 'configured',
      generated: false,
    });
    expect(existsSync(directory)).toBe(false);
  });

  test('in a file of the operator is a line of text as in the variable, or the bytes of a made file', () => {
    const { value } = loadSecret({ dataDir: directory });
    const file = (content: string | Uint8Array) => {
      const path = join(root, 'given');
      writeFileSync(path, content);
      return loadSecret({ dataDir: join(root, 'elsewhere'), secretFile: path });
    };
    expect(file(value)).toMatchObject({ value: Buffer.from(value), generated: false });
    // 32 characters are a passphrase all the same
    for (const text of ['a passphrase', 'x'.repeat(32), 'Schlüssel für Übersetzer 🎓']) {
      expect(file(`${text}\n`).value).toBe(text);
    }
    for (const content of ['', 'short\n', 'two\nlines of text', value.slice(1)]) {
      expect(() => file(content)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
    }
    expect(existsSync(join(root, 'elsewhere'))).toBe(false);
  });

  test('that was cut off is not used', () => {
    loadSecret({ dataDir: directory });
    writeFileSync(join(directory, 'secret'), 'short');
    expect(() => loadSecret({ dataDir: directory })).toThrow(
      expect.objectContaining({ code: 'config-invalid' }),
    );
  });
});

test('a ring on disk: no private half in any file, and a new process signs again', async () => {
  const open = async () => {
    const { value } = loadSecret({ dataDir: directory });
    const { db, close } = await openDatabase(directory);
    const ring = createKeyRing({
      store: createSqlStores(db).keys,
      seal: createSeal(value),
      now: () => new Date(0),
    });
    return { ring, close };
  };
  const seed = Buffer.from('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', 'hex');
  const first = await open();
  const { id } = await first.ring.import(seed.toString('hex'));
  for (const file of readdirSync(directory)) {
    const bytes = readFileSync(join(directory, file));
    for (const form of [
      seed,
      ...(['base64url', 'base64', 'hex'] as const).map((name) => seed.toString(name)),
    ]) {
      expect(bytes.includes(form)).toBe(false);
    }
  }
  await first.close();
  const second = await open();
  expect((await second.ring.signerFor()).id).toBe(id);
  await second.close();
});
