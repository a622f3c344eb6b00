/** A learner record becomes a Verifiable Credential, signed, with nothing changed and nothing unsigned. */

import type { Source } from '../credentials/source-evidence.ts';
import { type Wrappable, wrap } from '../credentials/wrap.ts';
import { PROOF_KEYS, type WrapProfile } from '../kernel/contract.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { appendPointer, rebase } from '../kernel/pointer.ts';
import { parseInstant } from '../kernel/time.ts';
import type { VcVersion } from '../kernel/vc-version.ts';
import { signDocument } from '../proofs/data-integrity.ts';
import { SUITES } from '../proofs/suites.ts';
import { curationOf } from '../records/curate.ts';
import { kindName } from '../records/kind-name.ts';
import type { Loss } from '../records/losses.ts';
import { isNativeRecord, type NativeRecord, parseRecord } from '../records/parse-record.ts';
import { type ValidationPolicy, validateRecord } from '../records/validate-record.ts';
import { allocateEntries, listWishes, type StatusWishes } from './add-status.ts';
import { isSelectiveProof } from './embed-base.ts';
import type { VerifyDeps, WrapDeps } from './ports.ts';
import {
  isEnvelopeProof,
  keepIssued,
  type ProofKind,
  type Secured,
  secureAround,
} from './secure-credential.ts';
import { within } from './within.ts';
import { CLR2_CHOICES, type Clr2Choices, wrapAsClr2 } from './wrap-clr2.ts';

export type WrapInput = {
  /** One record, or several: CLR or ClrSet objects, and signed CLRs as compact JWS. */
  records: Json[];
  profile?: WrapProfile;
  /** Default: 2.0, and 1.1 under the profile linked-data. */
  vcVersion?: VcVersion;
  /** Default: eddsa-rdfc-2022 under VC 2.0, Ed25519Signature2020 under VC 1.1. */
  proof?: ProofKind;
  /** DID of the issuer, one of this service's; default: its default issuer. */
  issuer?: string;
  /** DID of the learner; default: the learner's id where that is a DID. */
  subject?: string;
  /** Default strict. */
  validation?: ValidationPolicy;
  /** Date-time with a zone. */
  validUntil?: string;
  source?: Source;
  /** Entries in status lists of this service; none by default. */
  status?: StatusWishes;
} & Clr2Choices;

export type Wrapped = {
  /** A text under the proofs jwt and sd-jwt. Several only under clr2, which makes one ClrCredential of each Clr. */
  verifiableCredential: Secured | Secured[];
  /** What has no place in the credential, or was filled in; always empty for verbatim and linked-data. */
  losses: Loss[];
  warnings: Finding[];
};

/**
 * Wraps one or more records (clr-v1 model; VC Data Model 1.1 and 2.0).
 *
 * @throws BridgeError `record-unrecognised`, `record-unsupported`, `record-invalid` (policy strict),
 *   `curated-record`, `context-unknown`, `context-conflict`, `term-undefined`, `proof-unfit`,
 *   `issuer-unknown`, `key-unavailable`, `request-invalid`
 */
