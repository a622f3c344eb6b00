/** What a PostgreSQL server or the way to it went wrong with, as a fault of ours that has no password in it. */
import { BridgeError, textOf } from '../kernel/errors.ts';

/** Where the database is, as it may be shown; the password is what is never shown. */
export type Place = { host: string; name: string; password?: string };

/** Not there, not yet or no longer, or too slow: SQLSTATE classes 08 and 53, 57P0x, 57014, 25006, and the network. */
const AWAY = /^(08...|53...|57P..|57014|25006|E[A-Z]{3,}|EAI_AGAIN)$/;
const AWAY_TEXT = /connection terminated|timeout|not queryable|after calling end/i;
/** U+0000 in a text; an index entry too long. */
const UNFIT = new Set(['22021', '54000']);

/**
 * @param moment while `opening`, what is neither away nor the caller's is the configuration's fault
 * @returns a BridgeError, or what was given where it is none of these
 */
export function explainPostgres(error: unknown, place: Place, moment?: 'opening'): unknown {
  if (error instanceof BridgeError) return error;
  const { code = '', errors = [] } = error as { code?: string; errors?: unknown[] };
  // where a name has several addresses, Node gives a list of faults and no sentence
  const text = hide(textOf(errors[0] ?? error), place);
  if (AWAY.test(code) || AWAY_TEXT.test(text)) {
    return new BridgeError('store-unavailable', `The database ${place.name} cannot be reached: ${text}.`);
  }
  if (UNFIT.has(code)) {
    return new BridgeError('request-invalid', `The database cannot keep an id like this: ${text}.`);
  }
  if (moment === undefined) return error;
  const tls = /does not support SSL/i.test(text)
    ? ' Without TLS, passwords and records can be read on the way; where the network is trusted, add ?sslmode=disable.'
    : '';
  return new BridgeError('config-invalid', `The database ${place.name} cannot be used: ${text}.${tls}`);
}

function hide(text: string, { password }: Place): string {
  if (password === undefined) return text;
  return [password, encodeURIComponent(password)].reduce(
    (said, secret) => said.replaceAll(secret, '***'),
    text,
  );
}
