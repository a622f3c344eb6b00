/** A credential that is about to be signed, with all credentials inside, against CLR 2.0 and Open Badges 3.0. */
import { decodeJws } from '../kernel/compact-jws.ts';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { type Finding, finding, isDeviation } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { checkCredential } from './check-credential.ts';
import { clr2KindOf } from './check-shape-clr2.ts';
import { checkTexts } from './check-text.ts';
import { listInnerCredentialsOf } from './credential-parts.ts';
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
  const waiting: { value: Json; pointer: string }[] = [{ value: credential, pointer: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, pointer } = next;
    const opened = typeof value === 'string' ? openJws(value, pointer, findings) : value;
    if (!isObject(opened)) continue;
    findings.push(...checkCredential(opened, pointer));
    const kind = clr2KindOf(opened);
    if (kind) waiting.push(...listInnerCredentialsOf(opened, kind, pointer).reverse());
  }
  return findings;
}

function openJws(jws: string, pointer: string, findings: Finding[]): JsonObject | undefined {
  try {
    const { payload } = decodeJws(jws, true);
    return isObject(payload['vc']) ? payload['vc'] : payload;
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    findings.push(finding('jws-malformed', pointer, textOf(error)));
    return undefined;
  }
}
