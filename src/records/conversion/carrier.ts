/**
 * The carrier: what has no place in the other version travels with the record all the same, and under its
 * signature. An object whose keys are JSON Pointers into the source, and whose values are the values there.
 */
import type { Json, JsonObject } from '../../kernel/json.ts';
import { VOCABULARY } from '../../kernel/vocabulary.ts';
import { insertAt, inTreeOrder } from './edit-json.ts';

/** The carrier in a CLR 2.0 credential, at its root: what CLR 2.0 has no place for. */
export const CLR1_REST = 'clr1Rest';

/** The carrier in CLR 1.0, an extension member of assertion, endorsement and publisher. */
export const CLR2_REST = 'bridge:clr2Rest';

/** As a JSON literal all below it is signed as it stands: foreign keys, nulls, the order of arrays. */
export const CARRIER_CONTEXT: JsonObject = {
  [CLR1_REST]: { '@id': `${VOCABULARY}${CLR1_REST}`, '@type': '@json' },
};

/** Keys that are no pointers. */
export const RESERVED = {
  /** Pointers into the credential of what the upgrade made up. */
  added: '#added',
  /** The compact JWS the source was decoded from. */
  jws: '#jws',
  /** `[index in evidence, index of its parent in CLR 1.0, index in its artifacts]` of each. */
  artifacts: '#artifacts',
  /** The VC-JWT the credential was decoded from. */
  jwt: '#jwt',
} as const;

/** The pointers of a carrier and their values, without the reserved keys. */
export function listCarried(carrier: JsonObject): [pointer: string, value: Json][] {
  return Object.entries(carrier).filter(([key]) => !key.startsWith('#'));
}

/** The pointers under `#added`; none where the carrier has no such list. */
export function listAdded(carrier: JsonObject): string[] {
  const added = carrier[RESERVED.added];
  return Array.isArray(added) ? added.filter((item) => typeof item === 'string') : [];
}

/**
 * The document with everything carried back at its place, as JSON Patch `add` would put it (RFC 6902, section
 * 4.1): a member is set, an element of an array is inserted; parents before children, indexes ascending. The
 * document given is not changed, nor the values carried.
 *
 * @param accept which pointers to replay; all where it is left out
 * @returns the document, and the pointers whose parent is not there
 */
export function replay(
  document: JsonObject,
  carrier: JsonObject,
  accept: (pointer: string) => boolean = () => true,
): { document: JsonObject; conflicts: string[] } {
  const owned = new WeakSet<object>();
  const conflicts: string[] = [];
  let root = document;
  const pointers = listCarried(carrier).map(([pointer]) => pointer);
  for (const pointer of inTreeOrder(pointers)) {
    if (!accept(pointer)) continue;
    const next = insertAt(root, pointer, carrier[pointer] as Json, owned);
    if (next === undefined) conflicts.push(pointer);
    else root = next;
  }
  return { document: root, conflicts };
}
