/** Instants as ISO 8601 text, as real records write them. */

const INSTANT = /^(-?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * The instant a date-time names; fractions beyond milliseconds are cut, a missing zone is read as UTC.
 * Undefined where the text is no date-time of the calendar.
 */
export function parseInstant(text: string): Date | undefined {
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone = 'Z'] = match;
  const millis = fraction.padEnd(3, '0').slice(0, 3);
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const leap = second === '60' ? '59' : second;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${leap}.${millis}${offset}`);
  if (Number.isNaN(date.getTime())) return undefined;
  // Date rolls 30 February over into March
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= days ? date : undefined;
}
