/** A learner record becomes a ClrCredential (CLR 2.0) whose achievements are credentials signed on their own. */

import { hasProof, idOf } from '../credentials/schema-vc.ts';
import { completeClr2, titleIdOf } from '../credentials/wrap-clr2.ts';
import { PROOF_KEYS } from '../kernel/contract.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { type JsonObject, oneOrAll } from '../kernel/json.ts';
import { appendPointer, rebase } from '../kernel/pointer.ts';
import type { Signer } from '../proofs/ports.ts';
import type { ProofName } from '../proofs/suites.ts';
import type { Fill, Personal } from '../records/conversion/scope-up.ts';
import { kindName } from '../records/kind-name.ts';
import type { Loss } from '../records/losses.ts';
import {
  isNativeRecord,
  type NativeRecord,
  type ParsedRecord,
  parseRecord,
} from '../records/parse-record.ts';
import { upgrade } from '../records/upgrade.ts';
import { validateCredential } from '../records/validate-credential.ts';
import { validateRecord } from '../records/validate-record.ts';
import { addStatus, checkSingle, listWishes, type StatusWish } from './add-status.ts';
import { checkAsItIs } from './check-as-it-is.ts';
import { checkSources } from './check-sources.ts';
import { upgradeOptions } from './convert-record.ts';
import { isSelectiveProof } from './embed-base.ts';
import { listClrs, type SingleClr } from './list-clrs.ts';
import type { VerifyDeps, WrapDeps } from './ports.ts';
import {
  isEnvelopeProof,
  keepIssued,
  type ProofKind,
  type Secured,
  secureCredential,
} from './secure-credential.ts';
import { signNested } from './sign-nested.ts';
import { within } from './within.ts';
import { checkCurator, type WrapInput, type Wrapped } from './wrap-record.ts';

/** How CLR 1.0 becomes CLR 2.0 (see `upgrade`), and what is put into the credential beside it. */
export type Clr2Choices = {
  /** Profiles, by their ids in CLR 1.0, in whose name the issuer may issue. */
  speaksFor?: string[];
  /** Default placeholder. */
  fill?: Fill;
  /** Default identifiers; all where the source is embedded. */
  personal?: Personal;
  /** Whether what has no place in CLR 2.0 travels as a JSON literal; default true. */
  carry?: boolean;
  /** The record of CLR 1.0 travels whole as well, as under verbatim, and unwrapping gives it back exactly. */
  embedSource?: boolean;
  /** Whether each badge that is signed gets a status entry of its own as well, with the same purpose. */
  badgeStatus?: boolean;
  /** Name of the issuer, for people. */
  issuerName?: string;
};

export const CLR2_CHOICES = [
  'speaksFor',
  'fill',
  'personal',
  'carry',
  'embedSource',
  'issuerName',
  'badgeStatus',
] as const;

type Signing = { proof: ProofKind; embedded: ProofName; wishes: StatusWish[]; badges: boolean };

/** What is going to be signed, with its place in the input. */
type Prepared = { record: JsonObject; pointer: string; signer: Signer };

type Preparation = { prepared: Prepared[]; losses: Loss[]; warnings: Finding[] };

/**
 * One ClrCredential for each Clr (mapping of CLR 1.0 to 2.0, section 4.12). A ClrCredential or badge that has no
 * proof yet is signed as it is. Nothing is signed before all of it has been looked at.
 *
 * @throws BridgeError what `wrapRecord` says; `credential-rejected` where a signature in the source does not hold
 */
