/** An independent caller of plain @digitalbazaar/vc, with a loader of its own: our records there. Every suite: matrix.test.ts. */

import * as vc from '@digitalbazaar/vc';
import { describe, expect, test } from 'vitest';
import { documentLoader, SUITES } from '../fixtures/plain-verifier.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { copy, createHarness, NOW, wrapEmbedded } from '../harness.ts';

const sample = sampleRecord();
const combinations = (['verbatim', 'linked-data'] as const).flatMap((profile) =>
  (['2.0', '1.1'] as const).flatMap((vcVersion) =>
    (['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const).map((proof) => ({ profile, vcVersion, proof })),
  ),
);

describe('our credentials, checked by plain @digitalbazaar/vc', () => {
  test.each(combinations)('$profile, VC $vcVersion, $proof', async ({ profile, vcVersion, proof }) => {
    const harness = await createHarness();
    const verifiableCredential = await wrapEmbedded(harness, {
      records: [sample],
      profile,
      vcVersion,
      proof,
    });
    const check = (credential: object) =>
      vc.verifyCredential({ credential, suite: SUITES[proof](), documentLoader, now: NOW });
    expect(await check(verifiableCredential)).toMatchObject({ verified: true });
    const altered = copy(verifiableCredential);
    (altered as { issuer: string }).issuer = `${String(altered['issuer'])}x`;
    expect(await check(altered)).toMatchObject({ verified: false });
  });
});
