/** Secrets of exchanges, by their digests; over SQL, in single statements. */
import type { Kysely, Selectable } from 'kysely';
import type { JsonObject } from '../kernel/json.ts';
import type { Ticket, TicketStore } from '../workflows/exchange-ports.ts';
import type { Schema } from './schema.ts';

/** Old ones are remembered this long, so that a secret is not given out a second time. */
const MEMORY_MS = 24 * 60 * 60 * 1000;

export function createTicketStore(db: Kysely<Schema>): TicketStore {
  return {
    async issue(digest, { kind, exchangeId, detail, expiresAt }, now) {
      const forgotten = new Date(now.getTime() - MEMORY_MS).toISOString();
      await db.deleteFrom('tickets').where('kind', '=', kind).where('expires_at', '<', forgotten).execute();
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('tickets')
        .values({
          digest,
          kind,
          exchange_id: exchangeId,
          detail: detail === undefined ? null : JSON.stringify(detail),
          expires_at: expiresAt.toISOString(),
          spent_at: null,
        })
        .onConflict((conflict) => conflict.columns(['kind', 'digest']).doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
    async find(kind, digest, now) {
      const row = await db
        .selectFrom('tickets')
        .selectAll()
        .where('kind', '=', kind)
        .where('digest', '=', digest)
        .where('spent_at', 'is', null)
        .where('expires_at', '>', now.toISOString())
        .executeTakeFirst();
      return row && ticketOf(row);
    },
    async spend(kind, digest, now) {
      const instant = now.toISOString();
      const row = await db
        .updateTable('tickets')
        .set({ spent_at: instant })
        .where('kind', '=', kind)
        .where('digest', '=', digest)
        .where('spent_at', 'is', null)
        .where('expires_at', '>', instant)
        .returningAll()
        .executeTakeFirst();
      return row && ticketOf(row);
    },
    async forget(exchangeId) {
      await db.deleteFrom('tickets').where('exchange_id', '=', exchangeId).execute();
    },
    async withdraw(kind, digest) {
      await db.deleteFrom('tickets').where('kind', '=', kind).where('digest', '=', digest).execute();
    },
  };
}

function ticketOf({
  kind,
  exchange_id: exchangeId,
  detail,
  expires_at,
}: Selectable<Schema['tickets']>): Ticket {
  return {
    kind,
    exchangeId,
    ...(detail === null ? {} : { detail: JSON.parse(detail) as JsonObject }),
    expiresAt: new Date(expires_at),
  };
}
