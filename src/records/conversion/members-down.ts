/**
 * An object of CLR 2.0 read member by member. Whatever nobody asked for is carried at the end, so that a member can
 * get lost only where it is said.
 */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { LossCode } from '../losses.ts';
import { completeDateTime, dayOf } from './date.ts';
import { attempt, carry, carrying, type Descent, lose, type Place, placeIn } from './descent.ts';
import { type OpenList, toClr1Word } from './words.ts';

export type Placed = { value: Json; place: Place };

export type Members = {
  value: JsonObject;
  place: Place;
  /** The member as it is; undefined where it is absent, null, or made up by the upgrade. */
  raw(name: string): Json | undefined;
  /** A text; of several languages one. */
  text(name: string): string | undefined;
  /** A text that CLR 1.0 requires: empty where there is one in no language. */
  need(name: string): string | undefined;
  /** A required id; refused where there is none. */
  id(name?: string): string | undefined;
  texts(name: string): string[] | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  /** A date-time with its zone. */
  instant(name: string): string | undefined;
  day(name: string): string | undefined;
  /** A word of a list that both versions have. */
  word(name: string, list: OpenList): string | undefined;
  /** The id of an image. */
  image(name: string): string | undefined;
  /** One object, also where it stands alone in a list. */
  one(name: string): Placed | undefined;
  /** The items of a list, also where one stands without it. */
  each(name: string): Placed[];
  /** The same, each as what CLR 1.0 makes of it. */
  list<T>(name: string, convert: (item: Placed) => T | undefined): T[] | undefined;
  carry(name: string, code?: LossCode): void;
  drop(name: string, code: LossCode): void;
  /** Counts members as read. */
  skip(...names: string[]): void;
  /** Carries what nobody asked for. */
  finish(personal?: boolean): void;
};

export function createMembers(value: JsonObject, place: Place): Members {
  const { frame } = place;
  const read = new Set<string>();
  const at = (name: string) => placeIn(place, name);
  const someAdded = frame.added.size > 0;

  const raw = (name: string): Json | undefined => {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member === null && !read.has(name)) lose(at(name), 'null-dropped');
    read.add(name);
    return member === undefined || member === null ? undefined : withoutAdded(name, member);
  };
  /** The value where it is of the kind asked for; anything else is carried. */
  const only = <T extends Json>(name: string, fits: (member: Json) => member is T): T | undefined => {
    const member = raw(name);
    if (member === undefined || fits(member)) return member;
    carry(at(name), member);
    return undefined;
  };
  const text = (name: string): string | undefined => {
    const member = only(name, (one): one is string | JsonObject => isText(one) || isLanguageMap(one));
    if (!isObject(member)) return member;
    carry(at(name), member, { code: 'language-map-flattened' });
    return chooseLanguage(member, frame.descent);
  };
  const date = (name: string, complete: (text: string) => string | undefined): string | undefined => {
    const found = text(name);
    if (found === undefined) return undefined;
    const completed = complete(found);
    if (completed === undefined) lose(at(name), 'date-invalid', found);
    else if (completed !== found) carry(at(name), found, { code: 'date-repaired' });
    return completed;
  };
  const each = (name: string): Placed[] => {
    if (raw(name) === undefined) return [];
    const member = value[name] as Json;
    const place = at(name);
    if (!Array.isArray(member)) return [{ value: member, place: { ...place, key: `${place.key}/0` } }];
    const kept = member.map((item, i) => ({ value: item, i })).filter(({ i }) => !isAdded(placeIn(place, i)));
    return kept.map(({ value: item, i }, index) => ({ value: item, place: placeIn(place, i, index) }));
  };

  return {
    value,
    place,
    raw,
    text,
    need(name) {
      const found = text(name);
      return found ?? (isObject(value[name]) && isLanguageMap(value[name]) ? '' : undefined);
    },
    id(name = 'id') {
      const found = text(name);
      if (found === undefined || found === '') lose(at(name), 'id-missing');
      return found;
    },
    texts(name) {
      const items = each(name);
      if (items.length === 0) return undefined;
      if (items.every(({ value: item }) => isText(item)))
        return items.map(({ value: item }) => item as string);
      // A list is put back whole or not at all: an element alone would be inserted beside what stands for it
      const chosen = items.flatMap(({ value: item, place: itemPlace }) => {
        if (isText(item)) return [item];
        const map = isLanguageMap(item);
        const code = map ? 'language-map-flattened' : frame.descent.carry ? 'carried' : 'no-place';
        lose(itemPlace, code, item);
        return map ? (chooseLanguage(item, frame.descent) ?? []) : [];
      });
      if (frame.descent.carry)
        frame.rest.set(
          at(name).key,
          items.map((item) => item.value),
        );
      return chosen.length > 0 ? chosen : undefined;
    },
    number: (name) => only(name, (member) => typeof member === 'number'),
    flag: (name) => only(name, (member) => typeof member === 'boolean'),
    instant: (name) => date(name, completeDateTime),
    day: (name) => date(name, dayOf),
    word(name, list) {
      const found = text(name);
      if (found === undefined) return undefined;
      const { word, code } = toClr1Word(list, found);
      if (code === 'enum-normalised') lose(at(name), code, found);
      else if (code !== undefined) carry(at(name), found, { code });
      return word;
    },
    image(name) {
      const member = raw(name);
      if (typeof member === 'string') return member;
      if (member === undefined) return undefined;
      const found = readObject({ value: member, place: at(name) }, 'Image', (image) => ({
        id: image.text('id'),
      }));
      return found?.['id'] as string | undefined;
    },
    one(name) {
      const member = raw(name);
      if (!Array.isArray(member))
        return member === undefined ? undefined : { value: member, place: at(name) };
      const [first, ...others] = each(name);
      for (const other of others) carry(other.place, other.value);
      return first && { value: first.value, place: { ...first.place, key: at(name).key } };
    },
    each,
    list(name, convert) {
      const items = each(name);
      const converted = carrying(
        frame,
        () => items.flatMap((item) => convert(item) ?? []),
        ({ length }) => length > 0,
      );
      if (converted.length > 0 || items.length === 0) return converted.length > 0 ? converted : undefined;
      // Nothing of it will be there to insert an element into
      if (frame.descent.carry)
        frame.rest.set(
          at(name).key,
          items.map((item) => item.value),
        );
      return undefined;
    },
    carry(name, code) {
      const member = raw(name);
      if (member !== undefined) carry(at(name), member, code === undefined ? {} : { code });
    },
    drop(name, code) {
      const member = raw(name);
      if (member !== undefined) lose(at(name), code, member);
    },
    skip(...names) {
      for (const name of names) read.add(name);
    },
    finish(personal = false) {
      for (const [name, member] of Object.entries(value)) {
        const kept = read.has(name) ? undefined : withoutAdded(name, member);
        if (kept !== undefined) carry(at(name), kept, { personal });
      }
    },
  };

  function isAdded({ pointer }: Place): boolean {
    // the carrier names places as they are in the credential, where a key counts what an upgrade will write
    return someAdded && frame.added.has(pointer.slice(frame.pointer.length));
  }

  /** The value, or what of a list the upgrade did not make up; undefined where nothing is left. */
  function withoutAdded(name: string, member: Json): Json | undefined {
    if (!someAdded) return member;
    if (isAdded(at(name))) return undefined;
    if (!Array.isArray(member)) return member;
    const kept = member.filter((_, i) => !isAdded(placeIn(at(name), i)));
    return kept.length === 0 && member.length > 0 ? undefined : kept;
  }
}

