/** The codes of an exchange: who holds one may do what it is for, and nothing else. None is kept anywhere. */
import { timingSafeEqual } from 'node:crypto';
import type { DeriveSecret } from '../trust/derive-secret.ts';

/**
 * `claim`: the page and the calls of an exchange. `pre-authorized_code`, `tx_code` and `issuer_state`: OpenID4VCI 1.0,
 * section 4.1.1.
 * `challenge`: what a wallet signs for the link of the Learner Credential Wallet. `nonce`: what a presentation answers.
 * `state`: what an answer of OpenID4VP is to repeat. `response_code`: what the wallet that answered sends its person on with.
 */
export type CodePurpose =
  | 'claim'
  | 'issuer_state'
  | 'pre-authorized_code'
  | 'tx_code'
  | 'challenge'
  | 'nonce'
  | 'state'
  | 'response_code';

type CodeDeps = { deriveSecret: DeriveSecret };

/** The id of the exchange, a dot, and 22 characters that only this service can make. */
export async function codeOf({ deriveSecret }: CodeDeps, purpose: CodePurpose, id: string): Promise<string> {
  return `${id}.${await deriveSecret(purpose, id)}`;
}

/** The exchange that a code is of; undefined for what is no code of this purpose. */
export async function exchangeOfCode(
  deps: CodeDeps,
  purpose: CodePurpose,
  code: string,
): Promise<string | undefined> {
  const id = /^([\w-]{1,64})\.[\w-]{22}$/.exec(code)?.[1];
  if (id === undefined) return undefined;
  return sameText(code, await codeOf(deps, purpose, id)) ? id : undefined;
}

/** A transaction code of so many digits (OpenID4VCI 1.0, section 4.1.1). */
export async function txCodeOf({ deriveSecret }: CodeDeps, id: string, digits: number): Promise<string> {
  const bytes = Buffer.from(await deriveSecret('tx_code', id), 'base64url');
  // of 128 bits, so that no digit is likelier than another by more than can be seen
  const number = BigInt(`0x${bytes.toString('hex')}`) % 10n ** BigInt(digits);
  return number.toString().padStart(digits, '0');
}

/** Takes the same time wherever the two differ. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
