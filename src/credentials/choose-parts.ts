/** Which parts of a credential the words of a selection name. */
import { decodeJwt, looksLikeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { resolvePointer } from '../kernel/pointer.ts';
import { refuseUnknown } from '../records/resolve-keep.ts';
import { idOf, subjectsOf } from './schema-vc.ts';

/** A part that may be shown or hidden, with those around it, the outermost first. */
export type DisclosablePart<P> = { pointer: string; value: Json; within: P[] };

/**
 * @param document what the pointers point into
 * @param keep JSON Pointers: the part there, and every part below; or ids of parts or of their achievements, where an id that
 *   occurs several times keeps all of them
 * @throws BridgeError `selection-unknown` where an entry names nothing
 */
export function chooseParts<P extends DisclosablePart<P>>(
  document: JsonObject,
  disclosable: P[],
  keep: string[],
): Set<P> {
  const parts: Parts<P> = new Map(disclosable.map((part) => [part, idsOf(part.value)]));
  const found = keep.map((entry) => resolve(document, parts, entry));
  refuseUnknown(
    found.flatMap((named, i) => (named === undefined ? [i] : [])),
    keep,
  );
  const chosen = new Set<P>();
  for (const part of found.flatMap((named) => named ?? [])) {
    for (const needed of [...part.within, part]) chosen.add(needed);
  }
  settleTies(parts, chosen, keep);
  return chosen;
}

/** Each part with the ids by which it can be named. */
type Parts<P> = Map<P, string[]>;

/** The parts that an entry names: none where it names what is always shown, undefined where it names nothing. */
function resolve<P extends DisclosablePart<P>>(
  document: JsonObject,
  parts: Parts<P>,
  entry: string,
): P[] | undefined {
  const disclosed = [...parts.keys()];
  if (entry === '' || entry.startsWith('/')) {
    if (resolvePointer(document, entry) === undefined) return undefined;
    const [path, within] = [`${entry}/`, (pointer: string) => `${pointer}/`];
    return disclosed.filter(
      ({ pointer }) => within(pointer).startsWith(path) || path.startsWith(within(pointer)),
    );
  }
  const named = new Set(disclosed.filter((part) => parts.get(part)?.includes(entry)));
  if (named.size === 0) return undefined;
  return disclosed.filter((part) => [part, ...part.within].some((one) => named.has(one)));
}

/**
 * Associations follow what they tie together: shown where both ends are, hidden where one is, since its id and often its
 * name stand in them. One that is pointed to is shown in any case.
 */
function settleTies<P extends DisclosablePart<P>>(parts: Parts<P>, chosen: Set<P>, keep: string[]): void {
  const ties = new Map<P, string[]>();
  for (const part of parts.keys()) {
    const ends = endsOf(part.value);
    if (ends !== undefined) ties.set(part, ends);
  }
  const others = [...parts.keys()].filter((part) => !ties.has(part));
  const idsOfParts = (some: P[]) => new Set(some.flatMap((part) => parts.get(part) ?? []));
  const shown = idsOfParts(others.filter((part) => chosen.has(part)));
  const all = idsOfParts(others);
  for (const [part, ends] of ties) {
    if (keep.some((entry) => `${entry}/`.startsWith(`${part.pointer}/`))) continue;
    const hides = ends.some((end) => all.has(end) && !shown.has(end));
    if (hides) chosen.delete(part);
    else if (part.within.every((one) => chosen.has(one)) && ends.every((end) => shown.has(end)))
      chosen.add(part);
  }
}

/** The ends of an association: in CLR 2.0 both, in CLR 1.0 the other one. */
function endsOf(value: Json): string[] | undefined {
  if (!isObject(value) || value['associationType'] === undefined) return undefined;
  return [value['sourceId'], value['targetId']].filter((id) => typeof id === 'string');
}

/** The id of a part, and those of the achievements it is about; of a JWT those of what is in it. */
function idsOf(part: Json): string[] {
  const value = typeof part === 'string' && looksLikeJwt(part) ? contentOf(part) : part;
  if (!isObject(value)) return [];
  const achievements = [value, ...subjectsOf(value)].flatMap(({ achievement }) =>
    asArray<Json>(achievement ?? []),
  );
  return [value, ...achievements].flatMap((one) => idOf(one) ?? []);
}

function contentOf(jwt: string): JsonObject {
  try {
    const { payload } = decodeJwt(jwt, true);
    return isObject(payload['vc']) ? payload['vc'] : payload;
  } catch (error) {
    if (error instanceof BridgeError) return {};
    throw error;
  }
}
