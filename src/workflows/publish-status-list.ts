/** The status lists of this service, signed: anew where something changed or the signature grows old, else as before. */
import { createStatusList } from '../credentials/status-list.ts';
import { PROOF_KEYS } from '../kernel/contract.ts';
import { BridgeError } from '../kernel/errors.ts';
import { signDocument } from '../proofs/data-integrity.ts';
import type { KeyType, Signer } from '../proofs/ports.ts';
import { signVcJwt } from '../proofs/vc-jwt.ts';
import type { StatusListRecord, StatusStore, WrapDeps } from './ports.ts';
import type { Secured } from './secure-credential.ts';

/** Readers may keep a list so long. */
export const LIST_TTL_MS = 5 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A list is good so long, and signed anew after a day: whoever keeps an old one cannot pass it off for good. */
const VALID_MS = 7 * DAY_MS;

/** Over RDF, which every verifier of credentials reads; an issuer with none of these keys has its lists as JWTs. */
const PROOFS = ['eddsa-rdfc-2022', 'ecdsa-rdfc-2019'] as const;
const EMBEDDING_KEYS = PROOFS.flatMap((name) => PROOF_KEYS[name]);

export type PublishedList = { list: StatusListRecord; credential: Secured };

type ListDeps = Pick<WrapDeps, 'now' | 'loadDocument'> & {
  status: StatusStore;
  /** @throws BridgeError `key-unavailable` where no key of the issuer may vouch for anything any more */
  statusSignerFor: (did: string, prefer: KeyType[]) => Promise<Signer>;
};

type Kept = { version: number; signer: string; signedAt: number; credential: Promise<Secured> };

/** @returns reads a list by its id; undefined where there is none */
export function createListPublisher(deps: ListDeps): (id: string) => Promise<PublishedList | undefined> {
  const kept = new Map<string, Kept>();
  return async (id) => {
    const found = await deps.status.getList(id);
    if (found === undefined) return undefined;
    const { list, version } = found;
    const now = deps.now();
    // asked each time: a key that was revoked meanwhile vouches for nothing
    const signer = await deps.statusSignerFor(list.issuer, EMBEDDING_KEYS);
    const before = kept.get(id);
    const fresh =
      before?.version === version && before.signer === signer.id && now.getTime() - before.signedAt < DAY_MS;
    if (before !== undefined && fresh) return { list, credential: await before.credential };
    const credential = signList(deps, list, signer, now);
    kept.set(id, { version, signer: signer.id, signedAt: now.getTime(), credential });
    try {
      return { list, credential: await credential };
    } catch (error) {
      kept.delete(id);
      throw error;
    }
  };
}

/** The statuses are read after the version, so they are never older than it. */
async function signList(
  { status, loadDocument }: ListDeps,
  list: StatusListRecord,
  signer: Signer,
  now: Date,
): Promise<Secured> {
  const document = await createStatusList({
    ...list,
    statuses: await status.readStatuses(list.id),
    validFrom: now,
    validUntil: new Date(now.getTime() + VALID_MS),
    ttl: LIST_TTL_MS,
  });
  // no digest of the JSON: there is no order or null in it that RDF could lose
  const proof = PROOFS.find((name) => PROOF_KEYS[name].includes(signer.keyType));
  if (proof !== undefined) return signDocument(document, { proof, signer, now, loadDocument });
  if (signer.keyType !== 'Bls12381G2') return signVcJwt(document, signer);
  // a list is read whole, and a base proof would be the holder's
  throw new BridgeError('key-unavailable', `${signer.controller} has no key that signs status lists.`);
}
