/** A record of CLR 2.0 that somebody else wrote, before it is signed as it is: what the signature would stand around. */
import { refuseCarried } from '../credentials/refuse-carried.ts';
import { hasProof } from '../credentials/schema-vc.ts';
import { listNested } from '../credentials/tree.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { VerifyDeps } from './ports.ts';
import { verifyNodes } from './verify-nodes.ts';

/**
 * A source of CLR 1.0 in it must be what it was made of, nothing else may be carried, and no badge or endorsement that is
 * signed already may be forged or revoked. What could not be checked is for whoever verifies the whole.
 *
 * @throws BridgeError `record-invalid`, `credential-rejected` with the report
 */
export async function checkAsItIs(deps: VerifyDeps, credential: JsonObject, pointer: string): Promise<void> {
  refuseCarried(credential, pointer);
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
