/** Whatever the published schemas of CLR 2.0 and Open Badges 3.0 allow becomes a record that the one of CLR 1.0 allows. */
import type { Ajv2020 } from 'ajv/dist/2020.js';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { checkShape } from '../../src/records/check-shape.ts';
import { downgrade } from '../../src/records/downgrade.ts';
import { arbitraryBadge, arbitraryClr2 } from '../fixtures/arbitrary-clr2.ts';
import { hasReference, readReference } from '../reference.ts';

const published = () => {
  const name = 'clr-v1/clrv1p0-getclr-200-responsepayload-schemav2p0.json';
  const { $id: _, ...schema } = JSON.parse(readReference(`standards/${name}`));
  const ajv = new (Ajv04 as unknown as typeof Ajv2020)({ strict: false, logger: false });
  (addFormats as unknown as (ajv: unknown) => void)(ajv);
  return ajv.compile(schema);
};

const SAMPLES = ['clr-v2/simple.json', 'clr-v2/simple_v1.json', 'ob-v3/complete.json', 'ob-v3/simple.json'];

describe.skipIf(!hasReference)('a downgraded credential', () => {
  const validate = hasReference ? published() : undefined;
  const check = (record: JsonObject) => {
    expect(validate?.(record), JSON.stringify(validate?.errors)).toBe(true);
    expect(checkShape(record, 'Clr')).toEqual([]);
  };

  it.each(SAMPLES)('is valid CLR 1.0: %s', (name) => {
    check(downgrade(JSON.parse(readReference(`samples/${name}`))).record);
  });

  const cases: [string, fc.Arbitrary<JsonObject>][] = [
    ['ClrCredential', arbitraryClr2()],
    ['badge', arbitraryBadge()],
  ];
  it.each(cases)('is valid CLR 1.0: any %s', (_, arbitrary) => {
    for (const credential of fc.sample(arbitrary, { seed: 11, numRuns: 200 }))
      check(downgrade(credential).record);
  });
});
