/** TypeScript types of CLR 1.0, inferred from the table of the model. */
import type { Json } from '../kernel/json.ts';
import type { CLR1_MODEL, Clr1TypeName } from './model-clr1.ts';

type Model = typeof CLR1_MODEL;

type Kinds = {
  string: string;
  dateTime: string;
  date: string;
  uri: string;
  jws: string;
  number: number;
  boolean: boolean;
};

type Single<P> = P extends { enum: readonly (infer V)[]; extensible: true }
  ? V | `ext:${string}`
  : P extends { enum: readonly (infer V)[] }
    ? V
    : P extends { kind: infer K }
      ? K extends keyof Kinds
        ? Kinds[K]
        : K extends Clr1TypeName
          ? Shape<K>
          : never
      : never;

type Value<P> = P extends { many: true }
  ? Single<P>[]
  : P extends { many: 'either' }
    ? Single<P> | Single<P>[]
    : Single<P>;

/**
 * An object as the model describes it. Loose: every member is optional, and others may stand beside them,
 * as in real records. For records read from outside use `JsonObject`, which promises less.
 */
type Shape<T extends Clr1TypeName> = {
  -readonly [Name in keyof Model[T]['properties']]?: Value<Model[T]['properties'][Name]>;
} & { [extension: string]: Json };

export type Clr = Shape<'Clr'>;
export type ClrSet = Shape<'ClrSet'>;
export type Assertion = Shape<'Assertion'>;
export type Achievement = Shape<'Achievement'>;
export type Profile = Shape<'Profile'>;
export type Endorsement = Shape<'Endorsement'>;
export type Verification = Shape<'Verification'>;
export type RevocationList = Shape<'RevocationList'>;
export type CryptographicKeyDocument = Shape<'CryptographicKeyDocument'>;
