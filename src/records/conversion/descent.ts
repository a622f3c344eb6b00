/** What a downgrade gathers on its way: losses, and for each credential what CLR 1.0 has no place for. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { appendPointer } from '../../kernel/pointer.ts';
import { type Loss, type LossCode, lossOf } from '../losses.ts';
import { CLR1_REST, CLR2_REST, listAdded, replay } from './carrier.ts';

/** What holds for the whole of one downgrade. */
export type Descent = {
  /** Issuers whose carrier is believed. */
  bridges: ReadonlySet<string>;
  /** Whether the credential at a pointer is of the issuer it names. */
  isProven: (pointer: string) => boolean;
  /** Ids of credentials found revoked. */
  revoked: ReadonlySet<string>;
  /** The language that is chosen where there are several. */
  lang: string;
  carry: boolean;
  losses: Loss[];
};

/** One credential on its way down; each has a carrier of its own, and is believed on its own. */
export type Frame = {
  descent: Descent;
  credential: JsonObject;
  id: string | undefined;
  /** Where its members stand in the input; inside a JWT `<pointer of the JWT>#`. */
  pointer: string;
  /** Whether it is one that this bridge, or another that is believed, made of a CLR 1.0 record. */
  ours: boolean;
  /** What came along from CLR 1.0; only of what is ours. */
  carrier: JsonObject | undefined;
  /** Pointers of what the upgrade made up: they are passed over. */
  added: ReadonlySet<string>;
  /** What has no place in CLR 1.0, by its pointer in the credential. */
  rest: Map<string, Json>;
};

/** A place in a credential. */
export type Place = {
  frame: Frame;
  /** In the input of the downgrade. */
  pointer: string;
  /** In the credential, with every list written as one, as an upgrade will write it. */
  key: string;
};

export function createFrame(descent: Descent, credential: JsonObject, pointer: string): Frame {
  const { id, issuer } = credential;
  const by = isObject(issuer) ? issuer['id'] : issuer;
  const named = typeof by === 'string' && descent.bridges.has(by);
  const ours = named && descent.isProven(pointer.replace(/#$/, ''));
  const carried = credential[CLR1_REST];
  const carrier = ours && isObject(carried) ? carried : undefined;
  return {
    descent,
    credential,
    id: typeof id === 'string' ? id : undefined,
    pointer,
    ours,
    carrier,
    added: new Set(carrier === undefined ? [] : listAdded(carrier)),
    rest: new Map(),
  };
}

export const placeOf = (frame: Frame): Place => ({ frame, pointer: frame.pointer, key: '' });

/** A place below; `index` is the one that the element has among those an upgrade will write. */
export function placeIn({ frame, pointer, key }: Place, name: string | number, index = name): Place {
  return { frame, pointer: appendPointer(pointer, name), key: appendPointer(key, index) };
}

export function lose({ frame, pointer }: Place, code: LossCode, value?: Json, message?: string): void {
  frame.descent.losses.push(lossOf(code, pointer, value, message));
}

/** Leaves a value to the carrier. `value` is what the loss repeats: nothing where it is personal. */
export function carry(
  place: Place,
  value: Json,
  { code = 'carried', personal = false }: { code?: LossCode; personal?: boolean } = {},
): void {
  const { frame, key } = place;
  const said = code === 'carried' && !frame.descent.carry ? 'no-place' : code;
  lose(place, said, personal ? undefined : value);
  if (frame.descent.carry) frame.rest.set(key, value);
}

/**
 * Does the work, and undoes what it carried and lost where nothing came of it: what is carried whole is not carried
 * in parts.
 */
export function attempt<T>(frame: Frame, work: () => T | undefined): T | undefined {
  const { losses } = frame.descent;
  const before = losses.length;
  const result = carrying(frame, work, (found) => found !== undefined);
  if (result === undefined) losses.length = before;
  return result;
}

/** Does the work, and keeps what it carried only where its result is good. */
export function carrying<T>(frame: Frame, work: () => T, isGood: (result: T) => boolean): T {
  const { rest } = frame;
  // apart, so that undoing takes no longer than the work
  frame.rest = new Map();
  const result = work();
  const carried = frame.rest;
  frame.rest = rest;
  if (isGood(result)) for (const [key, value] of carried) rest.set(key, value);
  return result;
}

/** Where nothing else is wanted of it: a frame that loses and carries apart from all others. */
export function apart(frame: Frame): Frame {
  return { ...frame, rest: new Map(), descent: { ...frame.descent, losses: [] } };
}

/** Puts back what the upgrade of this credential carried; what does not fit any more is named. */
export function bringBack(frame: Frame, document: JsonObject): JsonObject {
  if (frame.carrier === undefined) return document;
  const { document: restored, conflicts } = replay(document, frame.carrier);
  const carrier = placeIn(placeOf(frame), CLR1_REST);
  for (const pointer of conflicts)
    lose(placeIn(carrier, pointer), 'carrier-conflict', frame.carrier[pointer]);
  return restored;
}

/** The object with the carrier of the credential in it; its members stand beside those that came back. */
export function withRest(frame: Frame, owner: JsonObject, more: JsonObject = {}): JsonObject {
  const rest = { ...Object.fromEntries(frame.rest), ...more };
  if (Object.keys(rest).length === 0 || !frame.descent.carry) return owner;
  const before = owner[CLR2_REST];
  return { ...owner, [CLR2_REST]: isObject(before) ? { ...before, ...rest } : rest };
}
