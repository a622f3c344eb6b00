/** Walks a credential of CLR 2.0 or Open Badges 3.0 along the table of the model and lists every object in it. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { type VcVersion, versionOf } from '../kernel/vc-version.ts';
import type { Clr2Kind } from './credential-kind.ts';
import { type InnerCredential, listInnerCredentials } from './inner-credentials.ts';
import { type Clr2TypeName, typeOfClr2 } from './model-clr2.ts';
import { isTypeName, type Property } from './property.ts';

/** An object of the model, at its place. */
export type CredentialPart = { type: Clr2TypeName; value: JsonObject; pointer: string };

/** The form a credential is meant to have, where its contexts do not say it. */
export function formOf(credential: JsonObject): VcVersion {
  return versionOf(credential) ?? (credential['issuanceDate'] === undefined ? '2.0' : '1.1');
}

/** A type of the model, made ready for asking it often. */
type Rows = {
  properties: ReadonlyMap<string, Property<Clr2TypeName>>;
  required: readonly string[];
  closed: boolean;
  /** Members that hold objects of the model, and of which type; credentials are none. */
  holders: ReadonlyMap<string, Clr2TypeName>;
  /** Members that hold credentials, as objects or as JWS. */
  credentials: ReadonlyMap<string, 'credential' | 'endorsement'>;
};

const ROWS: Record<VcVersion, Map<Clr2TypeName, Rows>> = { '1.1': new Map(), '2.0': new Map() };

export function rowsOf(type: Clr2TypeName, version: VcVersion): Rows {
  let rows = ROWS[version].get(type);
  if (rows === undefined) {
    rows = prepareRows(type, version);
    ROWS[version].set(type, rows);
  }
  return rows;
}

function prepareRows(type: Clr2TypeName, version: VcVersion): Rows {
  const { properties, closed } = typeOfClr2(type, version);
  const holders = new Map<string, Clr2TypeName>();
  const credentials = new Map<string, 'credential' | 'endorsement'>();
  for (const [name, { kind, signs }] of Object.entries(properties)) {
    if (kind === 'VerifiableCredential') credentials.set(name, 'credential');
    else if (kind === 'EndorsementCredential' || signs !== undefined) credentials.set(name, 'endorsement');
    else if (isTypeName(kind)) holders.set(name, kind);
  }
  return {
    properties: new Map(Object.entries(properties)),
    required: Object.keys(properties).filter((name) => properties[name]?.required),
    closed: closed === true,
    holders,
    credentials,
  };
}

/**
 * The credential and the objects of the model in it, each before what it contains; credentials inside are parts of
 * their own, not of what is around them, and members of a wrong JSON type are left out. No recursion, so no depth is
 * too deep.
 */
export function listCredentialParts(
  credential: JsonObject,
  kind: Clr2Kind,
  pointer: string,
): CredentialPart[] {
  const version = formOf(credential);
  const parts: CredentialPart[] = [];
  const waiting: CredentialPart[] = [{ type: kind, value: credential, pointer }];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    parts.push(part);
    const inner = partsIn(part, version);
    for (let i = inner.length - 1; i >= 0; i--) waiting.push(inner[i] as CredentialPart);
  }
  return parts;
}

function partsIn({ type, value, pointer }: CredentialPart, version: VcVersion): CredentialPart[] {
  const { holders } = rowsOf(type, version);
  const parts: CredentialPart[] = [];
  for (const member in value) {
    const held = holders.get(member);
    if (held === undefined) continue;
    for (const { value: item, pointer: at } of objectsUnder(value, member, pointer))
      parts.push({ type: held, value: item, pointer: at });
  }
  return parts;
}

/** The credentials directly inside: badges and endorsements, as objects or as JWS, opened as far as they can be read. */
export function listCredentialsIn(
  credential: JsonObject,
  kind: Clr2Kind,
  pointer: string,
): InnerCredential[] {
  const version = formOf(credential);
  return listCredentialParts(credential, kind, pointer).flatMap(({ type, value, pointer: at }) =>
    [...rowsOf(type, version).credentials].flatMap(([member, role]) =>
      listInnerCredentials(value, member, at, role),
    ),
  );
}

/** The objects under a member, one or several, with their places. */
export function objectsUnder(
  holder: JsonObject,
  member: string,
  pointer: string,
): { value: JsonObject; pointer: string }[] {
  return itemsUnder(holder, member, pointer).filter((item): item is { value: JsonObject; pointer: string } =>
    isObject(item.value),
  );
}

/** Everything under a member, one or several, with its place. */
export function itemsUnder(
  holder: JsonObject,
  member: string,
  pointer: string,
): { value: Json; pointer: string }[] {
  const content = holder[member];
  const at = appendPointer(pointer, member);
  if (!Array.isArray(content)) return asArray(content).map((value) => ({ value, pointer: at }));
  return content.map((value, i) => ({ value, pointer: appendPointer(at, i) }));
}
