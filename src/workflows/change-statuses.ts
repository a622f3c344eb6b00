import { idOf } from '../credentials/schema-vc.ts';
import { decodeJwt } from '../kernel/decode-jwt.ts';
import { isObject, type Json } from '../kernel/json.ts';
import { jwsOfEnvelope } from '../records/jws-of-envelope.ts';
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
    const credentialId = lookUpIdOf(credential);
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

/** Only looked up with; nothing is believed for it. @throws BridgeError `jws-malformed` */
function lookUpIdOf(credential: Json): string | undefined {
  const jwt = isObject(credential) ? jwsOfEnvelope(credential) : credential;
  if (typeof jwt !== 'string') return idOf(credential);
  const { id, jti } = decodeJwt(jwt, true).payload;
  return idOf(id ?? jti);
}
