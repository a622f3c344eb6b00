/** Status lists and entries as they stand in credentials (Bitstring Status List 1.0, section 2). */
import { BitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list';
import { type JsonObject, oneOrAll } from '../kernel/json.ts';
import { LEAST_ENTRIES, type StatusPurpose } from '../kernel/status.ts';
import { VC2_CONTEXT } from '../kernel/vc-version.ts';

/** What a credential of VC 1.1 lists for the terms of its entries; VC 2.0 has them. */
export const STATUS_CONTEXT = 'https://www.w3.org/ns/credentials/status/v1';

/** The context of VC 2.0 has these terms for entries, and not for lists, where section 2.2 asks for them. */
const MESSAGE_TERMS: JsonObject = {
  statusSize: {
    '@id': 'https://www.w3.org/ns/credentials/status#statusSize',
    '@type': 'http://www.w3.org/2001/XMLSchema#positiveInteger',
  },
  statusMessages: {
    '@id': 'https://www.w3.org/ns/credentials/status#statusMessages',
    '@context': {
      status: 'https://www.w3.org/ns/credentials/status#status',
      message: 'https://www.w3.org/ns/credentials/status#message',
    },
  },
};

export type StatusListContent = {
  /** Where the list is published; its id. */
  url: string;
  issuer: string;
  purpose: StatusPurpose;
  /** Bits of an entry; default 1. */
  size?: number;
  /** One for each status, the first for 0. */
  messages?: string[];
  /** The entries that are not 0, by their index. */
  statuses: ReadonlyMap<number, number>;
  validFrom: Date;
  validUntil: Date;
  /** Milliseconds that a reader may keep it. */
  ttl: number;
};

/** The list as a credential to be signed, with as many entries as herd privacy asks for. */
export async function createStatusList(content: StatusListContent): Promise<JsonObject> {
  const { url, issuer, purpose, size = 1, messages, statuses, validFrom, validUntil, ttl } = content;
  const list = new BitstringStatusList({ length: LEAST_ENTRIES * size });
  for (const [index, status] of statuses) {
    for (let bit = 0; bit < size; bit++)
      list.setStatus(index * size + bit, ((status >> (size - 1 - bit)) & 1) === 1);
  }
  return {
    '@context': messages === undefined ? [VC2_CONTEXT] : [VC2_CONTEXT, MESSAGE_TERMS],
    id: url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer,
    validFrom: secondsOf(validFrom),
    validUntil: secondsOf(validUntil),
    credentialSubject: {
      id: `${url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      encodedList: await list.encode(),
      ttl,
      ...(messages === undefined ? {} : { statusSize: size, statusMessages: listMessages(messages) }),
    },
  };
}

/** An entry for a credential. @param messages one for each status, the first for 0 */
export function statusEntry(
  url: string,
  index: number,
  purpose: StatusPurpose,
  messages?: string[],
): JsonObject {
  return {
    id: `${url}#${index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: purpose,
    statusListIndex: String(index),
    statusListCredential: url,
    ...(messages === undefined
      ? {}
      : {
          statusSize: sizeFor(messages),
          statusMessage: listMessages(messages),
        }),
  };
}

const listMessages = (messages: string[]): JsonObject[] =>
  messages.map((message, i) => ({ status: `0x${i.toString(16)}`, message }));

/** One entry stands alone, several as a list. */
export function oneOrAllEntries(entries: JsonObject[]): { credentialStatus?: JsonObject | JsonObject[] } {
  return entries.length === 0 ? {} : { credentialStatus: oneOrAll(entries) };
}

/** Bits that tell so many messages apart. */
export const sizeFor = (messages: string[]): number => Math.max(1, Math.ceil(Math.log2(messages.length)));

const secondsOf = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;
