/** A presentation: who presents, freshly or not, and every credential in it. */
import { checkHolder, checkPresentationStructure } from '../credentials/checks.ts';
import { type Envelope, openEnvelope } from '../credentials/envelope.ts';
import { idOf, proofsOf } from '../credentials/schema-vc.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { findEnvelopeFault, jwsOfEnvelope } from '../records/jws-of-envelope.ts';
import { checkEnvelope } from '../trust/check-envelope.ts';
import { type CheckedProof, checkProof } from '../trust/check-proof.ts';
import { checkBinding } from './check-binding.ts';
import { nodeOf } from './node-of.ts';
import type { Asked, Verifying } from './ports.ts';
import { spendChallenge } from './spend-challenge.ts';
import {
  type CheckedCredential,
  type FoundRecord,
  MAX_PROOFS,
  type Presenter,
  verifyCredential,
} from './verify-credential.ts';
import type { Checked } from './verify-native.ts';

/** More credentials than this in one presentation are not verified in one call. */
const MAX_CREDENTIALS = 200;

const WORDING = new Set<Finding['code']>(['term-loose', 'ambiguous-graph', 'graph-shared']);

export async function verifyPresentation(
  deps: Verifying,
  presentation: JsonObject,
  asked: Asked,
  envelope?: Envelope,
): Promise<Checked & { records: FoundRecord[]; holder?: string }> {
  const findings: Finding[] = checkPresentationStructure(presentation, '', {
    enveloped: envelope !== undefined,
  });
  const proofs = await checkPresenter(deps, presentation, envelope);
  const holder = proofs.find(({ signer }) => signer?.anchored === true)?.signer?.controller;
  const named = idOf(presentation['holder']);
  const proven = proofs.flatMap((proof) => proof.findings);
  // what the signature leaves open of a credential without a proof is said of that credential
  const isOfMember = ({ code, pointer }: Finding) =>
    holder !== undefined && WORDING.has(code) && /^\/verifiableCredential(?:\/|$)/.test(pointer);
  findings.push(...proven.filter((found) => !isOfMember(found)));
  if (holder !== undefined && named !== undefined && named !== holder) {
    findings.push(
      finding('holder-mismatch', '/holder', `${named} is named as holder, but ${holder} signed.`),
    );
  }
  findings.push(...(await checkFreshness(deps, presentation, asked, envelope)));
  // nonce and audience of a presentation are claims of its own
  if (envelope !== undefined) findings.push(...(await checkBinding(deps, envelope, '', {})));

  const members = asArray(presentation['verifiableCredential']);
  if (members.length > MAX_CREDENTIALS) {
    findings.push(
      finding('nodes-capped', '/verifiableCredential', `More than ${MAX_CREDENTIALS} credentials.`),
    );
  }
  if (members.length === 0 && proofs.length === 0) findings.push(finding('proof-missing', ''));
  if (members.length === 0 && asked.recipient !== undefined) findings.push(finding('recipient-unproven', ''));
  const several = Array.isArray(presentation['verifiableCredential']);
  const presenter =
    holder === undefined ? undefined : { signer: holder, named, open: proven.filter(isOfMember) };
  const checked = await Promise.all(
    members.slice(0, MAX_CREDENTIALS).map(async (member, i) => {
      const pointer = several ? appendPointer('/verifiableCredential', i) : '/verifiableCredential';
      const part = await verifyMember(deps, member, pointer, asked.recipient, presenter);
      if ('credential' in part)
        part.findings.push(
          ...checkHolder(part.credential, holder, pointer, { learner: part.records.length > 0 }),
        );
      return part;
    }),
  );
  return {
    findings: [...findings, ...checked.flatMap((part) => part.findings)],
    nodes: [nodeOf('vp', presentation, '', findings), ...checked.flatMap((part) => part.nodes)],
    records: checked.flatMap((part) => part.records),
    ...(holder === undefined ? {} : { holder }),
  };
}

