/** Entries of bitstring lists as they must be (Bitstring Status List 1.0, section 2.1; StatusList2021). */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { MAX_STATUS_SIZE } from '../kernel/status.ts';

/** The words for each status. */
export type StatusMessages = ReadonlyMap<number, string>;

export type StatusEntryParts = {
  purpose: string;
  index: number;
  url: string;
  size: number;
  messages?: StatusMessages;
};

/** The entry, or what is wrong with it in words. */
export function parseStatusEntry(value: JsonObject): StatusEntryParts | string {
  const { statusPurpose, statusListIndex, statusListCredential, statusSize = 1 } = value;
  if (typeof statusPurpose !== 'string' || statusPurpose === '') return 'The entry has no statusPurpose.';
  if (typeof statusListIndex !== 'string' || !/^\d+$/.test(statusListIndex))
    return `statusListIndex is ${showJson(statusListIndex ?? null)}, not a whole number written as a string.`;
  if (typeof statusListCredential !== 'string' || !URL.canParse(statusListCredential))
    return 'The entry names no statusListCredential, which is the URL of its list.';
  if (!isStatusSize(statusSize))
    return `statusSize is ${showJson(statusSize)}, not a number of bits from 1 to ${MAX_STATUS_SIZE}.`;
  if (value['id'] === statusListCredential) return 'The id of the entry is that of its list.';
  if (!asArray(value['statusReference']).every((url) => typeof url === 'string' && URL.canParse(url)))
    return 'statusReference is no URL, nor a list of them.';
  const messages = parseStatusMessages(value['statusMessage'] ?? value['statusMessages'], statusSize);
  if (typeof messages === 'string') return messages;
  if (messages === undefined && statusSize > 1) return `An entry of ${statusSize} bits has no statusMessage.`;
  return {
    purpose: statusPurpose,
    index: Number(statusListIndex),
    url: statusListCredential,
    size: statusSize,
    ...(messages === undefined ? {} : { messages }),
  };
}

export const isStatusSize = (size: Json): size is number =>
  typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= MAX_STATUS_SIZE;

/** The messages, one for each status of so many bits; what is wrong with them in words; undefined where there are none. */
export function parseStatusMessages(
  given: Json | undefined,
  size: number,
): StatusMessages | string | undefined {
  if (given === undefined) return undefined;
  const messages = new Map<number, string>();
  const wanted = 2 ** size;
  if (!Array.isArray(given)) return 'statusMessage is no list.';
  for (const item of given) {
    const { status, message } = isObject(item) ? item : {};
    if (typeof status !== 'string' || !/^0x[0-9a-f]{1,4}$/i.test(status) || typeof message !== 'string')
      return 'statusMessage is no list of statuses with their messages.';
    const value = Number.parseInt(status.slice(2), 16);
    if (value < wanted) messages.set(value, message);
  }
  if (messages.size === wanted && given.length === wanted) return messages;
  return `statusMessage has ${given.length} messages, not one for each of the ${wanted} statuses of ${size} bits.`;
}
