/** Dates of CLR 1.0 as CLR 2.0 wants them. Texts all the way: a Date object would cut the fraction. */
import { isDate, isDateTime } from '../check-value.ts';

const LOOSE = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|z|[+-]\d\d:\d\d)?)?$/;

/**
 * A date-time with zone (RFC 3339): as it is where it is one; a missing zone becomes `Z`, a missing time
 * midnight, a blank or a small letter the capital one. Undefined where that makes no date-time of the calendar.
 */
export function completeDateTime(text: string): string | undefined {
  if (isDateTime(text)) return text;
  const match = LOOSE.exec(text);
  if (match === null) return undefined;
  const [, day, time = '00:00:00', zone = 'Z'] = match;
  const complete = `${day}T${time}${zone.toUpperCase()}`;
  return isDateTime(complete) ? complete : undefined;
}

/** A day (RFC 3339 full-date): as it is, or the day of a date-time. Undefined where there is none. */
export function dayOf(text: string): string | undefined {
  if (isDate(text)) return text;
  const day = text.slice(0, 10);
  return /^[Tt ]\d\d:\d\d/.test(text.slice(10)) && isDate(day) ? day : undefined;
}

/**
 * When something is valid, with a fraction of 3, 6 or 9 digits: `completeDateTime`, and zeros. There are verifiers
 * (DIDKit) that read such a time, write it out again in one of these forms and check the signature over that.
 */
export function validityOf(text: string): string | undefined {
  return completeDateTime(text)?.replace(/\.(\d{1,8})(?!\d)/, (_, digits: string) => {
    const length = 3 * Math.ceil(digits.length / 3);
    return `.${digits.padEnd(length, '0')}`;
  });
}
