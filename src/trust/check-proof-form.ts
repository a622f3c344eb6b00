/** The members of one proof, each by itself (VC Data Integrity 1.0, section 2.1 Proofs). */
import { isUrl } from '../credentials/check-vc-members.ts';
import { asArray, type JsonObject } from '../kernel/json.ts';
import { parseInstant } from '../kernel/time.ts';
import type { CHECKED_SUITES } from '../proofs/suites.ts';

/** Members a proof of the suites held may have; anything else would be a place to hide in. */
const MEMBERS = new Set([
  '@context',
  'id',
  'type',
  'cryptosuite',
  'created',
  'expires',
  'verificationMethod',
  'proofPurpose',
  'challenge',
  'domain',
  'nonce',
]);
/** Section 2.1.2; older types of proof know no chains. */
const CHAIN_MEMBER = 'previousProof';

type Form = Pick<(typeof CHECKED_SUITES)[keyof typeof CHECKED_SUITES], 'signature' | 'chains'>;

/** What is wrong with the form of a proof, as a sentence; undefined where nothing is. Its value is looked at elsewhere. */
export function faultOfProof(proof: JsonObject, { signature, chains }: Form): string | undefined {
  const odd = Object.keys(proof).filter(
    (member) => !MEMBERS.has(member) && member !== signature.member && !(member === CHAIN_MEMBER && chains),
  );
  if (odd.length > 0) return `A proof of this type has no member ${odd.join(', ')}.`;
  const { id, verificationMethod, domain } = proof;
  if (id !== undefined && !isUrl(id)) return 'id is no URL.';
  if (!isUrl(verificationMethod)) return 'verificationMethod is no URL.';
  for (const name of ['created', 'expires']) {
    const time = proof[name];
    if (time !== undefined && (typeof time !== 'string' || parseInstant(time) === undefined))
      return `${name} is no date-time.`;
  }
  for (const name of ['challenge', 'nonce'])
    if (proof[name] !== undefined && typeof proof[name] !== 'string') return `${name} is no text.`;
  if (domain !== undefined && asArray(domain).some((entry) => typeof entry !== 'string'))
    return 'domain is neither a text nor a list of texts.';
  return undefined;
}
