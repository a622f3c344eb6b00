/**
 * SD-JWT (RFC 9901) taken apart: a JWS whose payload has digests in place of what may be hidden, and beside it
 * what is disclosed. Nothing is verified but that every disclosure belongs to a digest of the payload, once.
 */
import { createHash } from 'node:crypto';
import { decodeJws } from './compact-jws.ts';
import { BridgeError } from './errors.ts';
import { isObject, type Json, type JsonObject, parseJson } from './json.ts';
import { appendPointer } from './pointer.ts';

type Disclosed = {
  /** Where the value stands in the opened payload. */
  pointer: string;
  /** The value with what is disclosed inside it. */
  value: Json;
  /** The disclosure as it was sent. */
  encoded: string;
  /** Disclosures that this one stands in: without them it belongs to nothing. */
  within: Disclosed[];
};

export type OpenedSdJwt = {
  /** What the issuer signed. */
  jws: string;
  header: JsonObject;
  /** The payload with what is disclosed at its places; what is hidden is absent. */
  payload: JsonObject;
  disclosed: Disclosed[];
  /** For each digest without a disclosure, the object or list it stands in. Some may stand for nothing (section 4.2.5). */
  hidden: string[];
  /** Why the whole must be rejected (RFC 9901, section 7.1); empty where it need not. */
  faults: string[];
  /** Of everything up to and with the last tilde: what a key binding is made over (section 4.3.1, `sd_hash`). */
  digest: string;
  /** The JWT by which a holder binds exactly this selection (section 4.3). */
  keyBinding?: string;
};

const HASHES: Record<string, string> = { 'sha-256': 'sha256', 'sha-384': 'sha384', 'sha-512': 'sha512' };
/** Disclosures can stand in each other: deeper than JSON may be nested is no record. */
const MAX_DEPTH = 100;
/** A record has thousands of parts, and each association may be one as well. */
const MAX_DISCLOSURES = 50_000;
const MAX_FAULTS = 20;

/** True where a text has the outline of an SD-JWT: a compact JWS, then what is disclosed, with tildes. */
export function looksLikeSdJwt(text: string): boolean {
  return /^e[wy][\w-]*\.[\w-]+\.[\w-]*~[\w.~-]*$/.test(text);
}

/**
 * Opens an SD-JWT in its compact form (RFC 9901, section 7.1, steps 2 to 5).
 *
 * @param inexactNumbers see `decodeJws`
 * @throws BridgeError what `decodeJws` throws; `jws-malformed` for a hash that is not known; `too-deep`
 */
export function openSdJwt(text: string, inexactNumbers = false): OpenedSdJwt {
  const [jws = '', ...rest] = text.split('~', MAX_DISCLOSURES + 3);
  if (rest.length > MAX_DISCLOSURES + 1)
    throw new BridgeError('jws-malformed', `The SD-JWT has more than ${MAX_DISCLOSURES} disclosures.`);
  const keyBinding = rest.pop();
  const { header, payload } = decodeJws(jws, inexactNumbers);
  const { _sd_alg: alg = 'sha-256', ...claims } = payload;
  const hash = typeof alg === 'string' && Object.hasOwn(HASHES, alg) ? HASHES[alg] : undefined;
  if (hash === undefined)
    throw new BridgeError('jws-malformed', `The SD-JWT is made with ${JSON.stringify(alg).slice(0, 40)}.`);
  const state: State = { sent: new Map(), seen: new Set(), disclosed: [], hidden: [], faults: new Set() };
  for (const encoded of rest) readDisclosure(encoded, hash, inexactNumbers, state);
  const opened = openObject(claims, { pointer: '', within: [], depth: 0 }, state);
  const unused = state.sent.size - state.disclosed.length;
  if (unused > 0)
    state.faults.add(`${unused} of ${rest.length} disclosures belong to nothing that was signed.`);
  return {
    jws,
    header,
    payload: opened,
    disclosed: state.disclosed,
    hidden: state.hidden,
    faults: [...state.faults].slice(0, MAX_FAULTS),
    digest: digestOf(hash, text.slice(0, text.length - (keyBinding ?? '').length)),
    ...(keyBinding ? { keyBinding } : {}),
  };
}

type Sent = { encoded: string; name?: string; value: Json };

type State = {
  /** By digest. */
  sent: Map<string, Sent>;
  seen: Set<string>;
  disclosed: Disclosed[];
  hidden: string[];
  /** Each said once: a hostile text may have a fault in every byte. */
  faults: Set<string>;
};

