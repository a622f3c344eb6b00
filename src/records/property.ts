/** What can be said of a property of a model, and the words in which the tables say it. */

const PRIMITIVES = [
  'string',
  'number',
  'boolean',
  'dateTime',
  'date',
  'uri',
  'jws',
  'language',
  /** An entry of `@context`: the URL of a context, or one spelled out. */
  'context',
] as const;

export type Primitive = (typeof PRIMITIVES)[number];

/** True where a property holds objects of the model rather than a primitive. */
export function isTypeName<T extends string>(kind: Primitive | T): kind is T {
  return !(PRIMITIVES as readonly string[]).includes(kind);
}

/** `T`: names of the types that the model has. */
export type Property<T extends string = string> = {
  kind: Primitive | T;
  required?: true;
  /** Without it, or with something of another kind there, the object is not what it says it is. */
  essential?: true;
  /** `true`: an array. `either`: one value, or an array of them. */
  many?: true | 'either';
  /** Fewest items of an array. */
  least?: number;
  /** What an array has among its items, in any order; of a list here, one at least. */
  among?: readonly (string | readonly string[])[];
  /** What an array begins with. */
  begins?: readonly (string | RegExp)[];
  enum?: readonly string[];
  /** The list may be extended by values of the form `ext:name`. */
  extensible?: true;
  /** The id of such an object may stand in its place. */
  orId?: true;
  /** What the payload of a `jws` is. */
  signs?: T;
};

export type ObjectType<T extends string = string> = {
  /** Closed types take no property beyond these; to all others extensions may be added. */
  closed?: true;
  properties: Record<string, Property<T>>;
};

export const text = { kind: 'string' } as const;
export const texts = { kind: 'string', many: true } as const;
export const flag = { kind: 'boolean' } as const;
export const float = { kind: 'number' } as const;
export const dateTime = { kind: 'dateTime' } as const;
export const date = { kind: 'date' } as const;
export const language = { kind: 'language' } as const;
export const uri = { kind: 'uri' } as const;
export const need = <const P extends Property>(property: P) => ({ ...property, required: true }) as const;
/** What an object cannot do without. */
export const essential = <const P extends Property>(property: P) =>
  ({ ...property, required: true, essential: true }) as const;
export const one = <const T extends string>(kind: T) => ({ kind }) as const;
export const list = <const T extends string>(kind: T) => ({ kind, many: true }) as const;
/** One value, or an array of them: what JSON-LD makes no difference between. */
export const some = <const T extends string>(kind: T) => ({ kind, many: 'either' }) as const;
export const signed = <const T extends string>(signs: T) => ({ kind: 'jws', many: true, signs }) as const;

/** The member `type`: a list of names, with these among them. */
export const typed = <const A extends (string | string[])[]>(...among: A) =>
  ({ kind: 'string', many: 'either', least: 1, among, required: true }) as const;

type Words<T extends string> = T extends `${infer First} ${infer Rest}` ? First | Words<Rest> : T;
export const closedList = <const T extends string[]>(...lines: T) =>
  ({ kind: 'string', enum: lines.flatMap((line) => line.split(' ')) as Words<T[number]>[] }) as const;
export const openList = <const T extends string[]>(...lines: T) =>
  ({ ...closedList(...lines), extensible: true }) as const;
