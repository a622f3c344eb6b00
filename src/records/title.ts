/** The one rule for what an object of a record is called, wherever it is shown. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';

/**
 * The name of a Clr, achievement or profile; of an assertion or achievement credential that of its achievement (or
 * badge); of an endorsement that of the endorser; of a person given and family name where `name` is absent.
 */
export function titleOf(value: JsonObject): string | undefined {
  if (value['credentialSubject'] !== undefined) return titleOfCredential(value);
  const own = nameIn(value);
  if (own !== undefined) return own;
  for (const member of isObject(value['claim']) ? ['issuer'] : ['achievement', 'badge']) {
    const inner = value[member];
    const title = isObject(inner) ? textIn(inner, 'name') : undefined;
    if (title !== undefined) return title;
  }
  return undefined;
}

function titleOfCredential(credential: JsonObject): string | undefined {
  const types = asArray(credential['type']);
  // the achievements of a ClrCredential are those it relates to each other, not one it is awarded for
  if (types.includes('ClrCredential')) return textIn(credential, 'name');
  const named = types.includes('EndorsementCredential')
    ? credential['issuer']
    : firstObject(firstObject(credential['credentialSubject'])?.['achievement']);
  return (isObject(named) ? nameIn(named) : undefined) ?? textIn(credential, 'name');
}

function nameIn(value: JsonObject): string | undefined {
  const own = textIn(value, 'name');
  if (own !== undefined) return own;
  const person = [textIn(value, 'givenName'), textIn(value, 'familyName')].filter(
    (part) => part !== undefined,
  );
  return person.length > 0 ? person.join(' ') : undefined;
}

/** An ext: type without its prefix: people read `ext:StudyPlan` as StudyPlan. */
export function plainType(type: string | undefined): string | undefined {
  return type?.replace(/^ext:/, '');
}

/** The object, or the first of several. */
export function firstObject(value: Json | undefined): JsonObject | undefined {
  return asArray<Json>(value).find(isObject);
}

/** A member that is a text with something in it, without spaces around it. */
export function textIn(value: JsonObject | undefined, member: string): string | undefined {
  return readText(value?.[member]);
}

/** BCP 47, as far as it tells a map of languages from other objects; `@none` is what JSON-LD has for no language. */
const LANGUAGE = /^(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|@none)$/;

/**
 * The text that a value is. The schemas of CLR 2.0 and Open Badges 3.0 also let a map from language to text stand for
 * a text: of several languages English is read, else the first by code point, so that all read the same. A value
 * object of JSON-LD is its `@value`.
 */
export function readText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (Array.isArray(value)) {
    const english = value.find((item) => isObject(item) && isEnglish(item['@language']));
    return readOne(english) ?? value.map(readOne).find((text) => text !== undefined);
  }
  return readOne(value);
}

function readOne(value: Json | undefined): string | undefined {
  if (!isObject(value)) return typeof value === 'string' ? readText(value) : undefined;
  if (typeof value['@value'] === 'string') return readText(value['@value']);
  const languages = Object.keys(value).sort();
  if (languages.length === 0 || !languages.every((language) => LANGUAGE.test(language))) return undefined;
  const [first] = languages
    .filter((language) => /^en(-|$)/i.test(language))
    .concat(languages)
    .map((language) => asArray<Json>(value[language]).find((text) => typeof text === 'string'))
    .flatMap((text) => readText(text) ?? []);
  return first;
}

const isEnglish = (language: Json | undefined) => typeof language === 'string' && /^en\b/i.test(language);
