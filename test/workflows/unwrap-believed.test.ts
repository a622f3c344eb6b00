/** What a credential carries from CLR 1.0 is believed of who signed it, not of who is named in it. */
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { badge, clr, signJwt, signOurs, signTheirs } from '../fixtures/signed-clr2.ts';
import { createHarness } from '../harness.ts';

const CARRIED: JsonObject = {
  '/achievement/issuer': { id: 'https://mit.example', name: 'MIT' },
  '/results/0/value': 'A+',
};

const gradeOf = (record: Json | undefined) => {
  const [assertion] = (record as { assertions: JsonObject[] }).assertions;
  return JSON.stringify({ ...assertion, 'bridge:clr2Rest': undefined });
};

describe('a badge that names a believed issuer, in the record of a stranger', () => {
  const cases: [string, boolean][] = [
    ['signed by that issuer, is believed', true],
    ['signed by nobody, is not', false],
  ];
  test.each(cases)('%s', async (_, isSigned) => {
    const harness = await createHarness();
    const ours = harness.signer.controller;
    const stranger = await createSigner();
    const named = badge(1, ours, 'C', { clr1Rest: CARRIED });
    named['@context'] = [
      ...(named['@context'] as Json[]),
      { clr1Rest: { '@id': 'https://w3id.org/clr-bridge/vocab#clr1Rest', '@type': '@json' } },
    ];
    const nested = isSigned ? await signOurs(harness, named) : named;
    const record = clr([nested], stranger.controller);
    for (const signed of [
      await signOurs(harness, record, stranger),
      await signTheirs(harness, record, stranger),
      await signJwt(record, stranger),
    ]) {
      const { records } = await unwrapRecords(harness, signed, {
        to: '1.0',
        bridges: [ours],
        allowUnverified: true,
      });
      expect(gradeOf(records[0]?.clr).includes('MIT')).toBe(isSigned);
      expect(gradeOf(records[0]?.clr).includes('A+')).toBe(isSigned);
    }
  });

  test('within a whole record that names that issuer and is covered by the stranger, is not', async () => {
    const harness = await createHarness();
    const ours = harness.signer.controller;
    const stranger = await createSigner();
    const named = clr([badge(1, ours, 'C', { clr1Rest: CARRIED })], ours, {
      clr1Rest: { '/publisher': { id: 'https://mit.example', name: 'MIT' } },
    });
    const signed = await signJwt(clr([badge(2, stranger.controller), named], stranger.controller), stranger);
    const { records, report } = await unwrapRecords(harness, signed, { to: '1.0', bridges: [ours] });
    expect(report.verdict).toBe('accepted');
    expect(report.nodes.map(({ state }) => state)).toContain('covered');
    for (const { clr: record } of records) {
      const native = JSON.parse(JSON.stringify(record), (name, value) =>
        name === 'bridge:clr2Rest' ? undefined : value,
      );
      expect(JSON.stringify(native)).not.toContain('MIT');
    }
  });
});
