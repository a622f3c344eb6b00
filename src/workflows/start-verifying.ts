/** What one verification asks of the outside: every address, every DID and every status list once. */
import { askOnce } from '../trust/ask-once.ts';
import { createDocumentReader } from '../trust/read-document.ts';
import { createStatusListReader } from '../trust/read-status-list.ts';
import { createSchemaRunner } from '../trust/run-schema.ts';
import type { VerifyDeps, Verifying } from './ports.ts';

/** A presentation may bring as many credentials of as many issuers, and more badges. */
const MAX_DIDS = 1000;

export function startVerifying(deps: VerifyDeps): Verifying {
  const asking = {
    ...deps,
    resolveDid: askOnce(deps.resolveDid, { dids: MAX_DIDS }),
    read: createDocumentReader(deps.fetch),
  };
  return {
    ...asking,
    readStatusList: createStatusListReader(asking),
    runSchema: createSchemaRunner(),
  };
}
