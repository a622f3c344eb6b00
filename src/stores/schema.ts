/** The tables, and how they came to be. Dates are ISO 8601 text in UTC with milliseconds, so they sort as text. */
import { type CreateTableBuilder, type Generated, type Kysely, type Migration, Migrator } from 'kysely';
import { BridgeError, textOf } from '../kernel/errors.ts';

export type Schema = {
  keys: {
    /** Order of arrival; dates may be equal. */
    seq: Generated<number>;
    id: string;
    did: string;
    name: string;
    key_type: string;
    /** JSON. */
    public_jwk: string;
    sealed_private: string;
    status: string;
    created_at: string;
    retired_at: string | null;
    revoked_at: string | null;
    revocation_reason: string | null;
  };
  credentials: {
    seq: Generated<number>;
    id: string;
    digest: string;
    issuer: string;
    subject: string | null;
    created_at: string;
    /** JSON; null where bodies are not kept. */
    body: string | null;
  };
  challenges: {
    challenge: string;
    expires_at: string;
    spent_at: string | null;
  };
};

export type Dialect = 'sqlite' | 'postgres';

type Table = CreateTableBuilder<string, string>;

/** A number that grows with each row: the one thing the two dialects spell differently. */
function sequence(dialect: Dialect): (table: Table) => Table {
  return dialect === 'sqlite'
    ? (table) => table.addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
    : (table) => table.addColumn('seq', 'bigserial', (column) => column.primaryKey());
}

/** In order of their names; a migration that was released is never edited, only followed by another. */
function migrations(dialect: Dialect): Record<string, Migration> {
  return {
    '0001-keys-credentials-challenges': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('keys')
          .$call(sequence(dialect))
          .addColumn('id', 'text', (column) => column.notNull().unique())
          .addColumn('did', 'text', (column) => column.notNull())
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('key_type', 'text', (column) => column.notNull())
          .addColumn('public_jwk', 'text', (column) => column.notNull())
          .addColumn('sealed_private', 'text', (column) => column.notNull())
          .addColumn('status', 'text', (column) => column.notNull())
          .addColumn('created_at', 'text', (column) => column.notNull())
          .addColumn('retired_at', 'text')
          .addColumn('revoked_at', 'text')
          .addColumn('revocation_reason', 'text')
          .execute();
        await db.schema.createIndex('keys_did').on('keys').column('did').execute();
        await db.schema
          .createTable('credentials')
          .$call(sequence(dialect))
          .addColumn('id', 'text', (column) => column.notNull().unique())
          .addColumn('digest', 'text', (column) => column.notNull())
          .addColumn('issuer', 'text', (column) => column.notNull())
          .addColumn('subject', 'text')
          .addColumn('created_at', 'text', (column) => column.notNull())
          .addColumn('body', 'text')
          .execute();
        await db.schema
          .createIndex('credentials_issuer')
          .on('credentials')
          .columns(['issuer', 'seq'])
          .execute();
        await db.schema
          .createIndex('credentials_subject')
          .on('credentials')
          .columns(['subject', 'seq'])
          .execute();
        await db.schema
          .createTable('challenges')
          .addColumn('challenge', 'text', (column) => column.primaryKey())
          .addColumn('expires_at', 'text', (column) => column.notNull())
          .addColumn('spent_at', 'text')
          .execute();
        await db.schema.createIndex('challenges_expiry').on('challenges').column('expires_at').execute();
      },
    },
  };
}

/**
 * Brings the tables to the newest form. Where the dialect takes no lock of its own, the caller holds one.
 * @throws BridgeError `config-invalid`, for instance where the data was written by a newer version
 */
export async function migrate(db: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(dialect) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw new BridgeError(
      'config-invalid',
      `The stored data cannot be brought to this version: ${textOf(error)}.`,
      {
        cause: error,
      },
    );
  }
}
