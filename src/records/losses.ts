/**
 * What a conversion between CLR 1.0 and CLR 2.0 could not say in the words of the other version. Every member that
 * does not arrive at its place is named here: a loss is a fact about the conversion, not a fault of the record.
 */
import type { Json } from '../kernel/json.ts';

export type LossLevel = 'info' | 'warning' | 'refuse';

type LossKind = {
  /** `warning` refuses too under the policy `strict`; `refuse` refuses always. */
  level: LossLevel;
  /** Whether converting back brings the value back. Without a carrier no value comes back, whatever stands here. */
  comesBack: boolean;
  /** Which conversion makes it. */
  by: 'upgrade' | 'downgrade' | 'both';
  /** One sentence for people. */
  doc: string;
};

const kept = (level: 'info' | 'warning', by: LossKind['by'], doc: string) =>
  ({ level, comesBack: true, by, doc }) as const;
const gone = (level: 'info' | 'warning', by: LossKind['by'], doc: string) =>
  ({ level, comesBack: false, by, doc }) as const;
const refused = (by: LossKind['by'], doc: string) =>
  ({ level: 'refuse', comesBack: false, by, doc }) as const;

/** Every code, with its weight and whether the value comes back. */
export const LOSSES = {
  carried: kept('info', 'both', 'No member of the other version says this; it travels in the carrier.'),
  'id-reissued': kept('info', 'upgrade', 'The new credential has an id of its own; the old one is carried.'),
  'id-malformed-urn': kept('info', 'upgrade', 'The URN is not well formed; it is kept as it is.'),
  'issuer-restored': kept('info', 'downgrade', 'The issuer is the one that the source record named.'),
  'language-map-flattened': kept('info', 'downgrade', 'One language was chosen; the others are carried.'),
  'extra-type': kept('info', 'downgrade', 'CLR 1.0 has one type; the others are carried.'),

  'null-dropped': gone('info', 'both', 'The member was null, which means absent.'),
  'default-dropped': gone('info', 'upgrade', 'The member said what its absence says.'),
  'hashed-assumed': gone('info', 'upgrade', 'Nothing says whether the identity is hashed; taken as plain.'),
  'verification-dropped': gone(
    'info',
    'upgrade',
    'It describes how to verify a record that has been replaced.',
  ),
  'learner-id-replaced': gone('info', 'upgrade', 'The learner has another id now.'),
  'set-dissolved': gone('info', 'upgrade', 'Each record of the set is a credential of its own.'),
  'personal-dropped': gone('info', 'upgrade', 'Personal data that was not asked for does not travel.'),
  'enum-normalised': gone('info', 'downgrade', 'Converted back, the word will have its standard spelling.'),
  'issuer-filled': gone('info', 'downgrade', 'The achievement names no creator; the issuer stands for it.'),
  'verification-filled': gone(
    'info',
    'downgrade',
    'CLR 1.0 wants a verification; this one claims no method.',
  ),
  'title-filled': gone('info', 'downgrade', 'CLR 1.0 wants a title of the association.'),
  'association-resolved': gone('info', 'downgrade', 'It named a credential; its achievement is meant.'),
  'name-filled': gone('info', 'downgrade', 'CLR 1.0 wants a name of the evidence.'),
  'result-description-minted': gone('info', 'downgrade', 'CLR 1.0 wants a description of the result.'),
  'id-minted': gone('info', 'downgrade', 'CLR 1.0 wants an id of the learner.'),
  'clr-synthesised': gone('info', 'downgrade', 'The record was made around a single credential.'),

  filled: kept(
    'warning',
    'upgrade',
    'CLR 2.0 wants this member and the source has none; a filling stands in.',
  ),
  'id-not-uri': kept('warning', 'upgrade', 'The id is no URI; another one was derived from it.'),
  'date-repaired': kept('warning', 'both', 'The date was not complete; a missing zone is read as UTC.'),
  'issued-on-missing': kept('warning', 'upgrade', 'The date of the whole record stands in.'),
  'enum-prefixed': kept('warning', 'upgrade', 'The word is in no list; it was marked as an extension.'),
  'enum-narrowed': kept(
    'warning',
    'both',
    'The other version has no such word; a wider one or none stands in.',
  ),
  'issuer-replaced': kept(
    'warning',
    'upgrade',
    'Who signs is the issuer; who was named stays as creator or is carried.',
  ),
  'recipient-missing': kept(
    'warning',
    'upgrade',
    'The assertion names nobody; it is taken as the learner’s.',
  ),
  'recipient-unchecked': kept('warning', 'upgrade', 'Nothing is known to compare the recipient with.'),
  'recipient-mismatch': kept('warning', 'both', 'The recipient is not the learner of the record.'),
  'signed-copy-preferred': kept('warning', 'upgrade', 'The same assertion is there signed; that one counts.'),
  'revoked-set-aside': kept('warning', 'upgrade', 'What is revoked gets no new signature.'),
  'achievement-missing': kept('warning', 'upgrade', 'An assertion of nothing makes no credential.'),
  'badge-unresolved': kept('warning', 'upgrade', 'The badge is only a link; nothing is fetched.'),
  'jws-unreadable': kept('warning', 'upgrade', 'The signed part cannot be read.'),
  'partial-set': kept('warning', 'upgrade', 'Something was set aside, so the record is partial.'),
  'identifier-type-ambiguous': kept(
    'warning',
    'upgrade',
    'It would be read as the member of this name; what comes back is the one in the carrier.',
  ),
  'endorsement-not-convertible': kept(
    'warning',
    'upgrade',
    'Nobody may endorse in the name of somebody else.',
  ),
  'jwt-decoded': kept('warning', 'downgrade', 'A readable copy stands in; the JWT is carried.'),
  'not-an-achievement': kept('warning', 'downgrade', 'The credential awards no achievement; it is carried.'),
  'association-dangling': kept('warning', 'downgrade', 'Its source is nowhere in the record; it is carried.'),

  'no-place': gone('warning', 'both', 'No member of the other version says this, and nothing is carried.'),
  'carrier-conflict': gone('warning', 'both', 'What was carried does not fit what stands there.'),
  'achievement-copies-differ': gone(
    'warning',
    'upgrade',
    'The same achievement is described otherwise before.',
  ),
  'proof-dropped': gone('warning', 'downgrade', 'A proof does not survive a change of form.'),
  'status-dropped': gone('warning', 'downgrade', 'CLR 1.0 has no such status.'),

  'record-revoked': refused('upgrade', 'A revoked record gets no new signature.'),
  'record-empty': refused('upgrade', 'Nothing is left that a credential could be made of.'),
  'required-missing': refused('upgrade', 'A member is missing that cannot be made up.'),
  'id-missing': refused('both', 'An id is missing.'),
  'id-duplicate': refused('upgrade', 'Two assertions have one id.'),
  'date-invalid': refused('both', 'The date cannot be read.'),
  'number-unsafe': refused('upgrade', 'JSON readers would change this number.'),
  'too-deep': refused('both', 'Profiles stand in each other more than 8 deep.'),
  'embed-personal': refused('upgrade', 'One cannot leave personal data out and embed the whole source.'),
  'not-clr2': refused('downgrade', 'The credential is no CLR 2.0 and no Open Badge 3.0.'),
} as const satisfies Record<string, LossKind>;

export type LossCode = keyof typeof LOSSES;

export type Loss = {
  /** JSON Pointer into the input; of what was absent, where it would have been. */
  pointer: string;
  code: LossCode;
  /** For people; never parsed. */
  message: string;
  /** The value in the source: not where it is long, personal, or was absent. */
  value?: Json;
};

/** A value of more JSON text than this is not repeated in a loss. */
const MAX_VALUE = 1024;

/**
 * One loss.
 *
 * @param value what the source says; leave it out where it is personal
 * @param message in place of the sentence that belongs to the code
 */
export function lossOf(code: LossCode, pointer: string, value?: Json, message?: string): Loss {
  const loss: Loss = { pointer, code, message: message ?? LOSSES[code].doc };
  return value === undefined || isLong(value) ? loss : { ...loss, value };
}

function isLong(value: Json): boolean {
  if (typeof value === 'string') return Buffer.byteLength(value) > MAX_VALUE;
  return typeof value === 'object' && value !== null && Buffer.byteLength(JSON.stringify(value)) > MAX_VALUE;
}
