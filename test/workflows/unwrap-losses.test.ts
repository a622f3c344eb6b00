/** Whoever reads a loss finds its place in what was unwrapped. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Json, type JsonObject, parseJson } from '../../src/kernel/json.ts';
import { resolvePointer } from '../../src/kernel/pointer.ts';
import { signRecord } from '../../src/workflows/sign-record.ts';
import { type UnwrapOptions, unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { createHarness, wrapEmbedded } from '../harness.ts';

const sample = parseJson(readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url)))
  .value as JsonObject;

/** All losses, as code and pointer, of all records. */
async function lossesOf(value: Json, options: UnwrapOptions): Promise<[string, string][]> {
  const { records } = await unwrapRecords(await createHarness(), value, {
    allowUnverified: true,
    ...options,
  });
  return records.flatMap(({ losses = [] }) =>
    losses.map(({ code, pointer }): [string, string] => [code, pointer]),
  );
}

describe('losses of unwrapping', () => {
  test('to 1.0 stand in the credential, inside a presentation too', async () => {
    const credential = await wrapEmbedded(await createHarness(), { records: [sample], profile: 'clr2' });
    const alone = await lossesOf(credential, { to: '1.0' });
    expect(alone).toContainEqual(['proof-dropped', '/proof']);
    const presentation = { type: ['VerifiablePresentation'], verifiableCredential: [credential] };
    const inside = await lossesOf(presentation, { to: '1.0' });
    expect(inside).toEqual(alone.map(([code, pointer]) => [code, `/verifiableCredential/0${pointer}`]));
    for (const [code, pointer] of inside.filter(([of]) => of === 'proof-dropped'))
      expect(resolvePointer(presentation, pointer), code).toBeDefined();
  });

  test('to 2.0 stand in the record that is carried; a set that is taken apart is told once', async () => {
    const other = { ...sample, id: 'urn:uuid:9d3f5f7e-8b0a-4f62-a9f2-06cfa9d3ee02' };
    const set = {
      '@context': sample['@context'] as Json,
      type: 'ClrSet',
      id: 'urn:x',
      clrs: [sample, other],
    };
    const credential = await wrapEmbedded(await createHarness(), { records: [set], validation: 'lenient' });
    const losses = await lossesOf(credential, { to: '2.0' });
    expect(losses.filter(([code]) => code === 'set-dissolved')).toEqual([
      ['set-dissolved', '/credentialSubject/clr'],
    ]);
    const reissued = losses.filter(
      ([code, pointer]) => code === 'id-reissued' && !pointer.includes('ssertions'),
    );
    expect(reissued.map(([, pointer]) => resolvePointer(credential, pointer))).toEqual([
      sample['id'],
      other.id,
    ]);
  });

  test('to 2.0 of a signed record stand inside its JWS', async () => {
    const harness = await createHarness();
    const { signedClr } = await signRecord(harness, { record: sample });
    const credential = await wrapEmbedded(harness, { records: [signedClr], validation: 'lenient' });
    expect(await lossesOf(credential, { to: '2.0' })).toContainEqual([
      'id-reissued',
      '/credentialSubject/signedClrs/0#/id',
    ]);
  });
});
