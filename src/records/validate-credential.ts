/** A credential that is about to be signed, with all credentials inside, against CLR 2.0 and Open Badges 3.0. */
import { type Finding, finding, isDeviation } from '../kernel/findings.ts';
import type { JsonObject } from '../kernel/json.ts';
import { checkCredential } from './check-credential.ts';
import { checkTexts } from './check-text.ts';
import { clr2KindOf } from './credential-kind.ts';
import { listCredentialsIn } from './credential-parts.ts';
import { openCredential } from './inner-credentials.ts';
import { refusalOf, type ValidationPolicy } from './validate-record.ts';

/**
 * Validates a credential made here: upgraded, or joined of badges. The proofs of those inside are not its business, nor
 * whether an endorsement speaks of what it stands on (the verifier says it).
 *
 * @returns every finding that is more than information; deviations only under `lenient`
 * @throws BridgeError `record-invalid`, or `context-conflict` and `context-unknown` where the contexts are all that is
 *   wrong: for what is no record, badge or endorsement at all, and under `strict` for every deviation
 */
export function validateCredential(credential: JsonObject, policy: ValidationPolicy): Finding[] {
  const findings = [...checkWithin(credential), ...checkTexts(credential, '')].filter(
    ({ result, severity }) => result !== 'pass' || severity !== 'info',
  );
  const refused = findings.filter(
    (found) => isDeviation(found) && (policy === 'strict' || found.severity === 'error'),
  );
  if (refused.length > 0) throw refusalOf(refused);
  return findings;
}

/** The findings of the credential, and of every credential in it, at any depth. */
function checkWithin(credential: JsonObject): Finding[] {
  const findings: Finding[] = [];
  const waiting = [openCredential(credential, '')];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value: opened, problem, pointer } = next;
    if (opened === undefined) {
      findings.push(finding('jws-malformed', pointer, problem));
      continue;
    }
    findings.push(...checkCredential(opened, pointer));
    const kind = clr2KindOf(opened);
    if (kind) waiting.push(...listCredentialsIn(opened, kind, pointer).reverse());
  }
  return findings;
}
