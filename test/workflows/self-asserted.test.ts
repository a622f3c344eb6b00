/** A credential that the signature of a presentation alone covers: what RDF leaves open of it is said. */
import { beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { copy, createHarness, type Harness } from '../harness.ts';

const V2 = 'https://www.w3.org/ns/credentials/v2';

let harness: Harness;
let signed: JsonObject;
beforeAll(async () => {
  const signer = await createSigner();
  harness = await createHarness({ signer });
  const { controller } = signer;
  signed = await signDocument(
    {
      '@context': [V2],
      type: ['VerifiablePresentation'],
      holder: controller,
      verifiableCredential: [
        {
          '@context': [V2],
          type: ['VerifiableCredential'],
          issuer: controller,
          credentialSubject: { id: controller, name: 'Ada' },
        },
      ],
    },
    {
      proof: 'eddsa-rdfc-2022',
      signer,
      now: harness.now(),
      loadDocument: harness.loadDocument,
      purpose: 'authentication',
    },
  );
});

/** The presentation after somebody else has spelled its credential anew. */
function respelled(change: (credential: JsonObject, subject: JsonObject) => void): JsonObject {
  const presentation = copy(signed);
  const [credential] = presentation['verifiableCredential'] as [JsonObject];
  change(credential, credential['credentialSubject'] as JsonObject);
  return presentation;
}

test('as it was signed it is accepted, and that no digest binds it is said', async () => {
  const { report } = await verifyNodes(harness, copy(signed));
  expect(report.verdict).toBe('accepted');
  expect(report.unchecked.map(({ code }) => code)).toContain('digest-absent');
});

test.each<[string, (credential: JsonObject, subject: JsonObject) => void]>([
  [
    'a name of an inline context',
    (credential, subject) => {
      credential['@context'] = [V2, { handle: 'https://schema.org/name' }];
      subject['handle'] = subject['name']!;
      delete subject['name'];
    },
  ],
  [
    'a whole IRI',
    (_credential, subject) => {
      subject['https://schema.org/name'] = subject['name']!;
      delete subject['name'];
    },
  ],
])('with %s in the place of a name it is inconclusive, and said of the credential', async (_name, change) => {
  const { report } = await verifyNodes(harness, respelled(change));
  expect(report.verdict).toBe('inconclusive');
  const node = report.nodes.find(({ pointer }) => pointer === '/verifiableCredential/0');
  expect(node).toMatchObject({ state: 'unknown', reasons: ['term-loose'] });
  expect(report.nodes[0]).toMatchObject({ kind: 'vp', state: 'verified' });
});

test('with another value it is rejected', async () => {
  const { report } = await verifyNodes(
    harness,
    respelled((_credential, subject) => {
      subject['name'] = 'Eve';
    }),
  );
  expect(report.verdict).toBe('rejected');
});

test('of a presentation with more proofs than are checked none is passed over', async () => {
  const proof = Array.from({ length: 11 }, () => signed['proof'] as JsonObject);
  const { report } = await verifyNodes(harness, { ...copy(signed), proof: copy(proof) });
  expect(report.verdict).toBe('rejected');
  expect(report.findings.map(({ code }) => code)).toContain('proof-malformed');
});