export async function wrapAsClr2(deps: WrapDeps & VerifyDeps, input: WrapInput): Promise<Wrapped> {
  const { proof = 'eddsa-rdfc-2022' } = input;
  if (input.vcVersion === '1.1') {
    throw new BridgeError('request-invalid', 'CLR 2.0 is written in VC 2.0 only.', { pointer: '/vcVersion' });
  }
  checkEmbedding(input);
  const wishes = listWishes(input.status);
  checkSingle(wishes);
  const badges = input.badgeStatus === true;
  if (badges && wishes.length === 0) {
    const message = 'Badges get status entries where the record does: name its status as well.';
    throw new BridgeError('request-invalid', message, { pointer: '/badgeStatus' });
  }
  const embedded = nestedProof(proof);
  const all: Preparation[] = [];
  for (const [i, record] of input.records.entries()) {
    const pointer = input.records.length > 1 ? `/${i}` : '';
    const parsed = within(pointer, () => parseRecord(record));
    if (isNativeRecord(parsed)) {
      const signer = await findSigner(deps, input.issuer, proof, embedded);
      all.push(await prepareConversion(deps, parsed, pointer, input, signer));
    } else {
      all.push(await prepareAsItIs(deps, parsed, pointer, input, embedded));
    }
  }
  const credentials: Secured[] = [];
  for (const one of all.flatMap(({ prepared }) => prepared))
    credentials.push(await seal(deps, one, { proof, embedded, wishes, badges }));
  return {
    verifiableCredential: oneOrAll(credentials),
    losses: all.flatMap(({ losses }) => losses),
    warnings: all.flatMap(({ warnings }) => warnings),
  };
}

/**
 * The proof of what is inside. A badge is shown whole, so its proof is one for the whole; a base proof would be of no use to
 * whoever is shown the badge.
 */
function nestedProof(proof: ProofKind): ProofName {
  if (proof === 'ecdsa-sd-2023') return 'ecdsa-rdfc-2019';
  return isEnvelopeProof(proof) || isSelectiveProof(proof) ? 'eddsa-rdfc-2022' : proof;
}

/** The key for what is inside; under a selective proof one of the issuer that has the rarer key for the whole. */
async function findSigner(
  { signerFor }: Pick<WrapDeps, 'signerFor'>,
  issuer: string | undefined,
  proof: ProofKind,
  embedded: ProofName,
): Promise<Signer> {
  if (!isSelectiveProof(proof)) return signerFor(issuer, PROOF_KEYS[embedded]);
  const outer = await signerFor(issuer, PROOF_KEYS[proof]);
  return signerFor(outer.controller, PROOF_KEYS[embedded]);
}

async function prepareConversion(
  deps: WrapDeps & VerifyDeps,
  parsed: NativeRecord,
  pointer: string,
  input: WrapInput,
  signer: Signer,
): Promise<Preparation> {
  const found = within(pointer, () => validateRecord(parsed, input.validation ?? 'strict'));
  const warnings = rebase(found, pointer);
  warnings.push(...(await checkSources(deps, parsed, pointer)));
  const { clrs, losses } = listClrs(parsed, pointer);
  const prepared: Prepared[] = [];
  for (const single of clrs) {
    checkCurator(single.clr, input.issuer, signer.controller);
    const made = within(single.base, () => convert(single, input, signer));
    validateCredential(made.record, 'lenient');
    losses.push(...rebase(made.losses, single.base));
    if (input.embedSource && input.personal === undefined)
      warnings.push(finding('source-embedded', single.pointer));
    prepared.push({ record: made.record, pointer: single.pointer, signer });
  }
  return { prepared, losses, warnings };
}

function convert(
  single: SingleClr,
  input: WrapInput,
  signer: Signer,
): { record: JsonObject; losses: Loss[] } {
  const { clr, jws } = single;
  const { source, validUntil, embedSource = false } = input;
  const personal = input.personal ?? (embedSource ? 'all' : undefined);
  const choices = { ...input, carry: embedSource ? false : (input.carry ?? true) };
  const conversion = {
    ...upgradeOptions(choices, signer.controller),
    ...(personal === undefined ? {} : { personal }),
  };
  const { record, losses } = upgrade(clr, {
    ...conversion,
    ...(jws === undefined ? {} : { sourceJws: jws }),
  });
  const complete = completeClr2(record, {
    titleId: titleIdOf(clr),
    ...(source === undefined ? {} : { source }),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(embedSource
      ? { embed: { source: jws ?? clr, conversion: conversion as unknown as JsonObject } }
      : {}),
  });
  // what has no place of its own is in the source that travels along
  const kept = embedSource ? losses.map(carried) : losses;
  return { record: complete, losses: kept };
}

