/** Offers to wallets and requests to them, with what happened to each; over SQL, in single statements. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { ExchangeKind, ExchangeRecord, ExchangeStore } from '../workflows/exchange-ports.ts';
import type { Schema } from './schema.ts';

type Row = Selectable<Schema['exchanges']>;

export function createExchangeStore(db: Kysely<Schema>): ExchangeStore {
  const find = (id: string) => db.selectFrom('exchanges').selectAll().where('id', '=', id).executeTakeFirst();
  return {
    async create(record) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('exchanges')
        .values(rowOf(record))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows !== 1n)
        throw new BridgeError('conflict', `An exchange is stored under the id ${record.id} already.`);
    },
    async get(id) {
      const row = await find(id);
      return row && recordOf(row);
    },
    async list(kind, limit) {
      const rows = await db
        .selectFrom('exchanges')
        .selectAll()
        .where('kind', '=', kind)
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      return rows.map(recordOf);
    },
    async open(id, now) {
      const { numUpdatedRows } = await db
        .updateTable('exchanges')
        .set({ opened_at: now.toISOString() })
        .where('id', '=', id)
        .where('opened_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async take(id, now) {
      const instant = now.toISOString();
      const { numUpdatedRows } = await db
        .updateTable('exchanges')
        .set(({ eb }) => ({ taken: eb('taken', '+', 1) }))
        .where('id', '=', id)
        .where('cancelled_at', 'is', null)
        .where('expires_at', '>', instant)
        .whereRef('taken', '<', 'uses')
        .executeTakeFirst();
      if (numUpdatedRows === 1n) return 'taken';
      const row = await find(id);
      if (row === undefined) return 'unknown';
      if (row.cancelled_at !== null) return 'cancelled';
      return row.taken >= row.uses ? 'spent' : 'expired';
    },
    async giveBack(id) {
      await db
        .updateTable('exchanges')
        .set(({ eb }) => ({ taken: eb('taken', '-', 1) }))
        .where('id', '=', id)
        .where('taken', '>', 0)
        .execute();
    },
    async finish(id, now, outcome) {
      await db
        .updateTable('exchanges')
        .set({
          finished_at: now.toISOString(),
          ...(outcome === undefined
            ? {}
            : { result: JSON.stringify(outcome.result), content: JSON.stringify(outcome.content) }),
        })
        .where('id', '=', id)
        .where('finished_at', 'is', null)
        // what its owner ended meanwhile stays forgotten
        .where('cancelled_at', 'is', null)
        .whereRef('taken', '>=', 'uses')
        .execute();
    },
    async cancel(id, now) {
      const { numUpdatedRows } = await db
        .updateTable('exchanges')
        .set({ cancelled_at: now.toISOString() })
        .where('id', '=', id)
        .where('cancelled_at', 'is', null)
        .where('finished_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async countAttempt(id, by = 1) {
      const row = await db
        .updateTable('exchanges')
        .set(({ eb }) => ({ attempts: eb('attempts', '+', by) }))
        .where('id', '=', id)
        .returning('attempts')
        .executeTakeFirst();
      return Number(row?.attempts ?? 0);
    },
    async clear(id) {
      await db.updateTable('exchanges').set({ content: null, result: null }).where('id', '=', id).execute();
    },
    async addEvent(id, { event, happenedAt, detail }) {
      await db
        .insertInto('exchange_events')
        .values({
          exchange_id: id,
          event,
          happened_at: happenedAt.toISOString(),
          detail: detail === undefined ? null : JSON.stringify(detail),
        })
        .execute();
    },
    async listEvents(id) {
      const rows = await db
        .selectFrom('exchange_events')
        .selectAll()
        .where('exchange_id', '=', id)
        .orderBy('seq')
        .execute();
      return rows.map(({ event, happened_at, detail }) => ({
        event,
        happenedAt: new Date(happened_at),
        ...(detail === null ? {} : { detail: JSON.parse(detail) as JsonObject }),
      }));
    },
  };
}

function rowOf(record: Omit<ExchangeRecord, 'taken' | 'attempts'>): Insertable<Schema['exchanges']> {
  const { id, kind, createdAt, expiresAt, openedAt, finishedAt, cancelledAt, uses, content, result } = record;
  return {
    id,
    kind,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    opened_at: openedAt?.toISOString() ?? null,
    finished_at: finishedAt?.toISOString() ?? null,
    cancelled_at: cancelledAt?.toISOString() ?? null,
    uses,
    taken: 0,
    attempts: 0,
    content: content === undefined ? null : JSON.stringify(content),
    result: result === undefined ? null : JSON.stringify(result),
  };
}

function recordOf(row: Row): ExchangeRecord {
  return {
    id: row.id,
    kind: row.kind as ExchangeKind,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    ...(row.opened_at === null ? {} : { openedAt: new Date(row.opened_at) }),
    ...(row.finished_at === null ? {} : { finishedAt: new Date(row.finished_at) }),
    ...(row.cancelled_at === null ? {} : { cancelledAt: new Date(row.cancelled_at) }),
    uses: row.uses,
    taken: row.taken,
    attempts: row.attempts,
    ...(row.content === null ? {} : { content: JSON.parse(row.content) as JsonObject }),
    ...(row.result === null ? {} : { result: JSON.parse(row.result) as JsonObject }),
  };
}
