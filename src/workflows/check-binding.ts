import type { Envelope } from '../credentials/envelope.ts';
import { idOf, subjectsOf } from '../credentials/schema-vc.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { checkKeyBinding } from '../trust/check-key-binding.ts';
import type { Asked, Verifying } from './ports.ts';
import { spendChallenge } from './spend-challenge.ts';

/**
 * Who presents an SD-JWT, and whether it answers what was asked; nothing for a plain JWS.
 *
 * @param presenter who signed the presentation around it: the subject then bound this selection by that
 */
export async function checkBinding(
  deps: Verifying,
  { selection, claims, content }: Envelope,
  pointer: string,
  asked: Asked,
  presenter?: string,
): Promise<Finding[]> {
  if (selection === undefined) return [];
  const isPresented =
    presenter !== undefined && subjectsOf(content).some((subject) => idOf(subject) === presenter);
  if (isPresented && selection.keyBinding === undefined) return [];
  const { challenge, domain } = asked;
  const checked = await checkKeyBinding(deps, selection, claims['cnf'], {
    pointer,
    asked: challenge !== undefined || domain !== undefined,
  });
  if (checked.claims === undefined) return checked.findings;
  const { nonce, aud } = checked.claims;
  const found = [...checked.findings];
  if (domain !== undefined && aud !== domain)
    found.push(
      finding(
        'challenge-mismatch',
        pointer,
        `The key binding is for ${JSON.stringify(aud)}, not "${domain}".`,
      ),
    );
  if (challenge !== undefined && nonce !== challenge)
    return [...found, finding('challenge-mismatch', pointer, 'The nonce is not the one asked for.')];
  return [...found, await spendChallenge(deps, nonce, asked, pointer)];
}
