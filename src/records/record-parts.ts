/** Walks a record along the table of the model and lists every object in it, signed payloads included. */
import { decodeJws } from '../kernel/compact-jws.ts';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { type Clr1TypeName, typeOf } from './model-clr1.ts';
import type { NativeRecord } from './parse-record.ts';
import { isTypeName } from './property.ts';

/** An object of the model, at its place. */
export type Part = {
  type: Clr1TypeName;
  /** Absent where the part is a JWS that cannot be read; `problem` then says why. */
  value?: JsonObject;
  problem?: string;
  /**
   * JSON Pointer; inside the payload of a JWS it is `<pointer of the JWS>#<pointer in its payload>`, and for
   * the payload itself the pointer of the JWS.
   */
  pointer: string;
  /** The JWS whose payload this part is. */
  jws?: string;
  parent?: Part;
  /** The member of the parent that holds it. */
  member?: string;
};

export type ReadablePart = Part & { value: JsonObject };

const ROOTS: Record<NativeRecord['kind'], Clr1TypeName> = {
  'clr-1.0': 'Clr',
  'clr-set': 'ClrSet',
  assertion: 'Assertion',
  endorsement: 'Endorsement',
  'signed-clr': 'MemberClr',
  'signed-clr-set': 'ClrSet',
  'signed-assertion': 'Assertion',
  'signed-endorsement': 'Endorsement',
};

/** The part a record is itself. */
export function rootPart(record: NativeRecord, pointer = ''): ReadablePart {
  const type = ROOTS[record.kind];
  return 'jws' in record
    ? { type, value: record.payload, jws: record.jws, pointer }
    : { type, value: record.record, pointer };
}

/**
 * The part and all parts under it: each before what it contains, in the order of the document. Members of a
 * wrong JSON type are passed over (`check-shape.ts` names them). No recursion, so no depth is too deep.
 *
 * @param options `signed: false` leaves the payloads of signed parts unopened
 */
export function listParts(root: Part, { signed = true } = {}): Part[] {
  const parts: Part[] = [];
  const stack: Part[] = [root];
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    parts.push(part);
    const children = childrenOf(part, signed);
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i] as Part);
  }
  return parts;
}

/** The Clrs among the parts, each with the parts under it, itself included. */
export function groupByClr(parts: Part[]): { clr: ReadablePart; parts: ReadablePart[] }[] {
  const groups: { clr: ReadablePart; parts: ReadablePart[] }[] = [];
  const groupOf = new Map<Part, ReadablePart[]>();
  for (const part of parts) {
    if (!isReadable(part)) continue;
    const isClr = isOf(part, 'Clr', 'MemberClr');
    const group = isClr ? [] : part.parent && groupOf.get(part.parent);
    if (group === undefined) continue;
    if (isClr) groups.push({ clr: part, parts: group });
    group.push(part);
    groupOf.set(part, group);
  }
  return groups;
}

/** The pointer of a member of a part. */
export function pointerIn(part: Part, ...segments: (string | number)[]): string {
  return segments.reduce<string>(appendPointer, part.jws === undefined ? part.pointer : `${part.pointer}#`);
}

export function isReadable(part: Part): part is ReadablePart {
  return part.value !== undefined;
}

/** True for a part whose type is one of those named. */
export function isOf<T extends Clr1TypeName>(part: Part, ...types: T[]): part is Part & { type: T } {
  return (types as Clr1TypeName[]).includes(part.type);
}

function childrenOf(part: Part, signed: boolean): Part[] {
  const { value, type } = part;
  const children: Part[] = [];
  if (value === undefined) return children;
  const holders = holdersOf(type);
  const base = pointerIn(part);
  for (const member in value) {
    const holder = holders.get(member);
    const content = value[member];
    if (holder === undefined || (holder.signed && !signed)) continue;
    // Members of the model have no character that a pointer would escape
    const pointer = `${base}/${member}`;
    if (!holder.many) {
      if (isObject(content))
        children.push({ type: holder.type, value: content, pointer, parent: part, member });
    } else if (Array.isArray(content)) {
      for (let i = 0; i < content.length; i++) {
        const item = content[i] as Json;
        if (isObject(item) && !holder.signed) {
          children.push({ type: holder.type, value: item, pointer: `${pointer}/${i}`, parent: part, member });
        } else if (typeof item === 'string' && holder.signed) {
          children.push({ ...readJws(holder.type, item, `${pointer}/${i}`), parent: part, member });
        }
      }
    }
  }
  return children;
}

/** A member that holds parts: of which type, and whether as payloads of JWS. */
type Holder = { type: Clr1TypeName; many: boolean; signed: boolean };

const HOLDERS = new Map<Clr1TypeName, Map<string, Holder>>();

function holdersOf(type: Clr1TypeName): Map<string, Holder> {
  let holders = HOLDERS.get(type);
  if (holders === undefined) {
    holders = new Map();
    for (const [member, { kind, many, signs }] of Object.entries(typeOf(type).properties)) {
      const held = signs ?? (isTypeName(kind) ? kind : undefined);
      if (held) holders.set(member, { type: held, many: many === true, signed: signs !== undefined });
    }
    HOLDERS.set(type, holders);
  }
  return holders;
}

function readJws(type: Clr1TypeName, jws: string, pointer: string): Part {
  try {
    return { type, value: decodeJws(jws, true).payload, jws, pointer };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return { type, problem: textOf(error), jws, pointer };
  }
}
