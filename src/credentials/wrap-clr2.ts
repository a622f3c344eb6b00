/**
 * A converted CLR 2.0 made ready to be signed: what wallets look for, where it came from, and on request the source
 * itself. Pure; what is added is listed in the record's carrier, so that the way back takes it out again.
 */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { mintId } from '../records/conversion/mint.ts';
import { describeSource, type Source } from './source-evidence.ts';
import { addTerms, type TERMS } from './vocabulary.ts';

export type Clr2Additions = {
  /** Id of an achievement that stands first and carries the name of the record. */
  titleId: string;
  /** Date-time with a zone. */
  validUntil?: string;
  /** The bytes it was made of, as evidence. */
  source?: Source;
  /** The record of CLR 1.0 itself, a Clr or a signed CLR as compact JWS, and how it was converted. */
  embed?: { source: JsonObject | string; conversion: JsonObject };
};

/** The id of that achievement; the same for the same record. */
export const titleIdOf = (clr: JsonObject): string => mintId('id', String(clr['id']), 'title');

/** A wallet in wide use shows the first achievement's name as the title of a CLR. */
const TITLE_AT = '/credentialSubject/achievement/0';

/**
 * Adds to a ClrCredential that `upgrade` made, in an inline context of its own terms.
 *
 * @param record unsigned ClrCredential of CLR 2.0
 */
export function completeClr2(
  record: JsonObject,
  { titleId, validUntil, source, embed }: Clr2Additions,
): JsonObject {
  const terms: (keyof typeof TERMS)[] = [];
  const subject = isObject(record['credentialSubject']) ? record['credentialSubject'] : {};
  const evidence = asArray(record['evidence']);
  const added = [TITLE_AT];
  if (validUntil !== undefined) added.push('/validUntil');
  if (source !== undefined) {
    const { members, terms: needed } = describeSource(source);
    terms.push(...needed);
    added.push(`/evidence/${evidence.length}`);
    // a reader of Open Badges takes it for evidence too
    evidence.push({ type: ['Evidence', 'SourceRecord'], ...members });
  }
  if (embed !== undefined) terms.push('conversion', typeof embed.source === 'string' ? 'signedClrs' : 'clr');
  const complete: JsonObject = {
    ...record,
    ...(validUntil === undefined ? {} : { validUntil }),
    credentialSubject: {
      ...subject,
      achievement: [titleOf(record, titleId), ...asArray(subject['achievement'])],
      ...(embed === undefined ? {} : sourceMember(embed.source)),
    },
    ...(embed === undefined ? {} : { conversion: embed.conversion }),
    ...(evidence.length > 0 ? { evidence } : {}),
    ...carrierWith(record['clr1Rest'], added),
  };
  return terms.length > 0 ? addTerms(complete, terms) : complete;
}

function sourceMember(source: JsonObject | string): JsonObject {
  return typeof source === 'string' ? { signedClrs: [source] } : { clr: source };
}

/** The achievement that carries the name of a record. */
export function titleOf(record: JsonObject, id: string): JsonObject {
  const name = record['name'] ?? '';
  return { id, type: ['Achievement'], name, description: name, criteria: { narrative: name } };
}

/** What was listed as added among the achievements has moved by one. */
function carrierWith(carrier: Json | undefined, added: string[]): JsonObject {
  if (!isObject(carrier)) return {};
  const moved = asArray(carrier['#added']).map((pointer) =>
    typeof pointer === 'string'
      ? pointer.replace(
          /^\/credentialSubject\/achievement\/(\d+)(?=\/|$)/,
          (_, index) => `/credentialSubject/achievement/${Number(index) + 1}`,
        )
      : pointer,
  );
  return { clr1Rest: { ...carrier, '#added': [...moved, ...added] } };
}
