/** One thing that was offered, wrapped or issued for the wallet that claims it. */
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import { jwsOfEnvelope } from '../records/jws-of-envelope.ts';
import { isNativeRecord, parseRecord } from '../records/parse-record.ts';
import { bindSubject } from './bind-subject.ts';
import type { CredentialFormat, ExchangeDeps, OfferItem } from './exchange-ports.ts';
import { readSecured } from './read-secured.ts';
import { isEnvelopeProof, type ProofKind, type Secured } from './secure-credential.ts';

export type IssuedItem = {
  credential: Secured;
  /** Its id, for the status calls and the history of the offer. */
  id?: string;
};

/**
 * @param holder the DID that the wallet proved; without one the credential is about whomever the record is about
 * @throws BridgeError what `wrapRecord` and `issueCredential` throw; `holder-other`
 */
export async function issueOffered(
  deps: Pick<ExchangeDeps, 'wrap' | 'issue' | 'newId'>,
  item: OfferItem,
  { holder, format }: { holder?: string; format: CredentialFormat },
): Promise<IssuedItem> {
  if (item.kind === 'signed') return withId(readSecured(item.value as Secured).secured);
  if (item.kind === 'credential') return issueBound(deps, item.value as JsonObject, { holder, format });
  const { options = {}, value } = item;
  const proof = proofFor(format, options.proof);
  const native = isNativeRecord(parseRecord(value));
  const bound = native || holder === undefined ? value : bindSubject(value as JsonObject, holder);
  const { proof: _asked, ...rest } = options;
  const { verifiableCredential } = await deps.wrap({
    ...rest,
    ...(proof === undefined ? {} : { proof }),
    ...(native && holder !== undefined ? { subject: holder } : {}),
    records: [bound],
  });
  if (Array.isArray(verifiableCredential))
    throw new BridgeError('request-invalid', 'One record became several credentials.');
  return withId(verifiableCredential);
}

async function issueBound(
  deps: Pick<ExchangeDeps, 'issue' | 'newId'>,
  template: JsonObject,
  { holder, format }: { holder: string | undefined; format: CredentialFormat },
): Promise<IssuedItem> {
  // each wallet gets a credential of its own, so that one can be revoked without the others
  const own = { ...template, id: `urn:uuid:${deps.newId()}` };
  const bound = holder === undefined ? own : bindSubject(own, holder);
  const proof = proofFor(format, undefined);
  const issued = await deps.issue({
    credential: bound,
    status: ['revocation'],
    ...(proof === undefined ? {} : { proof }),
  });
  return { credential: jwsOfEnvelope(issued) ?? issued, id: own.id };
}

function withId(credential: Secured): IssuedItem {
  const { id } = readSecured(credential).credential;
  return { credential, ...(typeof id === 'string' ? { id } : {}) };
}

/** The proof that a format names; undefined for the usual one. */
function proofFor(format: CredentialFormat, asked: ProofKind | undefined): ProofKind | undefined {
  if (format === 'vc+sd-jwt') return 'sd-jwt';
  if (format === 'jwt_vc_json') return 'jwt-claim';
  if (format === 'vc+jwt') return 'jwt';
  return asked !== undefined && !isEnvelopeProof(asked) ? asked : undefined;
}
