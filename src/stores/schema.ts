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
    /** Null where its owner keeps it for no proof in particular. */
    proof: string | null;
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
    /** Null unless it was deleted; the id stays taken. */
    deleted_at: string | null;
  };
  challenges: {
    challenge: string;
    expires_at: string;
    spent_at: string | null;
  };
  status_lists: {
    id: string;
    issuer: string;
    purpose: string;
    /** Bits of an entry. */
    size: number;
    /** JSON: what each status means; null where that needs no words. */
    messages: string | null;
    /** Address of the service when the list was begun. */
    base: string;
    /** Of the lists of one issuer, purpose, size and base: 1, 2, ... */
    ordinal: number;
    /** About how many places are taken; the entries know exactly. */
    taken: number;
    created_at: string;
  };
  /** A row for each place that was ever taken; rows are never removed. */
  status_entries: {
    list_id: string;
    place: number;
    credential_id: string | null;
    allocated_at: string;
  };
  /** What was said of an entry, and when: the last row is its status, and all of them its history. */
  status_changes: {
    seq: Generated<number>;
    list_id: string;
    place: number;
    status: number;
    reason: string | null;
    changed_at: string;
  };
  /** What wallets are offered, and asked for. */
  exchanges: {
    seq: Generated<number>;
    id: string;
    /** offer or request. */
    kind: string;
    created_at: string;
    expires_at: string;
    opened_at: string | null;
    finished_at: string | null;
    cancelled_at: string | null;
    /** How many wallets may take it, and how many have. */
    uses: number;
    taken: number;
    /** Answers that were refused. */
    attempts: number;
    /** JSON: what is offered or asked; null once it is of no use any more. */
    content: string | null;
    /** JSON: what came of it. */
    result: string | null;
  };
  /** What happened in an exchange, for its owner. */
  exchange_events: {
    seq: Generated<number>;
    exchange_id: string;
    event: string;
    happened_at: string;
    /** JSON. */
    detail: string | null;
  };
  /** Secrets of exchanges that are good once or for a while. */
  tickets: {
    /** Of the secret; the secret itself is not kept. */
    digest: string;
    kind: string;
    exchange_id: string;
    /** JSON. */
    detail: string | null;
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
