/**
 * What a signature over RDF does not bind. Each attack is first shown to pass the signature alone, over a
 * credential without our digest; then to be caught, or said aloud, by the verifier.
 */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { checkSignature, signDocument } from '../../src/proofs/data-integrity.ts';
import type { ProofName } from '../../src/proofs/suites.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { copy, createHarness, type Harness, wrapEmbedded } from '../harness.ts';

const college = {
  id: 'https://college.example.edu/profile',
  type: 'Profile',
  name: 'Example College',
  telephone: '555-0100',
};
const academy = { id: 'https://academy.example.org/profile', type: 'Profile', name: 'Example Academy' };

const course = (n: number, issuer: JsonObject, grade: string): JsonObject => ({
  id: `urn:uuid:0000000${n}-0000-4000-8000-000000000001`,
  type: 'Assertion',
  achievement: {
    id: `urn:uuid:0000000${n}-0000-4000-8000-000000000002`,
    type: 'Achievement',
    name: `Course ${n}`,
    issuer,
    tags: ['first', 'second', 'third'],
    resultDescriptions: [
      {
        id: `urn:uuid:0000000${n}-0000-4000-8000-000000000003`,
        type: 'ResultDescription',
        name: 'Grade',
        resultType: 'LetterGrade',
        allowedValues: ['F', 'C', 'A'],
      },
    ],
  },
  results: [
    {
      id: `urn:uuid:0000000${n}-0000-4000-8000-000000000004`,
      type: 'Result',
      resultDescription: `urn:uuid:0000000${n}-0000-4000-8000-000000000003`,
      value: grade,
    },
  ],
  recipient: { type: 'id', identity: 'urn:example:learner', hashed: false },
  issuedOn: '2026-05-01T00:00:00Z',
});

const record: JsonObject = {
  '@context': 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld',
  id: 'urn:uuid:00000000-0000-4000-9000-000000000001',
  type: 'Clr',
  issuedOn: '2026-05-02T00:00:00Z',
  learner: { id: 'urn:example:learner', type: 'Profile', name: 'A Learner' },
  publisher: college,
  assertions: [course(1, college, 'A'), course(2, academy, 'C')],
};

type Part = { assertions: JsonObject[]; publisher: JsonObject };
type Attack = [name: string, change: (clr: Part & JsonObject) => void];

const attacks: Attack[] = [
  ['the assertions are reordered', (clr) => clr.assertions.reverse()],
  [
    'an ordered list of allowed values is turned round',
    (clr) => (descriptionOf(clr.assertions[0]!)['allowedValues'] as string[]).reverse(),
  ],
  [
    'a type is exchanged for its alias',
    (clr) => {
      clr['type'] = 'dtClr';
    },
  ],
  [
    'a member of a profile that stands twice is removed at one place',
    (clr) => {
      delete clr.publisher['name'];
    },
  ],
  [
    'one assertion is split over two objects with one id',
    (clr) => {
      const [first] = clr.assertions;
      const { id, type, results, ...rest } = first!;
      clr.assertions.splice(0, 1, { id, type, ...rest } as JsonObject, { id, type, results } as JsonObject);
    },
  ],
  [
    'two objects with one id are exchanged for references to them',
    (clr) => {
      const achievement = clr.assertions[0]!['achievement'] as JsonObject;
      achievement['issuer'] = { id: college.id };
    },
  ],
  [
    'a null is added',
    (clr) => {
      clr['revocationReason'] = null;
    },
  ],
  [
    'an empty list is added',
    (clr) => {
      clr['achievements'] = [];
    },
  ],
];

const descriptionOf = (assertion: JsonObject) =>
  ((assertion['achievement'] as JsonObject)['resultDescriptions'] as JsonObject[])[0]!;

