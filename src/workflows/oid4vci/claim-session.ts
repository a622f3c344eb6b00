/** What an access token of a wallet stands for: one use of an offer, for ten minutes. */
import { digestBytes } from '../../kernel/digest.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { oauthFault } from '../oauth-fault.ts';
import { findOffer, type OpenOffer } from '../redeem-offer.ts';

export const SESSION_SECONDS = 600;

const KIND = 'oid4vci-token';

export type ClaimSession = {
  /** Digest of the token. */
  id: string;
  offer: OpenOffer;
  expiresAt: Date;
};

/** Makes the token; the use of the offer was taken before. */
export async function openSession(deps: ExchangeDeps, exchangeId: string): Promise<string> {
  const token = deps.newId();
  const expiresAt = new Date(deps.now().getTime() + SESSION_SECONDS * 1000);
  await deps.tickets.issue(digestBytes(token), { kind: KIND, exchangeId, expiresAt }, deps.now());
  return token;
}

/**
 * @param authorization the header of that name; the scheme in any case, since wallets repeat `token_type` there
 * @throws BridgeError `wallet-refused`: `invalid_token`; what `findOffer` throws, where the offer ended in the meantime
 */
export async function findSession(
  deps: ExchangeDeps,
  authorization: string | undefined,
): Promise<ClaimSession> {
  const token = /^bearer +([\w-]{1,200}) *$/i.exec(authorization ?? '')?.[1];
  const id = token === undefined ? '' : digestBytes(token);
  const ticket = token === undefined ? undefined : await deps.tickets.find(KIND, id, deps.now());
  if (ticket === undefined) throw oauthFault('invalid_token', 'The access token is unknown or has expired.');
  return { id, offer: await findOffer(deps, ticket.exchangeId), expiresAt: ticket.expiresAt };
}
