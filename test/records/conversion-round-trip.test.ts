/** CLR 1.0 to CLR 2.0 and back: nothing is lost but what is named, and a second turn changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { downgrade } from '../../src/records/downgrade.ts';
import { type UpgradeOptions, upgrade } from '../../src/records/upgrade.ts';
import { arbitraryClr2 } from '../fixtures/arbitrary-clr2.ts';
import { convertibleClr } from '../fixtures/convertible-clr.ts';
import { oddly } from '../fixtures/odd-json.ts';
import { ISSUER, issuersIn, roundTrip } from '../fixtures/round-trip.ts';
import { hasReference, readReference } from '../reference.ts';

/** Stands for the ids in the record. */
const SPEAKS: Partial<UpgradeOptions> = { speaksFor: [] };

describe('there and back', () => {
  it.skipIf(!hasReference)('keeps the pilot transcript', () => {
    const record = JSON.parse(readReference('samples/clr-v1/pilot-transcript.json'));
    const { lost, back, up } = roundTrip(record);
    expect(lost.sort()).toEqual([
      '/achievements',
      '/learner/address',
      '/learner/telephone',
      '/revocationReason',
      '/revoked',
      '/signedAssertions',
      '/verification',
    ]);
    expect(new Set(back.losses.map(({ code }) => code))).toEqual(new Set(['issuer-restored']));
    expect(upgrade(back.record, { issuer: ISSUER }).record).toEqual(up.record);
  });

  const options: [string, Partial<UpgradeOptions>][] = [
    ['as it is', {}],
    ['with all that is personal', { personal: 'all' }],
    ['with nothing personal', { personal: 'none' }],
    ['under another id of the learner', { learnerId: 'did:example:new' }],
    ['with names for fillings', { fill: 'copy-name' }],
    ['of those it speaks for', SPEAKS],
  ];
  it.each(options)('keeps any record %s', (_, more) => {
    let kept = 0;
    fc.assert(
      fc.property(oddly(convertibleClr({ quirks: true }), 2), (record) => {
        try {
          roundTrip(record, more === SPEAKS ? { speaksFor: issuersIn(record) } : more);
          kept++;
        } catch (error) {
          if (!(error instanceof BridgeError)) throw error;
          expect(error.code).toBe('record-invalid');
        }
      }),
      { seed: 1, numRuns: 60 },
    );
    expect(kept).toBeGreaterThan(30);
  });

  it.each(options)('keeps any record that came from a stranger’s CLR 2.0 %s', (_, more) => {
    let kept = 0;
    fc.assert(
      fc.property(arbitraryClr2(), (credential) => {
        const { record } = downgrade(credential);
        try {
          roundTrip(record, more === SPEAKS ? { speaksFor: issuersIn(record) } : more);
          kept++;
        } catch (error) {
          if (!(error instanceof BridgeError)) throw error;
          expect(error.code).toBe('record-invalid');
        }
      }),
      { seed: 2, numRuns: 60 },
    );
    expect(kept).toBeGreaterThan(30);
  });
});
