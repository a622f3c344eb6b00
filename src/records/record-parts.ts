/** Walks a record along the table of the model and lists every object in it, signed payloads included. */
import { decodeJws } from '../kernel/compact-jws.ts';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { isTypeName, type TypeName, typeOf } from './model-clr1.ts';
import type { NativeRecord } from './parse-record.ts';

/** An object of the model, at its place. */
export type Part = {
  type: TypeName;
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

const ROOTS: Record<NativeRecord['kind'], TypeName> = {
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
export function isOf<T extends TypeName>(part: Part, ...types: T[]): part is Part & { type: T } {
  return (types as TypeName[]).includes(part.type);
}

function childrenOf(part: Part, signed: boolean): Part[] {
  const { value, type } = part;
  if (value === undefined) return [];
  const { properties } = typeOf(type);
  const children: Part[] = [];
  for (const member in value) {
    const property = Object.hasOwn(properties, member) ? properties[member] : undefined;
    const content = value[member];
    if (property === undefined || content === undefined || content === null) continue;
    const target = property.signs ?? (isTypeName(property.kind) ? property.kind : undefined);
    if (target === undefined || (property.signs && !signed)) continue;
    const add = (item: Json, pointer: string) => {
      const child = property.signs ? signedChild(target, item, pointer) : plainChild(target, item, pointer);
      if (child) children.push({ ...child, parent: part, member });
    };
    if (property.many && Array.isArray(content)) {
      for (const [i, item] of content.entries()) add(item, pointerIn(part, member, i));
    } else if (!property.many) {
      add(content, pointerIn(part, member));
    }
  }
  return children;
}

function plainChild(type: TypeName, value: Json, pointer: string): Part | undefined {
  return isObject(value) ? { type, value, pointer } : undefined;
}

function signedChild(type: TypeName, jws: Json, pointer: string): Part | undefined {
  if (typeof jws !== 'string') return undefined;
  try {
    return { type, value: decodeJws(jws).payload, jws, pointer };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return { type, problem: textOf(error), jws, pointer };
  }
}
