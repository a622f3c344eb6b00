/** What can be said of a property of the model, and the words in which the table says it. */

export type TypeName =
  | 'Achievement'
  | 'Address'
  | 'Alignment'
  | 'Artifact'
  | 'Assertion'
  | 'Association'
  | 'Clr'
  | 'ClrSet'
  | 'Criteria'
  | 'CryptographicKey'
  | 'CryptographicKeyDocument'
  | 'Endorsement'
  | 'EndorsementClaim'
  | 'EndorsementProfile'
  | 'Evidence'
  | 'Identity'
  | 'MemberClr'
  | 'Profile'
  | 'Result'
  | 'ResultDescription'
  | 'RevocationList'
  | 'RubricCriterionLevel'
  | 'SystemIdentifier'
  | 'Verification';

export type Primitive = 'string' | 'number' | 'boolean' | 'dateTime' | 'date' | 'uri' | 'jws';

export type Property = {
  kind: Primitive | TypeName;
  required?: true;
  /** `true`: an array. `either`: one value, or a non-empty array of them. */
  many?: true | 'either';
  enum?: readonly string[];
  /** The list may be extended by values of the form `ext:name`. */
  extensible?: true;
  /** What the payload of a `jws` is. */
  signs?: TypeName;
};

export type ObjectType = {
  /**
   * Closed types take no property beyond these. All others are open, and a key `prefix:name` (exactly one
   * colon) is an extension, whose value may be anything but null.
   */
  closed?: true;
  properties: Record<string, Property>;
};

export const text = { kind: 'string' } as const;
export const texts = { kind: 'string', many: true } as const;
export const flag = { kind: 'boolean' } as const;
export const float = { kind: 'number' } as const;
export const dateTime = { kind: 'dateTime' } as const;
export const uri = { kind: 'uri' } as const;
export const contexts = { kind: 'uri', many: 'either' } as const;
export const need = <const P extends Property>(property: P) => ({ ...property, required: true }) as const;
export const one = <const T extends TypeName>(kind: T) => ({ kind }) as const;
export const list = <const T extends TypeName>(kind: T) => ({ kind, many: true }) as const;
export const signed = <const T extends TypeName>(signs: T) => ({ kind: 'jws', many: true, signs }) as const;

type Words<T extends string> = T extends `${infer First} ${infer Rest}` ? First | Words<Rest> : T;
export const closedList = <const T extends string[]>(...lines: T) =>
  ({ kind: 'string', enum: lines.flatMap((line) => line.split(' ')) as Words<T[number]>[] }) as const;
export const openList = <const T extends string[]>(...lines: T) =>
  ({ ...closedList(...lines), extensible: true }) as const;
