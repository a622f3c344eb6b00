import { afterAll, beforeAll, describe } from 'vitest';
import { openDatabase } from '../../src/stores/database.ts';
import { createSqlStores } from '../../src/stores/sql-stores.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../postgres-server.ts';
import { exchangeContract } from './exchange-contract.ts';
import { storeContract } from './store-contract.ts';

describe.skipIf(!hasPostgres)('with a server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  const create = async () => {
    const url = await server.create();
    return {
      open: async () => {
        const { db, close } = await openDatabase(url);
        return { ...createSqlStores(db), close };
      },
      remove: async () => void (await server.run(`drop database ${new URL(url).pathname.slice(1)}`)),
    };
  };

  storeContract('PostgreSQL', create);
  exchangeContract('PostgreSQL', create);
});