const isText = (value: Json): value is string => typeof value === 'string';

/** Texts by language tag (BCP 47); the published schemas allow one wherever they allow a text. */
function isLanguageMap(value: Json): value is Record<string, string> {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([tag, text]) => typeof text === 'string' && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag),
    )
  );
}

/** The language asked for, else English, else the first in code-point order. */
function chooseLanguage(map: JsonObject, { lang }: Descent): string | undefined {
  const tag = [lang, 'en', ...Object.keys(map).sort()].find((one) => Object.hasOwn(map, one));
  return tag === undefined ? undefined : (map[tag] as string);
}

/**
 * An object of CLR 2.0 as one of CLR 1.0, with its type. One that has nothing CLR 1.0 could say is carried whole.
 *
 * @param type the name of the class, the same in both versions unless `type1` is given
 */
export function readObject(
  { value, place }: Placed,
  type: string,
  build: (members: Members) => Record<string, Json | undefined>,
  type1 = type,
): JsonObject | undefined {
  if (!isObject(value)) {
    carry(place, value);
    return undefined;
  }
  const found = attempt(place.frame, () => {
    const members = createMembers(value, place);
    readTypes(members, [type]);
    const built = present(build(members));
    members.finish();
    return Object.keys(built).length > 0 ? built : undefined;
  });
  if (found === undefined) {
    carry(place, value);
    return undefined;
  }
  const { id, ...others } = found;
  return { ...(id === undefined ? {} : { id }), type: type1, ...others };
}

/** CLR 1.0 has one type; what else there is, is carried as the whole list. */
export function readTypes(members: Members, known: readonly string[]): void {
  const { frame } = members.place;
  const types = members.each('type');
  const others = types.filter(({ value }) => !known.includes(value as string));
  for (const { place, value } of others) lose(place, 'extra-type', value);
  if (others.length > 0 && frame.descent.carry) {
    const { key } = placeIn(members.place, 'type');
    frame.rest.set(
      key,
      types.map(({ value }) => value),
    );
  }
}

/** The members that have a value, and no empty lists. */
export function present(members: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  ) as JsonObject;
}