const forms = (['1.1', '2.0'] as const).flatMap((vcVersion) =>
  (['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const).map((proof) => ({ vcVersion, proof })),
);

const recordIn = (credential: JsonObject) => {
  const subject = credential['credentialSubject'] as JsonObject;
  return (subject['clr'] ?? subject) as Part & JsonObject;
};

async function signatureHolds(harness: Harness, credential: JsonObject, proof: ProofName): Promise<boolean> {
  const { proof: made, ...document } = credential;
  const { verificationMethods } = await harness.resolveDid(harness.signer.controller);
  const outcome = await checkSignature(
    document,
    made as JsonObject,
    proof,
    verificationMethods[0]!,
    harness.loadDocument,
  );
  return outcome.verified;
}

describe.each(forms)('linked-data under VC $vcVersion with $proof', ({ vcVersion, proof }) => {
  test.each(attacks)('%s', async (_name, change) => {
    const harness = await createHarness();
    const ours = await wrapEmbedded(harness, {
      records: [record],
      profile: 'linked-data',
      vcVersion,
      proof,
    });
    expect((await verifyNodes(harness, ours)).report.verdict).toBe('accepted');

    // without the digest the signature alone does not notice
    const { proof: _proof, jsonDigest: _digest, ...bare } = ours;
    const theirs = await signDocument(bare, {
      proof,
      signer: harness.signer,
      now: harness.now(),
      loadDocument: harness.loadDocument,
    });
    const altered = copy(theirs);
    change(recordIn(altered));
    expect(altered).not.toEqual(theirs);
    expect(await signatureHolds(harness, altered, proof)).toBe(true);
    const { report: foreign } = await verifyNodes(harness, altered);
    expect(foreign.unchecked.map(({ code }) => code)).toContain('digest-absent');

    // with it, the same change is caught
    const forged = copy(ours);
    change(recordIn(forged));
    const { report } = await verifyNodes(harness, forged);
    expect(report.verdict).toBe('rejected');
    expect(report.findings.map(({ code }) => code)).toContain('digest-mismatch');
  });

  test('a digest that hides behind another name for its term is still read', async () => {
    const harness = await createHarness();
    const ours = await wrapEmbedded(harness, {
      records: [record],
      profile: 'linked-data',
      vcVersion,
      proof,
    });
    const forged = copy(ours) as { '@context': JsonObject[]; jsonDigest?: string } & JsonObject;
    const inline = forged['@context'].at(-1)!;
    inline['renamed'] = inline['jsonDigest']!;
    delete inline['jsonDigest'];
    forged['renamed'] = forged.jsonDigest!;
    delete forged.jsonDigest;
    recordIn(forged).assertions.reverse();
    expect(await signatureHolds(harness, forged, proof)).toBe(true);
    expect((await verifyNodes(harness, forged)).report.verdict).toBe('rejected');
  });
});

test('other people’s credential in which one id has contradicting members is not accepted', async () => {
  const harness = await createHarness();
  const verifiableCredential = await wrapEmbedded(harness, { records: [record], profile: 'linked-data' });
  const { proof: _proof, jsonDigest: _digest, ...bare } = copy(verifiableCredential);
  // the name of the college stands at one of the two places only, so nobody can say at which it was signed
  delete recordIn(bare as JsonObject).publisher['name'];
  const theirs = await signDocument(bare as JsonObject, {
    proof: 'Ed25519Signature2020',
    signer: harness.signer,
    now: harness.now(),
    loadDocument: harness.loadDocument,
  });
  const { report } = await verifyNodes(harness, theirs);
  expect(report.verdict).toBe('inconclusive');
  expect(report.findings).toContainEqual(
    expect.objectContaining({ code: 'ambiguous-graph', result: 'unknown' }),
  );
  expect(report.nodes.some(({ state }) => state === 'covered')).toBe(false);
});

describe('a context added to other people’s credential, without touching a statement', () => {
  async function theirs(harness: Harness): Promise<JsonObject> {
    const verifiableCredential = await wrapEmbedded(harness, {
      records: [record],
      profile: 'linked-data',
      vcVersion: '1.1',
      proof: 'Ed25519Signature2020',
    });
    const { proof: _proof, jsonDigest: _digest, ...bare } = copy(verifiableCredential);
    return signDocument(bare as JsonObject, {
      proof: 'Ed25519Signature2020',
      signer: harness.signer,
      now: harness.now(),
      loadDocument: harness.loadDocument,
    });
  }

  const add = (credential: JsonObject, context: JsonObject) => {
    const list = credential['@context'] as JsonObject[];
    list.push(context);
  };

  const tricks: [string, (credential: JsonObject) => void, string?][] = [
    [
      'a member that is no statement',
      (credential) => {
        add(credential, { narrative: '@index' });
        recordIn(credential).assertions[0]!['narrative'] = 'With the highest honours';
      },
    ],
    [
      'a signed record of somebody else’s making',
      (credential) => {
        add(credential, { signedClrs: '@index' });
        recordIn(credential)['signedClrs'] = 'eyJhbGciOiJub25lIn0.e30.AAAA';
      },
    ],
    [
      'a standard term under another name',
      (credential) => {
        add(credential, { motto: 'http://schema.org/name' });
        const { publisher } = recordIn(credential);
        publisher['motto'] = publisher['name'] as string;
        delete publisher['name'];
      },
    ],
    [
      'a list of credentials, so as to look like a presentation',
      (credential) => {
        add(credential, { verifiableCredential: { '@id': 'urn:x:none', '@container': '@set' } });
        credential['verifiableCredential'] = [];
        delete recordIn(credential).publisher['name'];
      },
      'ambiguous-graph',
    ],
  ];

  test.each(tricks)('%s', async (_name, change, code = 'term-loose') => {
    const harness = await createHarness();
    const credential = await theirs(harness);
    expect((await verifyNodes(harness, credential)).report.verdict).toBe('accepted');
    const forged = copy(credential);
    change(forged);
    expect(await signatureHolds(harness, forged, 'Ed25519Signature2020')).toBe(true);
    const { report } = await verifyNodes(harness, forged);
    expect(report.verdict).not.toBe('accepted');
    expect(report.findings.map((one) => one.code)).toContain(code);
    expect(report.nodes.some(({ state }) => state === 'covered' || state === 'verified')).toBe(false);
  });
});
