/** Editing by JSON Pointer without changing what was given: containers on the way are copied, once each. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { splitPointer } from '../../kernel/pointer.ts';

const INDEX = /^(?:0|[1-9]\d*)$/;

/** Parents before children, indexes as numbers, names by code units. */
export function inTreeOrder(pointers: readonly string[]): string[] {
  return withTokens(pointers)
    .sort(([a], [b]) => compareTokens(a, b))
    .map(([, pointer]) => pointer);
}

function withTokens(pointers: readonly string[]): [string[], string][] {
  return pointers.flatMap((pointer) => {
    const tokens = splitPointer(pointer);
    return tokens === undefined ? [] : [[tokens, pointer] as [string[], string]];
  });
}

function compareTokens(a: string[], b: string[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [a[i] as string, b[i] as string];
    if (one === other) continue;
    if (INDEX.test(one) && INDEX.test(other)) return Number(one) - Number(other);
    return one < other ? -1 : 1;
  }
  return a.length - b.length;
}

/**
 * Sets a member or inserts an element.
 *
 * @param owned containers that are copies already and may be written to
 * @returns undefined where the parent is not there, the index is beyond its end, or the name is `__proto__`, which is
 *   no name of a member but the prototype of the object
 */
export function insertAt(
  root: JsonObject,
  pointer: string,
  value: Json,
  owned: WeakSet<object>,
): JsonObject | undefined {
  const place = openParent(root, pointer, owned);
  if (place === undefined) return undefined;
  const { document, parent, token } = place;
  if (Array.isArray(parent)) {
    if (!INDEX.test(token) || Number(token) > parent.length) return undefined;
    parent.splice(Number(token), 0, value);
  } else {
    if (token === '__proto__') return undefined;
    parent[token] = value;
  }
  return document;
}

type Container = Json[] | JsonObject;

function openParent(
  root: JsonObject,
  pointer: string,
  owned: WeakSet<object>,
): { document: JsonObject; parent: Container; token: string } | undefined {
  const tokens = splitPointer(pointer);
  const token = tokens?.pop();
  if (tokens === undefined || token === undefined || !leads(root, tokens)) return undefined;
  const document = own(root, owned) as JsonObject;
  let parent: Container = document;
  for (const step of tokens) {
    const holder = parent as JsonObject;
    const next = own(holder[step] as Container, owned);
    holder[step] = next;
    parent = next;
  }
  return { document, parent, token };
}

/** Whether the tokens lead to an object or array, own members only. */
function leads(root: JsonObject, tokens: string[]): boolean {
  let value: Json | undefined = root;
  for (const token of tokens) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return false;
    if (Array.isArray(value) && !INDEX.test(token)) return false;
    value = (value as JsonObject)[token];
  }
  return typeof value === 'object' && value !== null;
}

function own(container: Container, owned: WeakSet<object>): Container {
  if (owned.has(container)) return container;
  const copy = isObject(container) ? { ...container } : [...container];
  owned.add(copy);
  return copy;
}
