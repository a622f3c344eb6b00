/** Steps of authorizations by OAuth, by the digests of their ids; over SQL, in single statements. */
import type { Kysely } from 'kysely';
import type { OauthStore } from '../workflows/exchange-ports.ts';
import type { Schema } from './schema.ts';

export function createOauthStore(db: Kysely<Schema>): OauthStore {
  return {
    async save({ kind, digest, sealed, grantDigest, expiresAt }, now) {
      await db.deleteFrom('oauth_states').where('expires_at', '<', now.toISOString()).execute();
      const fresh = {
        sealed,
        grant_digest: grantDigest ?? null,
        expires_at: expiresAt.toISOString(),
      };
      await db
        .insertInto('oauth_states')
        .values({ kind, digest, spent_at: null, ...fresh })
        .onConflict((conflict) => conflict.columns(['kind', 'digest']).doUpdateSet(fresh))
        .execute();
    },
    async find(kind, digest, now) {
      const row = await db
        .selectFrom('oauth_states')
        .select(['sealed', 'spent_at'])
        .where('kind', '=', kind)
        .where('digest', '=', digest)
        .where('expires_at', '>', now.toISOString())
        .executeTakeFirst();
      return (
        row && {
          sealed: row.sealed,
          ...(row.spent_at === null ? {} : { spentAt: new Date(row.spent_at) }),
        }
      );
    },
    async spend(kind, digest, now) {
      const instant = now.toISOString();
      const { numUpdatedRows } = await db
        .updateTable('oauth_states')
        .set({ spent_at: instant })
        .where('kind', '=', kind)
        .where('digest', '=', digest)
        .where('spent_at', 'is', null)
        .where('expires_at', '>', instant)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async remove(kind, digest) {
      await db.deleteFrom('oauth_states').where('kind', '=', kind).where('digest', '=', digest).execute();
    },
    async removeOfGrant(kind, grantDigest) {
      await db
        .deleteFrom('oauth_states')
        .where('kind', '=', kind)
        .where('grant_digest', '=', grantDigest)
        .execute();
    },
  };
}