const carried = (loss: Loss): Loss =>
  loss.code === 'no-place'
    ? {
        ...loss,
        code: 'carried',
        message: 'No member of CLR 2.0 says this; it is in the source that travels along.',
      }
    : loss;

/** Signs what is inside, then the whole, and keeps it. */
async function seal(
  deps: WrapDeps & VerifyDeps,
  { record, pointer, signer }: Prepared,
  { proof, embedded, wishes, badges }: Signing,
): Promise<Secured> {
  const marked = await addStatus(deps, record, pointer, { wishes, badges });
  const whole = await signNested(deps, marked, pointer, { proof: embedded, signer });
  const outer = proof === embedded ? signer : await deps.signerFor(signer.controller, PROOF_KEYS[proof]);
  const secured = await secureCredential(deps, whole, { proof, signer: outer });
  const subject = idOf(whole['credentialSubject']);
  await keepIssued(deps, whole, secured, { replaces: true, ...(subject === undefined ? {} : { subject }) });
  return secured;
}

/** A record of CLR 2.0 or a badge, written elsewhere and not signed yet: nothing in it is changed. */
async function prepareAsItIs(
  deps: Pick<WrapDeps, 'signerFor'> & VerifyDeps,
  parsed: Exclude<ParsedRecord, NativeRecord>,
  pointer: string,
  input: WrapInput,
  embedded: ProofName,
): Promise<Preparation> {
  if (parsed.kind !== 'clr-2.0' && parsed.kind !== 'ob-3.0') {
    throw new BridgeError('record-unsupported', `This is ${kindName(parsed.kind)}, not a learner record.`, {
      pointer,
    });
  }
  const { value } = parsed;
  if (hasProof(value)) {
    throw new BridgeError('record-unsupported', 'The credential is signed already.', {
      pointer: `${pointer}/proof`,
    });
  }
  const choice = ([...CLR2_CHOICES, 'subject', 'validUntil', 'source'] as const).find(
    (name) => name !== 'source' && name !== 'badgeStatus' && input[name] !== undefined,
  );
  if (choice !== undefined) {
    throw new BridgeError(
      'request-invalid',
      `"${choice}" is for records of CLR 1.0; ${kindName(parsed.kind)} is signed as it is.`,
      { pointer: appendPointer('', choice) },
    );
  }
  const issuer = idOf(value['issuer']);
  const signer = await within(input.issuer === undefined ? `${pointer}/issuer` : '', () =>
    deps.signerFor(input.issuer ?? issuer, PROOF_KEYS[embedded]),
  );
  if (issuer !== signer.controller) {
    throw new BridgeError(
      'issuer-unknown',
      `The issuer is ${issuer ?? 'not named'}; a key of ${signer.controller} cannot sign for it.`,
      { pointer: `${pointer}/issuer` },
    );
  }
  const warnings = within(pointer, () => validateCredential(value, input.validation ?? 'strict'));
  await checkAsItIs(deps, value, pointer);
  return {
    prepared: [{ record: value, pointer, signer }],
    losses: [],
    warnings: rebase(warnings, pointer),
  };
}

/** The address cannot be left out and embedded. */
function checkEmbedding({ embedSource, personal }: WrapInput): void {
  if (!embedSource || personal === undefined || personal === 'all') return;
  const message = `The source that is embedded holds everything of the learner; "${personal}" would not.`;
  throw new BridgeError('request-invalid', message, {
    pointer: '/personal',
    errors: [{ code: 'embed-personal', pointer: '/personal', message }],
  });
}
