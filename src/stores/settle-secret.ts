/** One secret for one database: whoever shares the data of a server has to share what its keys are sealed with. */
import { rmSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { BridgeError } from '../kernel/errors.ts';
import type { Schema } from './schema.ts';
import { hasSecret, loadSecret, type Secret, type SecretSettings } from './secret-file.ts';

type Seal = {
  close(plain: string, label: string): Promise<string>;
  open(sealed: string, label: string): Promise<string>;
};

type Given<S extends Seal> = {
  db: Kysely<Schema>;
  settings: SecretSettings;
  /** True where others may use the database from elsewhere, with data directories of their own. */
  shared: boolean;
  createSeal: (secret: Secret['value']) => S;
  now: () => Date;
};

const ID = 'secret';
const ADVICE =
  'Give CLR_BRIDGE_SECRET, or CLR_BRIDGE_SECRET_FILE with a copy of the file "secret" of the service that made the first key';

/**
 * The secret and its seal. The first to use a shared database decides on its secret, and leaves a sealed text there;
 * a key sealed with another one would be of no use to anybody else.
 *
 * @throws BridgeError `config-invalid` where the secret cannot be read, or a shared database is used with another
 */
export async function settleSecret<S extends Seal>(given: Given<S>): Promise<Secret & { seal: S }> {
  const { db, settings, shared, createSeal, now } = given;
  const find = () => db.selectFrom('secret_checks').select('sealed').where('id', '=', ID).executeTakeFirst();
  const known = shared ? await find() : undefined;
  if (known !== undefined && !hasSecret(settings)) {
    throw new BridgeError(
      'config-invalid',
      `The database is used with a secret that is not here. ${ADVICE}.`,
    );
  }
  const secret = loadSecret(settings);
  const seal = createSeal(secret.value);
  if (!shared) return { ...secret, seal };
  if (known === undefined) {
    const row = { id: ID, sealed: await seal.close(ID, ID), created_at: now().toISOString() };
    await db
      .insertInto('secret_checks')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
  const settled = known ?? (await find());
  try {
    await seal.open(settled?.sealed ?? '', ID);
  } catch (cause) {
    // made at the same time as another, and too late
    if (secret.generated && secret.file !== undefined) rmSync(secret.file, { force: true });
    throw new BridgeError('config-invalid', `The database is used with another secret. ${ADVICE}.`, {
      cause,
    });
  }
  return { ...secret, seal };
}
