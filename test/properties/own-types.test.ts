/** Contexts scoped to types of a document's own: the names of a standard in another sense, where nobody mistakes them. */
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { createHarness } from '../harness.ts';

/** The scope that the test suites of the W3C give to the type of a driver's licence. */
const SCOPE: JsonObject = {
  '@protected': true,
  id: '@id',
  type: '@type',
  documentIdentifier: 'urn:example:documentIdentifier',
  expirationDate: 'urn:example:expiration',
};

type Change = {
  scope?: JsonObject;
  context?: JsonObject;
  /** What stands in the subject. */
  subject?: JsonObject;
};

const LICENCE: JsonObject = {
  type: 'DriverLicense',
  documentIdentifier: 'T21387yc328c7y32h23f23',
  expirationDate: '01-01-2030',
};

async function codesOf({ scope = SCOPE, context = {}, subject = { driverLicense: LICENCE } }: Change) {
  const harness = await createHarness();
  const terms: JsonObject = {
    DriverLicense: { '@id': 'urn:example:DriverLicense', '@context': scope },
    driverLicense: { '@id': 'urn:example:driverLicense', '@type': '@id' },
    ...context,
  };
  const credential: JsonObject = {
    '@context': [
      'https://www.w3.org/2018/credentials/v1',
      terms as Json,
      'https://w3id.org/security/suites/ed25519-2020/v1',
    ],
    type: ['VerifiableCredential'],
    issuer: harness.signer.controller,
    issuanceDate: '2010-01-01T19:23:24Z',
    credentialSubject: { id: 'urn:uuid:1a0e4ef5-091f-4060-842e-18e519ab9440', ...subject },
  };
  const signed = await signDocument(credential, {
    proof: 'Ed25519Signature2020',
    signer: harness.signer,
    now: harness.now(),
    loadDocument: harness.loadDocument,
  });
  const { report } = await verifyNodes(harness, signed);
  return [
    report.verdict,
    ...report.findings.filter(({ code }) => code === 'term-loose').map(({ code }) => code),
  ];
}

describe('a context scoped to a type of the document’s own', () => {
  test('may use a standard’s names in its own sense', async () => {
    expect(await codesOf({})).toEqual(['accepted']);
  });

  test.each<[string, Change]>([
    ['outside the scope', { context: { expirationDate: 'urn:example:expiration' } }],
    ['of the subject itself', { subject: LICENCE }],
    ['of the subject and of something in it', { subject: { ...LICENCE, driverLicense: LICENCE } }],
    [
      'that has a type of the standard beside it',
      { subject: { driverLicense: { ...LICENCE, type: ['DriverLicense', 'VerifiablePresentation'] } } },
    ],
    [
      'that a member has as its name too',
      {
        context: {
          driverLicense: { '@id': 'urn:example:driverLicense', '@type': '@id' },
        },
        subject: { driverLicense: LICENCE, DriverLicense: { documentIdentifier: 'T2' } },
      },
    ],
    [
      'for what makes no statement',
      { scope: { ...SCOPE, expirationDate: { '@id': 'urn:example:x', '@type': '@json' } } },
    ],
    [
      'for another meaning of the standard',
      { scope: { ...SCOPE, expirationDate: 'https://www.w3.org/2018/credentials#issuanceDate' } },
    ],
    ['that rules what is inside its objects as well', { scope: { ...SCOPE, '@propagate': true } }],
  ])('but not %s', async (_name, change) => {
    expect(await codesOf(change)).toEqual(['inconclusive', 'term-loose']);
  });
});
