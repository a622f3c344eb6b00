/** What came from CLR 2.0 before, and travelled through CLR 1.0 in `bridge:clr2Rest`, back at its place. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { resolvePointer } from '../../kernel/pointer.ts';
import type { LossCode } from '../losses.ts';
import type { Clr2TypeName } from '../model-clr2.ts';
import { isSameContent } from '../same-content.ts';
import { insertAt, inTreeOrder } from './edit-json.ts';
import { isAbsent } from './members-up.ts';
import { findModelPlace, fitsModel } from './model-path.ts';
import { keep, memberSpot, note, type Scope, type Spot } from './scope-up.ts';

export type NewKind = Extract<
  Clr2TypeName,
  'ClrCredential' | 'AchievementCredential' | 'EndorsementCredential'
>;

/** What a credential is and who gives it is never read from a carrier. */
const NEVER = /^\/(?:id|type|issuer|proof|credentialStatus)(?:\/|$)/;

/**
 * Whom a badge is about, beside what its recipient says. The way back reads the recipient alone, so this is put back
 * as made up, and stays in the carrier too.
 */
const BESIDE_RECIPIENT = /^\/credentialSubject\/(?:id|identifier)(?:\/|$)/;

/** Each pointer put back is held against all that was made up. What is beyond this stays in the carrier. */
const MAX_EFFORT = 20_000_000;
/** Moving one that was made up takes about as long as looking at so many. */
const SHIFTING = 20;

/**
 * Puts back what the credential does not say otherwise. The rest stays together and goes into the new carrier, so
 * that it survives the next turn too.
 *
 * @param rest the carrier found in the source, at its spot
 */
export function replayRest(credential: JsonObject, kind: NewKind, rest: Json, spot: Spot): JsonObject {
  if (!isObject(rest)) {
    keep(spot, rest);
    return credential;
  }
  const { scope } = spot;
  const owned = new WeakSet<object>();
  const left: JsonObject = {};
  const leave = (key: string, code: LossCode) => {
    note(memberSpot(spot, key), code, rest[key]);
    left[key] = rest[key] as Json;
  };
  let document = credential;
  let effort = 0;
  const keys = Object.keys(rest);
  const pointers = inTreeOrder(keys.filter((key) => key.startsWith('/')));
  for (const key of [...keys.filter((one) => !one.startsWith('/')), ...pointers]) {
    const value = rest[key] as Json;
    if (scope.call.personal === 'none' && key.startsWith('/credentialSubject/identifier')) {
      note(memberSpot(spot, key), 'personal-dropped');
      continue;
    }
    const verdict = effort > MAX_EFFORT ? 'carried' : judge(document, kind, key, value, scope);
    effort += scope.added.length;
    const beside = kind === 'AchievementCredential' && BESIDE_RECIPIENT.test(key);
    if (verdict === 'said') {
      if (beside) left[key] = value;
      continue;
    }
    const next = verdict === 'replay' ? insertAt(document, key, value, owned) : undefined;
    if (next !== undefined) {
      document = next;
      shiftAdded(document, key, scope);
      effort += SHIFTING * (scope.added.length + scope.artifacts.length);
      if (!beside) continue;
      scope.added.push(key);
      left[key] = value;
    } else {
      leave(key, verdict === 'replay' ? 'carrier-conflict' : verdict);
    }
  }
  if (Object.keys(left).length > 0) scope.rest.push([spot.at, left]);
  return document;
}

/** `said`: it stands there already. */
function judge(
  document: JsonObject,
  kind: NewKind,
  key: string,
  value: Json,
  scope: Scope,
): 'replay' | 'said' | 'carried' | 'carrier-conflict' {
  if (!key.startsWith('/')) return 'carried';
  if (NEVER.test(key)) return 'carrier-conflict';
  const place = findModelPlace(kind, key);
  if (place === undefined || !fitsModel(value, place)) return 'carried';
  const mapped = resolvePointer(document, key);
  if (place.element || isAbsent(mapped)) return 'replay';
  if (isSameContent(mapped, value)) return 'said';
  return scope.added.includes(key) || comesTo(key, mapped, value, document) ? 'replay' : 'carrier-conflict';
}

/** Whether the way to CLR 1.0 makes of the carried value the one that stands there. */
function comesTo(key: string, mapped: Json, value: Json, document: JsonObject): boolean {
  if (key === '/validFrom') return document['awardedDate'] !== undefined;
  return /\/result\/\d+\/status$/.test(key) && mapped === 'InProgress' && value === 'Provisional';
}

/** What is said now is not made up any more; what stands behind an inserted element has moved. */
function shiftAdded(document: JsonObject, key: string, scope: Scope): void {
  const end = key.lastIndexOf('/');
  const parent = key.slice(0, end);
  const list = Array.isArray(resolvePointer(document, parent));
  const index = Number(key.slice(end + 1));
  const added = scope.added.flatMap((pointer) => {
    if (!list) return pointer === key ? [] : [pointer];
    if (!pointer.startsWith(`${parent}/`)) return [pointer];
    const [token = '', ...others] = pointer.slice(parent.length + 1).split('/');
    return Number(token) < index ? [pointer] : [[parent, Number(token) + 1, ...others].join('/')];
  });
  scope.added.length = 0;
  for (const pointer of added) scope.added.push(pointer);
  if (!list || parent !== '/evidence') return;
  scope.artifacts = scope.artifacts.map((triple) =>
    Array.isArray(triple) && Number(triple[0]) >= index
      ? [Number(triple[0]) + 1, ...triple.slice(1)]
      : triple,
  );
}
