/** Which bytes a credential was made of, as its evidence says it. */
import type { JsonObject } from '../kernel/json.ts';
import type { TERMS } from './vocabulary.ts';

/** Where the record came from, as evidence. */
export type Source = {
  /** Digest of the bytes received (multibase). */
  digest: string;
  bytes?: number;
  url?: string;
};

/** The members of the evidence beside its type, `SourceRecord`, and the terms that have to be defined for it. */
export function describeSource({ digest, bytes, url }: Source): {
  members: JsonObject;
  terms: (keyof typeof TERMS)[];
} {
  return {
    members: {
      sourceDigest: digest,
      ...(bytes === undefined ? {} : { sourceBytes: bytes }),
      ...(url === undefined ? {} : { sourceUrl: url }),
    },
    terms: [
      'SourceRecord',
      'sourceDigest',
      ...(bytes === undefined ? [] : (['sourceBytes'] as const)),
      ...(url === undefined ? [] : (['sourceUrl'] as const)),
    ],
  };
}