type Around = { pointer: string; within: Disclosed[]; depth: number };

/** Section 4.2: `[salt, value]` for an item of a list, `[salt, name, value]` for a member. */
function readDisclosure(encoded: string, hash: string, inexactNumbers: boolean, state: State): void {
  const digest = digestOf(hash, encoded);
  if (state.sent.has(digest)) {
    state.faults.add('A disclosure is sent twice.');
    return;
  }
  const sent = parseDisclosure(encoded, inexactNumbers);
  if (typeof sent === 'string') state.faults.add(sent);
  else state.sent.set(digest, sent);
}

function parseDisclosure(encoded: string, inexactNumbers: boolean): Sent | string {
  const bytes = Buffer.from(encoded, 'base64url');
  if (encoded === '' || bytes.toString('base64url') !== encoded) return 'A disclosure is not base64url.';
  let array: Json;
  try {
    array = parseJson(bytes, { inexactNumbers }).value;
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return `A disclosure cannot be read: ${error.message}`;
  }
  if (!Array.isArray(array) || typeof array[0] !== 'string')
    return 'A disclosure is no list that begins with a salt.';
  const [, second, third] = array;
  if (array.length === 2 && second !== undefined) return { encoded, value: second };
  if (array.length !== 3 || typeof second !== 'string' || third === undefined)
    return 'A disclosure is neither an item of a list nor a member.';
  if (['_sd', '...', '__proto__'].includes(second)) return `A disclosure has the name ${second}.`;
  return { encoded, name: second, value: third };
}

function open(value: Json, around: Around, state: State): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (around.depth > MAX_DEPTH)
    throw new BridgeError('too-deep', 'Disclosures stand in each other too deeply.');
  return Array.isArray(value) ? openItems(value, around, state) : openObject(value, around, state);
}

function openObject(object: JsonObject, around: Around, state: State): JsonObject {
  const opened: JsonObject = {};
  for (const [name, value] of Object.entries(object)) {
    if (name === '...') state.faults.add('A digest of an item stands outside a list.');
    else if (name !== '_sd') opened[name] = open(value, inside(around, name), state);
  }
  const digests = object['_sd'];
  if (digests === undefined) return opened;
  if (!Array.isArray(digests)) {
    state.faults.add('_sd is no list of digests.');
    return opened;
  }
  for (const digest of digests) {
    const sent = take(digest, around.pointer, state);
    if (sent === undefined) continue;
    if (sent.name === undefined) state.faults.add('An item of a list is disclosed as a member.');
    else if (Object.hasOwn(opened, sent.name))
      state.faults.add(`The member ${sent.name} is disclosed over another.`);
    else opened[sent.name] = disclose(sent, inside(around, sent.name), state);
  }
  return opened;
}

function openItems(items: Json[], around: Around, state: State): Json[] {
  const opened: Json[] = [];
  for (const item of items) {
    const here = inside(around, opened.length);
    if (!isObject(item) || item['...'] === undefined || Object.keys(item).length !== 1) {
      opened.push(open(item, here, state));
      continue;
    }
    const sent = take(item['...'], around.pointer, state);
    if (sent === undefined) continue;
    if (sent.name !== undefined) state.faults.add('A member is disclosed as an item of a list.');
    else opened.push(disclose(sent, here, state));
  }
  return opened;
}

/** What was sent for a digest; each digest may stand in one place only. */
function take(digest: Json, pointer: string, state: State): Sent | undefined {
  if (typeof digest !== 'string' || state.seen.has(digest)) {
    state.faults.add(
      typeof digest === 'string' ? 'One digest stands in two places.' : 'A digest is no text.',
    );
    return undefined;
  }
  state.seen.add(digest);
  const sent = state.sent.get(digest);
  if (sent === undefined) state.hidden.push(pointer);
  return sent;
}

function disclose({ encoded, value }: Sent, { pointer, within, depth }: Around, state: State): Json {
  const disclosed: Disclosed = { pointer, value: null, encoded, within };
  state.disclosed.push(disclosed);
  disclosed.value = open(value, { pointer, within: [...within, disclosed], depth }, state);
  return disclosed.value;
}

const digestOf = (hash: string, text: string) => createHash(hash).update(text).digest('base64url');

const inside = ({ pointer, within, depth }: Around, segment: string | number): Around => ({
  pointer: appendPointer(pointer, segment),
  within,
  depth: depth + 1,
});
