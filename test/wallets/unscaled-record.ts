import type { JsonObject } from '../../src/kernel/json.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';

/** The sample without the scales of its results: of two equal ordered lists DIDKit makes signatures that do not hold. */
export const unscaledRecord = (): JsonObject =>
  JSON.parse(JSON.stringify(sampleRecord()), (name, value: unknown) =>
    name === 'allowedValues' ? undefined : value,
  ) as JsonObject;
