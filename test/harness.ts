/** Dependencies for tests: a fixed clock, counted ids, no network, keys of the test's own. */
import { BridgeError } from '../src/kernel/errors.ts';
import type { Json, JsonObject } from '../src/kernel/json.ts';
import { createSigner } from '../src/library.ts';
import { createContextLoader } from '../src/proofs/contexts.ts';
import type { Signer } from '../src/proofs/ports.ts';
import type { Fetcher } from '../src/trust/fetcher.ts';
import { createDidResolver } from '../src/trust/resolve-did.ts';
import type { ChallengeState, VerifyDeps, WrapDeps } from '../src/workflows/ports.ts';
import { type WrapInput, wrapRecord } from '../src/workflows/wrap-record.ts';

export const NOW = new Date('2026-06-01T12:00:00Z');

export type Site = Record<string, JsonObject | { status: number; contentType?: string; text?: string }>;

/** A fetcher over a map of URLs; anything else cannot be reached. `calls` counts. */
function fakeFetcher(site: Site = {}): Fetcher & { calls: string[] } {
  const calls: string[] = [];
  const fetch: Fetcher = async (url) => {
    calls.push(url);
    const entry = site[url];
    if (entry === undefined) throw new BridgeError('upstream-unavailable', `${url} cannot be reached.`);
    if (typeof entry['status'] === 'number') {
      const {
        status,
        contentType = 'text/plain',
        text = '',
      } = entry as { status: number; contentType?: string; text?: string };
      return { status, contentType, body: Buffer.from(text) };
    }
    return { status: 200, contentType: 'application/json', body: Buffer.from(JSON.stringify(entry)) };
  };
  return Object.assign(fetch, { calls });
}

export type Harness = VerifyDeps &
  WrapDeps & { signer: Signer; saved: JsonObject[]; challenges: Map<string, ChallengeState> };

export async function createHarness(
  options: { now?: () => Date; site?: Site; signer?: Signer; contexts?: Map<string, object> } = {},
): Promise<Harness> {
  const now = options.now ?? (() => NOW);
  const fetch = fakeFetcher(options.site);
  const signer = options.signer ?? (await createSigner());
  const saved: JsonObject[] = [];
  const challenges = new Map<string, ChallengeState>();
  let ids = 0;
  return {
    now,
    fetch,
    signer,
    saved,
    challenges,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    resolveDid: createDidResolver({ fetch, now }),
    loadDocument: createContextLoader(options.contexts),
    signerFor: async () => signer,
    saveCredential: async (credential) => {
      saved.push(credential);
    },
    consumeChallenge: async (challenge) => {
      const state = challenges.get(challenge) ?? 'unknown';
      if (state === 'consumed') challenges.set(challenge, 'spent');
      return state;
    },
  };
}

/** A deep copy that shares nothing. */
export const copy = <T extends Json>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Wraps to one credential with an embedded proof, which is what every call without profile clr2 or proof jwt gives. */
export async function wrapEmbedded(harness: Harness, input: WrapInput): Promise<JsonObject> {
  const { verifiableCredential } = await wrapRecord(harness, input);
  if (typeof verifiableCredential === 'string' || Array.isArray(verifiableCredential))
    throw new TypeError('not one credential with an embedded proof');
  return verifiableCredential;
}
