/** Presentations that were signed here; over SQL, in single statements. */
import type { Kysely, Selectable } from 'kysely';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { PresentationStore, StoredPresentation } from '../workflows/ports.ts';
import type { Schema } from './schema.ts';

export function createPresentationStore(db: Kysely<Schema>): PresentationStore {
  return {
    async save({ id, holder, createdAt, body }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('presentations')
        .values({
          id,
          holder,
          created_at: createdAt.toISOString(),
          body: body === undefined ? null : JSON.stringify(body),
          deleted_at: null,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return;
      throw new BridgeError('conflict', `A presentation is stored under the id ${id} already.`);
    },
    async get(id) {
      const row = await db.selectFrom('presentations').selectAll().where('id', '=', id).executeTakeFirst();
      return row && presentationOfRow(row);
    },
    async list(limit, holder) {
      const all = db.selectFrom('presentations').selectAll().where('deleted_at', 'is', null);
      const listed = holder === undefined ? all : all.where('holder', '=', holder);
      const rows = await listed.orderBy('seq', 'desc').limit(limit).execute();
      return rows.map(presentationOfRow);
    },
    async delete(id, now) {
      await db
        .updateTable('presentations')
        .set({ deleted_at: now.toISOString(), body: null })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .execute();
    },
  };
}

function presentationOfRow(row: Selectable<Schema['presentations']>): StoredPresentation {
  return {
    id: row.id,
    holder: row.holder,
    createdAt: new Date(row.created_at),
    ...(row.body === null ? {} : { body: JSON.parse(row.body) as JsonObject }),
    ...(row.deleted_at === null ? {} : { deletedAt: new Date(row.deleted_at) }),
  };
}
