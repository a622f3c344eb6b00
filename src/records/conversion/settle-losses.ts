/** The end of a conversion: its losses in the order of the source, and the refusal where one of them demands it. */
import { BridgeError } from '../../kernel/errors.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { splitPointer } from '../../kernel/pointer.ts';
import { LOSSES, type Loss, type LossLevel } from '../losses.ts';

/** `strict`: a loss of level warning refuses too. */
export type ConversionPolicy = 'lenient' | 'strict';

/**
 * Sorts the losses as their members stand in the source; what is absent comes after what is there; ties by code.
 *
 * @param source what the pointers point into
 * @throws BridgeError `record-invalid` where losses refuse, with these as `errors`
 */
export function settleLosses(source: JsonObject, losses: Loss[], policy: ConversionPolicy): Loss[] {
  const sorted = sortLosses(source, losses);
  const refusing = sorted.filter(({ code }) => refuses(LOSSES[code].level, policy));
  const [first] = refusing;
  if (first === undefined) return sorted;
  const more = refusing.length === 1 ? '' : ` and ${refusing.length - 1} more`;
  throw new BridgeError(
    'record-invalid',
    `The record cannot be converted: ${first.code}${more}. ${first.message}`,
    {
      pointer: first.pointer,
      errors: refusing.map(({ code, pointer, message }) => ({ code, pointer, message })),
    },
  );
}

function refuses(level: LossLevel, policy: ConversionPolicy): boolean {
  return level === 'refuse' || (policy === 'strict' && level === 'warning');
}

function sortLosses(source: JsonObject, losses: Loss[]): Loss[] {
  const places = new Map<object, Map<string, number>>();
  return losses
    .map((loss) => ({ loss, rank: rankOf(source, loss.pointer, places) }))
    .sort(
      (a, b) =>
        compareRanks(a.rank, b.rank) ||
        compareText(a.loss.code, b.loss.code) ||
        compareText(a.loss.pointer, b.loss.pointer),
    )
    .map(({ loss }) => loss);
}

/** The place of each step among its siblings; of one that is absent behind them. */
function rankOf(source: JsonObject, pointer: string, places: Map<object, Map<string, number>>): number[] {
  let value: Json | undefined = source;
  return (splitPointer(pointer) ?? []).map((step) => {
    if (typeof value !== 'object' || value === null) {
      value = undefined;
      return Number.MAX_SAFE_INTEGER;
    }
    // What stands in a JWT comes with the JWT
    const token = Object.hasOwn(value, step) ? step : step.replace(/#$/, '');
    const place = Array.isArray(value) ? Number(token) : placesOf(value, places).get(token);
    value = Object.hasOwn(value, token) ? (value as JsonObject)[token] : undefined;
    return place ?? Number.MAX_SAFE_INTEGER;
  });
}

function placesOf(object: JsonObject, places: Map<object, Map<string, number>>): Map<string, number> {
  const known = places.get(object);
  if (known !== undefined) return known;
  const made = new Map(Object.keys(object).map((name, i) => [name, i]));
  places.set(object, made);
  return made;
}

function compareRanks(a: number[], b: number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
