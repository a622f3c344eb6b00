/** Whether two objects of a record say the same. */
import { isObject, type Json } from '../kernel/json.ts';

/** Equal as JSON values: key order does not count, array order does, null is the same as absent. */
export function isSameContent(a: Json | undefined, b: Json | undefined): boolean {
  if ((a ?? null) === (b ?? null)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => isSameContent(item, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  if (!names.every((name) => isSameContent(a[name], Object.hasOwn(b, name) ? b[name] : null))) return false;
  return Object.keys(b).every((name) => b[name] === null || Object.hasOwn(a, name));
}
