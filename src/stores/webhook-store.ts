/** What owners of requests are still to be told; over SQL, in single statements. */
import type { Kysely, Selectable } from 'kysely';
import type { WebhookEvent, WebhookStore, WebhookTask } from '../workflows/send-webhooks.ts';
import type { Schema } from './schema.ts';

export function createWebhookStore(db: Kysely<Schema>): WebhookStore {
  return {
    async add({ id, exchangeId, event, happenedAt }) {
      await db
        .insertInto('webhooks')
        .values({
          id,
          exchange_id: exchangeId,
          event,
          happened_at: happenedAt.toISOString(),
          attempts: 0,
          next_at: happenedAt.toISOString(),
        })
        .execute();
    },
    async take(now, until, limit) {
      const instant = now.toISOString();
      const due = await db
        .selectFrom('webhooks')
        .selectAll()
        .where('next_at', '<=', instant)
        .orderBy('next_at')
        .limit(limit)
        .execute();
      const taken: WebhookTask[] = [];
      for (const { id, attempts } of due) {
        // whoever counts this attempt has it
        const row = await db
          .updateTable('webhooks')
          .set({ attempts: attempts + 1, next_at: until.toISOString() })
          .where('id', '=', id)
          .where('attempts', '=', attempts)
          .where('next_at', '<=', instant)
          .returningAll()
          .executeTakeFirst();
        if (row !== undefined) taken.push(taskOf(row));
      }
      return taken;
    },
    async postpone(id, nextAt) {
      await db.updateTable('webhooks').set({ next_at: nextAt.toISOString() }).where('id', '=', id).execute();
    },
    async remove(id) {
      await db.deleteFrom('webhooks').where('id', '=', id).execute();
    },
  };
}

const taskOf = (row: Selectable<Schema['webhooks']>): WebhookTask => ({
  id: row.id,
  exchangeId: row.exchange_id,
  event: row.event as WebhookEvent,
  happenedAt: new Date(row.happened_at),
  attempts: row.attempts,
});
