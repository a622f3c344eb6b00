/**
 * A learner record as an unsigned Verifiable Credential. Pure: who issues, when, and under which id are
 * handed in. Nothing of a record is changed; what cannot be signed is refused (`linked-data.ts`).
 */
import type { WrapProfile } from '../kernel/contract.ts';
import { type JsonObject, oneOrAll } from '../kernel/json.ts';
import { VC1_CONTEXT, VC2_CONTEXT, type VcVersion } from '../kernel/vc-version.ts';
import { VOCABULARY } from '../kernel/vocabulary.ts';
import { CLR1_CONTEXT } from '../records/model-clr1.ts';
import { digestCredential } from './json-digest.ts';
import { repairContext, toLinkedData } from './linked-data.ts';
import { describeSource, type Source } from './source-evidence.ts';
import { oneOrAllEntries, STATUS_CONTEXT } from './status-list.ts';
import { inlineContext, type TERMS } from './vocabulary.ts';

export type WrapOptions = {
  /** clr2 converts the record, and is made elsewhere (`wrap-clr2.ts`). */
  profile: Exclude<WrapProfile, 'clr2'>;
  vcVersion: VcVersion;
  /** DID of the issuer. */
  issuer: string;
  /** URL of the credential, for instance urn:uuid:... */
  id: string;
  validFrom: Date;
  validUntil?: string;
  /** DID of the learner. */
  subject?: string;
  source?: Source;
  /** Entries in status lists (`status-list.ts`). */
  status?: JsonObject[];
  /** Contexts that the proof needs (`SUITES[...].context`). */
  proofContexts: string[];
  /** Whether a digest of the JSON is put in; default true. */
  jsonDigest?: boolean;
};

export type Wrappable = {
  /** CLRs and ClrSets, as they came. */
  clrs: JsonObject[];
  /** Signed CLRs, compact JWS. */
  signedClrs: string[];
};

/**
 * Builds the credential (VC Data Model 2.0 section 4, or 1.1 section 4).
 *
 * verbatim: `credentialSubject.clr` is the record, or the records, as one JSON literal.
 * linked-data: under 1.1 without a subject DID the subject *is* the record, as pilots read it; otherwise the
 * record hangs under `clr` by a property-scoped context, since only that may define protected terms anew.
 *
 * @throws BridgeError `term-undefined`, `context-unknown`, `context-conflict` (linked-data)
 */
export function wrap(input: Wrappable, options: WrapOptions): JsonObject {
  const content = options.profile === 'verbatim' ? verbatim(input, options) : linkedData(input, options);
  const { jsonDigest = true } = options;
  const terms: (keyof typeof TERMS)[] = [...(jsonDigest ? (['jsonDigest'] as const) : []), ...content.terms];
  const source = options.source && describeSource(options.source);
  if (source) terms.push(...source.terms);
  const second = `${options.validFrom.toISOString().slice(0, 19)}Z`;
  const first = options.vcVersion === '2.0';
  const credential: JsonObject = {
    '@context': [
      first ? VC2_CONTEXT : VC1_CONTEXT,
      ...options.proofContexts,
      ...(options.status?.length && !first ? [STATUS_CONTEXT] : []),
      ...content.contexts,
      { ...content.inline, ...inlineContext(terms) },
    ],
    id: options.id,
    type: ['VerifiableCredential'],
    issuer: options.issuer,
    [first ? 'validFrom' : 'issuanceDate']: second,
    ...(options.validUntil === undefined
      ? {}
      : { [first ? 'validUntil' : 'expirationDate']: options.validUntil }),
    credentialSubject: content.subject,
    ...oneOrAllEntries(options.status ?? []),
    ...(source ? { evidence: [{ type: 'SourceRecord', ...source.members }] } : {}),
  };
  return jsonDigest ? { ...credential, jsonDigest: digestCredential(credential) } : credential;
}

type Content = {
  contexts: string[];
  inline: JsonObject;
  terms: (keyof typeof TERMS)[];
  subject: JsonObject | JsonObject[];
};

function verbatim({ clrs, signedClrs }: Wrappable, { subject }: WrapOptions): Content {
  return {
    contexts: [],
    inline: {},
    terms: [
      ...(clrs.length > 0 ? (['clr'] as const) : []),
      ...(signedClrs.length > 0 ? (['signedClrs'] as const) : []),
    ],
    subject: {
      ...(subject === undefined ? {} : { id: subject }),
      ...(clrs.length > 0 ? { clr: oneOrAll(clrs) } : {}),
      ...(signedClrs.length > 0 ? { signedClrs } : {}),
    },
  };
}

function linkedData({ clrs, signedClrs }: Wrappable, { subject, vcVersion }: WrapOptions): Content {
  const bare = vcVersion === '1.1' && subject === undefined && signedClrs.length === 0;
  const place = bare ? '/credentialSubject' : '/credentialSubject/clr';
  const records = clrs.map((clr, i) => toLinkedData(clr, clrs.length > 1 ? `${place}/${i}` : place));
  const repairs = repairContext(records);
  if (bare) {
    return { contexts: [CLR1_CONTEXT], inline: repairs, terms: [], subject: oneOrAll(records) };
  }
  const clr = { '@id': `${VOCABULARY}clr`, '@context': [CLR1_CONTEXT, repairs] };
  return {
    contexts: [],
    inline: records.length > 0 ? { clr } : {},
    terms: signedClrs.length > 0 ? ['signedClrs'] : [],
    subject: {
      ...(subject === undefined ? {} : { id: subject }),
      ...(records.length > 0 ? { clr: oneOrAll(records) } : {}),
      ...(signedClrs.length > 0 ? { signedClrs } : {}),
    },
  };
}
