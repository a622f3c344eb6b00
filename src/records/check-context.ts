/** The `@context` of a record: the published one, and nothing that changes what its terms mean. */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { showJson } from '../kernel/show-json.ts';
import { CLR1_CONTEXT, CLR1_CONTEXT_MIRRORS, CLR1_MODEL } from './model-clr1.ts';
import { isOf, pointerIn, type ReadablePart } from './record-parts.ts';

/** Every word the CLR 1.0 context gives a meaning to, as far as a record uses it. */
const TERMS: ReadonlySet<string> = new Set(
  Object.values(CLR1_MODEL)
    .flatMap(({ properties }) => Object.keys(properties))
    .concat(Object.keys(CLR1_MODEL)),
);

/**
 * A Clr and a ClrSet name the CLR 1.0 context; inside a set, and on assertions and endorsements, it may be
 * absent. Nothing is fetched, and a mirror is named as such.
 */
export function checkContext(part: ReadablePart): Finding[] {
  const context = part.value['@context'];
  const pointer = pointerIn(part, '@context');
  const entries = asArray(context);
  if (entries.length === 0) {
    const needed = isOf(part, 'Clr', 'ClrSet') || (isOf(part, 'MemberClr') && part.parent === undefined);
    return needed ? [finding('context-missing', pointer)] : [];
  }
  return entries.flatMap((entry, i) => {
    const at = Array.isArray(context) ? appendPointer(pointer, i) : pointer;
    if (entry === CLR1_CONTEXT) return [];
    if (isObject(entry))
      return [finding('context-redefines', at, explainTerms(entry), Object.keys(entry).slice(0, 50))];
    if (typeof entry === 'string' && CLR1_CONTEXT_MIRRORS.includes(entry)) {
      return [finding('context-mirror', at, `${entry} is a copy of ${CLR1_CONTEXT}.`)];
    }
    return [finding('context-unexpected', at, `${showJson(entry)} is not ${CLR1_CONTEXT}.`)];
  });
}

function explainTerms(context: JsonObject): string {
  const names = Object.keys(context);
  const again = names.filter((name) => TERMS.has(name) || name.startsWith('@'));
  const list = (words: string[]) => words.slice(0, 10).join(', ').slice(0, 200);
  if (again.length > 0) return `The record defines terms of CLR 1.0 again: ${list(again)}.`;
  return names.length === 0
    ? 'The record has an empty inline context.'
    : `The record brings terms of its own: ${list(names)}.`;
}
