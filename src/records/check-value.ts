/** One value against the kind that the model gives its property. */
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import type { Primitive, Property } from './property.ts';

/** Values that extend a list of the model: `ext:` and a name. The published pattern lacks the anchors. */
export const EXT_VALUE = /^ext:[A-Za-z0-9._-]+$/;

/** A compact JWS by its outline; whether it can be read is another question. */
export const JWS_TEXT = /^[\w-]{4,}\.[\w-]{4,}\.[\w-]{4,}$/;

/** A language code as the standard has it: language, script and region of BCP 47, and no more. */
export const LANGUAGE = /^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/;

const JSON_TYPE: Record<Primitive, 'string' | 'number' | 'boolean'> = {
  string: 'string',
  dateTime: 'string',
  date: 'string',
  uri: 'string',
  jws: 'string',
  language: 'string',
  context: 'string',
  number: 'number',
  boolean: 'boolean',
};

/** The deviation of a value that is no object of the model; undefined where there is none. */
export function checkValue(
  value: Json,
  kind: Primitive,
  property: Property,
  pointer: string,
): Finding | undefined {
  if (kind === 'context' && isObject(value)) return undefined;
  if (typeof value !== JSON_TYPE[kind]) {
    return finding('property-type', pointer, `Expected a ${JSON_TYPE[kind]}, found ${nameOfType(value)}.`);
  }
  if (typeof value !== 'string') return undefined;
  if (property.enum) return checkListed(value, property.enum, property.extensible === true, pointer);
  switch (kind) {
    case 'dateTime':
      return isDateTime(value) ? undefined : finding('value-datetime', pointer, explainDateTime(value));
    case 'date':
      return isDate(value)
        ? undefined
        : finding('value-date', pointer, `${showJson(value)} is no date as 2024-12-31.`);
    case 'language':
      return LANGUAGE.test(value)
        ? undefined
        : finding('value-pattern', pointer, `${showJson(value)} is no language code as "en" or "de-AT".`);
    case 'uri':
    case 'context':
      return isUri(value)
        ? undefined
        : finding('value-uri', pointer, `${showJson(value)} is no absolute URI.`);
    case 'jws':
      return JWS_TEXT.test(value)
        ? undefined
        : finding('value-pattern', pointer, 'Not a compact JWS: three base64url parts.');
    default:
      return undefined;
  }
}

export function nameOfType(value: Json | undefined): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Words of drafts, of guides and of the other version of the standard, and what the list may have in their place. */
const OTHER_NAMES: Record<string, string> = {
  AssessmentResult: 'Assessment',
  'Co-Curricular': 'CoCurricular',
  CoCurricular: 'Co-Curricular',
  email: 'emailAddress',
  LisSourcedId: 'lisSourcedId',
  OneRosterSourcedId: 'oneRosterSourcedId',
  lisSourcedId: 'LisSourcedId',
  oneRosterSourcedId: 'OneRosterSourcedId',
};

function checkListed(
  value: string,
  listed: readonly string[],
  extensible: boolean,
  pointer: string,
): Finding | undefined {
  if (listed.includes(value)) return undefined;
  if (extensible && EXT_VALUE.test(value)) return undefined;
  if (extensible && value.includes('ext:')) {
    return finding(
      'value-ext',
      pointer,
      `${showJson(value)} is not ext: followed by letters, digits, ".", "_" or "-".`,
    );
  }
  const meant = OTHER_NAMES[value];
  const hint = meant !== undefined && listed.includes(meant) ? ` (here it is ${meant})` : '';
  const more = extensible ? ', and does not begin with ext:' : '';
  return finding(
    'value-enum',
    pointer,
    `${showJson(value)} is not in the list of the standard${more}${hint}.`,
  );
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/;

/** RFC 3339 full-date: a day that the calendar has. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** RFC 3339 date-time, any number of fraction digits; a leap second only where UTC can have one. */
export function isDateTime(text: string): boolean {
  const match = DATE_TIME.exec(text);
  if (match === null || !isDate(match[1] ?? '')) return false;
  const [hour, minute, second, zoneHour, zoneMinute] = [2, 3, 4, 6, 7].map((i) => Number(match[i] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 60 || zoneHour > 23 || zoneMinute > 59) return false;
  if (second < 60) return true;
  const offset = (zoneHour * 60 + zoneMinute) * (match[5] === '-' ? -1 : 1);
  return (((hour * 60 + minute - offset) % 1440) + 1440) % 1440 === 1439;
}

function explainDateTime(text: string): string {
  const zoneless = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text);
  return `${showJson(text)} ${zoneless ? 'has no zone' : 'is no date-time as 2024-12-31T09:30:00Z'}.`;
}

const CHARS = "[\\w\\-.~!$&'()*+,;=:@]|%[0-9a-f]{2}";
const AUTHORITY = `(?:(?:[\\w\\-.~!$&'()*+,;=:]|%[0-9a-f]{2})*@)?(?:\\[[0-9a-f:.v]+\\]|(?:[\\w\\-.~!$&'()*+,;=]|%[0-9a-f]{2})*)(?::\\d*)?`;
const PATH = `(?:\\/(?:${CHARS})*)*`;
const URI = new RegExp(
  `^[a-z][a-z0-9+.-]*:(?:\\/\\/${AUTHORITY}${PATH}|\\/?(?:${CHARS})+${PATH}|\\/)(?:\\?(?:${CHARS}|[/?])*)?(?:#(?:${CHARS}|[/?])*)?$`,
  'i',
);

/** RFC 3986 URI: with a scheme, and something after it. */
export function isUri(text: string): boolean {
  return URI.test(text);
}
