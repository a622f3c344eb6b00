/** Any record, any selection of it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { type JsonObject, parseJson } from '../../src/kernel/json.ts';
import { openSdJwt } from '../../src/kernel/sd-jwt.ts';
import { discloseCredential } from '../../src/workflows/disclose-credential.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../../src/workflows/wrap-record.ts';
import { arbitraryClr } from '../fixtures/arbitrary-clr.ts';
import { createHarness } from '../harness.ts';

/** Made in memory, a record may have numbers that strict readers of JSON refuse. */
function isReadable(record: JsonObject): boolean {
  try {
    parseJson(JSON.stringify(record));
    return true;
  } catch {
    return false;
  }
}

const PLACE = '/credentialSubject/clr/assertions';

test('what is shown is what was signed, in its order; what is not is in no byte', async () => {
  const harness = await createHarness();
  await fc.assert(
    fc.asyncProperty(arbitraryClr(), fc.infiniteStream(fc.boolean()), async (record, coins) => {
      fc.pre(isReadable(record));
      const { verifiableCredential } = await wrapRecord(harness, {
        records: [record],
        proof: 'sd-jwt',
        validation: 'lenient',
      });
      const whole = verifiableCredential as string;
      const back = await unwrapRecords(harness, whole, { allowUnverified: true });
      expect(JSON.stringify(back.records[0]?.clr)).toBe(JSON.stringify(record));

      const { disclosed } = openSdJwt(whole);
      const all = disclosed.filter(({ within }) => within.length === 0);
      const kept = all.filter(() => coins.next().value);
      const shown = await discloseCredential(harness, {
        credential: whole,
        keep: kept.length > 0 ? kept.map(({ pointer }) => pointer) : ['/issuer'],
      });
      const text = shown.verifiableCredential as string;
      const opened = openSdJwt(text);
      expect(opened.faults).toEqual([]);
      for (const part of all) expect(text.includes(part.encoded)).toBe(kept.includes(part));
      expect(opened.disclosed.length + opened.hidden.length).toBeLessThanOrEqual(disclosed.length);
      const { clr } = opened.payload['credentialSubject'] as { clr: JsonObject };
      const assertions = kept.filter(({ pointer }) => pointer.startsWith(`${PLACE}/`));
      if (Array.isArray(clr['assertions'])) expect(clr['assertions']).toHaveLength(assertions.length);
    }),
    { numRuns: 25 },
  );
});

test('with one character changed it is never accepted as it was', async () => {
  const harness = await createHarness();
  const clr = {
    type: 'Clr',
    id: 'urn:x:1',
    learner: { id: 'urn:x:l' },
    publisher: { id: 'urn:x:p' },
    issuedOn: '2026-01-01T00:00:00Z',
    assertions: [{ id: 'urn:x:a' }, { id: 'urn:x:b' }],
  };
  const { verifiableCredential } = await wrapRecord(harness, {
    records: [clr],
    proof: 'sd-jwt',
    validation: 'lenient',
  });
  const text = verifiableCredential as string;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(text.length - 1),
      fc.constantFrom('A', 'z', '0', '-', '~', '.'),
      async (i, letter) => {
        fc.pre(text[i] !== letter);
        const changed = text.slice(0, i) + letter + text.slice(i + 1);
        const verdict = await verifyNodes(harness, changed).then(
          ({ report }) => report.verdict,
          (error: unknown) => {
            expect(error).toBeInstanceOf(BridgeError);
            return 'refused';
          },
        );
        expect(verdict).not.toBe('accepted');
      },
    ),
    { numRuns: 150 },
  );
});

test('a number that no strict reader takes is refused before it is signed', async () => {
  const harness = await createHarness();
  const clr = {
    type: 'Clr',
    id: 'urn:x:1',
    learner: { id: 'urn:x:l' },
    publisher: { id: 'urn:x:p', n: -(2 ** 53) },
    issuedOn: '2026-01-01T00:00:00Z',
  };
  for (const proof of ['jwt', 'sd-jwt'] as const)
    await expect(wrapRecord(harness, { records: [clr], proof, validation: 'lenient' })).rejects.toMatchObject(
      {
        code: 'number-inexact',
      },
    );
});
