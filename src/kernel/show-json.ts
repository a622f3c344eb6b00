/** JSON values inside messages. */
import type { Json } from './json.ts';

/** The value as people can read it in one line; long ones are cut, since others chose their length. */
export function showJson(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
