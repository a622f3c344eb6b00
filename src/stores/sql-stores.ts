/** The stores over SQL, written once for SQLite and PostgreSQL: single statements only, so each call is atomic. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { ExchangeStore, OauthStore, TicketStore } from '../workflows/exchange-ports.ts';
import type {
  ChallengeStore,
  CredentialStore,
  KeyRecord,
  KeyStatus,
  KeyStore,
  PresentationStore,
  StatusStore,
  StoredCredential,
} from '../workflows/ports.ts';
import type { WebhookStore } from '../workflows/send-webhooks.ts';
import { createExchangeStore } from './exchange-store.ts';
import { createOauthStore } from './oauth-store.ts';
import { createPresentationStore } from './presentation-store.ts';
import type { Schema } from './schema.ts';
import { createStatusStore, type Pick } from './status-store.ts';
import { createTicketStore } from './ticket-store.ts';
import { createWebhookStore } from './webhook-store.ts';

export type Stores = {
  keys: KeyStore;
  credentials: CredentialStore;
  presentations: PresentationStore;
  challenges: ChallengeStore;
  status: StatusStore;
  exchanges: ExchangeStore;
  tickets: TicketStore;
  webhooks: WebhookStore;
  oauthStates: OauthStore;
};

/** Spent and expired challenges are remembered this long, so that a late answer is told why it fails. */
const CHALLENGE_MEMORY_MS = 24 * 60 * 60 * 1000;

/** @param pick a whole number below the one given; by default at random, so that places tell nothing of their order */
export function createSqlStores(db: Kysely<Schema>, pick?: Pick): Stores {
  return {
    keys: createKeyStore(db),
    credentials: createCredentialStore(db),
    presentations: createPresentationStore(db),
    challenges: createChallengeStore(db),
    status: createStatusStore(db, pick),
    exchanges: createExchangeStore(db),
    tickets: createTicketStore(db),
    webhooks: createWebhookStore(db),
    oauthStates: createOauthStore(db),
  };
}

