/** Begins a status list, or names the one that is open (VCALM: POST /status-lists). */
import { sizeFor } from '../credentials/status-list.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { StatusPurpose } from '../kernel/status.ts';
import { envelopeOf } from '../records/jws-of-envelope.ts';
import { listWishes } from './add-status.ts';
import { baseOf } from './own-status-lists.ts';
import type { StatusStore, WrapDeps } from './ports.ts';
import type { PublishedList } from './publish-status-list.ts';

export type OpenListInput = {
  purpose: StatusPurpose;
  /** For the purpose `message`: one for each status, the first for 0. */
  messages?: string[];
  /** Id of the key whose issuer the list is of. Default: the default issuer's. */
  key?: string;
};

export type OpenedList = {
  /** Where it is published. */
  url: string;
  /** As it is now; where it is a JWT, an EnvelopedVerifiableCredential. */
  credential: JsonObject;
};

/**
 * The list that the next entries of an issuer for this purpose go to. A new one is begun only where there is none, or
 * the last is half full: the more credentials share a list, the less its readers tell (Bitstring Status List 1.0, 5).
 *
 * @throws BridgeError `request-invalid` for messages that do not fit the purpose, `config-invalid` without an address
 */
export async function openStatusList(
  deps: Pick<WrapDeps, 'signerFor' | 'now'> & {
    status: StatusStore;
    baseUrl: () => string | undefined;
    publish: (id: string) => Promise<PublishedList | undefined>;
  },
  { purpose, messages, key }: OpenListInput,
): Promise<OpenedList> {
  if ((purpose === 'message') !== (messages !== undefined))
    throw new BridgeError('request-invalid', 'A list of messages says them; other lists have none.', {
      pointer: '/options/messages',
    });
  listWishes([purpose === 'message' ? { purpose, messages: messages ?? [] } : purpose]);
  const { controller: issuer } = await deps.signerFor(key);
  const size = messages === undefined ? 1 : sizeFor(messages);
  const wanted = { issuer, purpose, size, ...(messages === undefined ? {} : { messages }) };
  const { id } = await deps.status.open(wanted, baseOf(deps.baseUrl), deps.now());
  const published = await deps.publish(id);
  if (published === undefined) throw new Error(`the status list ${id} was begun and is not there`);
  const { list, credential } = published;
  return { url: list.url, credential: typeof credential === 'string' ? envelopeOf(credential) : credential };
}
