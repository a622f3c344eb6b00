/** The parts of a record that are verified on their own (CLR 1.0: Clr, Assertion, Endorsement). */
import { isObject, type JsonObject } from '../kernel/json.ts';
import type { NativeRecord } from './parse-record.ts';
import { isOf, isReadable, listParts, type Part, rootPart } from './record-parts.ts';
import { titleOf } from './title.ts';

export type RecordNode = {
  /** For a signed node the pointer of its JWS; what is inside is at `<pointer>#<pointer in the payload>`. */
  pointer: string;
  kind: 'clr' | 'assertion' | 'endorsement';
  form: 'plain' | 'signed';
  /** The object, or the decoded payload; absent where the JWS cannot be read. */
  value?: JsonObject;
  jws?: string;
  /** Why the JWS cannot be read. */
  problem?: string;
  id?: string;
  name?: string;
  /** The profile that must have produced it: publisher, issuer of the achievement, endorser. */
  responsible?: JsonObject;
  /** Pointer of the node around it. */
  parent?: string;
  /** For an endorsement: the ids its claim may name. */
  subjects?: ReadonlySet<string>;
};

export type RecordNodes = {
  nodes: RecordNode[];
  /** True where the record has more nodes than were asked for. */
  capped: boolean;
};

/**
 * Lists the verifiable nodes of a record, each before what it contains: the Clr, each Clr of a ClrSet, every
 * assertion and every endorsement on any of them, on an achievement or on a profile, plain and signed,
 * payloads of signed ones included.
 *
 * An endorsement speaks of what it stands on; one at the top of a record may also speak of whatever in that
 * record has an id.
 *
 * @param pointer where the record stands in the whole input
 */
export function listRecordNodes(record: NativeRecord, pointer = '', max = 5000): RecordNodes {
  const parts = listParts(rootPart(record, pointer));
  const subjects = collectSubjects(parts);
  const nodes: RecordNode[] = [];
  for (const part of parts) {
    if (!isNode(part)) continue;
    if (nodes.length === max) return { nodes, capped: true };
    nodes.push(nodeOf(part, subjects));
  }
  return { nodes, capped: false };
}

const isNode = (part: Part) => isOf(part, 'Clr', 'MemberClr', 'Assertion', 'Endorsement');
const isClr = (part: Part) => isOf(part, 'Clr', 'MemberClr');

function nodeOf(part: Part, subjects: Map<Part, Set<string>>): RecordNode {
  const { value, jws, problem, pointer } = part;
  const id = value?.['id'];
  const name = value && titleOf(value);
  const responsible = value && responsibleFor(part, value);
  const parent = enclosing(part, isNode)?.pointer;
  const allowed = isOf(part, 'Endorsement') && part.parent ? subjectsFor(part.parent, subjects) : undefined;
  return {
    pointer,
    kind: isClr(part) ? 'clr' : isOf(part, 'Assertion') ? 'assertion' : 'endorsement',
    form: jws === undefined ? 'plain' : 'signed',
    ...(value === undefined ? {} : { value }),
    ...(jws === undefined ? {} : { jws }),
    ...(problem === undefined ? {} : { problem }),
    ...(typeof id === 'string' ? { id } : {}),
    ...(name === undefined ? {} : { name }),
    ...(responsible === undefined ? {} : { responsible }),
    ...(parent === undefined ? {} : { parent }),
    ...(allowed === undefined ? {} : { subjects: allowed }),
  };
}

/** An Open Badge inside an assertion has its issuer in the badge (rule M2). */
function responsibleFor(part: Part, value: JsonObject): JsonObject | undefined {
  if (isClr(part)) return objectIn(value, 'publisher');
  if (isOf(part, 'Endorsement')) return objectIn(value, 'issuer');
  const awarded = objectIn(value, 'achievement') ?? objectIn(value, 'badge');
  return awarded && objectIn(awarded, 'issuer');
}

function objectIn(value: JsonObject, member: string): JsonObject | undefined {
  const found = value[member];
  return isObject(found) ? found : undefined;
}

function enclosing(part: Part, fits: (part: Part) => boolean): Part | undefined {
  let around = part.parent;
  while (around !== undefined && !fits(around)) around = around.parent;
  return around;
}

/** For each Clr the ids of itself and of every assertion, achievement and profile in it. */
function collectSubjects(parts: Part[]): Map<Part, Set<string>> {
  const subjects = new Map<Part, Set<string>>();
  const ofPart = new Map<Part, Set<string>>();
  for (const part of parts) {
    const own = isClr(part) ? new Set<string>() : part.parent && ofPart.get(part.parent);
    if (own === undefined) continue;
    ofPart.set(part, own);
    if (isClr(part)) subjects.set(part, own);
    if (
      !isReadable(part) ||
      !isOf(part, 'Clr', 'MemberClr', 'Assertion', 'Achievement', 'Profile', 'EndorsementProfile')
    )
      continue;
    const { id } = part.value;
    if (typeof id === 'string') own.add(id);
  }
  return subjects;
}

function subjectsFor(owner: Part, subjects: Map<Part, Set<string>>): ReadonlySet<string> {
  const id = owner.value?.['id'];
  return subjects.get(owner) ?? new Set(typeof id === 'string' ? [id] : []);
}
