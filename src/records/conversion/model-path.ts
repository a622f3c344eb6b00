/** Which values may stand where in a new credential: members of the model alone, since no other term is defined there. */
import { isObject, type Json } from '../../kernel/json.ts';
import { splitPointer } from '../../kernel/pointer.ts';
import { checkValue } from '../check-value.ts';
import { type Clr2TypeName, typeOfClr2 } from '../model-clr2.ts';
import { isTypeName, type Property } from '../property.ts';

/** A member of the model, or an element of one. */
export type ModelPlace = { property: Property<Clr2TypeName>; element: boolean };

/** What another signs, what only a signer or a service can say, and what needs a context of its own. */
const APART: ReadonlySet<string> = new Set<Clr2TypeName>([
  'VerifiableCredential',
  'EndorsementCredential',
  'Proof',
  'CredentialStatus',
  'CredentialSchema',
  'RefreshService',
  'TermsOfUse',
]);

const INDEX = /^(?:0|[1-9]\d*)$/;

/** What a pointer into a credential names; undefined where the model has nothing there, or nothing to be put back. */
export function findModelPlace(kind: Clr2TypeName, pointer: string): ModelPlace | undefined {
  let type: Clr2TypeName | undefined = kind;
  let found: ModelPlace | undefined;
  for (const token of splitPointer(pointer) ?? []) {
    if (found?.property.many !== undefined && !found.element) {
      if (!INDEX.test(token)) return undefined;
      found = { ...found, element: true };
      continue;
    }
    if (found !== undefined) type = isTypeName(found.property.kind) ? found.property.kind : undefined;
    if (type === undefined || APART.has(type)) return undefined;
    const { properties } = typeOfClr2(type);
    const property: Property<Clr2TypeName> | undefined = Object.hasOwn(properties, token)
      ? properties[token]
      : undefined;
    if (property === undefined || APART.has(property.kind)) return undefined;
    found = { property, element: false };
  }
  return found;
}

/** Whether a value is what the model has at this place, whole and without anything beside it. */
export function fitsModel(value: Json, { property, element }: ModelPlace): boolean {
  if (property.many === undefined || element) return fitsOne(value, property);
  return Array.isArray(value) && value.length > 0 && value.every((item) => fitsOne(item, property));
}

function fitsOne(value: Json, property: Property<Clr2TypeName>): boolean {
  const { kind, among } = property;
  if (!isTypeName(kind)) {
    if (kind === 'context' || checkValue(value, kind, property, '') !== undefined) return false;
    return among === undefined || among.flat().includes(String(value));
  }
  if (APART.has(kind) || !isObject(value)) return false;
  const { properties } = typeOfClr2(kind);
  const members = Object.keys(value);
  return (
    members.some((member) => member !== 'type') &&
    members.every((member) => {
      const known = Object.hasOwn(properties, member) ? properties[member] : undefined;
      return known !== undefined && fitsModel(value[member] as Json, { property: known, element: false });
    }) &&
    Object.entries(properties).every(([member, { required }]) => !required || Object.hasOwn(value, member))
  );
}
