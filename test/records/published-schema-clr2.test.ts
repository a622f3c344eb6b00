/** The generator of foreign credentials against the published schemas of CLR 2.0 and Open Badges 3.0. */
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { arbitraryBadge, arbitraryClr2 } from '../fixtures/arbitrary-clr2.ts';
import { hasReference, readReference } from '../reference.ts';

const published = (name: string) => {
  const ajv = new Ajv2019({ strict: false, logger: false });
  (addFormats as unknown as (ajv: unknown) => void)(ajv);
  return ajv.compile(JSON.parse(readReference(`standards/${name}`)));
};

const CASES: [string, string, fc.Arbitrary<JsonObject>][] = [
  ['ClrCredential', 'clr-v2/clr_v2p0_clrcredential_schema.json', arbitraryClr2()],
  ['AchievementCredential', 'clr-v2/clr_v2p0_achievementcredential_schema.json', arbitraryBadge()],
  ['badge', 'ob-v3/ob_v3p0_achievementcredential_schema.json', arbitraryBadge()],
];

describe.skipIf(!hasReference)('the published schemas of CLR 2.0 and Open Badges 3.0', () => {
  it.each(CASES)('accept every generated %s', (_, file, arbitrary) => {
    const validate = published(file);
    for (const credential of fc.sample(arbitrary, { seed: 1, numRuns: 150 }))
      expect(validate(credential), JSON.stringify(validate.errors)).toBe(true);
  });
});
