/** Which assertions of a Clr become credentials, and which are set aside, to be dressed up by nobody. */
import { asArray, isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { LossCode } from '../losses.ts';
import { setAsideCode } from './assertion-up.ts';
import { isAbsent } from './members-up.ts';
import { keep, memberSpot, note, rootSpot, type Scope, type Spot } from './scope-up.ts';
import type { Opened } from './signed-up.ts';

/** An assertion that becomes a credential. */
type Source = { value: JsonObject; pointer: string; jws?: string };

export type Selection = {
  sources: Source[];
  /** All that could be read, those set aside too. */
  read: Json[];
  /** Whether something was set aside, so that the record is partial. */
  setAside: boolean;
};

/**
 * Plain assertions in their order, then signed ones. What is revoked, awards nothing or cannot be read goes into the
 * carrier of the record; of a plain and a signed form of one assertion the plain one does.
 *
 * @param root scope of the record
 */
export function selectAssertions(clr: JsonObject, signed: Opened[], root: Scope): Selection {
  const signedIds = new Set(
    signed.map(({ payload }) => payload?.['id']).filter((id) => typeof id === 'string'),
  );
  const plain = selectPlain(clr['assertions'], memberSpot(rootSpot(root), 'assertions'), signedIds);
  const opened = selectSigned(
    clr['signedAssertions'],
    signed,
    memberSpot(rootSpot(root), 'signedAssertions'),
  );
  const payloads = signed.flatMap(({ payload }) => payload ?? []);
  return {
    sources: [...plain.sources, ...opened.sources],
    read: [...asArray(clr['assertions']), ...payloads],
    setAside: plain.setAside || opened.setAside,
  };
}

type Part = Omit<Selection, 'read'>;

function selectPlain(list: Json | undefined, spot: Spot, signedIds: ReadonlySet<string>): Part {
  const selection: Part = { sources: [], setAside: false };
  if (isAbsent(list)) return selection;
  if (!Array.isArray(list)) {
    keep(spot, list);
    return selection;
  }
  const seen = new Set<string>();
  const carried = list.flatMap((item, i): [string, Json][] => {
    const place: Spot = { ...spot, at: `${spot.at}/${i}` };
    if (item === null) {
      note(place, 'carried');
      return [[place.at, item]];
    }
    const id = idOf(item);
    if (id !== undefined && seen.has(id)) note(memberSpot(place, 'id'), 'id-duplicate');
    if (id !== undefined) seen.add(id);
    const twin = id !== undefined && signedIds.has(id);
    const code: LossCode | undefined = twin ? 'signed-copy-preferred' : setAsideCode(item);
    if (code === undefined) {
      selection.sources.push({ value: item as JsonObject, pointer: place.at });
      return [];
    }
    note(place, code);
    selection.setAside ||= !twin;
    return [[place.at, item]];
  });
  keepAside(spot, list, carried, selection);
  return selection;
}

function selectSigned(list: Json | undefined, signed: Opened[], spot: Spot): Part {
  const selection: Part = { sources: [], setAside: false };
  if (isAbsent(list)) return selection;
  if (!Array.isArray(list)) {
    keep(spot, list);
    return selection;
  }
  const seen = new Set<string>();
  const carried = signed.flatMap(({ jws, payload, losses }, i): [string, Json][] => {
    const place: Spot = { ...spot, at: `${spot.at}/${i}` };
    spot.scope.losses.push(...losses);
    const id = payload === undefined ? undefined : idOf(payload);
    if (id !== undefined && seen.has(id)) note(memberSpot(place, 'id'), 'id-duplicate');
    if (id !== undefined) seen.add(id);
    const code = payload === undefined ? undefined : setAsideCode(payload);
    if (code === undefined && payload !== undefined && typeof jws === 'string') {
      selection.sources.push({ value: payload, pointer: place.at, jws });
      return [];
    }
    if (code !== undefined) note(place, code);
    selection.setAside = true;
    return [[place.at, jws]];
  });
  keepAside(spot, list, carried, selection);
  return selection;
}

/** Elements come back into an array that is there; where none is left, it comes back whole. */
function keepAside({ scope, at }: Spot, list: Json[], carried: [string, Json][], { sources }: Part): void {
  if (sources.length > 0) scope.rest.push(...carried);
  else scope.rest.push([at, list]);
}

function idOf(assertion: Json): string | undefined {
  const id = isObject(assertion) ? assertion['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}
