/** Credentials get status entries before they are signed: each a place in a list that nobody else has. */
import { idOf } from '../credentials/schema-vc.ts';
import { oneOrAllEntries, sizeFor, statusEntry } from '../credentials/status-list.ts';
import { listNested } from '../credentials/tree.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, type JsonObject } from '../kernel/json.ts';
import { replaceAt } from '../kernel/pointer.ts';
import { MAX_STATUS_SIZE, type StatusPurpose } from '../kernel/status.ts';
import type { WrapDeps } from './ports.ts';

/** A purpose; or messages, one for each status, the first for 0: two, four, eight... of them. */
export type StatusWish = StatusPurpose | { purpose: 'message'; messages: string[] };

/** `true`: one entry, for revocation. */
export type StatusWishes = boolean | StatusWish[];

/** What an entry says that has no messages of its own (Bitstring Status List 1.0, section 2.1, `statusMessage`). */
const UNNAMED = ['unset', 'set'];

type StatusDeps = Pick<WrapDeps, 'allocateStatus'>;

/** The purposes one by one. @throws BridgeError `request-invalid` */
export function listWishes(wishes: StatusWishes | undefined): StatusWish[] {
  const list = wishes === true ? ['revocation' as const] : asArray(wishes === false ? [] : (wishes ?? []));
  const purposes = list.map((wish) => (typeof wish === 'string' ? wish : wish.purpose));
  if (new Set(purposes).size < purposes.length) throw invalid('A purpose is named twice.');
  for (const wish of list) {
    if (typeof wish === 'string') continue;
    const { length } = wish.messages;
    if (length < 2 || length !== 2 ** sizeFor(wish.messages) || length > 2 ** MAX_STATUS_SIZE)
      throw invalid(`There are ${length} messages; the entries of a list tell 2, 4, 8, ... statuses apart.`);
  }
  return list;
}

/**
 * Takes places for a credential, and says them in entries.
 * @throws BridgeError `request-invalid` where there is no store to take them in
 */
export async function allocateEntries(
  { allocateStatus }: StatusDeps,
  wishes: StatusWish[],
  issuer: string,
  credentialId: string | undefined,
): Promise<JsonObject[]> {
  const entries: JsonObject[] = [];
  for (const wish of wishes) {
    if (allocateStatus === undefined) throw invalid('Status entries need a store, and the library has none.');
    const purpose = typeof wish === 'string' ? wish : wish.purpose;
    const messages = typeof wish === 'string' ? (wish === 'message' ? UNNAMED : undefined) : wish.messages;
    const { list, index } = await allocateStatus({
      issuer,
      purpose,
      size: messages === undefined ? 1 : sizeFor(messages),
      ...(messages === undefined ? {} : { messages }),
      ...(credentialId === undefined ? {} : { credentialId }),
    });
    entries.push(statusEntry(list.url, index, purpose, messages));
  }
  return entries;
}

/** CLR 2.0 and Open Badges 3.0 have room for one credentialStatus. @throws BridgeError `request-invalid` */
export function checkSingle(wishes: StatusWish[]): void {
  if (wishes.length > 1)
    throw invalid('CLR 2.0 and Open Badges 3.0 have one credentialStatus: name one purpose.');
}

/**
 * Adds an entry to a credential of CLR 2.0 or Open Badges 3.0, and on request to each unsigned credential in it.
 * @throws BridgeError `request-invalid` where there is one already
 */
export async function addStatus(
  deps: StatusDeps,
  credential: JsonObject,
  pointer: string,
  { wishes, badges }: { wishes: StatusWish[]; badges: boolean },
): Promise<JsonObject> {
  const marked: [string, JsonObject][] = [];
  for (const { value, pointer: at, role } of badges ? listNested(credential) : []) {
    if (role !== 'credential' || typeof value === 'string' || value['proof'] !== undefined) continue;
    marked.push([at, await withEntry(deps, value, pointer + at, wishes)]);
  }
  return withEntry(deps, replaceAt(credential, marked) as JsonObject, pointer, wishes);
}

async function withEntry(deps: StatusDeps, credential: JsonObject, pointer: string, wishes: StatusWish[]) {
  if (wishes.length > 0 && credential['credentialStatus'] !== undefined) {
    throw new BridgeError('request-invalid', 'The credential has a credentialStatus already.', {
      pointer: `${pointer}/credentialStatus`,
    });
  }
  const issuer = idOf(credential['issuer']) ?? '';
  const entries = await allocateEntries(deps, wishes, issuer, idOf(credential['id']));
  return { ...credential, ...oneOrAllEntries(entries) };
}

const invalid = (message: string) => new BridgeError('request-invalid', message, { pointer: '/status' });
