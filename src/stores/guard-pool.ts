/** A pool whose faults are ours, and whose statements are tried again where the server asks for it. */
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Pool, PoolClient } from 'pg';

/** Serialization failure and deadlock: nothing was done, and doing it again is what the server wants. */
const AGAIN = new Set(['40001', '40P01']);
const TRIES = 5;

/** @param explain makes a fault of what the driver throws */
export function guardPool(pool: Pool, explain: (error: unknown) => unknown): PostgresPool {
  // Kysely knows by the object whether a connection is a new one
  const guarded = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    end: () => pool.end(),
    async connect() {
      try {
        const client = await pool.connect();
        const held = guarded.get(client) ?? guardClient(client, explain);
        guarded.set(client, held);
        return held;
      } catch (error) {
        throw explain(error);
      }
    },
  };
}

function guardClient(client: PoolClient, explain: (error: unknown) => unknown): PostgresPoolClient {
  let stuck = false;
  const query = async (text: string, parameters: unknown[]) => {
    for (let tries = 1; ; tries++) {
      const alone = client.getTransactionStatus() !== 'T';
      try {
        return await client.query(text, parameters);
      } catch (error) {
        const { code, message } = error as { code?: string; message?: string };
        if (alone && code !== undefined && AGAIN.has(code) && tries < TRIES) continue;
        // the answer to this statement may still come, so nobody else may use the connection
        if (message === 'Query read timeout') stuck = true;
        throw explain(error);
      }
    }
  };
  return {
    query: query as unknown as PostgresPoolClient['query'] & (() => Promise<PostgresQueryResult<unknown>>),
    release: () => client.release(stuck),
  };
}
