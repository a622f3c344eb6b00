/** What an authorization server of OAuth keeps between two requests: by the digests of its ids, and sealed. */
import { digestBytes } from '../../kernel/digest.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { isObject, type JsonObject, parseJson } from '../../kernel/json.ts';
import { createSeal, type Seal } from '../../trust/seal.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';

/** Who reads the database learns no id, and from no payload a code that is good for anything. */
export type OauthKeeper = {
  save(kind: string, id: string, payload: JsonObject, seconds: number, grantId?: string): Promise<void>;
  /** Also one that is spent. */
  find(kind: string, id: string): Promise<{ payload: JsonObject; spentAt?: Date } | undefined>;
  /** True for exactly one of many calls. */
  spend(kind: string, id: string): Promise<boolean>;
  remove(kind: string, id: string): Promise<void>;
  removeOfGrant(kind: string, grantId: string): Promise<void>;
};

export function createOauthKeeper(
  deps: Pick<ExchangeDeps, 'oauthStates' | 'deriveSecret' | 'now'>,
): OauthKeeper {
  const { oauthStates: store, now } = deps;
  let made: Promise<Seal> | undefined;
  const seal = () => {
    made ??= createSealOf(deps);
    return made;
  };
  const digestOf = (kind: string, id: string) => digestBytes(`${kind} ${id}`);
  return {
    async save(kind, id, payload, seconds, grantId) {
      const digest = digestOf(kind, id);
      const sealed = await (await seal()).close(JSON.stringify(payload), digest);
      const expiresAt = new Date(now().getTime() + seconds * 1000);
      const grant = grantId === undefined ? {} : { grantDigest: digestOf('Grant', grantId) };
      await store.save({ kind, digest, sealed, expiresAt, ...grant }, now());
    },
    async find(kind, id) {
      const digest = digestOf(kind, id);
      const state = await store.find(kind, digest, now());
      if (state === undefined) return undefined;
      const { value } = parseJson(await (await seal()).open(state.sealed, digest));
      if (!isObject(value))
        throw new BridgeError('internal', 'What was kept of an authorization is no object.');
      return { payload: value, ...(state.spentAt === undefined ? {} : { spentAt: state.spentAt }) };
    },
    spend: (kind, id) => store.spend(kind, digestOf(kind, id), now()),
    remove: (kind, id) => store.remove(kind, digestOf(kind, id)),
    removeOfGrant: (kind, grantId) => store.removeOfGrant(kind, digestOf('Grant', grantId)),
  };
}

/** 256 bits, which the seal need not stretch as it does a passphrase. */
async function createSealOf({ deriveSecret }: Pick<ExchangeDeps, 'deriveSecret'>): Promise<Seal> {
  const halves = await Promise.all(['left', 'right'].map((half) => deriveSecret('oauth seal', half)));
  return createSeal(Buffer.concat(halves.map((half) => Buffer.from(half, 'base64url'))));
}
