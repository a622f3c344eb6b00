/** Whether a ClrCredential says what the record of CLR 1.0 that travels in it says: by converting that one again. */
import { decodeJws } from '../kernel/compact-jws.ts';
import { digestJson } from '../kernel/digest.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { upgrade } from '../records/upgrade.ts';
import { titleIdOf, titleOf } from './wrap-clr2.ts';

/** How the source was converted: the options of `upgrade`, kept in the credential under `conversion`. */
type Conversion = Parameters<typeof upgrade>[1];

/**
 * Conversion is a pure function, so anybody can repeat it: no issuer can show one grade to wallets and hand another
 * to readers of CLR 1.0.
 *
 * @returns `absent` where no source travels in the credential, or it does not say how it was converted
 */
export function checkConversion(credential: JsonObject): 'match' | 'mismatch' | 'absent' {
  const { conversion } = credential;
  const [source, ...others] = sourcesIn(credential);
  if (!isObject(conversion) || source === undefined) return 'absent';
  // of several only one can be what it was made of
  if (others.length > 0) return 'mismatch';
  try {
    const clr = typeof source === 'string' ? decodeJws(source).payload : source;
    if (!isObject(clr)) return 'mismatch';
    const { record } = upgrade(clr, conversion as unknown as Conversion);
    const title = titleOf(record, titleIdOf(clr));
    return digestJson(statementOf(credential, title)) === digestJson(statementOf(record, title))
      ? 'match'
      : 'mismatch';
  } catch (error) {
    if (error instanceof BridgeError || error instanceof TypeError) return 'mismatch';
    throw error;
  }
}

/**
 * The Clr that travels in a credential, out of its JWS; undefined where none does, or it is not what the credential was
 * made of.
 * @throws BridgeError what `decodeJws` throws for numbers that would be altered
 */
export function sourceOf(credential: JsonObject): JsonObject | undefined {
  if (checkConversion(credential) !== 'match') return undefined;
  const [source] = sourcesIn(credential);
  const clr = typeof source === 'string' ? decodeJws(source).payload : source;
  return isObject(clr) ? clr : undefined;
}

function sourcesIn({ credentialSubject: subject }: JsonObject): Json[] {
  if (!isObject(subject)) return [];
  return [subject['clr'], subject['signedClrs']].flatMap((member) => asArray<Json>(member ?? []));
}

/** What the credential says of the learner: without what wrapping and signing added, where it is exactly that. */
function statementOf(credential: JsonObject, title: JsonObject): JsonObject {
  const {
    conversion: _conversion,
    validUntil: _until,
    evidence,
    credentialSubject,
    ...rest
  } = unsealed(credential);
  const { clr: _clr, signedClrs: _signed, achievement, ...subject } = credentialSubject as JsonObject;
  const [first, ...others] = asArray<Json>(achievement ?? []);
  const achievements =
    first === undefined ? [] : digestJson(first) === digestJson(title) ? others : [first, ...others];
  const proofs = asArray<Json>(evidence ?? []).filter((one) => !isSourceRecord(one));
  return {
    ...rest,
    ...(proofs.length > 0 ? { evidence: proofs } : {}),
    credentialSubject: { ...subject, ...(achievements.length > 0 ? { achievement: achievements } : {}) },
  };
}

/** Evidence that names bytes, and says nothing else. */
function isSourceRecord(evidence: Json): boolean {
  if (!isObject(evidence)) return false;
  const { type, sourceDigest: _digest, sourceBytes: _bytes, sourceUrl: _url, ...others } = evidence;
  return Object.keys(others).length === 0 && digestJson(type ?? null) === SOURCE_TYPES;
}

const SOURCE_TYPES = digestJson(['Evidence', 'SourceRecord']);

const ENTRY = new Set(['id', 'type', 'statusPurpose', 'statusListIndex', 'statusListCredential']);

/** An entry that names its place in a list, and says nothing else. */
function isStatusEntry(status: Json): boolean {
  if (!isObject(status) || status['type'] !== 'BitstringStatusListEntry') return false;
  return Object.entries(status).every(([name, value]) => ENTRY.has(name) && typeof value === 'string');
}

/** Without proof, digest, contexts and status entry, at every depth. */
function unsealed(value: JsonObject): JsonObject {
  const { proof: _proof, jsonDigest: _digest, '@context': _context, credentialStatus, ...rest } = value;
  const stays = credentialStatus === undefined || isStatusEntry(credentialStatus) ? {} : { credentialStatus };
  return Object.fromEntries(
    Object.entries({ ...rest, ...stays }).map(([member, inner]) => [member, strip(inner)]),
  );
}

function strip(value: Json): Json {
  if (Array.isArray(value)) return value.map(strip);
  return isObject(value) ? unsealed(value) : value;
}
