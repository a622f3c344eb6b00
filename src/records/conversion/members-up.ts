/** The members of one object by a table of rules, and the rules that most members follow. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { type Clr1TypeName, typeOf } from '../model-clr1.ts';
import { completeDateTime, dayOf, validityOf } from './date.ts';
import {
  forget,
  keep,
  markAdded,
  markOf,
  memberSpot,
  mintNodeId,
  nodeId,
  note,
  noteMalformed,
  type Spot,
} from './scope-up.ts';
import { isAbsoluteIri } from './uri.ts';
import { type OpenList, toClr2Word } from './words.ts';

/** The value in CLR 2.0; undefined where it has no place there: it is in the carrier then, or refused. */
export type Rule = (value: Json, spot: Spot) => Json | undefined;

/** Members of CLR 1.0, with their name in CLR 2.0 and their rule; `null` for those that are read elsewhere. */
export type Rules = { readonly [member: string]: readonly [target: string, rule: Rule] | null };

/** Null means absent, and so does an empty array. */
export function isAbsent(value: Json | undefined): value is undefined | null {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** The members that the rules name, in the order of the rules. */
export function mapMembers(value: JsonObject, spot: Spot, rules: Rules): JsonObject {
  const mapped: JsonObject = {};
  for (const member in rules) {
    // a member may be called as what every object inherits
    const content = Object.hasOwn(value, member) ? value[member] : undefined;
    const entry = rules[member];
    if (!entry || isAbsent(content)) continue;
    const [target, rule] = entry;
    const result = rule(content, memberSpot(spot, member, target));
    if (result !== undefined) mapped[target] = result;
  }
  return mapped;
}

/** Whatever the rules do not name goes into the carrier; a null of the model is dropped. */
export function keepOthers(value: JsonObject, spot: Spot, type: Clr1TypeName, ...rules: Rules[]): void {
  const { properties } = typeOf(type);
  for (const [member, content] of Object.entries(value)) {
    const ruled = rules.some((table) => Object.hasOwn(table, member));
    if (ruled || Object.hasOwn(properties, member)) {
      if (content === null) note(memberSpot(spot, member), 'null-dropped', null);
      if (isAbsent(content) || ruled) continue;
      if (member === 'type' && content === type) continue;
    }
    keep(memberSpot(spot, member), content);
  }
}

/** All members of one object of CLR 1.0. */
export function mapObject(value: JsonObject, spot: Spot, type: Clr1TypeName, rules: Rules): JsonObject {
  const mapped = mapMembers(value, spot, rules);
  keepOthers(value, spot, type, rules);
  return mapped;
}

export const text: Rule = (value, spot) => (typeof value === 'string' ? value : keep(spot, value));

export const number: Rule = (value, spot) => (typeof value === 'number' ? value : keep(spot, value));

/** A reference, or the id of what has no other: a number is read as its text. */
export const id: Rule = (value, spot) => {
  if (typeof value === 'string') return nodeId(spot, value);
  keep(spot, value, typeof value === 'number' ? 'id-not-uri' : 'carried');
  return typeof value === 'number' ? mintNodeId(spot.scope.call, String(value)) : undefined;
};

/** The id an object must have: an empty one is none. */
export const ownId: Rule = (value, spot) => (value === '' ? undefined : id(value, spot));

/** A link that is nobody’s id: no other is made in its place. */
export const link: Rule = (value, spot) => {
  if (typeof value !== 'string') return keep(spot, value);
  if (!isAbsoluteIri(value)) return keep(spot, value, 'id-not-uri');
  noteMalformed(spot, value);
  return value;
};

export const image: Rule = (value, spot) => {
  const url = link(value, spot);
  return url === undefined ? undefined : { id: url, type: 'Image' };
};

export const dateTime: Rule = (value, spot) => repaired(value, spot, completeDateTime);

export const validity: Rule = (value, spot) => repaired(value, spot, validityOf);

export const day: Rule = (value, spot) => repaired(value, spot, dayOf);

function repaired(value: Json, spot: Spot, repair: (text: string) => string | undefined): string | undefined {
  const date = typeof value === 'string' ? repair(value) : undefined;
  if (date === undefined) note(spot, 'date-invalid', value);
  else if (date !== value) keep(spot, value, 'date-repaired');
  return date;
}

/** A word of an extensible enumeration. */
export const wordOf =
  (list: OpenList): Rule =>
  (value, spot) => {
    if (typeof value !== 'string' || value === '') return keep(spot, value);
    const { word, code } = toClr2Word(list, value);
    if (code !== undefined) keep(spot, value, code);
    return word;
  };

/**
 * Each element by a rule. Elements without a place are carried at their index; where none has one, the whole
 * array is, since an element needs an array to come back to.
 *
 * @param offset how many elements the array in CLR 2.0 has already
 */
export const listOf =
  (rule: Rule, offset = 0): Rule =>
  (value, spot) => {
    if (!Array.isArray(value)) return keep(spot, value);
    const { scope, at, to } = spot;
    const mark = markOf(scope);
    const mapped: Json[] = [];
    let comesBack = false;
    for (const [i, item] of value.entries()) {
      const place = { scope, at: `${at}/${i}`, to: `${to}/${offset + mapped.length}` };
      const result = item === null ? keep(place, item) : rule(item, place);
      if (result === undefined) continue;
      mapped.push(result);
      if (scope.added.at(-1) !== place.to) comesBack = true;
    }
    if (comesBack) return mapped;
    forget(scope, mark, { losses: false, added: mapped.length === 0 });
    scope.rest.push([at, value]);
    return mapped.length > 0 ? mapped : undefined;
  };

/**
 * An object by its mapping. One of which nothing has a place, or that lacks what CLR 2.0 requires and nobody can
 * make up, is carried whole.
 */
export const objectOf =
  (map: (value: JsonObject, spot: Spot) => JsonObject | undefined, required: readonly string[] = []): Rule =>
  (value, spot) => {
    if (!isObject(value)) return keep(spot, value);
    const mark = markOf(spot.scope);
    const mapped = map(value, spot);
    const says = mapped !== undefined && Object.keys(mapped).some((member) => member !== 'type');
    if (says && required.every((member) => mapped[member] !== undefined)) return mapped;
    forget(spot.scope, mark);
    return keep(spot, value);
  };

/** Notes the id that is missing; gives something to go on with, since the walk ends in a refusal then. */
export function requireId(mapped: JsonObject, spot: Spot): string {
  const { id: found } = mapped;
  if (typeof found === 'string') return found;
  note(memberSpot(spot, 'id'), 'id-missing');
  return '';
}

/** Notes a text that is missing and cannot be made up. */
export function requireMembers(mapped: JsonObject, spot: Spot, ...members: string[]): void {
  for (const member of members) {
    if (mapped[member] === undefined) note(memberSpot(spot, member), 'required-missing');
  }
}

/** A name of the 2020 candidate of the standard, read where the final one is absent; the carrier has it too. */
export function readDraft(
  value: JsonObject,
  spot: Spot,
  [draft, final, target]: [draft: string, final: string, target: string],
  read: (text: string) => string | undefined,
): JsonObject {
  const content = value[draft];
  if (!isAbsent(value[final]) || typeof content !== 'string') return {};
  const found = read(content);
  if (found === undefined) return {};
  markAdded(memberSpot(spot, draft, target));
  return { [target]: found };
}
