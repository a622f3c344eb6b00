/** The use cases as plain functions. Every effect can be handed in, and has a working default; keys cannot be defaulted. */
import { randomUUID } from 'node:crypto';
import { BridgeError } from './kernel/errors.ts';
import type { Json, JsonObject } from './kernel/json.ts';
import type { Report } from './kernel/report.ts';
import { createContextLoader } from './proofs/contexts.ts';
import type { KeyType, ResolveDid, Signer } from './proofs/ports.ts';
import { createFetcher } from './trust/create-fetcher.ts';
import { didOfKey } from './trust/did-forms.ts';
import type { Fetcher } from './trust/fetcher.ts';
import { createLocalSigner } from './trust/local-signer.ts';
import { generatePrivateKey, parsePrivateKey } from './trust/private-key.ts';
import { createDidResolver } from './trust/resolve-did.ts';
import { type Comparison, compareRecords } from './workflows/compare-records.ts';
import { type Converted, type ConvertInput, convertRecord } from './workflows/convert-record.ts';
import { type Curated, type CurateInput, curateRecord } from './workflows/curate-record.ts';
import {
  type DisclosedCredential,
  type DiscloseInput,
  discloseCredential,
} from './workflows/disclose-credential.ts';
import { type Joined, type JoinInput, joinCredentials } from './workflows/join-credentials.ts';
import type { Asked, VerifyDeps, WrapDeps } from './workflows/ports.ts';
import { type Signed, type SignInput, signRecord } from './workflows/sign-record.ts';
import { type Split, type SplitInput, splitRecord } from './workflows/split-record.ts';
import { type UnwrapOptions, type Unwrapped, unwrapRecords } from './workflows/unwrap-records.ts';
import { verifyNodes } from './workflows/verify-nodes.ts';
import { type WrapInput, type Wrapped, wrapRecord } from './workflows/wrap-record.ts';

export type Effects = {
  now?: () => Date;
  newId?: () => string;
  /** Default: https to public addresses only, with limits. */
  fetch?: Fetcher;
  resolveDid?: ResolveDid;
  /** Takes a place in a status list; the library keeps none, so `status` needs it. */
  allocateStatus?: WrapDeps['allocateStatus'];
  /** Contexts beyond those held, by URL. */
  contexts?: ReadonlyMap<string, object>;
};

const systemTime = () => new Date();

function depsOf({ now = systemTime, fetch = createFetcher(), resolveDid, contexts }: Effects): VerifyDeps {
  return {
    now,
    fetch,
    resolveDid: resolveDid ?? createDidResolver({ fetch, now }),
    loadDocument: createContextLoader(contexts),
  };
}

type Signing = Effects & { signer: Signer };

/** What wrapping needs, with one signer for everything; the rest of the options is what is asked. */
function signingOf<T extends Signing>(options: T) {
  const { signer, now, newId = randomUUID, fetch, resolveDid, contexts, allocateStatus, ...input } = options;
  const effects = {
    ...(now && { now }),
    ...(fetch && { fetch }),
    ...(resolveDid && { resolveDid }),
    ...(contexts && { contexts }),
  };
  const deps = {
    ...depsOf(effects),
    newId,
    signerFor: async () => signer,
    ...(allocateStatus && { allocateStatus }),
  };
  return { deps, input, issuer: signer.controller };
}

/** Wraps one record, or several (see `wrapRecord`); `signer` is the issuer. */
export function wrap(
  records: Json,
  options: Omit<WrapInput, 'records' | 'issuer'> & Signing,
): Promise<Wrapped> {
  const { deps, input, issuer } = signingOf(options);
  return wrapRecord(deps, { ...input, records: Array.isArray(records) ? records : [records], issuer });
}

/**
 * A record of one version as one of the other, unsigned (see `convertRecord`). To 2.0, `issuer` is needed: whoever is
 * going to sign.
 */
export function convert(record: Json, options: Omit<ConvertInput, 'record'>): Promise<Converted> {
  const nobody = async (): Promise<string> => {
    throw new BridgeError('issuer-unknown', 'Name as issuer whoever is going to sign.');
  };
  return convertRecord({ ownIssuers: async () => [], defaultIssuer: nobody }, { ...options, record });
}

/** The achievement credentials of a CLR (see `splitRecord`); `signer` issues what is not signed yet. */
export function split(
  record: JsonObject | string,
  options: Omit<SplitInput, 'record' | 'issuer'> & Signing,
): Promise<Split> {
  const { deps, input } = signingOf(options);
  return splitRecord(deps, { ...input, record });
}

