import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { CLR1_CONTEXT } from '../../src/records/model-clr1.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../../src/workflows/wrap-record.ts';
import { arbitraryClr } from '../fixtures/arbitrary-clr.ts';
import { copy, createHarness } from '../harness.ts';

/** Frozen all the way down, so that any mutation throws. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/** The same record with ids and types that an IRI can be made of, and the standard's own context. */
function mappable(value: Json, key = ''): Json {
  if (Array.isArray(value)) return value.map((item) => mappable(item, key));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        name === '@context' ? CLR1_CONTEXT : mappable(member, name),
      ]),
    );
  }
  if (key === 'id' && typeof value === 'string') return `urn:example:${Buffer.from(value).toString('hex')}`;
  if (key === 'type' && typeof value === 'string') return `T${Buffer.from(value).toString('hex')}`;
  return value;
}

const vcVersions = ['1.1', '2.0'] as const;

test.each(vcVersions)(
  'verbatim under VC %s gives back what went in, key order included',
  async (vcVersion) => {
    const harness = await createHarness();
    await fc.assert(
      fc.asyncProperty(arbitraryClr(), async (record) => {
        const text = JSON.stringify(record);
        const frozen = freeze(copy(record as JsonObject));
        const { verifiableCredential } = await wrapRecord(harness, {
          records: [frozen],
          vcVersion,
          validation: 'lenient',
        });
        const received = freeze(JSON.parse(JSON.stringify(verifiableCredential)) as JsonObject);
        const { records } = await unwrapRecords(harness, received, { allowUnverified: true });
        expect(JSON.stringify(records[0]?.clr)).toBe(text);
        expect(harness.saved.at(-1)).toEqual(verifiableCredential);
      }),
      { numRuns: 60 },
    );
  },
  60_000,
);

test.each(vcVersions)(
  'linked-data under VC %s gives back an equal record, or refuses and names the place',
  async (vcVersion) => {
    const harness = await createHarness();
    let wrapped = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryClr(), async (record) => {
        const native = mappable(record) as JsonObject;
        const frozen = freeze(copy(native));
        try {
          const { verifiableCredential } = await wrapRecord(harness, {
            records: [frozen],
            profile: 'linked-data',
            vcVersion,
            validation: 'lenient',
          });
          wrapped++;
          const received = freeze(JSON.parse(JSON.stringify(verifiableCredential)) as JsonObject);
          const { records } = await unwrapRecords(harness, received, { allowUnverified: true });
          expect(isDeepStrictEqual(records[0]?.clr, JSON.parse(JSON.stringify(native)))).toBe(true);
        } catch (error) {
          if (!(error instanceof BridgeError)) throw error;
          expect(['term-undefined', 'context-unknown', 'context-conflict', 'context-invalid']).toContain(
            error.code,
          );
          expect(error.pointer).toMatch(/^\//);
        }
      }),
      { numRuns: 60 },
    );
    expect(wrapped).toBeGreaterThan(20);
  },
  60_000,
);

test('several records, plain and signed side by side, come back in order', async () => {
  const harness = await createHarness();
  const [a, b] = fc.sample(arbitraryClr(), { numRuns: 2, seed: 7 }) as [JsonObject, JsonObject];
  const { verifiableCredential } = await wrapRecord(harness, { records: [a, b], validation: 'lenient' });
  const { report } = await verifyNodes(harness, verifiableCredential);
  expect(report.findings.find(({ code }) => code === 'digest-valid')).toBeDefined();
  const { records } = await unwrapRecords(harness, verifiableCredential, { allowUnverified: true });
  expect(records.map(({ clr }) => clr)).toEqual([a, b]);
  expect(records.map(({ pointer }) => pointer)).toEqual([
    '/credentialSubject/clr/0',
    '/credentialSubject/clr/1',
  ]);
});
