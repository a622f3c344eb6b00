/** The shape of CLR 1.0: property by property against the table of the model. */
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json } from '../kernel/json.ts';
import { checkValue, nameOfType } from './check-value.ts';
import { type Clr1TypeName, CURATION_KEY, DRAFT_PROPERTIES, typeOf } from './model-clr1.ts';
import { isTypeName, type Property } from './property.ts';
import { isReadable, listParts, pointerIn, type ReadablePart } from './record-parts.ts';

/**
 * Every deviation of a value from a type of the model, each with its JSON Pointer; objects before what they
 * contain. Null is no value in CLR 1.0: it is named, and then read as absent. Payloads of signed parts are
 * not opened: the schema knows a JWS only by its pattern.
 *
 * @param value what should be of that type
 */
export function checkShape(value: Json, type: Clr1TypeName, pointer = ''): Finding[] {
  if (!isObject(value)) {
    return [finding('property-type', pointer, `Expected an object (${type}), found ${nameOfType(value)}.`)];
  }
  const findings: Finding[] = [];
  for (const part of listParts({ type, value, pointer }, { signed: false })) {
    if (isReadable(part)) checkObject(part, findings);
  }
  return findings;
}

/** Adds the deviations of one object, not of the objects of the model inside it. */
export function checkObject(part: ReadablePart, findings: Finding[]): void {
  const { type, value } = part;
  const { properties, required, closed } = rowsOf(type);
  for (const name of required) {
    if (value[name] === undefined || value[name] === null) {
      findings.push(finding('property-missing', pointerIn(part, name), `${type} needs ${name}.`));
    }
  }
  for (const name in value) {
    const property = properties.get(name);
    const member = value[name];
    if (member === undefined) continue;
    if (property !== undefined) checkProperty(member, property, part, name, findings);
    else checkOther(member, name, part, closed, findings);
  }
}

/** A type of the model, made ready for asking it often. */
type Rows = { properties: Map<string, Property<Clr1TypeName>>; required: string[]; closed: boolean };

const ROWS = new Map<Clr1TypeName, Rows>();

function rowsOf(type: Clr1TypeName): Rows {
  let rows = ROWS.get(type);
  if (rows === undefined) {
    const { properties, closed } = typeOf(type);
    const required = Object.keys(properties).filter((name) => properties[name]?.required);
    rows = { properties: new Map(Object.entries(properties)), required, closed: closed === true };
    ROWS.set(type, rows);
  }
  return rows;
}

function checkProperty(
  member: Json,
  property: Property<Clr1TypeName>,
  part: ReadablePart,
  name: string,
  findings: Finding[],
): void {
  const { many } = property;
  if (member === null) {
    findings.push(finding('property-null', pointerIn(part, name)));
  } else if (Array.isArray(member) && many !== undefined) {
    if (member.length < (property.least ?? 0)) {
      findings.push(finding('items-few', pointerIn(part, name), `${name} needs one item at least.`));
    }
    for (const [i, item] of member.entries()) {
      if (item === null) findings.push(finding('property-null', pointerIn(part, name, i)));
      else checkSingle(item, property, part, [name, i], findings);
    }
  } else if (many === true) {
    findings.push(
      finding('property-type', pointerIn(part, name), `Expected an array, found ${nameOfType(member)}.`),
    );
  } else {
    checkSingle(member, property, part, [name], findings);
  }
}

function checkSingle(
  item: Json,
  property: Property<Clr1TypeName>,
  part: ReadablePart,
  path: (string | number)[],
  findings: Finding[],
): void {
  const { kind } = property;
  if (isTypeName(kind)) {
    if (isObject(item)) return; // a part of its own
    findings.push(
      finding(
        'property-type',
        pointerIn(part, ...path),
        `Expected an object (${kind}), found ${nameOfType(item)}.`,
      ),
    );
    return;
  }
  // Nearly all values are sound texts; a pointer is only made for the others
  if (kind === 'string' && property.enum === undefined && typeof item === 'string') return;
  const found = checkValue(item, kind, property, '');
  if (found) findings.push({ ...found, pointer: pointerIn(part, ...path) });
}

const EXTENSION = /^[^:]+:[^:]+$/;

/** A member the model does not name: an extension, a name of the candidate, or simply unknown. */
function checkOther(
  member: Json,
  name: string,
  part: ReadablePart,
  closed: boolean,
  findings: Finding[],
): void {
  if (closed) {
    if (part.type === 'Clr' && name === CURATION_KEY && isObject(member)) return;
    findings.push(
      finding(
        'property-unknown',
        pointerIn(part, name),
        `${part.type} has no property ${name.slice(0, 100)}.`,
      ),
    );
    return;
  }
  const draft = DRAFT_PROPERTIES[part.type];
  if (draft !== undefined && Object.hasOwn(draft, name)) {
    const message = `${name} is of the 2020 candidate; the final standard has ${draft[name]}.`;
    findings.push(finding('draft-property', pointerIn(part, name), message));
  } else if (member === null && EXTENSION.test(name)) {
    findings.push(
      finding(
        'extension-value',
        pointerIn(part, name),
        'An extension is a text, number, boolean, array or object.',
      ),
    );
  }
}