/** Achievement credentials of one learner as a ClrCredential (see `joinCredentials`); `signer` joins them. */
export function join(
  credentials: Json[],
  options: Omit<JoinInput, 'credentials' | 'issuer'> & Signing,
): Promise<Joined> {
  const { deps, input, issuer } = signingOf(options);
  return joinCredentials(deps, { ...input, credentials, issuer });
}

/**
 * Verifies anything: credential, presentation, JWT, or a record with no credential around it.
 *
 * @param options challenge and domain that a presentation must answer; `recipient`, id or e-mail address of the person
 *   it should be about, which is compared here and goes nowhere
 */
export async function verify(value: Json, options: Asked & Effects = {}): Promise<Report> {
  return (await verifyNodes(depsOf(options), value, askedOf(options))).report;
}

/** Verifies, and gives the native records back (see `unwrapRecords`). */
export function unwrap(value: Json, options: UnwrapOptions & Effects = {}): Promise<Unwrapped> {
  const { to, allowUnverified, bridges } = options;
  return unwrapRecords(depsOf(options), value, {
    ...askedOf(options),
    ...(to === undefined ? {} : { to }),
    ...(bridges === undefined ? {} : { bridges }),
    ...(allowUnverified === undefined ? {} : { allowUnverified }),
  });
}

/** Signs a CLR natively, as a compact JWS (see `signRecord`). */
export function sign(
  record: Json,
  options: Omit<SignInput, 'record' | 'issuer'> & { signer: Signer },
): Promise<Signed> {
  const { signer, ...input } = options;
  return signRecord({ signerFor: async () => signer }, { ...input, record, issuer: signer.controller });
}

/** A selection of a record, what is kept unaltered (see `curateRecord`). */
export function curate(record: Json, keep: string[], options: Pick<CurateInput, 'curator'> = {}): Curated {
  return curateRecord({ ...options, record, keep });
}

/**
 * A part of a credential that was wrapped with the proof sd-jwt, ecdsa-sd-2023 or bbs-2023 (see `discloseCredential`).
 *
 * @param options `signer`, the learner's, binds the part to the learner and to `challenge` and `domain`
 */
export function disclose(
  credential: Json,
  keep: string[],
  options: Pick<DiscloseInput, 'challenge' | 'domain'> & { signer?: Signer } & Effects = {},
): Promise<DisclosedCredential> {
  const { signer, challenge, domain, ...effects } = options;
  const { now, loadDocument } = depsOf(effects);
  const asked = {
    ...(challenge === undefined ? {} : { challenge }),
    ...(domain === undefined ? {} : { domain }),
  };
  const signerFor = async (): Promise<Signer> => {
    if (signer === undefined) throw new BridgeError('issuer-unknown', 'No signer was handed in.');
    return signer;
  };
  const holder = signer === undefined ? {} : { holder: signer.controller };
  return discloseCredential({ now, loadDocument, signerFor }, { credential, keep, ...asked, ...holder });
}

/** The native record beside the credential that carries it (see `compareRecords`). */
export function compare(native: Json, credential: Json, effects: Effects = {}): Promise<Comparison> {
  return compareRecords(depsOf(effects), native, credential);
}

/**
 * A new key of a DID of its own.
 * @param form `key`, `jwk`, or a did:web DID
 */
export async function createSigner(
  keyType: KeyType = 'Ed25519',
  form = keyType === 'RSA' ? 'jwk' : 'key',
): Promise<Signer> {
  const privateKey = await generatePrivateKey(keyType);
  const { id } = await didOfKey(form, createLocalSigner('', privateKey).publicJwk);
  return createLocalSigner(id, privateKey);
}

/** A key made elsewhere: private JWK, PKCS#8 PEM, or multibase or hex Ed25519 seed. @throws BridgeError `key-invalid` */
export async function importSigner(material: string | JsonObject, form?: string): Promise<Signer> {
  const privateKey = parsePrivateKey(material);
  const { publicJwk, keyType } = createLocalSigner('', privateKey);
  const { id } = await didOfKey(form ?? (keyType === 'RSA' ? 'jwk' : 'key'), publicJwk);
  return createLocalSigner(id, privateKey);
}

function askedOf({ challenge, domain, recipient }: Asked): Asked {
  return {
    ...(challenge === undefined ? {} : { challenge }),
    ...(domain === undefined ? {} : { domain }),
    ...(recipient === undefined ? {} : { recipient }),
  };
}
