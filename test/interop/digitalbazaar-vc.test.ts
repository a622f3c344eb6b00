/** An independent caller of plain @digitalbazaar/vc, with a loader of its own: our credentials there, theirs here. */

import { readFileSync } from 'node:fs';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { didOfKey } from '../../src/trust/did-forms.ts';
import { createLocalSigner } from '../../src/trust/local-signer.ts';
import { generatePrivateKey } from '../../src/trust/private-key.ts';
import { issueCredential } from '../../src/workflows/issue-credential.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { documentLoader, SUITES } from '../fixtures/plain-verifier.ts';
import { copy, createHarness, NOW, wrapEmbedded } from '../harness.ts';

const sample = JSON.parse(
  readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url), 'utf8'),
) as JsonObject;
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

const SIGNED_AT = '2026-02-01T00:00:00Z';
const EVERY_SUITE = [
  ['eddsa-rdfc-2022', 'Ed25519'],
  ['eddsa-jcs-2022', 'Ed25519'],
  ['ecdsa-rdfc-2019', 'P-256'],
  ['ecdsa-rdfc-2019', 'P-384'],
  ['ecdsa-jcs-2019', 'P-256'],
  ['ecdsa-jcs-2019', 'P-384'],
  ['Ed25519Signature2020', 'Ed25519'],
] as const;

const generate = (keyType: 'Ed25519' | 'P-256' | 'P-384') =>
  keyType === 'Ed25519' ? Ed25519Multikey.generate() : EcdsaMultikey.generate({ curve: keyType });

describe('a badge issued by us under every suite, checked by plain @digitalbazaar/vc', () => {
  test.each(EVERY_SUITE)('%s, %s', async (proof, keyType) => {
    const harness = await createHarness({
      signer: createLocalSigner('did:key:x#x', await generatePrivateKey(keyType)),
    });
    const { did, id } = await didOfKey('key', harness.signer.publicJwk);
    Object.assign(harness.signer, { id, controller: did });
    const issued = await issueCredential(harness, {
      credential: {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiableCredential'],
        issuer: did,
        validFrom: '2026-01-01T00:00:00Z',
        credentialSubject: { id: 'did:example:learner', name: 'Ada' },
      },
      proof,
    });
    const check = (credential: object) =>
      vc.verifyCredential({ credential, suite: SUITES[proof](), documentLoader, now: NOW });
    expect(await check(issued)).toMatchObject({ verified: true });
    const { report } = await verifyNodes(harness, issued);
    expect(report.verdict).toBe('accepted');
    const altered = copy(issued) as { credentialSubject: { name: string } };
    altered.credentialSubject.name = 'Eve';
    expect(await check(altered)).toMatchObject({ verified: false });
    expect((await verifyNodes(harness, altered)).report.verdict).toBe('rejected');
  });
});

describe('credentials of plain @digitalbazaar/vc, checked by us', () => {
  test.each(EVERY_SUITE)('%s, %s', async (name, keyType) => {
    const pair = await generate(keyType);
    const did = `did:key:${pair.publicKeyMultibase}`;
    const signer = { ...pair.signer(), id: `${did}#${pair.publicKeyMultibase}` };
    const credential = {
      '@context': [
        'https://www.w3.org/ns/credentials/v2',
        'https://w3id.org/security/suites/ed25519-2020/v1',
        { memberOf: 'https://example.org/terms#memberOf' },
      ],
      type: ['VerifiableCredential'],
      issuer: did,
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'did:example:learner', memberOf: 'Robotics club' },
    };
    const issued = await vc.issue({ credential, suite: SUITES[name](signer, SIGNED_AT), documentLoader });
    const harness = await createHarness();
    const { report } = await verifyNodes(harness, JSON.parse(JSON.stringify(issued)) as JsonObject);
    expect(report.verdict).toBe('accepted');
    expect(report.findings.map(({ code }) => code)).toContain('proof-valid');
    // over RDF nothing of ours binds the JSON of this one, and the report says so
    const overJcs = name.includes('-jcs-');
    expect(report.unchecked.some(({ code }) => code === 'digest-absent')).toBe(!overJcs);

    const altered = copy(issued as JsonObject) as { credentialSubject: { memberOf: string } };
    altered.credentialSubject.memberOf = 'Chess club';
    expect((await verifyNodes(harness, altered)).report.verdict).toBe('rejected');
  });
});
