/** What a status list says, once its credential is believed (Bitstring Status List 1.0, section 2.2; StatusList2021). */

import { isStatusSize, parseStatusMessages, type StatusMessages } from '../credentials/parse-status-entry.ts';
import { subjectsOf, typesOf } from '../credentials/schema-vc.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, type JsonObject } from '../kernel/json.ts';
import { LEAST_ENTRIES } from '../kernel/status.ts';
import { decodeStatusList, type StatusBits, type StatusListKind } from './decode-status-list.ts';

export type StatusListParts = {
  purposes: string[];
  bits: StatusBits;
  /** Bits of an entry, where the list says so. */
  size?: number;
  messages?: StatusMessages;
};

/** The list, or what is wrong with it in words. */
export function parseStatusList(credential: JsonObject, kind: StatusListKind): StatusListParts | string {
  const [subject, ...others] = subjectsOf(credential);
  if (!typesOf(credential).includes(`${kind}Credential`)) return `its type is not ${kind}Credential`;
  if (subject === undefined || !typesOf(subject).includes(kind))
    return `its credentialSubject is not of type ${kind}`;
  // RDF has no order: of several lists a signature would not say which is the first
  if (others.length > 0) return 'it has several subjects';
  const { encodedList, ttl } = subject;
  if (ttl !== undefined && !(Number.isInteger(ttl) && Number(ttl) >= 0))
    return 'its ttl is no number of milliseconds';
  const bits = typeof encodedList === 'string' ? decodeStatusList(encodedList, kind) : undefined;
  if (bits === undefined) return 'its encodedList cannot be expanded';
  const purposes = asArray(subject['statusPurpose']).filter((purpose) => typeof purpose === 'string');
  if (purposes.length === 0 || purposes.length < asArray(subject['statusPurpose']).length)
    return 'its statusPurpose is neither a purpose nor a list of them';
  const { statusSize: size = null, statusMessages } = subject;
  if (size !== null && !isStatusSize(size)) return 'its statusSize is no number of bits';
  const messages = parseStatusMessages(statusMessages, size ?? 1);
  if (typeof messages === 'string') return messages;
  return {
    purposes,
    bits,
    ...(size === null ? {} : { size }),
    ...(messages === undefined ? {} : { messages }),
  };
}

/** A credential that is itself a list must be one that its readers can use; nothing is found of any other. */
export function checkStatusList(credential: JsonObject, pointer: string): Finding[] {
  const kind = 'BitstringStatusList';
  const claims =
    typesOf(credential).includes(`${kind}Credential`) ||
    subjectsOf(credential).some((subject) => typesOf(subject).includes(kind));
  if (!claims) return [];
  const list = parseStatusList(credential, kind);
  const fault =
    typeof list === 'string'
      ? list
      : list.bits.length < LEAST_ENTRIES
        ? `it has ${list.bits.length} entries, fewer than ${LEAST_ENTRIES}`
        : undefined;
  if (fault === undefined) return [];
  return [finding('structure-invalid', `${pointer}/credentialSubject`, `This is no status list: ${fault}.`)];
}
