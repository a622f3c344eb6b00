import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { createHarness, wrapEmbedded } from '../harness.ts';
import { arbitraryMutation } from '../mutate.ts';

const sample = JSON.parse(
  readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url), 'utf8'),
) as JsonObject;

const forms = [
  { profile: 'verbatim', vcVersion: '2.0', root: '/credentialSubject/clr/' },
  { profile: 'linked-data', vcVersion: '1.1', root: '/credentialSubject/' },
  { profile: 'linked-data', vcVersion: '2.0', root: '/credentialSubject/clr/' },
] as const;

describe.each(forms)('$profile under VC $vcVersion', ({ profile, vcVersion, root }) => {
  test('500 changes in the record: each one rejected', async () => {
    const harness = await createHarness();
    const verifiableCredential = await wrapEmbedded(harness, { records: [sample], profile, vcVersion });
    expect((await verifyNodes(harness, verifiableCredential)).report.verdict).toBe('accepted');
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(arbitraryMutation(verifiableCredential, root), async ({ kind, document }) => {
        seen.add(kind);
        const { report } = await verifyNodes(harness, document);
        expect(report.verdict).toBe('rejected');
      }),
      { numRuns: 500 },
    );
    expect([...seen].sort()).toEqual(['add', 'change', 'delete', 'move', 'reorder', 'swap']);
  }, 120_000);

  test('300 changes anywhere in the credential, envelope and proof included: none accepted', async () => {
    const harness = await createHarness();
    const verifiableCredential = await wrapEmbedded(harness, {
      records: [sample],
      profile,
      vcVersion,
      subject: 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2',
      validUntil: '2030-01-01T00:00:00Z',
      source: { digest: 'uEiA', bytes: 3 },
    });
    const { credentialSubject: _subject, ...rest } = verifiableCredential;
    const envelope = Object.keys(rest).map((name) => `/${name}`);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...envelope).chain((root) => arbitraryMutation(verifiableCredential, root)),
        async ({ document }) => {
          const verdict = await verifyNodes(harness, document).then(
            ({ report }) => report.verdict,
            () => 'refused',
          );
          expect(verdict).not.toBe('accepted');
        },
      ),
      { numRuns: 300 },
    );
  }, 120_000);
});
