/** Says of a credential that it is revoked, suspended, good again, or whatever its issuer has a message for. */
import { BridgeError } from '../kernel/errors.ts';
import type { StatusPurpose } from '../kernel/status.ts';
import type { StatusEntry, StatusStore } from './ports.ts';

export type ChangeStatusInput = {
  credentialId: string;
  purpose: StatusPurpose;
  /** 0: not set. */
  status: number;
  /** Kept with the change; not published. */
  reason?: string;
  /** The one entry that is meant, where the credential was issued more than once. */
  url?: string;
  index?: number;
};

/** The purposes that cannot be taken back (Bitstring Status List 1.0, section 2.1). */
const FINAL: Partial<Record<StatusPurpose, string>> = {
  revocation: 'A revocation is final; suspend what may become good again.',
  refresh: 'That a newer form can be had is final.',
};

/**
 * Changes every entry that fits; one that says so already is left as it is, so that calling twice does no harm.
 * Published lists follow at once.
 *
 * @returns the entries as they are now
 * @throws BridgeError `not-found`; `conflict` for a revocation or a refresh to be taken back, which the specification rules out;
 *   `request-invalid` for a status that the entry has no room for
 */
export async function changeStatus(
  { status: store, now }: { status: StatusStore; now: () => Date },
  { credentialId, purpose, status, reason, url, index }: ChangeStatusInput,
): Promise<StatusEntry[]> {
  const all = await findEntries(store, credentialId, url, index);
  const entries = all.filter(
    ({ list, index: place }) =>
      list.purpose === purpose &&
      (url === undefined || list.url === url) &&
      (index === undefined || place === index),
  );
  if (entries.length === 0) {
    const others = [...new Set(all.map(({ list }) => list.purpose))].join(', ');
    const has = others === '' ? 'no status entry' : `no such status entry, only for ${others}`;
    throw new BridgeError('not-found', `The credential ${credentialId} has ${has} for ${purpose} here.`);
  }
  for (const { list, status: before } of entries) {
    const final = FINAL[purpose];
    if (final !== undefined && before !== 0 && status === 0) throw new BridgeError('conflict', final);
    if (!Number.isInteger(status) || status < 0 || status >= 2 ** list.size) {
      throw new BridgeError(
        'request-invalid',
        `The entry has no status ${status}, only 0 to ${2 ** list.size - 1}.`,
        {
          pointer: '/status',
        },
      );
    }
  }
  for (const entry of entries) if (entry.status !== status) await store.change(entry, status, now(), reason);
  const changed = await Promise.all(entries.map(({ list, index: place }) => store.get(list.id, place)));
  return changed.filter((entry) => entry !== undefined);
}

/** By the id of the credential; one that was issued without is known by its place alone. */
async function findEntries(
  store: StatusStore,
  credentialId: string,
  url: string | undefined,
  index: number | undefined,
): Promise<StatusEntry[]> {
  const known = await store.find(credentialId);
  if (known.length > 0 || url === undefined || index === undefined) return known;
  const entry = await store.get(url.slice(url.lastIndexOf('/') + 1), index);
  return entry?.credentialId === undefined && entry?.list.url === url ? [entry] : [];
}
