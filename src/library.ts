/** The use cases as plain functions. Every effect can be handed in, and has a working default; keys cannot be defaulted. */
import { randomUUID } from 'node:crypto';
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
import { type Curated, type CurateInput, curateRecord } from './workflows/curate-record.ts';
import type { Asked, VerifyDeps } from './workflows/ports.ts';
import { type Signed, type SignInput, signRecord } from './workflows/sign-record.ts';
import { type UnwrapOptions, type Unwrapped, unwrapRecords } from './workflows/unwrap-records.ts';
import { verifyNodes } from './workflows/verify-nodes.ts';
import { type WrapInput, type Wrapped, wrapRecord } from './workflows/wrap-record.ts';

export type Effects = {
  now?: () => Date;
  newId?: () => string;
  /** Default: https to public addresses only, with limits. */
  fetch?: Fetcher;
  resolveDid?: ResolveDid;
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

/** Wraps one record, or several (see `wrapRecord`); `signer` is the issuer. */
export function wrap(
  records: Json,
  options: Omit<WrapInput, 'records' | 'issuer'> & Effects & { signer: Signer },
): Promise<Wrapped> {
  const { signer, now, newId = randomUUID, fetch, resolveDid, contexts, ...input } = options;
  const deps = depsOf({
    ...(now && { now }),
    ...(fetch && { fetch }),
    ...(resolveDid && { resolveDid }),
    ...(contexts && { contexts }),
  });
  const list = Array.isArray(records) ? records : [records];
  return wrapRecord(
    { now: deps.now, newId, loadDocument: deps.loadDocument, signerFor: async () => signer },
    { ...input, records: list, issuer: signer.controller },
  );
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
  const { to, allowUnverified } = options;
  return unwrapRecords(depsOf(options), value, {
    ...askedOf(options),
    ...(to === undefined ? {} : { to }),
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
