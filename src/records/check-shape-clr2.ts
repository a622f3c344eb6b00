/** The shape of CLR 2.0 and Open Badges 3.0: property by property against the table of the model. */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { showJson } from '../kernel/show-json.ts';
import type { VcVersion } from '../kernel/vc-version.ts';
import { checkValue, nameOfType } from './check-value.ts';
import type { Clr2Kind } from './credential-kind.ts';
import { type CredentialPart, formOf, listCredentialParts, rowsOf } from './credential-parts.ts';
import { CLR2_CONTEXT, type Clr2TypeName } from './model-clr2.ts';
import { OB3_CONTEXT } from './model-ob3.ts';
import { isTypeName, type Property } from './property.ts';

/**
 * Every deviation of a credential from the model, each with its JSON Pointer. What the object cannot be without
 * is `structure-invalid`, and rejects; all else is a warning. One value may stand for a list of one. A credential of
 * VC Data Model 1.1 is held against the form it has there. Credentials inside, badges and endorsements, are not opened:
 * each is checked on its own.
 */
export function checkClr2(credential: JsonObject, kind: Clr2Kind, pointer: string): Finding[] {
  return checkClr2Parts(listCredentialParts(credential, kind, pointer));
}

/** The same, of a credential whose parts are listed already, itself first. */
export function checkClr2Parts(parts: CredentialPart[]): Finding[] {
  const findings: Finding[] = [];
  const version = formOf(parts[0]?.value ?? {});
  for (const part of parts) checkPart(part, version, findings);
  return findings;
}

function checkPart({ type, value, pointer }: CredentialPart, version: VcVersion, findings: Finding[]): void {
  const { properties, required, closed } = rowsOf(type, version);
  for (const name of required) {
    if (value[name] !== undefined && value[name] !== null) continue;
    const property = properties.get(name) as Property;
    findings.push(
      broken(property, 'property-missing', appendPointer(pointer, name), `${type} needs ${name}.`),
    );
  }
  for (const name in value) {
    const property = properties.get(name);
    const member = value[name];
    if (member === undefined) continue;
    if (property === undefined) {
      if (!closed) continue;
      const message = `${type} has no property ${name.slice(0, 100)}.`;
      findings.push(finding('property-unknown', appendPointer(pointer, name), message));
    } else if (member === null) findings.push(finding('property-null', appendPointer(pointer, name)));
    else if (!isText(member, property)) checkMember(member, property, appendPointer(pointer, name), findings);
  }
}

/** Nearly all members are sound texts; a pointer is only made for the others. */
const isText = (member: Json, { kind, enum: listed, many }: Property) =>
  kind === 'string' && listed === undefined && many === undefined && typeof member === 'string';

/** A deviation of a property: of one that is essential, the object is not what it says it is. */
function broken(
  { essential }: Property,
  code: 'property-missing' | 'property-type' | 'items-few',
  pointer: string,
  message: string,
): Finding {
  return finding(essential ? 'structure-invalid' : code, pointer, message);
}

function checkMember(
  member: Json,
  property: Property<Clr2TypeName>,
  pointer: string,
  findings: Finding[],
): void {
  const { many, essential, least = 0 } = property;
  const several = Array.isArray(member);
  if (many === true && !several) {
    const message = `Expected an array, found ${nameOfType(member)}.`;
    findings.push(broken(property, 'property-type', pointer, message));
  } else if (several && many === undefined) {
    const only = member.length === 1 ? member[0] : undefined;
    if (essential && isObject(only)) {
      findings.push(finding('structure-deviation', pointer, 'Expected one object, found an array with one.'));
      checkSingle(only, property, appendPointer(pointer, 0), findings);
    } else {
      findings.push(broken(property, 'property-type', pointer, 'Expected one value, found an array.'));
    }
  } else {
    if (several && member.length < least)
      findings.push(broken(property, 'items-few', pointer, 'Expected one item at least, found none.'));
    for (const [i, item] of asArray<Json>(member).entries()) {
      const at = several ? appendPointer(pointer, i) : pointer;
      if (item === null) findings.push(finding('property-null', at));
      else checkSingle(item, property, at, findings);
    }
  }
  if (property.among) checkAmong(member, property.among, pointer, findings);
  if (property.begins && several) checkContexts(member, property.begins, pointer, findings);
}

function checkSingle(
  item: Json,
  property: Property<Clr2TypeName>,
  pointer: string,
  findings: Finding[],
): void {
  const { kind, orId } = property;
  if (!isTypeName(kind) || (orId && typeof item === 'string')) {
    const found = checkValue(item, isTypeName(kind) ? 'uri' : kind, property, pointer);
    if (found) findings.push(isObject(item) ? ofLanguages(found) : found);
  } else if (!isObject(item)) {
    // a badge as JWT has no place in the model, and is found there nevertheless
    const isJwt = kind === 'VerifiableCredential' && typeof item === 'string';
    const message = `Expected an object (${kind}), found ${nameOfType(item)}.`;
    findings.push(
      isJwt
        ? finding('property-type', pointer, message)
        : broken(property, 'property-type', pointer, message),
    );
  }
}

function ofLanguages(found: Finding): Finding {
  return { ...found, message: `${found.message} No context gives a text in several languages a meaning.` };
}

/** What a list must have among its items; a text alone is a list of one. */
function checkAmong(
  member: Json,
  among: readonly (string | readonly string[])[],
  pointer: string,
  findings: Finding[],
): void {
  const items = asArray(member);
  const absent = among.filter((wanted) => ![wanted].flat().some((name) => items.includes(name)));
  if (absent.length === 0) return;
  const names = absent.map((wanted) => [wanted].flat().join(' or ')).join(', ');
  findings.push(finding('type-mismatch', pointer, `${showJson(member)} does not list ${names}.`));
}

/** Contexts have an order: that of the data model, of the record, of its badges, and then any. */
function checkContexts(
  contexts: Json[],
  begins: readonly (string | RegExp)[],
  pointer: string,
  findings: Finding[],
): void {
  for (const [i, wanted] of begins.entries()) {
    const context = contexts[i];
    const fits =
      typeof wanted === 'string' ? context === wanted : typeof context === 'string' && wanted.test(context);
    if (fits) continue;
    const name =
      typeof wanted === 'string' ? wanted : [CLR2_CONTEXT, OB3_CONTEXT].find((one) => wanted.test(one));
    const message = `Expected ${name}, found ${showJson(context)}.`;
    findings.push(finding('context-unexpected', appendPointer(pointer, i), message));
  }
}
