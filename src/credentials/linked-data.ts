/**
 * CLR 1.0 as RDF (profile `linked-data`). The CLR 1.0 context alone cannot be signed: it makes `type` a
 * JSON-LD keyword where the model uses it as plain data, and knows no extension. One inline context repairs
 * that; what still cannot be mapped is refused by name.
 */

import { BridgeError } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { showJson } from '../kernel/show-json.ts';
import { VOCABULARY } from '../kernel/vocabulary.ts';
import { CLR1_CONTEXT, CLR1_CONTEXT_MIRRORS } from '../records/model-clr1.ts';

/** Where the record's own `@context` travels: as data, since as a context it would undo the repair. */
export const RECORD_CONTEXT = 'recordContext';

const BADGES = 'https://w3id.org/openbadges#';
const plain = (name: string) => ({ '@id': VOCABULARY + name });

/** Terms whose `type` member names a kind of identifier or a method, not an RDF class. */
const REPAIRS: JsonObject = {
  '@vocab': `${VOCABULARY}term/`,
  recipient: { '@id': `${BADGES}recipient`, '@context': { type: plain('identityType') } },
  verification: { '@id': `${BADGES}verify`, '@context': { type: plain('verificationMethod') } },
  // an image may be a data URI of megabytes, or relative: a text, not a node of the graph
  image: { '@id': 'http://schema.org/image', '@type': 'http://www.w3.org/2001/XMLSchema#string' },
  [RECORD_CONTEXT]: { '@id': `${VOCABULARY}${RECORD_CONTEXT}`, '@type': '@json' },
};

const KNOWN_PREFIXES = new Set([
  'clri',
  'cred',
  'dc',
  'obi',
  'schema',
  'sec',
  'xsd',
  'urn',
  'http',
  'https',
  'did',
]);

/** The inline context that repairs the CLR 1.0 context for these records, their extension prefixes included. */
export function repairContext(records: JsonObject[]): JsonObject {
  const prefixes = new Set<string>();
  for (const record of records) collectPrefixes(record, prefixes);
  const declared = [...prefixes]
    .sort()
    .map((prefix) => [prefix, { '@id': `${VOCABULARY}extension/${prefix}#`, '@prefix': true }]);
  return { ...REPAIRS, ...Object.fromEntries(declared) };
}

function collectPrefixes(value: Json, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectPrefixes(item, into);
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      const colon = key.indexOf(':');
      if (colon > 0 && !key.startsWith('//', colon + 1) && !KNOWN_PREFIXES.has(key.slice(0, colon))) {
        into.add(key.slice(0, colon));
      }
      collectPrefixes(member, into);
    }
  }
}

/**
 * The record as it stands in the credential: its own `@context` moved to `recordContext`.
 *
 * @throws BridgeError `context-unknown` where that is not the CLR 1.0 context, `context-conflict` where it
 *   defines terms itself, `term-undefined` for a member that no IRI can name
 */
export function toLinkedData(record: JsonObject, pointer: string): JsonObject {
  const { '@context': context, ...members } = record;
  checkContext(context, appendPointer(pointer, '@context'));
  for (const [key, member] of Object.entries(members)) checkMember(key, member, appendPointer(pointer, key));
  return context === undefined ? members : { ...members, [RECORD_CONTEXT]: context };
}

/** The inverse of `toLinkedData`: the native record. */
export function fromLinkedData(members: JsonObject): JsonObject {
  const { [RECORD_CONTEXT]: context, ...rest } = members;
  return context === undefined ? members : { '@context': context, ...rest };
}

function checkContext(context: Json | undefined, pointer: string): void {
  const entries = Array.isArray(context) ? context : context === undefined ? [] : [context];
  for (const [i, entry] of entries.entries()) {
    const at = Array.isArray(context) ? appendPointer(pointer, i) : pointer;
    if (typeof entry !== 'string') {
      const terms = isObject(entry) ? Object.keys(entry).join(', ') : showJson(entry);
      throw new BridgeError(
        'context-conflict',
        `The record defines terms of its own (${terms}); as linked data they would change what is signed. Use the profile verbatim.`,
        { pointer: at },
      );
    }
    if (entry !== CLR1_CONTEXT && !CLR1_CONTEXT_MIRRORS.includes(entry)) {
      throw new BridgeError('context-unknown', `The context ${entry} is not held by this bridge.`, {
        pointer: at,
      });
    }
  }
}

const refuse = (message: string, pointer: string): never => {
  throw new BridgeError('term-undefined', `${message} Use the profile verbatim.`, { pointer });
};

function checkMember(key: string, value: Json, pointer: string): void {
  if (key === '@context') {
    throw new BridgeError(
      'context-conflict',
      'A part of the record has a @context of its own. Use the profile verbatim.',
      {
        pointer,
      },
    );
  }
  if (key.startsWith('@')) refuse(`The member "${key}" is a keyword of JSON-LD.`, pointer);
  if (key === RECORD_CONTEXT) refuse(`The member name "${key}" is taken by the bridge.`, pointer);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what an IRI must not have
  if (key === '' || /[\u0000-\u0020<>"{}|\\^`]/.test(key))
    refuse(`No IRI can be made of the member name "${key}".`, pointer);
  const colon = key.indexOf(':');
  if (colon >= 0 && !key.startsWith('//', colon + 1) && !/^[A-Za-z][A-Za-z0-9._-]*:/.test(key)) {
    refuse(`The prefix of the member name "${key}" cannot be declared.`, pointer);
  }
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      if (Array.isArray(item))
        refuse('Lists of lists have no form in this profile.', appendPointer(pointer, i));
      if (isObject(item)) checkMembers(item, appendPointer(pointer, i));
    }
  } else if (isObject(value)) checkMembers(value, pointer);
}

function checkMembers(value: JsonObject, pointer: string): void {
  for (const [key, member] of Object.entries(value)) checkMember(key, member, appendPointer(pointer, key));
}
