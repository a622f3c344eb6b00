import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { createHarness, type Harness, wrapEmbedded } from '../harness.ts';
import { arbitraryMutation } from '../mutate.ts';

const sample = sampleRecord();

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

describe.each([
  { name: 'with a carrier', input: {} },
  { name: 'with its source embedded', input: { embedSource: true, source: { digest: 'uEiA', bytes: 3 } } },
])('clr2 $name', ({ input }) => {
  const wrapped = async (harness: Harness) =>
    wrapEmbedded(harness, {
      records: [sample],
      profile: 'clr2',
      validUntil: '2030-01-01T00:00:00Z',
      ...input,
    });

  test('100 changes of what is said, in the record, its badges and what travels along: each one rejected', async () => {
    const harness = await createHarness();
    const credential = await wrapped(harness);
    expect((await verifyNodes(harness, credential)).report.verdict).toBe('accepted');
    await fc.assert(
      fc.asyncProperty(arbitraryMutation(credential, '/credentialSubject/'), async ({ document }) => {
        const { report } = await verifyNodes(harness, document);
        // a proof of a badge may become one of a kind that nobody can check
        expect(report.verdict).not.toBe('accepted');
        expect(report.nodes.find(({ pointer }) => pointer === '')?.state).toBe('failed');
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  test('100 changes of any member, contexts, carrier and proofs included: none accepted', async () => {
    const harness = await createHarness();
    const credential = await wrapped(harness);
    const roots = Object.keys(credential).map((name) => `/${name}`);
    roots.push(
      '/credentialSubject/verifiableCredential/0/proof',
      '/credentialSubject/verifiableCredential/1/@context',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...roots).chain((root) => arbitraryMutation(credential, root)),
        async ({ document }) => {
          const verdict = await verifyNodes(harness, document).then(
            ({ report }) => report.verdict,
            (error: unknown) => {
              expect(error).toBeInstanceOf(BridgeError);
              return 'refused';
            },
          );
          expect(verdict).not.toBe('accepted');
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});
