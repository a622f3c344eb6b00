/** Nonces that wallets sign to prove a DID (OpenID4VCI 1.0, section 7). */
import type { ExchangeDeps } from '../exchange-ports.ts';
import { oauthFault } from '../oauth-fault.ts';

export const NONCE_SECONDS = 600;

/** Kept under another name than it is handed out by, so that no other call takes it for a challenge of the service. */
const keptAs = (nonce: string) => `oid4vci:${nonce}`;

/** A fresh one, good once and for ten minutes. */
export async function createNonce({
  newId,
  now,
  challenges,
}: Pick<ExchangeDeps, 'newId' | 'now' | 'challenges'>): Promise<string> {
  const nonce = newId();
  await challenges.issue(keptAs(nonce), new Date(now().getTime() + NONCE_SECONDS * 1000));
  return nonce;
}

/** @throws BridgeError `wallet-refused`: `invalid_nonce` for one that is spent, expired, or not ours */
export async function spendNonce(
  { challenges, now }: Pick<ExchangeDeps, 'challenges' | 'now'>,
  nonce: unknown,
): Promise<string> {
  const state =
    typeof nonce === 'string' && nonce.length <= 100
      ? await challenges.consume(keptAs(nonce), now())
      : 'unknown';
  if (state === 'consumed') return nonce as string;
  throw oauthFault('invalid_nonce', `The nonce in the proof is ${state}; ask for another.`);
}
