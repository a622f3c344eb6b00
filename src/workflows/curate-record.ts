/** A learner's selection of a record; what is kept stays as it was. */

import { type CredentialCuration, curateCredential } from '../credentials/curate-credential.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { curate, type Provenance } from '../records/curate.ts';
import { kindName } from '../records/kind-name.ts';
import { isNativeRecord, parseRecord } from '../records/parse-record.ts';
import { credentialOf } from './credential-of.ts';

export type CurateInput = {
  /** A CLR, or a signed CLR (compact JWS): the selection is made from its payload. Or a ClrCredential. */
  record: Json;
  /** JSON Pointers of assertions or nested credentials, or ids of them or of achievements. */
  keep: string[];
  /** DID of whoever selects; wrapping the selection then needs exactly this issuer. */
  curator?: string;
};

export type Curated =
  | { clr: JsonObject; provenance: Provenance; warnings: Finding[] }
  /** From CLR 2.0: the chosen credentials, not signed together. */
  | CredentialCuration;

/** @throws BridgeError `selection-unknown`, `record-unsupported`, `record-unrecognised` */
export function curateRecord({ record, keep, curator }: CurateInput): Curated {
  const parsed = parseRecord(record);
  const options = curator === undefined ? {} : { curator };
  if (parsed.kind === 'clr-1.0') return curate(parsed.record, keep, options);
  if (parsed.kind === 'signed-clr') return curate(parsed.payload, keep, options);
  if (!isNativeRecord(parsed)) {
    const opened = credentialOf(parsed);
    if (opened?.kind === 'clr-2.0') {
      if (curator !== undefined) {
        throw new BridgeError(
          'request-invalid',
          'A selection from CLR 2.0 names no curator: every credential in it has its own issuer.',
          { pointer: '/curator' },
        );
      }
      return curateCredential(opened.credential, keep);
    }
  }
  throw new BridgeError('record-unsupported', `This is ${kindName(parsed.kind)}; a CLR can be curated.`);
}
