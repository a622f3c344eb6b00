/** What readers of CLR 1.0 are told in the place of what CLR 2.0 says: only a conversion may put it there. */
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import { checkConversion } from './check-conversion.ts';
import { hasProof, isLearnerCredential, subjectsOf } from './schema-vc.ts';
import { listNested } from './tree.ts';

/**
 * Refuses a learner record that is about to be signed and brings such members of its own. Readers of CLR 1.0 believe them
 * of whoever signed, so one that somebody wrote by hand could show another grade to them than to wallets. What is
 * signed in it already is its signer’s word.
 *
 * @throws BridgeError `record-invalid` for a source that it was not made of, and for anything carried
 */
export function refuseCarried(credential: JsonObject, pointer: string): void {
  if (isLearnerCredential(credential)) {
    const source = ['clr', 'signedClrs'].find((name) =>
      subjectsOf(credential).some((subject) => subject[name] !== undefined),
    );
    if (source !== undefined && checkConversion(credential) !== 'match') {
      throw new BridgeError('record-invalid', 'The record of CLR 1.0 in it is not what it was made of.', {
        pointer: `${pointer}/credentialSubject/${source}`,
      });
    }
    if (credential['clr1Rest'] !== undefined) {
      const message =
        'What it carries from CLR 1.0 cannot be held against a record: wrap that record, or convert it without carrying.';
      throw new BridgeError('record-invalid', message, { pointer: `${pointer}/clr1Rest` });
    }
  }
  for (const { value, pointer: at } of listNested(credential, pointer))
    if (typeof value !== 'string' && !hasProof(value)) refuseCarried(value, at);
}
