/** DIDs that a record names: each is resolved once per verification, a few at a time. */
import { BridgeError } from '../kernel/errors.ts';
import { createLimit } from '../kernel/limit.ts';
import type { DidDocument, ResolveDid } from '../proofs/ports.ts';

/** DIDs per verification, and how many of them at the same time. */
const LIMITS = { dids: 200, parallel: 6 };

/** A resolver with a memory; make one per verification, so that nothing is remembered longer. */
export function askOnce(resolveDid: ResolveDid, limits: Partial<typeof LIMITS> = {}): ResolveDid {
  const { dids, parallel } = { ...LIMITS, ...limits };
  const known = new Map<string, Promise<DidDocument>>();
  const inTurn = createLimit(parallel);
  return (did) => {
    const before = known.get(did);
    if (before !== undefined) return before;
    if (known.size >= dids) {
      return Promise.reject(
        new BridgeError('upstream-unavailable', `More than ${dids} DIDs in one verification.`),
      );
    }
    const document = inTurn(() => resolveDid(did));
    known.set(did, document);
    return document;
  };
}
