/** Places in status lists, and what was said of each; over SQL, in single statements like the other stores. */
import { randomInt, randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { LEAST_ENTRIES, type StatusPurpose } from '../kernel/status.ts';
import type {
  StatusEntry,
  StatusListRecord,
  StatusPlace,
  StatusStore,
  StatusWanted,
} from '../workflows/ports.ts';
import type { Schema } from './schema.ts';

export type Pick = (below: number) => number;

/**
 * Of two places that mirror each other in their octet one is given out: readers built on the Rust library ssi count the
 * bits of an octet from the right, and would otherwise take one credential's revocation for another's.
 */
const MIRROR_BIT = 4;
/** A list is left for another when half the places that are given out are taken: a free one is found at the second try or so. */
const MOST_TAKEN = LEAST_ENTRIES / 4;

type ListRow = Selectable<Schema['status_lists']>;
type EntryRow = Selectable<Schema['status_entries']>;

export function createStatusStore(db: Kysely<Schema>, pick: Pick = randomInt): StatusStore {
  return {
    async allocate(wanted, base, now) {
      const held = await findHeld(db, wanted, base);
      if (held !== undefined) return held;
      for (;;) {
        const row = await openList(db, wanted, base, now);
        const place = pick(LEAST_ENTRIES) & ~MIRROR_BIT;
        // the primary key says who came first, whatever process asks
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('status_entries')
          .values({
            list_id: row.id,
            place,
            credential_id: wanted.credentialId ?? null,
            allocated_at: now.toISOString(),
          })
          .onConflict((conflict) => conflict.columns(['list_id', 'place']).doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) continue;
        await db
          .updateTable('status_lists')
          .set(({ eb }) => ({ taken: eb('taken', '+', 1) }))
          .where('id', '=', row.id)
          .execute();
        return { list: listOfRow(row), index: place };
      }
    },
    open: async (wanted, base, now) => listOfRow(await openList(db, wanted, base, now)),
    async find(credentialId) {
      const rows = await db
        .selectFrom('status_entries')
        .innerJoin('status_lists', 'status_lists.id', 'status_entries.list_id')
        .selectAll('status_entries')
        .where('credential_id', '=', credentialId)
        // those of one instant by purpose, since rows have no order of their own
        .orderBy('allocated_at')
        .orderBy('purpose')
        .orderBy('list_id')
        .orderBy('place')
        .execute();
      return Promise.all(rows.map((row) => entryOfRow(db, row)));
    },
    async get(listId, index) {
      const row = await db
        .selectFrom('status_entries')
        .selectAll()
        .where('list_id', '=', listId)
        .where('place', '=', index)
        .executeTakeFirst();
      return row && entryOfRow(db, row);
    },
    async change({ list, index }: StatusPlace, status, changedAt, reason) {
      await db
        .insertInto('status_changes')
        .values({
          list_id: list.id,
          place: index,
          status,
          reason: reason ?? null,
          changed_at: changedAt.toISOString(),
        })
        .execute();
    },
    async getList(listId) {
      const row = await db.selectFrom('status_lists').selectAll().where('id', '=', listId).executeTakeFirst();
      if (row === undefined) return undefined;
      // counted, since a server commits two changes at the same time in any order, and their numbers are dealt out before
      const { version } = await db
        .selectFrom('status_changes')
        .select(({ fn }) => fn.countAll().as('version'))
        .where('list_id', '=', listId)
        .executeTakeFirstOrThrow();
      return { list: listOfRow(row), version: Number(version) };
    },
    async readStatuses(listId) {
      const changes = await db
        .selectFrom('status_changes')
        .select(['place', 'status'])
        .where('list_id', '=', listId)
        .orderBy('seq')
        .execute();
      const last = new Map(changes.map(({ place, status }) => [place, status]));
      return new Map([...last].filter(([, status]) => status !== 0));
    },
  };
}

/** The place that an earlier attempt took for the same credential. */
async function findHeld(
  db: Kysely<Schema>,
  { since, credentialId, issuer, purpose, size, messages }: StatusWanted,
  base: string,
): Promise<StatusPlace | undefined> {
  if (since === undefined || credentialId === undefined) return undefined;
  const words = messages === undefined ? null : JSON.stringify(messages);
  const rows = await db
    .selectFrom('status_entries')
    .innerJoin('status_lists', 'status_lists.id', 'status_entries.list_id')
    .selectAll('status_lists')
    .select('status_entries.place')
    .where('credential_id', '=', credentialId)
    .where('allocated_at', '>=', since.toISOString())
    .where('issuer', '=', issuer)
    .where('purpose', '=', purpose)
    .where('size', '=', size)
    .where('base', '=', base)
    .orderBy('allocated_at')
    .orderBy('place')
    .execute();
  const row = rows.find((candidate) => candidate.messages === words);
  return row && { list: listOfRow(row), index: row.place };
}

/** The list that new entries go to, begun where there is none or the last is half full. */
async function openList(
  db: Kysely<Schema>,
  { issuer, purpose, size, messages }: StatusWanted,
  base: string,
  now: Date,
): Promise<ListRow> {
  const words = messages === undefined ? null : JSON.stringify(messages);
  for (;;) {
    const rows = await db
      .selectFrom('status_lists')
      .selectAll()
      .where('issuer', '=', issuer)
      .where('purpose', '=', purpose)
      .where('size', '=', size)
      .where('base', '=', base)
      .orderBy('ordinal', 'desc')
      .execute();
    const last = rows.find((row) => row.messages === words);
    if (last !== undefined && last.taken < MOST_TAKEN) return last;
    // whoever is second to begin a list finds that of the first, or takes the next number for other messages
    await db
      .insertInto('status_lists')
      .values({
        id: randomUUID(),
        issuer,
        purpose,
        size,
        messages: words,
        base,
        ordinal: (rows[0]?.ordinal ?? 0) + 1,
        taken: 0,
        created_at: now.toISOString(),
      })
      .onConflict((conflict) =>
        conflict.columns(['issuer', 'purpose', 'size', 'base', 'ordinal']).doNothing(),
      )
      .execute();
  }
}

async function entryOfRow(db: Kysely<Schema>, row: EntryRow): Promise<StatusEntry> {
  const list = await db
    .selectFrom('status_lists')
    .selectAll()
    .where('id', '=', row.list_id)
    .executeTakeFirstOrThrow();
  const changes = await db
    .selectFrom('status_changes')
    .selectAll()
    .where('list_id', '=', row.list_id)
    .where('place', '=', row.place)
    .orderBy('seq')
    .execute();
  return {
    list: listOfRow(list),
    index: row.place,
    ...(row.credential_id === null ? {} : { credentialId: row.credential_id }),
    status: changes.at(-1)?.status ?? 0,
    changes: changes.map(({ status, reason, changed_at }) => ({
      status,
      ...(reason === null ? {} : { reason }),
      changedAt: new Date(changed_at),
    })),
  };
}

function listOfRow({ id, issuer, purpose, size, messages, base }: ListRow): StatusListRecord {
  return {
    id,
    url: `${base}/status-lists/${id}`,
    issuer,
    purpose: purpose as StatusPurpose,
    size,
    ...(messages === null ? {} : { messages: JSON.parse(messages) as string[] }),
  };
}
