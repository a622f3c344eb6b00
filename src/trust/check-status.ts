/** Status entries of credentials: each that is there must be looked up (VC Data Model 2.0, section 4.10). */
import { parseStatusEntry } from '../credentials/parse-status-entry.ts';
import { idOf } from '../credentials/schema-vc.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { checkBitstringEntry } from './check-bitstring-entry.ts';
import { checkRevocationEntry } from './check-revocation-entry.ts';
import type { ReadDocument } from './read-document.ts';
import type { ReadStatusList } from './read-status-list.ts';

export type StatusDeps = { read: ReadDocument; readStatusList: ReadStatusList };

/**
 * Found here: `status-none`, `status-unsupported` for kinds of entries that are not read, and what each kind of entry
 * finds. Of several entries, and several kinds of one entry, each is looked up, and one that is bad is not made good by another.
 */
export async function checkStatus(
  deps: StatusDeps,
  credential: JsonObject,
  pointer: string,
): Promise<Finding[]> {
  const status = credential['credentialStatus'];
  const entries = asArray(status);
  if (entries.length === 0) return [finding('status-none', pointer)];
  const checked = entries.map((entry, i) => {
    const at = `${pointer}/credentialStatus`;
    return checkEntry(deps, credential, entry, Array.isArray(status) ? appendPointer(at, i) : at);
  });
  return (await Promise.all(checked)).flat();
}

/** What can be said of bitstring entries before anybody looks them up: `status-entry-invalid`. */
export function checkStatusEntries(credential: JsonObject, pointer: string): Finding[] {
  const status = credential['credentialStatus'];
  return asArray(status).flatMap((entry, i) => {
    if (!isObject(entry) || !asArray(entry['type']).includes('BitstringStatusListEntry')) return [];
    const parts = parseStatusEntry(entry);
    const at = `${pointer}/credentialStatus`;
    if (typeof parts !== 'string') return [];
    return [finding('status-entry-invalid', Array.isArray(status) ? appendPointer(at, i) : at, parts)];
  });
}

async function checkEntry(
  { read, readStatusList }: StatusDeps,
  credential: JsonObject,
  entry: Json,
  pointer: string,
): Promise<Finding[]> {
  const types = isObject(entry) ? asArray(entry['type']) : [];
  const found: Promise<Finding>[] = [];
  if (isObject(entry)) {
    if (types.includes('1EdTechRevocationList'))
      found.push(checkRevocationEntry(read, credential, entry['id'], pointer));
    for (const kind of ['BitstringStatusList', 'StatusList2021'] as const) {
      if (!types.includes(`${kind}Entry`)) continue;
      found.push(checkBitstringEntry(readStatusList, idOf(credential['issuer']), entry, kind, pointer));
    }
  }
  if (found.length > 0) return Promise.all(found);
  const type = types.length > 0 ? types.join(', ') : typeof entry;
  return [finding('status-unsupported', pointer, `Status entries of type ${type} are not read.`)];
}
