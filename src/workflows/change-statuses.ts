import { BridgeError } from '../kernel/errors.ts';
import { isObject, type Json } from '../kernel/json.ts';
import { type ChangeStatusInput, changeStatus } from './change-status.ts';
import type { StatusStore } from './ports.ts';

export type StatusesChanged = {
  credentials: number;
  /** Of these, so many say something else now. */
  changed: number;
  /** So many said it already. */
  same: number;
  /** So many have no entry for this purpose. */
  without: number;
};

/**
 * Changes the status of every credential of a batch, one after the other: begun again it goes through all, and leaves
 * those that say so already.
 *
 * @param credentials as they were handed out
 * @throws BridgeError `conflict`, `request-invalid`, as `changeStatus`
 */
export async function changeStatuses(
  deps: { status: StatusStore; now: () => Date },
  credentials: AsyncIterable<Json>,
  change: Pick<ChangeStatusInput, 'purpose' | 'status' | 'reason'>,
): Promise<StatusesChanged> {
  const count = { credentials: 0, changed: 0, same: 0, without: 0 };
  for await (const credential of credentials) {
    count.credentials += 1;
    const credentialId = idOf(credential);
    const before = credentialId === undefined ? [] : await deps.status.find(credentialId);
    const entries = before.filter(({ list }) => list.purpose === change.purpose);
    if (credentialId === undefined || entries.length === 0) {
      count.without += 1;
      continue;
    }
    await changeStatus(deps, { ...change, credentialId });
    count[entries.every(({ status }) => status === change.status) ? 'same' : 'changed'] += 1;
  }
  return count;
}

const ENVELOPE = /^data:application\/vc\+(?:sd-)?jwt,/;

/** Only looked up with; nothing is believed for it. */
function idOf(credential: Json): string | undefined {
  const id = isObject(credential) ? credential['id'] : undefined;
  const jwt = typeof credential === 'string' ? credential : typeof id === 'string' && ENVELOPE.test(id) && id;
  if (!jwt) return typeof id === 'string' ? id : undefined;
  try {
    const part = jwt.replace(ENVELOPE, '').split('.')[1] ?? '';
    const claims = JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    const inner = claims['id'] ?? claims['jti'];
    return typeof inner === 'string' ? inner : undefined;
  } catch (cause) {
    throw new BridgeError('jws-malformed', 'A line of the batch is no compact JWS.', { cause });
  }
}