function createKeyStore(db: Kysely<Schema>): KeyStore {
  return {
    async add(record) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('keys')
        .values(rowOfKey(record))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
    async get(id) {
      const row = await db.selectFrom('keys').selectAll().where('id', '=', id).executeTakeFirst();
      return row && keyOfRow(row);
    },
    async list(did) {
      const all = db.selectFrom('keys').selectAll().orderBy('seq');
      const rows = await (did === undefined ? all : all.where('did', '=', did)).execute();
      return rows.map(keyOfRow);
    },
    async replace(record, from) {
      const { numUpdatedRows } = await db
        .updateTable('keys')
        .set(rowOfKey(record))
        .where('id', '=', record.id)
        .where('status', '=', from)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

function createCredentialStore(db: Kysely<Schema>): CredentialStore {
  return {
    async save(credential, { replaces = false } = {}) {
      const row = rowOfCredential(credential);
      const { id: _id, issuer, ...rest } = row;
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('credentials')
        .values(row)
        .onConflict((conflict) =>
          replaces
            ? conflict
                .column('id')
                .doUpdateSet(rest)
                .where('credentials.issuer', '=', issuer)
                .where('credentials.deleted_at', 'is', null)
            : conflict.column('id').doNothing(),
        )
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return;
      throw new BridgeError('conflict', `A credential is stored under the id ${credential.id} already.`);
    },
    async get(id) {
      const row = await db.selectFrom('credentials').selectAll().where('id', '=', id).executeTakeFirst();
      return row && credentialOfRow(row);
    },
    async list(limit, issuer) {
      const all = db.selectFrom('credentials').selectAll().where('deleted_at', 'is', null);
      const listed = issuer === undefined ? all : all.where('issuer', '=', issuer);
      const rows = await listed.orderBy('seq', 'desc').limit(limit).execute();
      return rows.map(credentialOfRow);
    },
    async count() {
      const { total } = await db
        .selectFrom('credentials')
        .select(({ fn }) => fn.countAll().as('total'))
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(total);
    },
    async delete(id, now) {
      const { numUpdatedRows } = await db
        .updateTable('credentials')
        .set({ deleted_at: now.toISOString(), digest: '', subject: null, body: null })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 1n) return 'deleted';
      const row = await db.selectFrom('credentials').select('id').where('id', '=', id).executeTakeFirst();
      return row === undefined ? 'unknown' : 'gone';
    },
  };
}

function createChallengeStore(db: Kysely<Schema>): ChallengeStore {
  return {
    async issue(challenge, expiresAt) {
      const forgotten = new Date(expiresAt.getTime() - CHALLENGE_MEMORY_MS).toISOString();
      await db.deleteFrom('challenges').where('expires_at', '<', forgotten).execute();
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('challenges')
        .values({ challenge, expires_at: expiresAt.toISOString(), spent_at: null })
        .onConflict((conflict) => conflict.column('challenge').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows !== 1n)
        throw new BridgeError('conflict', 'This challenge was issued before.');
    },
    async consume(challenge, now) {
      const instant = now.toISOString();
      const { numUpdatedRows } = await db
        .updateTable('challenges')
        .set({ spent_at: instant })
        .where('challenge', '=', challenge)
        .where('spent_at', 'is', null)
        .where('expires_at', '>', instant)
        .executeTakeFirst();
      if (numUpdatedRows === 1n) return 'consumed';
      const row = await db
        .selectFrom('challenges')
        .select('spent_at')
        .where('challenge', '=', challenge)
        .executeTakeFirst();
      if (row === undefined) return 'unknown';
      return row.spent_at === null ? 'expired' : 'spent';
    },
  };
}

function rowOfKey(record: KeyRecord): Insertable<Schema['keys']> {
  return {
    id: record.id,
    did: record.did,
    name: record.name,
    key_type: record.keyType,
    public_jwk: JSON.stringify(record.publicJwk),
    proof: record.proof ?? null,
    sealed_private: record.sealedPrivate,
    status: record.status,
    created_at: record.createdAt,
    retired_at: record.retiredAt ?? null,
    revoked_at: record.revokedAt ?? null,
    revocation_reason: record.revocationReason ?? null,
  };
}

function keyOfRow(row: Selectable<Schema['keys']>): KeyRecord {
  return {
    id: row.id,
    name: row.name,
    did: row.did,
    keyType: row.key_type as KeyRecord['keyType'],
    publicJwk: JSON.parse(row.public_jwk) as JsonObject,
    sealedPrivate: row.sealed_private,
    status: row.status as KeyStatus,
    createdAt: row.created_at,
    ...(row.proof === null ? {} : { proof: row.proof as NonNullable<KeyRecord['proof']> }),
    ...(row.retired_at === null ? {} : { retiredAt: row.retired_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
    ...(row.revocation_reason === null ? {} : { revocationReason: row.revocation_reason }),
  };
}

function rowOfCredential(credential: StoredCredential): Insertable<Schema['credentials']> {
  const { id, digest, issuer, subject, createdAt, body, deletedAt } = credential;
  return {
    id,
    digest,
    issuer,
    subject: subject ?? null,
    created_at: createdAt.toISOString(),
    body: body === undefined ? null : JSON.stringify(body),
    deleted_at: deletedAt?.toISOString() ?? null,
  };
}

function credentialOfRow(row: Selectable<Schema['credentials']>): StoredCredential {
  return {
    id: row.id,
    digest: row.digest,
    issuer: row.issuer,
    createdAt: new Date(row.created_at),
    ...(row.subject === null ? {} : { subject: row.subject }),
    ...(row.body === null ? {} : { body: JSON.parse(row.body) as JsonObject }),
    ...(row.deleted_at === null ? {} : { deletedAt: new Date(row.deleted_at) }),
  };
}
