/** Entries of bitstring lists as they must be (Bitstring Status List 1.0, section 2.1; StatusList2021). */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { MAX_STATUS_SIZE } from '../kernel/status.ts';

export type StatusEntryParts = {
  purpose: string;
  index: number;
  url: string;
  size: number;
  messages: Map<number, string>;
};

/** The entry, or what is wrong with it in words. */
export function parseStatusEntry(value: JsonObject): StatusEntryParts | string {
  const { statusPurpose, statusListIndex, statusListCredential, statusSize = 1 } = value;
  if (typeof statusPurpose !== 'string' || statusPurpose === '') return 'The entry has no statusPurpose.';
  if (typeof statusListIndex !== 'string' || !/^\d{1,15}$/.test(statusListIndex))
    return `statusListIndex is ${showJson(statusListIndex ?? null)}, not a whole number written as a string.`;
  if (typeof statusListCredential !== 'string') return 'The entry names no statusListCredential.';
  if (
    typeof statusSize !== 'number' ||
    !Number.isInteger(statusSize) ||
    statusSize < 1 ||
    statusSize > MAX_STATUS_SIZE
  )
    return `statusSize is ${showJson(statusSize)}, not a number of bits from 1 to ${MAX_STATUS_SIZE}.`;
  if (value['id'] === statusListCredential) return 'The id of the entry is that of its list.';
  if (!asArray(value['statusReference']).every((url) => typeof url === 'string' && URL.canParse(url)))
    return 'statusReference is no URL, nor a list of them.';
  const given = value['statusMessage'] ?? value['statusMessages'];
  const messages = parseMessages(given);
  if (messages === undefined) return 'statusMessage is no list of statuses with their messages.';
  const wanted = 2 ** statusSize;
  if ((given !== undefined || statusSize > 1) && messages.size !== wanted)
    return `statusMessage has ${messages.size} messages for the ${wanted} statuses of ${statusSize} bits.`;
  return {
    purpose: statusPurpose,
    index: Number(statusListIndex),
    url: statusListCredential,
    size: statusSize,
    messages,
  };
}

function parseMessages(given: Json | undefined): Map<number, string> | undefined {
  const messages = new Map<number, string>();
  for (const item of asArray(given)) {
    if (!isObject(item)) return undefined;
    const { status, message } = item;
    if (typeof status !== 'string' || !/^0x[0-9a-f]{1,4}$/i.test(status)) return undefined;
    if (typeof message !== 'string') return undefined;
    messages.set(Number.parseInt(status.slice(2), 16), message);
  }
  return messages;
}
