/** From a record into a wallet, out of it again, and back: what the service itself offers and asks for. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { ExchangeLinks } from '../../src/workflows/exchange-links.ts';
import { differencesOf } from './differences.ts';
import type { Bridge } from './start-bridge.ts';
import { type Format, formatOf, type Held, type Protocol, type Wallet } from './wallet.ts';

/** Where a wallet of this protocol begins. */
export function linkFor({ protocols, wallets }: ExchangeLinks, protocol: Protocol, format?: Format): string {
  const links: Record<Protocol, string | undefined> = {
    'legacy-link': wallets['learner-credential-wallet'],
    'vc-api': protocols['vcapi'],
    oid4vci: format === 'vc+sd-jwt' ? wallets['openid4vc-sd-jwt'] : protocols['OID4VCI'],
    oid4vp: protocols['OID4VP'],
  };
  const link = links[protocol];
  if (link === undefined) throw new Error(`no link for ${protocol}`);
  return link;
}

export async function claimBy(
  { offer }: Bridge,
  wallet: Wallet,
  way: { protocol: Protocol; format: Format },
  given: JsonObject,
): Promise<Held[]> {
  const { protocol, format } = way;
  const { links, txCode } = await offer({ validation: 'lenient', ...given });
  const options = { format, ...(txCode !== undefined && { txCode }) };
  const held = await wallet.claim(linkFor(links, protocol, format), options);
  return held.filter((one) => formatOf(one) === format);
}

/** What the relying system reads of a request that a wallet has answered. */
export type Answered = {
  state: string;
  result: {
    verdict: string;
    holder: string;
    records: { clr: JsonObject; verification: { verified: boolean }; losses?: { code: string }[] }[];
  };
};

export async function presentBy(
  { request, get }: Bridge,
  wallet: Wallet,
  protocol: Protocol,
  held: Held[],
  given: JsonObject = {},
): Promise<Answered> {
  const query = wallet.presents.find((one) => one.protocol === protocol)?.query ?? 'dcql';
  const { id, links } = await request({ template: 'any-clr', to: '1.0', query, ...given });
  await wallet.present(linkFor(links, protocol), held);
  return get<Answered>(`/requests/${id}`);
}

/** The presenter of an SD-JWT is the key that it is bound to. */
const isOf = ({ did, keyX }: Wallet, holder: string) =>
  holder === did ||
  (holder.startsWith('did:jwk:') &&
    keyX !== undefined &&
    (JSON.parse(Buffer.from(holder.slice(8), 'base64url').toString()) as { x: string }).x === keyX);

/** What comes of a ClrCredential that does not have the CLR 1.0 in it. */
export const LESS = 'same, learner as id';

/** `same`: nothing differs; `same but for…`: what a ClrCredential does not say, and no more; else what went wrong. `wallet`: who must have shown it. */
export function compareBack(source: JsonObject, { state, result }: Answered, wallet?: Wallet): string {
  if (state !== 'answered' || result.verdict !== 'accepted') return `${state}, ${result?.verdict}`;
  if (wallet !== undefined && !isOf(wallet, result.holder)) return `presented by ${result.holder}`;
  const [back, ...more] = result.records;
  if (back === undefined || more.length > 0 || !back.verification.verified) return 'not one verified record';
  if (isDeepStrictEqual(back.clr, source)) return 'same';
  const learner = (back.clr['learner'] as JsonObject)['id'];
  if (wallet !== undefined && learner !== wallet.did) return `of another learner, ${learner}`;
  const [first] = differencesOf(source, back.clr);
  return first === undefined ? LESS : `other at ${first}`;
}
