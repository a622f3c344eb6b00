/** An independent caller of plain @digitalbazaar/vc, with a loader of its own: our credentials there, theirs here. */

import { readFileSync } from 'node:fs';
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import ed25519Context from 'ed25519-signature-2020-context';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../../src/workflows/wrap-record.ts';
import { copy, createHarness, NOW } from '../harness.ts';

const sample = JSON.parse(
  readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url), 'utf8'),
) as JsonObject;
const clrContext = JSON.parse(readFileSync(new URL('../../contexts/clr-v1.jsonld', import.meta.url), 'utf8'));
const CLR = 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld';

const documents = new Map<string, object>([
  ...credentialContexts,
  ...dataIntegrityContext.contexts,
  ...ed25519Context.contexts,
  [CLR, clrContext],
]);

/** Written here once more on purpose: nothing of ours takes part. */
async function documentLoader(url: string) {
  const held = documents.get(url);
  if (held) return { contextUrl: null, documentUrl: url, document: held };
  const [did = '', fragment] = url.split('#');
  if (!did.startsWith('did:key:')) throw new Error(`not here: ${url}`);
  const multibase = did.slice('did:key:'.length);
  const key = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: `${did}#${multibase}`,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: multibase,
  };
  const document = {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: did,
    verificationMethod: [key],
    assertionMethod: [key.id],
    authentication: [key.id],
  };
  return { contextUrl: null, documentUrl: url, document: fragment ? key : document };
}

const SUITES = {
  'eddsa-rdfc-2022': (signer?: object) =>
    new DataIntegrityProof({ ...(signer ? { signer } : {}), cryptosuite }),
  Ed25519Signature2020: (signer?: object) => new Ed25519Signature2020(signer ? { signer } : {}),
};

const combinations = (['verbatim', 'linked-data'] as const).flatMap((profile) =>
  (['2.0', '1.1'] as const).flatMap((vcVersion) =>
    (['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const).map((proof) => ({ profile, vcVersion, proof })),
  ),
);

describe('our credentials, checked by plain @digitalbazaar/vc', () => {
  test.each(combinations)('$profile, VC $vcVersion, $proof', async ({ profile, vcVersion, proof }) => {
    const harness = await createHarness();
    const { verifiableCredential } = await wrapRecord(harness, {
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

describe('credentials of plain @digitalbazaar/vc, checked by us', () => {
  test.each(Object.keys(SUITES) as (keyof typeof SUITES)[])('%s', async (name) => {
    const pair = await Ed25519Multikey.generate();
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
    const issued = await vc.issue({ credential, suite: SUITES[name](signer), documentLoader });
    const harness = await createHarness();
    const { report } = await verifyNodes(harness, issued as JsonObject);
    expect(report.verdict).toBe('accepted');
    expect(report.findings.map(({ code }) => code)).toContain('proof-valid');
    // nothing of ours binds the JSON of this one, and the report says so
    expect(report.unchecked.map(({ code }) => code)).toContain('digest-absent');

    const altered = copy(issued as JsonObject) as { credentialSubject: { memberOf: string } };
    altered.credentialSubject.memberOf = 'Chess club';
    expect((await verifyNodes(harness, altered)).report.verdict).toBe('rejected');
  });
});
