/** A record of CLR 2.0 that somebody else wrote, before it is signed as it is: what the signature would stand around. */
import { checkConversion } from '../credentials/check-conversion.ts';
import { hasProof } from '../credentials/schema-vc.ts';
import { listNested } from '../credentials/tree.ts';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import type { VerifyDeps } from './ports.ts';
import { verifyNodes } from './verify-nodes.ts';

/**
 * A source of CLR 1.0 in it must be what it was made of, and no badge or endorsement that is signed already may be forged
 * or revoked. What could not be checked is for whoever verifies the whole.
 *
 * @throws BridgeError `record-invalid`, `credential-rejected` with the report
 */
export async function checkAsItIs(deps: VerifyDeps, credential: JsonObject, pointer: string): Promise<void> {
  const { credentialSubject: subject } = credential;
  const member = isObject(subject)
    ? ['clr', 'signedClrs'].find((name) => subject[name] !== undefined)
    : undefined;
  if (member !== undefined && checkConversion(credential) !== 'match') {
    throw new BridgeError('record-invalid', 'The record of CLR 1.0 in it is not what it was made of.', {
      pointer: `${pointer}/credentialSubject/${member}`,
    });
  }
  if (!listNested(credential).some(({ value }) => typeof value === 'string' || hasProof(value))) return;
  const { report } = await verifyNodes(deps, credential);
  const bad = report.nodes.find(
    ({ pointer: at, state }) => at !== '' && (state === 'failed' || state === 'revoked'),
  );
  if (bad === undefined) return;
  throw new BridgeError(
    'credential-rejected',
    `A part of the record that is signed already is ${bad.state}.`,
    {
      pointer: pointer + bad.pointer,
      extra: { report },
    },
  );
}