/** A presentation need not be signed; then nobody has proven to hold what it shows. */
async function checkPresenter(
  deps: Verifying,
  presentation: JsonObject,
  envelope: Envelope | undefined,
): Promise<CheckedProof[]> {
  const proofs = proofsOf(presentation);
  const several = Array.isArray(presentation['proof']);
  if (proofs.length > MAX_PROOFS)
    return [{ findings: [finding('proof-malformed', '/proof', `More than ${MAX_PROOFS} proofs.`)] }];
  return Promise.all([
    ...(envelope ? [checkEnvelope(deps, envelope, '')] : []),
    ...proofs.map((proof, i) => {
      const at = several ? `/proof/${i}` : '/proof';
      return checkProof(deps, presentation, proof, 'authentication', '', at);
    }),
  ]);
}

/** Challenge and domain (Data Integrity 1.0 section 2.1), or nonce and aud of a JWT. */
async function checkFreshness(
  deps: Verifying,
  presentation: JsonObject,
  asked: Asked,
  envelope: Envelope | undefined,
): Promise<Finding[]> {
  const proofs = proofsOf(presentation).filter(isObject);
  const pointer = envelope ? '' : '/proof';
  if (proofs.length === 0 && envelope === undefined) {
    if (asked.challenge === undefined && asked.domain === undefined)
      return [finding('presentation-unsigned', '')];
    return [finding('proof-missing', '', 'A challenge was asked for, but the presentation is not signed.')];
  }
  const found: Finding[] = [];
  const challenges = envelope ? [envelope.claims['nonce']] : proofs.map(({ challenge }) => challenge);
  const domains = envelope ? [envelope.claims['aud']] : proofs.map(({ domain }) => domain);
  if (
    asked.domain !== undefined &&
    !domains.every((domain) => asArray(domain).includes(asked.domain as Json))
  ) {
    found.push(
      finding(
        'domain-mismatch',
        pointer,
        `The domain is ${JSON.stringify(domains[0])}, not "${asked.domain}".`,
      ),
    );
  }
  if (asked.challenge !== undefined && !challenges.every((challenge) => challenge === asked.challenge)) {
    return [...found, finding('challenge-mismatch', pointer, 'The challenge is not the one asked for.')];
  }
  for (const challenge of new Set(challenges))
    found.push(await spendChallenge(deps, challenge, asked, pointer));
  return found;
}

type Member = CheckedCredential | (Checked & { records: FoundRecord[] });

async function verifyMember(
  deps: Verifying,
  member: Json,
  pointer: string,
  recipient: string | undefined,
  presenter: Presenter | undefined,
): Promise<Member> {
  try {
    if (typeof member === 'string')
      return await verifyEnveloped(deps, member, pointer, optional(recipient), presenter);
    if (!isObject(member))
      throw new BridgeError('record-unrecognised', 'A credential is an object or a JWT.');
    const jws = jwsOfEnvelope(member);
    const fault = jws === undefined ? undefined : findEnvelopeFault(member);
    if (fault !== undefined) throw new BridgeError('jws-malformed', fault.message);
    return await (jws === undefined
      ? verifyCredential(deps, member, pointer, {
          ...optional(recipient),
          ...(presenter === undefined ? {} : { presenter }),
        })
      : verifyEnveloped(deps, jws, pointer, optional(recipient), presenter));
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    const failed = finding('envelope-malformed', pointer, error.message);
    return {
      findings: [failed],
      nodes: [{ pointer, kind: 'vc', state: 'failed', reasons: [failed.code] }],
      records: [],
    };
  }
}

/** A credential in a JWS or SD-JWT. @throws BridgeError `jws-malformed`, `record-unrecognised` */
export async function verifyEnveloped(
  deps: Verifying,
  jws: string,
  pointer: string,
  asked: Asked = {},
  presenter?: Presenter,
): Promise<CheckedCredential> {
  const envelope = openEnvelope(jws, pointer);
  if (envelope.kind !== 'vc') {
    throw new BridgeError('record-unrecognised', 'A presentation stands where a credential is expected.', {
      pointer,
    });
  }
  const binding = await checkBinding(deps, envelope, pointer, asked, presenter?.signer);
  return verifyCredential(deps, envelope.content, pointer, {
    envelope,
    binding,
    ...optional(asked.recipient),
  });
}

const optional = (recipient: string | undefined) => (recipient === undefined ? {} : { recipient });
