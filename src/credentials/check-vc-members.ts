/**
 * The members that the data model of Verifiable Credentials defines, each held against the clause that rules it.
 * Terms that map to no URL are no matter of this file: they are found where the document is read as JSON-LD.
 */
import { type Finding, type FindingCode, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { listDigests } from '../kernel/resource-digest.ts';
import { showJson } from '../kernel/show-json.ts';
import { versionOf } from '../kernel/vc-version.ts';

/** An absolute URL as RFC 3986 spells one: a scheme, and no white space. */
export const isUrl = (value: Json | undefined): value is string =>
  typeof value === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(value);

/** Says what is broken: of version 2.0 it rejects, of version 1.1 it is said and read on. */
type Say = (pointer: string, message: string) => void;

/** Members whose objects must have a type, and of these those that must have an id too, by version. */
const TYPED = [
  'credentialStatus',
  'credentialSchema',
  'refreshService',
  'termsOfUse',
  'evidence',
  'confidenceMethod',
  'renderMethod',
] as const;
const NEEDS_ID: Record<'1.1' | '2.0', ReadonlySet<string>> = {
  '1.1': new Set(['credentialStatus', 'credentialSchema', 'refreshService']),
  '2.0': new Set(['credentialSchema']),
};

/**
 * VC Data Model 2.0 sections 4.3 to 4.11 and 5.3 to 5.10; 1.1 sections 4.1 to 4.9 and 5.4 to 5.6. Found here:
 * `context-invalid`, `language-value`, `resource-invalid`, and `structure-invalid` (2.0) or `structure-deviation` (1.1).
 */
export function checkVcMembers(document: JsonObject, pointer: string): Finding[] {
  const found: Finding[] = [];
  const version = versionOf(document);
  const add = (code: FindingCode) => (at: string, message: string) =>
    void found.push(finding(code, `${pointer}${at}`, message));
  const say = add(version === '2.0' ? 'structure-invalid' : 'structure-deviation');
  checkContext(document['@context'], add('context-invalid'));
  checkTypes(document['type'], '/type', add('structure-invalid'));
  for (const [name, i, entry] of entriesOf(document, TYPED)) {
    const at = i === undefined ? `/${name}` : `/${name}/${i}`;
    if (!isObject(entry)) {
      say(at, `${name} is no object.`);
      continue;
    }
    if (entry['type'] === undefined) say(`${at}/type`, `${name} has no type.`);
    else checkTypes(entry['type'], `${at}/type`, say);
    const required = NEEDS_ID[version ?? '2.0'].has(name);
    if (entry['id'] === undefined ? required : !isUrl(entry['id']))
      say(`${at}/id`, `The id of ${name} is not one URL.`);
  }
  for (const [i, subject] of asArray(document['credentialSubject']).entries()) {
    const at = Array.isArray(document['credentialSubject'])
      ? `/credentialSubject/${i}`
      : '/credentialSubject';
    if (isObject(subject) && subject['id'] !== undefined && !isUrl(subject['id']))
      say(`${at}/id`, 'The id of the subject is not one URL.');
  }
  if (version === '2.0') {
    checkTexts(document, '', add('language-value'));
    if (isObject(document['issuer'])) checkTexts(document['issuer'], '/issuer', add('language-value'));
    checkResources(document['relatedResource'], add('resource-invalid'));
  }
  return found;
}

function* entriesOf(
  document: JsonObject,
  names: readonly string[],
): Generator<[string, number | undefined, Json]> {
  for (const name of names) {
    const value = document[name];
    // null is absent in JSON-LD
    if (value === undefined || value === null) continue;
    if (!Array.isArray(value)) yield [name, undefined, value];
    else for (const [i, entry] of value.entries()) yield [name, i, entry];
  }
}

/** Section 4.3: after the first come URLs and objects, nothing else. */
function checkContext(context: Json | undefined, say: Say): void {
  for (const [i, entry] of asArray(context).entries()) {
    if (isObject(entry) || isUrl(entry)) continue;
    say(`/@context/${i}`, `${showJson(entry)} is neither a URL nor a context.`);
  }
}

/** Section 4.5: one or more terms or absolute URLs. */
function checkTypes(types: Json | undefined, at: string, say: Say): void {
  const wrong = asArray(types).find((type) => typeof type !== 'string' || type === '');
  if (wrong !== undefined) say(at, `The type ${showJson(wrong)} is neither a term nor a URL.`);
  else if (types !== undefined && asArray(types).length === 0) say(at, 'There is no type.');
}

const LANGUAGE = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;
const LANGUAGE_MEMBERS = new Set(['@value', '@language', '@direction']);

/** Sections 4.6 and 11.1: `name` and `description` are texts, or texts that say their language and direction. */
function checkTexts(holder: JsonObject, at: string, say: Say): void {
  for (const name of ['name', 'description']) {
    const value = holder[name];
    if (value === undefined) continue;
    for (const [i, text] of asArray(value).entries()) {
      const place = Array.isArray(value) ? `${at}/${name}/${i}` : `${at}/${name}`;
      if (!isLanguageText(text))
        say(place, `${name} is neither a text nor a text with language and direction.`);
    }
  }
}

function isLanguageText(value: Json): boolean {
  if (typeof value === 'string') return true;
  if (!isObject(value) || Object.keys(value).some((member) => !LANGUAGE_MEMBERS.has(member))) return false;
  const { '@value': text, '@language': language, '@direction': direction } = value;
  return (
    typeof text === 'string' &&
    (language === undefined || (typeof language === 'string' && LANGUAGE.test(language))) &&
    (direction === undefined || direction === 'ltr' || direction === 'rtl')
  );
}

/** Section 5.3: objects with ids of their own, each with a digest. Whether the digests hold is for the verifier. */
function checkResources(value: Json | undefined, say: Say): void {
  const ids = new Set<string>();
  for (const [i, entry] of asArray(value).entries()) {
    const at = Array.isArray(value) ? appendPointer('/relatedResource', i) : '/relatedResource';
    if (!isObject(entry)) {
      say(at, 'A related resource is no object.');
      continue;
    }
    const { id, digestSRI, digestMultibase } = entry;
    if (!isUrl(id)) say(`${at}/id`, 'A related resource needs a URL as its id.');
    else if (ids.has(id)) say(`${at}/id`, `The resource ${id} stands twice.`);
    else ids.add(id);
    if (digestSRI === undefined && digestMultibase === undefined)
      say(at, 'A related resource needs digestSRI or digestMultibase.');
    else if (listDigests(entry) === undefined) say(at, 'The digest of a related resource cannot be read.');
  }
}
