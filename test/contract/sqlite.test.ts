import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/stores/database.ts';
import { createSqlStores } from '../../src/stores/sql-stores.ts';
import { exchangeContract } from './exchange-contract.ts';
import { storeContract } from './store-contract.ts';

const create = async () => {
  const directory = mkdtempSync(join(tmpdir(), 'clr-bridge-'));
  return {
    open: async () => {
      const { db, close } = await openDatabase(directory);
      return { ...createSqlStores(db), close };
    },
    remove: async () => rmSync(directory, { recursive: true }),
  };
};

storeContract('SQLite', create);
exchangeContract('SQLite', create);