export async function wrapRecord(deps: WrapDeps & VerifyDeps, input: WrapInput): Promise<Wrapped> {
  const { profile = 'verbatim', validation = 'strict' } = input;
  checkDid(input.subject, 'subject');
  checkValidUntil(input.validUntil);
  const wishes = listWishes(input.status);
  if (input.records.length === 0) throw new BridgeError('request-invalid', 'There is no record to wrap.');
  if (profile === 'clr2') return wrapAsClr2(deps, input);
  checkNoChoices(input);
  const vcVersion = input.vcVersion ?? (profile === 'linked-data' ? '1.1' : '2.0');
  const proof = input.proof ?? (vcVersion === '2.0' ? 'eddsa-rdfc-2022' : 'Ed25519Signature2020');
  if (isEnvelopeProof(proof) && proof !== 'jwt-claim' && vcVersion !== '2.0') {
    throw new BridgeError('proof-unfit', `The proof ${proof} is made for credentials of VC 2.0.`, {
      pointer: '/proof',
    });
  }
  if (isSelectiveProof(proof)) {
    throw new BridgeError(
      'proof-unfit',
      `Parts chosen under ${proof} are those of linked data, and under ${profile} the record is one value: wrap it with the profile clr2, or with the proof sd-jwt.`,
      { pointer: '/proof' },
    );
  }
  const placeOf = (i: number) => (input.records.length > 1 ? `/${i}` : '');
  const parsed = input.records.map((record, i) => within(placeOf(i), () => parseNative(record)));
  const warnings = parsed.flatMap((record, i) => {
    const found = within(placeOf(i), () => validateRecord(record, validation));
    return rebase(found, placeOf(i));
  });
  const content = sortOut(parsed);
  if (profile === 'linked-data' && content.clrs.length === 0) {
    throw new BridgeError(
      'record-unsupported',
      'Signed records travel as they are: use the profile verbatim.',
    );
  }
  const signer = await deps.signerFor(input.issuer, PROOF_KEYS[proof]);
  for (const record of content.clrs) checkCurator(record, input.issuer, signer.controller);
  const now = deps.now();
  const subject = input.subject ?? learnerDid(content.clrs);
  const id = `urn:uuid:${deps.newId()}`;
  const status = await allocateEntries(deps, wishes, signer.controller, id);
  const unsigned = wrap(content, {
    profile,
    vcVersion,
    issuer: signer.controller,
    id,
    status,
    validFrom: now,
    proofContexts: isEnvelopeProof(proof) ? [] : SUITES[proof].context[vcVersion],
    // over what is hidden it would be one more way to confirm a guess, and over what is shown it would not hold
    jsonDigest: isEnvelopeProof(proof) ? proof !== 'sd-jwt' : SUITES[proof].binds === 'statements',
    ...(input.validUntil === undefined ? {} : { validUntil: input.validUntil }),
    ...(subject === undefined ? {} : { subject }),
    ...(input.source === undefined ? {} : { source: input.source }),
  });
  const secured = isEnvelopeProof(proof)
    ? await secureAround(deps, unsigned, { proof, signer })
    : await signDocument(unsigned, { proof, signer, now, loadDocument: deps.loadDocument });
  await keepIssued(deps, unsigned, secured, subject === undefined ? {} : { subject });
  return { verifiableCredential: secured, losses: [], warnings };
}

/** What only the profile clr2 acts on must not be taken for done under another. */
function checkNoChoices(input: WrapInput): void {
  const given = CLR2_CHOICES.find((name) => input[name] !== undefined && input[name] !== (name === 'carry'));
  if (given === undefined) return;
  throw new BridgeError('request-invalid', `"${given}" is a choice of the profile clr2.`, {
    pointer: appendPointer('', given),
  });
}

function parseNative(record: Json): NativeRecord {
  const parsed = parseRecord(record);
  if (isNativeRecord(parsed)) return parsed;
  throw new BridgeError('record-unsupported', `This is ${kindName(parsed.kind)}, not a record of CLR 1.0.`);
}

/** Plain records and signed ones travel under different terms, each in the order given. */
function sortOut(parsed: NativeRecord[]): Wrappable {
  const content: Wrappable = { clrs: [], signedClrs: [] };
  for (const [i, record] of parsed.entries()) {
    if (record.kind === 'clr-1.0' || record.kind === 'clr-set') content.clrs.push(record.record);
    else if (record.kind === 'signed-clr' || record.kind === 'signed-clr-set')
      content.signedClrs.push(record.jws);
    else {
      throw new BridgeError(
        'record-unsupported',
        `This is ${kindName(record.kind)}; a Clr or a ClrSet, signed or not, can be wrapped.`,
        {
          pointer: parsed.length > 1 ? `/${i}` : '',
        },
      );
    }
  }
  return content;
}

/** A selection is the curator's statement, so the curator must be named, and be who signs. */
export function checkCurator(record: JsonObject, issuer: string | undefined, signer: string): void {
  const curation = curationOf(record);
  if (curation === undefined) return;
  const curator = curation['curator'];
  if (issuer === undefined || (typeof curator === 'string' && curator !== signer)) {
    const who = typeof curator === 'string' ? ` (${curator})` : '';
    throw new BridgeError(
      'curated-record',
      `The record is a selection; name its curator${who} as the issuer.`,
    );
  }
}

/** The learner's DID, where every record agrees on one. */
function learnerDid(records: JsonObject[]): string | undefined {
  const ids = new Set(records.map(({ learner }) => (learner as JsonObject | null)?.['id']));
  const [id] = ids;
  return ids.size === 1 && typeof id === 'string' && id.startsWith('did:') ? id : undefined;
}

function checkDid(value: string | undefined, member: string): void {
  if (value !== undefined && !/^did:[a-z0-9]+:\S+$/.test(value)) {
    throw new BridgeError('request-invalid', `"${value}" is no DID.`, { pointer: appendPointer('', member) });
  }
}

/** @throws BridgeError `request-invalid` for what is no date-time with a zone */
export function checkValidUntil(value: string | undefined): void {
  if (value !== undefined && (parseInstant(value) === undefined || !/(Z|[+-]\d\d:\d\d)$/.test(value))) {
    throw new BridgeError('request-invalid', `"${value}" is no date-time with a zone.`, {
      pointer: '/validUntil',
    });
  }
}
