/** A learner's selection of a record; what is kept stays as it was. */
import { BridgeError } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { curate, type Provenance } from '../records/curate.ts';
import { parseRecord } from '../records/parse-record.ts';

export type CurateInput = {
  /** A CLR, or a signed CLR (compact JWS): the selection is made from its payload. */
  record: Json;
  /** JSON Pointers of assertions, or ids of assertions or achievements. */
  keep: string[];
  /** DID of whoever selects; wrapping the selection then needs exactly this issuer. */
  curator?: string;
};

export type Curated = {
  clr: JsonObject;
  provenance: Provenance;
  warnings: Finding[];
};

/** @throws BridgeError `selection-unknown`, `record-unsupported`, `record-unrecognised` */
export function curateRecord({ record, keep, curator }: CurateInput): Curated {
  const parsed = parseRecord(record);
  const options = curator === undefined ? {} : { curator };
  if (parsed.kind === 'clr-1.0') return curate(parsed.record, keep, options);
  if (parsed.kind === 'signed-clr') return curate(parsed.payload, keep, options);
  throw new BridgeError('record-unsupported', `A ${parsed.kind} cannot be curated; a CLR or signed CLR can.`);
}
