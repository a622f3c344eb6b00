/** A part of a JSON-LD document that still means what it meant (Data Integrity ECDSA Cryptosuites 1.0, selectJsonLd). */
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { splitPointer } from '../kernel/pointer.ts';

type Branch = { whole: boolean; members: Map<string, Branch> };

const createBranch = (): Branch => ({ whole: false, members: new Map() });

/** Members that say of what they stand in what it is, not what belongs to it. */
const KEYWORDS = new Set(['@context', '@id', '@type', '@language', '@direction', '@index']);

/**
 * What the pointers name, and of everything on the way there its id, types and contexts. Lists become shorter, and keep
 * their order. Every pointer must name something.
 */
export function selectJson(document: JsonObject, pointers: string[]): JsonObject {
  const root = createBranch();
  for (const pointer of pointers) {
    let branch = root;
    for (const segment of splitPointer(pointer) ?? []) {
      const next = branch.members.get(segment) ?? createBranch();
      branch.members.set(segment, next);
      branch = next;
    }
    branch.whole = true;
  }
  return prune(document, root) as JsonObject;
}

function prune(value: Json, { whole, members }: Branch): Json {
  if (whole) return value;
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => {
      const branch = members.get(String(i));
      return branch === undefined ? [] : [prune(item, branch)];
    });
  }
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const branch = members.get(name);
    if (branch !== undefined) kept[name] = prune(member, branch);
    else if (name === 'type' || KEYWORDS.has(name) || (name === 'id' && !isBlank(member)))
      kept[name] = member;
  }
  return kept;
}

const isBlank = (id: Json) => typeof id === 'string' && id.startsWith('_:');
