/** How the tables came to be, on both dialects; decision 0026 has the rules for new ones. */
import { type CreateTableBuilder, type Kysely, type Migration, Migrator } from 'kysely';
import { BridgeError, textOf } from '../kernel/errors.ts';
import type { Schema } from './schema.ts';

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
        // PostgreSQL orders no text of more than 2704 bytes, and whom a credential is about is not ours to choose
        await db.schema
          .createIndex('credentials_subject')
          .on('credentials')
          .$call((index) =>
            dialect === 'sqlite' ? index.columns(['subject', 'seq']) : index.using('hash').column('subject'),
          )
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
    '0002-status-lists': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('status_lists')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('issuer', 'text', (column) => column.notNull())
          .addColumn('purpose', 'text', (column) => column.notNull())
          .addColumn('size', 'integer', (column) => column.notNull())
          .addColumn('base', 'text', (column) => column.notNull())
          .addColumn('ordinal', 'integer', (column) => column.notNull())
          .addColumn('taken', 'integer', (column) => column.notNull())
          .addColumn('created_at', 'text', (column) => column.notNull())
          .addUniqueConstraint('status_lists_order', ['issuer', 'purpose', 'size', 'base', 'ordinal'])
          .execute();
        await db.schema
          .createTable('status_entries')
          .addColumn('list_id', 'text', (column) => column.notNull())
          .addColumn('place', 'integer', (column) => column.notNull())
          .addColumn('credential_id', 'text')
          .addColumn('allocated_at', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('status_entries_place', ['list_id', 'place'])
          .execute();
        await db.schema
          .createIndex('status_entries_credential')
          .on('status_entries')
          .column('credential_id')
          .execute();
        await db.schema
          .createTable('status_changes')
          .$call(sequence(dialect))
          .addColumn('list_id', 'text', (column) => column.notNull())
          .addColumn('place', 'integer', (column) => column.notNull())
          .addColumn('status', 'integer', (column) => column.notNull())
          .addColumn('reason', 'text')
          .addColumn('changed_at', 'text', (column) => column.notNull())
          .execute();
        await db.schema
          .createIndex('status_changes_place')
          .on('status_changes')
          .columns(['list_id', 'place', 'seq'])
          .execute();
        await db.schema
          .createIndex('status_changes_list')
          .on('status_changes')
          .columns(['list_id', 'seq'])
          .execute();
      },
    },
    '0003-key-proofs-deleted-credentials': {
      async up(db: Kysely<unknown>) {
        await db.schema.alterTable('keys').addColumn('proof', 'text').execute();
        await db.schema.alterTable('credentials').addColumn('deleted_at', 'text').execute();
      },
    },
    '0004-exchanges': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('exchanges')
          .$call(sequence(dialect))
          .addColumn('id', 'text', (column) => column.notNull().unique())
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('created_at', 'text', (column) => column.notNull())
          .addColumn('expires_at', 'text', (column) => column.notNull())
          .addColumn('opened_at', 'text')
          .addColumn('finished_at', 'text')
          .addColumn('cancelled_at', 'text')
          .addColumn('uses', 'integer', (column) => column.notNull())
          .addColumn('taken', 'integer', (column) => column.notNull())
          .addColumn('attempts', 'integer', (column) => column.notNull())
          .addColumn('content', 'text')
          .addColumn('result', 'text')
          .execute();
        await db.schema.createIndex('exchanges_kind').on('exchanges').columns(['kind', 'seq']).execute();
        await db.schema
          .createTable('exchange_events')
          .$call(sequence(dialect))
          .addColumn('exchange_id', 'text', (column) => column.notNull())
          .addColumn('event', 'text', (column) => column.notNull())
          .addColumn('happened_at', 'text', (column) => column.notNull())
          .addColumn('detail', 'text')
          .execute();
        await db.schema
          .createIndex('exchange_events_exchange')
          .on('exchange_events')
          .columns(['exchange_id', 'seq'])
          .execute();
        await db.schema
          .createTable('tickets')
          .addColumn('digest', 'text', (column) => column.notNull())
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('exchange_id', 'text', (column) => column.notNull())
          .addColumn('detail', 'text')
          .addColumn('expires_at', 'text', (column) => column.notNull())
          .addColumn('spent_at', 'text')
          .addPrimaryKeyConstraint('tickets_secret', ['kind', 'digest'])
          .execute();
        await db.schema.createIndex('tickets_expiry').on('tickets').column('expires_at').execute();
      },
    },
    '0005-status-messages': {
      async up(db: Kysely<unknown>) {
        await db.schema.alterTable('status_lists').addColumn('messages', 'text').execute();
      },
    },
    '0006-secret-checks': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('secret_checks')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('sealed', 'text', (column) => column.notNull())
          .addColumn('created_at', 'text', (column) => column.notNull())
          .execute();
      },
    },
    '0007-presentations': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('presentations')
          .$call(sequence(dialect))
          .addColumn('id', 'text', (column) => column.notNull().unique())
          .addColumn('holder', 'text', (column) => column.notNull())
          .addColumn('created_at', 'text', (column) => column.notNull())
          .addColumn('body', 'text')
          .addColumn('deleted_at', 'text')
          .execute();
        await db.schema
          .createIndex('presentations_holder')
          .on('presentations')
          .columns(['holder', 'seq'])
          .execute();
      },
    },
    '0008-webhooks': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('webhooks')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('exchange_id', 'text', (column) => column.notNull())
          .addColumn('event', 'text', (column) => column.notNull())
          .addColumn('happened_at', 'text', (column) => column.notNull())
          .addColumn('attempts', 'integer', (column) => column.notNull())
          .addColumn('next_at', 'text', (column) => column.notNull())
          .execute();
        await db.schema.createIndex('webhooks_due').on('webhooks').column('next_at').execute();
      },
    },
    '0009-oauth-states': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('oauth_states')
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('digest', 'text', (column) => column.notNull())
          .addColumn('sealed', 'text', (column) => column.notNull())
          .addColumn('grant_digest', 'text')
          .addColumn('expires_at', 'text', (column) => column.notNull())
          .addColumn('spent_at', 'text')
          .addPrimaryKeyConstraint('oauth_states_secret', ['kind', 'digest'])
          .execute();
        await db.schema.createIndex('oauth_states_grant').on('oauth_states').column('grant_digest').execute();
        await db.schema.createIndex('oauth_states_expiry').on('oauth_states').column('expires_at').execute();
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
  if (error instanceof BridgeError) throw error;
  if (error !== undefined) {
    const message = `The stored data cannot be brought to this version: ${textOf(error)}.`;
    throw new BridgeError('config-invalid', message, { cause: error });
  }
}
