/** The one rule for what an object of a record is called, wherever it is shown. */
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';

/**
 * The name of a Clr, achievement or profile; of an assertion that of its achievement (or badge); of an
 * endorsement that of the endorser; of a person given and family name where `name` is absent.
 */
export function titleOf(value: JsonObject): string | undefined {
  const own = textIn(value, 'name');
  if (own !== undefined) return own;
  const person = [textIn(value, 'givenName'), textIn(value, 'familyName')].filter(
    (part) => part !== undefined,
  );
  if (person.length > 0) return person.join(' ');
  for (const member of isObject(value['claim']) ? ['issuer'] : ['achievement', 'badge']) {
    const inner = value[member];
    const title = isObject(inner) ? textIn(inner, 'name') : undefined;
    if (title !== undefined) return title;
  }
  return undefined;
}

/** A member that is a text with something in it, without spaces around it. */
export function textIn(value: JsonObject | undefined, member: string): string | undefined {
  const text: Json | undefined = value?.[member];
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}
