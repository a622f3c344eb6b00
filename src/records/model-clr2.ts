/**
 * The data model of CLR 2.0 (Final) as one table: what it shares with Open Badges 3.0, and the record around the
 * badges. Everything that knows a property of the model reads it here: the shape check, the JSON Schema.
 */
import { VC1_CONTEXT, VC2_CONTEXT, type VcVersion } from '../kernel/vc-version.ts';
import { contexts, credential, endorsable, OB3_CONTEXTS, OB3_MODEL } from './model-ob3.ts';
import {
  closedList,
  dateTime,
  essential,
  flag,
  need,
  type ObjectType,
  one,
  type Property,
  some,
  text,
  typed,
  uri,
} from './property.ts';

/** The newest context of CLR 2.0; earlier ones have no term `partial`, nor `identifier` for a ClrSubject. */
export const CLR2_CONTEXT = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json';
const CLR2_CONTEXTS = /^https:\/\/purl\.imsglobal\.org\/spec\/clr\/v2p0\/context(?:-2\.\d\.\d)?\.json$/;

const CLR2_MODEL = {
  ...OB3_MODEL,
  ClrCredential: {
    properties: {
      '@context': contexts(VC2_CONTEXT, CLR2_CONTEXTS, OB3_CONTEXTS),
      id: need(uri),
      type: typed('VerifiableCredential', 'ClrCredential'),
      name: need(text),
      description: text,
      image: one('Image'),
      awardedDate: dateTime,
      partial: flag,
      credentialSubject: essential(one('ClrSubject')),
      ...endorsable,
      ...credential,
    },
  },
  ClrSubject: {
    properties: {
      id: uri,
      type: typed('ClrSubject'),
      identifier: some('IdentityObject'),
      achievement: some('Achievement'),
      association: some('Association'),
      verifiableCredential: essential({ ...some('VerifiableCredential'), least: 1 }),
    },
  },
  /** From its source to its target: `isChildOf` says that the source is the child. */
  Association: {
    closed: true,
    properties: {
      type: need(closedList('Association')),
      associationType: need(
        closedList('exactMatchOf isChildOf isParentOf isPartOf isPeerOf isRelatedTo precedes replacedBy'),
      ),
      sourceId: need(uri),
      targetId: need(uri),
    },
  },
  /** Any credential inside a CLR: as a rule an AchievementCredential. */
  VerifiableCredential: {
    properties: {
      '@context': contexts(VC2_CONTEXT),
      id: uri,
      type: typed('VerifiableCredential'),
      credentialSubject: essential(one('CredentialSubject')),
      ...credential,
    },
  },
  CredentialSubject: { properties: { id: uri } },
} as const satisfies Record<string, ObjectType>;

export type Clr2TypeName = keyof typeof CLR2_MODEL;

/** The row of a type, in the form that credentials have in a version of the VC Data Model: new ones are of 2.0. */
export function typeOfClr2(name: Clr2TypeName, version: VcVersion = '2.0'): ObjectType<Clr2TypeName> {
  const type: ObjectType<Clr2TypeName> = CLR2_MODEL[name];
  if (version === '2.0' || type.properties['validFrom'] === undefined) return type;
  EARLIER.set(name, EARLIER.get(name) ?? earlierForm(name, type));
  return EARLIER.get(name) as ObjectType<Clr2TypeName>;
}

const EARLIER = new Map<Clr2TypeName, ObjectType<Clr2TypeName>>();

/** Under VC Data Model 1.1: other names for the times, another first context, and the issuer never a mere id. */
function earlierForm(name: Clr2TypeName, { properties }: ObjectType<Clr2TypeName>): ObjectType<Clr2TypeName> {
  const renamed = { validFrom: 'issuanceDate', validUntil: 'expirationDate' } as Record<string, string>;
  const rows = Object.entries(properties).map(([member, row]): [string, Property<Clr2TypeName>] => {
    if (member === '@context') {
      const [, ...others] = row.begins ?? [];
      return [member, { ...row, begins: [VC1_CONTEXT, ...others] }];
    }
    if (member === 'issuer') return [member, essential(one('Profile'))];
    if (member === 'name' && name === 'AchievementCredential') return [member, need(text)];
    return [renamed[member] ?? member, row];
  });
  return { properties: Object.fromEntries(rows) };
}
