/** What the entries of a selection name. */
import { BridgeError } from '../kernel/errors.ts';
import { isObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import type { Part } from './record-parts.ts';

/** An assertion of a Clr, plain or signed, or one of its listed achievements. */
export type Selectable = { list: 'assertions' | 'signedAssertions' | 'achievements'; part: Part };

/**
 * The items that JSON Pointers or ids name. The pointer of an achievement inside an assertion names the
 * assertion; an id names every assertion and achievement that has it, and every assertion of the achievement.
 *
 * @throws BridgeError `selection-unknown`, with every entry that names nothing
 */
export function resolveKeep(selectable: Selectable[], keep: string[]): Set<Selectable> {
  const byPointer = new Map(selectable.map((item) => [item.part.pointer, item]));
  const byId = new Map<string, Selectable[]>();
  for (const item of selectable) {
    const achievement = item.part.value?.['achievement'];
    const ids = [item.part.value?.['id'], isObject(achievement) ? achievement['id'] : undefined];
    for (const id of new Set(ids)) {
      if (typeof id !== 'string') continue;
      const named = byId.get(id);
      if (named) named.push(item);
      else byId.set(id, [item]);
    }
  }
  const chosen = new Set<Selectable>();
  const unknown: number[] = [];
  for (const [i, entry] of keep.entries()) {
    const pointed = byPointer.get(entry.replace(/#?(\/achievement)?$/, ''));
    const named = pointed ? [pointed] : (byId.get(entry) ?? []);
    if (named.length === 0) unknown.push(i);
    for (const item of named) chosen.add(item);
  }
  refuseUnknown(unknown, keep);
  return chosen;
}

/** @throws BridgeError `selection-unknown` naming every one of these entries of `keep` */
export function refuseUnknown(unknown: number[], keep: string[]): void {
  const [first] = unknown;
  if (first === undefined) return;
  const errors = unknown.map((i) => ({
    code: 'selection-unknown',
    pointer: `/keep/${i}`,
    message: `${showJson(keep[i])} is neither the pointer nor the id of an assertion or achievement of the record.`,
  }));
  throw new BridgeError('selection-unknown', errors[0]?.message ?? '', { pointer: `/keep/${first}`, errors });
}
