/** What an upgrade knows while it walks: the losses so far, and for each new credential what goes into its carrier. */
import type { Json, JsonObject } from '../../kernel/json.ts';
import { appendPointer } from '../../kernel/pointer.ts';
import { type Loss, type LossCode, lossOf } from '../losses.ts';
import { RESERVED } from './carrier.ts';
import { mintId } from './mint.ts';
import { isAbsoluteIri, isMalformedUrn } from './uri.ts';

export type Fill = 'placeholder' | 'copy-name' | 'refuse';
export type Personal = 'identifiers' | 'none' | 'all';

/** What holds for the whole record. */
export type Call = {
  /** Who signs: a Profile of CLR 2.0, with an id. */
  issuer: JsonObject & { id: string };
  speaksFor: ReadonlySet<string>;
  fill: Fill;
  personal: Personal;
  carry: boolean;
  /** The id of the Clr; derived ids are made with it. */
  clrId: string;
  /** Its publisher, as the evidence names it. */
  publisherName: string;
  /** New ids of credentials, by those of the Clr and the assertions they are made of. */
  newIds: ReadonlyMap<string, string>;
  /** Losses that name a malformed URN, and which. */
  malformed: Map<Loss, string>;
};

/** One source object that becomes a credential: a Clr, an Assertion, an Endorsement. */
export type Scope = {
  call: Call;
  /** Where it stands in the input. */
  pointer: string;
  losses: Loss[];
  /** Pointers into it, and what has no place in the credential. */
  rest: [pointer: string, value: Json][];
  /** Pointers into the credential. */
  added: string[];
  artifacts: Json[];
  /** The JWS it was read from. */
  jws?: string;
  /** False where the carrier needs no rest, because the source travels whole. */
  keepsRest: boolean;
};

/** A value of the source: where it stands in its scope, and where it goes in the credential. */
export type Spot = { scope: Scope; at: string; to: string };

export function createScope(call: Call, pointer: string, losses: Loss[], jws?: string): Scope {
  const keepsRest = jws === undefined;
  const scope: Scope = { call, pointer, losses, rest: [], added: [], artifacts: [], keepsRest };
  return jws === undefined ? scope : { ...scope, jws };
}

/** A scope in which nothing is written down, for what is said a second time. */
export function silentScope({ call, pointer }: Scope): Scope {
  return { ...createScope(call, pointer, []), keepsRest: false };
}

export const rootSpot = (scope: Scope): Spot => ({ scope, at: '', to: '' });

/** A member: by its name in the source, and in the credential where it has one. */
export function memberSpot({ scope, at, to }: Spot, member: string, target = member): Spot {
  return { scope, at: appendPointer(at, member), to: `${to}/${target}` };
}

const PERSONAL = /^\/learner(?:\/|$)|\/recipient(?:\/|$)/;

/** Notes a loss; values of the learner are never repeated. */
export function note({ scope, at }: Spot, code: LossCode, value?: Json): Loss {
  const pointer = scope.pointer + at;
  const shown = code === 'carried' && !scope.call.carry ? 'no-place' : code;
  const loss = lossOf(shown, pointer, PERSONAL.test(pointer) ? undefined : value);
  scope.losses.push(loss);
  return loss;
}

/** Puts a value of the source into the carrier, and notes why. */
export function keep(spot: Spot, value: Json, code: LossCode = 'carried'): undefined {
  spot.scope.rest.push([spot.at, value]);
  note(spot, code, value);
}

/** Notes that what stands here in the credential was made up. */
export function markAdded({ scope, to }: Spot): void {
  scope.added.push(to);
}

type Mark = { rest: number; added: number; losses: number };

export const markOf = ({ rest, added, losses }: Scope): Mark => ({
  rest: rest.length,
  added: added.length,
  losses: losses.length,
});

/** Forgets what was written down since; losses and what was made up too, unless they are to stay. */
export function forget(scope: Scope, mark: Mark, { losses = true, added = true } = {}): void {
  scope.rest.length = mark.rest;
  if (added) scope.added.length = mark.added;
  if (losses) scope.losses.length = mark.losses;
}

/** The id under which the graph knows something: as it is, or derived from the record’s where it is no URI. */
export function nodeId(spot: Spot, value: string): string {
  if (!isAbsoluteIri(value)) {
    keep(spot, value, 'id-not-uri');
    return mintNodeId(spot.scope.call, value);
  }
  noteMalformed(spot, value);
  return value;
}

export const mintNodeId = ({ clrId }: Call, value: string) => mintId('id', clrId, value);

export function noteMalformed(spot: Spot, id: string): void {
  if (isMalformedUrn(id)) spot.scope.call.malformed.set(note(spot, 'id-malformed-urn', id), id);
}

/** The carrier of the credential; undefined where there is none. */
export function carrierOf(scope: Scope): JsonObject | undefined {
  if (!scope.call.carry) return undefined;
  const { rest, added, artifacts, jws } = scope;
  return {
    ...(scope.keepsRest ? Object.fromEntries(rest) : {}),
    ...(scope.keepsRest && artifacts.length > 0 ? { [RESERVED.artifacts]: artifacts } : {}),
    ...(added.length > 0 ? { [RESERVED.added]: added } : {}),
    ...(jws === undefined ? {} : { [RESERVED.jws]: jws }),
  };
}
