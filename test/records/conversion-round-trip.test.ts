/** CLR 1.0 to CLR 2.0 and back: nothing is lost but what is named, and a second turn changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { downgrade } from '../../src/records/downgrade.ts';
import { LOSSES, type Loss } from '../../src/records/losses.ts';
import { type UpgradeOptions, upgrade } from '../../src/records/upgrade.ts';
import { arbitraryClr2 } from '../fixtures/arbitrary-clr2.ts';
import { canonClr1, stripPointers } from '../fixtures/canon-clr1.ts';
import { convertibleClr } from '../fixtures/convertible-clr.ts';
import { oddly } from '../fixtures/odd-json.ts';
import { hasReference, readReference } from '../reference.ts';

const ISSUER: JsonObject = { id: 'did:web:bridge.example', type: ['Profile'], name: 'Bridge' };

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
};

const gone = (losses: Loss[]) =>
  losses.filter(({ code }) => !LOSSES[code].comesBack).map(({ pointer }) => pointer);

/** There and back, and there again. */
function roundTrip(record: JsonObject, more: Partial<UpgradeOptions> = {}) {
  const options = freeze({ issuer: ISSUER, ...more });
  const source = freeze(structuredClone(record));
  const up = upgrade(source, options);
  const back = downgrade(freeze(structuredClone(up.record)), { bridges: [String(options.issuer['id'])] });
  const lost = gone(up.losses);
  expect(canonClr1(stripPointers(back.record, lost))).toEqual(canonClr1(stripPointers(source, lost)));
  expect(back.losses.filter(({ code }) => code === 'carrier-conflict')).toEqual([]);
  expect(JSON.stringify(upgrade(structuredClone(source), options))).toBe(JSON.stringify(up));
  if (!asksAgain(source, lost)) {
    const again = upgrade(back.record, options);
    expect(again.record).toEqual(up.record);
    expect(lost).toEqual(expect.arrayContaining(gone(again.losses)));
  }
  return { up, back, lost };
}

/** The ids of whoever issues, endorses or publishes. */
function issuersIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(issuersIn);
  if (!isObject(value)) return [];
  const own = [value['issuer'], value['publisher']].flatMap((profile) =>
    isObject(profile) && typeof profile['id'] === 'string' ? [profile['id']] : [],
  );
  return [...own, ...Object.values(value).flatMap(issuersIn)];
}

/** Stands for the ids in the record. */
const SPEAKS: Partial<UpgradeOptions> = { speaksFor: [] };

/** Whether what is lost of the learner is what a recipient was compared with: the second time it cannot be. */
function asksAgain(record: JsonObject, lost: string[]): boolean {
  const members = lost
    .filter((pointer) => pointer.startsWith('/learner/'))
    .map((pointer) => pointer.slice(9));
  if (members.includes('id')) return true;
  const signed = Array.isArray(record['signedAssertions']) ? record['signedAssertions'] : [];
  const payloads = signed.map((jws) => Buffer.from(String(jws).split('.')[1] ?? '', 'base64url').toString());
  const text = JSON.stringify(record) + payloads.join();
  return members.some((member) => text.includes(`"type":"${member}"`));
}

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
