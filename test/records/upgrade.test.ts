import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { canonize } from '../../src/proofs/canonize.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { type UpgradeOptions, upgrade } from '../../src/records/upgrade.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { hasReference, readReference } from '../reference.ts';
import { publishedErrors } from './published-clr2.ts';

const BRIDGE = { id: 'did:web:bridge.example', type: ['Profile'], name: 'Bridge' };
const DEFAULTS: UpgradeOptions = { issuer: BRIDGE };

const sample = sampleRecord();
const pilot = hasReference
  ? (JSON.parse(readReference('samples/clr-v1/pilot-transcript.json')) as JsonObject)
  : {};

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
};

/** The credentials nested in an upgraded record. */
const nested = (record: JsonObject) =>
  (record['credentialSubject'] as JsonObject)['verifiableCredential'] as JsonObject[];

function expectPublished(record: JsonObject): void {
  expect(publishedErrors('clrcredential', record)).toEqual([]);
  for (const credential of nested(record))
    expect(publishedErrors('achievementcredential', credential)).toEqual([]);
}

/** Canonicalises the record and each credential in it; safe mode throws where a term would get lost. */
async function expectSignable(record: JsonObject): Promise<void> {
  const documentLoader = createContextLoader();
  for (const credential of [record, ...nested(record)]) {
    expect(await canonize(credential, { documentLoader })).toContain('clr-bridge/vocab#clr1Rest');
  }
}

describe.skipIf(!hasReference)('upgrade of the pilot transcript', () => {
  it('loses what the vector says, and nothing else', () => {
    const { losses } = upgrade(pilot, DEFAULTS);
    const counts: Record<string, number> = {};
    for (const { code } of losses) counts[code] = (counts[code] ?? 0) + 1;
    expect(counts).toEqual({
      carried: 58,
      'date-repaired': 3,
      'default-dropped': 1,
      filled: 123,
      'id-malformed-urn': 3,
      'id-reissued': 67,
      'issuer-replaced': 67,
      'null-dropped': 3,
      'personal-dropped': 2,
      'verification-dropped': 1,
    });
  });

  it('is valid CLR 2.0, and signable', async () => {
    const { record } = upgrade(deepFreeze(pilot), DEFAULTS);
    expect(nested(record)).toHaveLength(66);
    expectPublished(record);
    await expectSignable({
      ...record,
      credentialSubject: {
        ...(record['credentialSubject'] as JsonObject),
        verifiableCredential: nested(record).slice(0, 2),
      },
    });
  });
});

describe('upgrade of the sample', () => {
  it('is signable', async () => {
    await expectSignable(upgrade(deepFreeze(sample), DEFAULTS).record);
  });

  it.skipIf(!hasReference)('is valid CLR 2.0', () => {
    expectPublished(upgrade(sample, DEFAULTS).record);
    expectPublished(upgrade(sample, { ...DEFAULTS, personal: 'all', fill: 'copy-name' }).record);
  });
});
