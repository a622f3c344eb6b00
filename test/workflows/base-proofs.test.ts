/** Selective disclosure with base proofs: the learner derives what is shown, and nothing else can be made of it. */
import * as bbs2023 from '@digitalbazaar/bbs-2023-cryptosuite';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as ecdsaSd2023 from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import jsigs from 'jsonld-signatures';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { parseBaseProof, type SelectiveProof, writeDerivedProof } from '../../src/proofs/base-proof.ts';
import type { KeyType } from '../../src/proofs/ports.ts';
import { discloseCredential } from '../../src/workflows/disclose-credential.ts';
import { issueCredential } from '../../src/workflows/issue-credential.ts';
import { joinCredentials } from '../../src/workflows/join-credentials.ts';
import { splitRecord } from '../../src/workflows/split-record.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { type WrapInput, wrapRecord } from '../../src/workflows/wrap-record.ts';
import { documentLoader } from '../fixtures/plain-verifier.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { copy, createHarness, type Harness } from '../harness.ts';
import { hasReference, readReference } from '../reference.ts';

const PILOT = 'samples/clr-v1/pilot-transcript.json';
const KEYS: [SelectiveProof, KeyType][] = [
  ['ecdsa-sd-2023', 'P-256'],
  ['bbs-2023', 'Bls12381G2'],
];
const LIBRARIES = { 'ecdsa-sd-2023': ecdsaSd2023, 'bbs-2023': bbs2023 };
const sample = sampleRecord();

const badge = (issuer: string): JsonObject => ({
  '@context': [
    'https://www.w3.org/ns/credentials/v2',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
  ],
  id: 'urn:uuid:5b3b62f8-7d1e-4a37-9e0b-0d6c2a3c1a10',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'Welding',
  issuer: { id: issuer, type: ['Profile'], name: 'A School' },
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2036-01-01T00:00:00Z',
  credentialSubject: {
    id: 'did:example:learner',
    type: ['AchievementSubject'],
    achievement: {
      id: 'https://school.example/achievements/welding',
      type: ['Achievement'],
      name: 'Welding',
      description: 'Joins metals.',
      criteria: { narrative: 'Weld three joints.' },
    },
  },
  evidence: [
    { id: 'https://school.example/evidence/1', type: ['Evidence'], name: 'First joint' },
    { id: 'https://school.example/evidence/2', type: ['Evidence'], name: 'Second joint' },
  ],
});

const disclose = async (harness: Harness, credential: Json, keep: string[]) =>
  (await discloseCredential(harness, { credential, keep })).verifiableCredential as JsonObject;

async function resultOf(harness: Harness, credential: JsonObject) {
  const { report } = await verifyNodes(harness, copy(credential));
  return { verdict: report.verdict, codes: report.findings.map(({ code }) => code) };
}

/** What the library of the suite says by itself. */
async function verifyPlainly(suite: SelectiveProof, credential: JsonObject): Promise<boolean> {
  const { verified } = await vc.verifyCredential({
    credential: copy(credential),
    suite: new DataIntegrityProof({ cryptosuite: LIBRARIES[suite].createVerifyCryptosuite() }),
    documentLoader,
    now: new Date('2026-06-01T12:00:00Z'),
  });
  return verified;
}

describe.each(KEYS)('a badge under %s', (suite, keyType) => {
  let harness: Harness;
  let base: JsonObject;

  beforeAll(async () => {
    harness = await createHarness({ signer: await createSigner(keyType) });
    const record = badge(harness.signer.controller);
    const wrapped = await wrapRecord(harness, { records: [record], profile: 'clr2', proof: suite });
    base = wrapped.verifiableCredential as JsonObject;
  });

  test('a selection verifies here and with the library alone, and is said to be one', async () => {
    const shown = await disclose(harness, base, ['/evidence/1']);
    const { evidence: all, proof: _proof, ...rest } = base;
    const { evidence, proof: _derived, ...others } = shown;
    expect(others).toEqual(rest);
    expect(evidence).toEqual([(all as Json[])[1]]);
    expect(JSON.stringify(shown)).not.toContain('First joint');
    expect(await verifyPlainly(suite, shown)).toBe(true);
    const { verdict, codes } = await resultOf(harness, shown);
    expect(verdict).toBe('accepted');
    expect(codes).toEqual(expect.arrayContaining(['proof-valid', 'issuer-valid', 'selection-disclosed']));
    const { records } = await unwrapRecords(harness, shown);
    expect(records).toMatchObject([{ selected: true }]);
  });

  test('what a record may not hide is mandatory in the proof itself', async () => {
    const { mandatoryPointers } = parseBaseProof(base['proof'] as JsonObject, suite)!;
    expect(mandatoryPointers).toEqual(
      expect.arrayContaining([
        '/issuer',
        '/validFrom',
        '/validUntil',
        '/type',
        '/credentialSubject',
        '/name',
      ]),
    );
    expect(mandatoryPointers.filter((pointer) => pointer.startsWith('/evidence'))).toEqual([]);
    const derived = (await jsigs.derive(copy(base), {
      suite: new DataIntegrityProof({
        cryptosuite: LIBRARIES[suite].createDiscloseCryptosuite({ selectivePointers: ['/evidence/0'] }),
      }),
      purpose: new jsigs.purposes.ProofPurpose({ term: 'assertionMethod' }),
      documentLoader,
    })) as JsonObject;
    expect(derived).toMatchObject({ validUntil: base['validUntil'], issuer: base['issuer'] });
    expect((await resultOf(harness, derived)).verdict).toBe('accepted');
  });

  test.each<[string, (shown: JsonObject) => void]>([
    ['altered', (shown) => Object.assign(shown, { name: 'Masonry' })],
    ['with a part put back', (shown) => (shown['evidence'] as Json[]).push((base['evidence'] as Json[])[0]!)],
    ['with a part taken out', (shown) => delete shown['evidence']],
    ['without its end', (shown) => delete shown['validUntil']],
    [
      'with a cut proof',
      (shown) => {
        const proof = shown['proof'] as JsonObject;
        proof['proofValue'] = String(proof['proofValue']).slice(0, -40);
      },
    ],
  ])('a selection %s is rejected', async (_what, change) => {
    const shown = copy(await disclose(harness, base, ['/evidence/1']));
    change(shown);
    expect((await resultOf(harness, shown)).verdict).toBe('rejected');
  });

  test('two selections do not make a third', async () => {
    const [one, other] = [
      await disclose(harness, base, ['/evidence/0']),
      await disclose(harness, base, ['/evidence/1']),
    ];
    const evidence = [...(one['evidence'] as Json[]), ...(other['evidence'] as Json[])];
    for (const { proof } of [one, other])
      expect((await resultOf(harness, { ...one, evidence, proof: proof! })).verdict).toBe('rejected');
  });

  test('the base proof itself proves nothing, and says why', async () => {
    const { verdict, codes } = await resultOf(harness, base);
    expect(verdict).toBe('inconclusive');
    expect(codes).toContain('proof-base');
  });

  test('nothing is derived of another credential, a derived one, or for a holder', async () => {
    const other = { ...base, validUntil: '2040-01-01T00:00:00Z' };
    const { validUntil: _gone, ...less } = base;
    expect((await resultOf(harness, await disclose(harness, other, ['/evidence/0']))).verdict).toBe(
      'rejected',
    );
    await expect(disclose(harness, less, ['/evidence/0'])).rejects.toMatchObject({ code: 'proof-unfit' });
    const shown = await disclose(harness, base, ['/evidence/1']);
    await expect(disclose(harness, shown, ['/evidence/0'])).rejects.toMatchObject({ code: 'proof-unfit' });
    await expect(disclose(harness, base, ['/nothing'])).rejects.toMatchObject({ code: 'selection-unknown' });
    const bound = { credential: base, keep: ['/evidence/0'], holder: 'did:example:learner' };
    await expect(discloseCredential(harness, bound)).rejects.toMatchObject({ code: 'request-invalid' });
  });

  test('the issuer of any other credential names what is mandatory, and who, when and status are', async () => {
    const { controller } = harness.signer;
    const credential = {
      '@context': ['https://www.w3.org/ns/credentials/v2', { '@vocab': 'https://example.org/terms#' }],
      type: ['VerifiableCredential'],
      issuer: controller,
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'did:example:learner', grade: 'A', club: 'Chess', seat: '12' },
    };
    const issue = (mandatoryPointers: string[], proof: WrapInput['proof'] = suite) =>
      issueCredential(harness, { credential, proof: proof!, mandatoryPointers });
    const issued = await issue(['/credentialSubject/grade']);
    const shown = await disclose(harness, issued, ['/credentialSubject/seat']);
    expect({ ...shown, proof: undefined }).toEqual({
      ...credential,
      credentialSubject: { id: 'did:example:learner', grade: 'A', seat: '12' },
      proof: undefined,
    });
    expect((await resultOf(harness, shown)).verdict).toBe('accepted');
    await expect(issue(['/credentialSubject/none'])).rejects.toMatchObject({
      code: 'request-invalid',
      pointer: '/options/mandatoryPointers/0',
    });
    const label = { ...credential, credentialSubject: { grade: 'see _:b0' } };
    await expect(issueCredential(harness, { credential: label, proof: suite })).rejects.toMatchObject({
      code: 'proof-unfit',
    });
  });

  test('under verbatim there are no parts to choose', async () => {
    const wrapped = wrapRecord(harness, { records: [sample], proof: suite });
    await expect(wrapped).rejects.toMatchObject({ code: 'proof-unfit', pointer: '/proof' });
  });
});

describe('bbs-2023 in JavaScript takes time for each statement', () => {
  const terms = ['https://www.w3.org/ns/credentials/v2', { '@vocab': 'https://example.org/terms#' }];
  const credential = (issuer: string, members: number): JsonObject => ({
    '@context': terms,
    type: ['VerifiableCredential'],
    issuer,
    credentialSubject: Object.fromEntries(Array.from({ length: members }, (_, n) => [`member${n}`, `${n}`])),
  });
  /** A derived proof of so many statements that are hidden, with these indexes of those that are shown. */
  const proofOf = (hidden: number, selected: number[]) =>
    writeDerivedProof('bbs-2023', [
      new Uint8Array(272 + 32 * hidden),
      new Map(),
      [],
      selected,
      new Uint8Array(),
    ]);

  test('more than it is used for are refused when signing', async () => {
    const harness = await createHarness({ signer: await createSigner('Bls12381G2') });
    await expect(
      issueCredential(harness, { credential: credential(harness.signer.controller, 200), proof: 'bbs-2023' }),
    ).rejects.toMatchObject({ code: 'proof-unfit', message: expect.stringContaining('128') });
  });

  test.each<[string, string, string, string]>([
    ['an index beyond all statements', proofOf(1, [4_294_967_290]), 'rejected', 'proof-malformed'],
    ['one index twice', proofOf(2, [0, 0]), 'rejected', 'proof-malformed'],
    ['half a scalar', proofOf(0.5, [0]), 'rejected', 'proof-malformed'],
    ['hundreds of hidden statements', proofOf(300, [0]), 'inconclusive', 'proof-unsupported'],
  ])('%s is not handed to the library', async (_what, proofValue, verdict, code) => {
    const { signer, ...harness } = await createHarness({ signer: await createSigner('Bls12381G2') });
    const proof = {
      type: 'DataIntegrityProof',
      cryptosuite: 'bbs-2023',
      verificationMethod: signer.id,
      proofPurpose: 'assertionMethod',
      proofValue,
    };
    const { report } = await verifyNodes(harness, { ...credential(signer.controller, 1), proof });
    expect(report.verdict).toBe(verdict);
    expect(report.findings.map((found) => found.code)).toContain(code);
  });
});

test('two derivations by bbs-2023 have nothing of the proof in common but the key; the ids stay', async () => {
  const harness = await createHarness({ signer: await createSigner('Bls12381G2') });
  const record = badge(harness.signer.controller);
  const wrapped = await wrapRecord(harness, { records: [record], profile: 'clr2', proof: 'bbs-2023' });
  const base = wrapped.verifiableCredential as JsonObject;
  const [one, other] = [
    await disclose(harness, base, ['/evidence/1']),
    await disclose(harness, base, ['/evidence/1']),
  ];
  const proofValueOf = ({ proof }: JsonObject) => String((proof as JsonObject)['proofValue']);
  expect(proofValueOf(one).slice(0, 60)).not.toBe(proofValueOf(other).slice(0, 60));
  expect(one['proof']).not.toHaveProperty('created');
  expect(one['id']).toBe(other['id']);
});

test('the badges in a CLR need a key that proves them whole, which bbs-2023 does not', async () => {
  const harness = await createHarness({ signer: await createSigner('Bls12381G2') });
  const wrapped = wrapRecord(harness, { records: [sample], profile: 'clr2', proof: 'bbs-2023' });
  await expect(wrapped).rejects.toMatchObject({ code: 'proof-unfit' });
});

test('badges that are split off have proofs for the whole, and can be joined under a base proof again', async () => {
  const harness = await createHarness({ signer: await createSigner('P-256') });
  const { verifiableCredentials } = await splitRecord(harness, { record: sample, proof: 'ecdsa-sd-2023' });
  expect(verifiableCredentials.length).toBeGreaterThan(1);
  for (const one of verifiableCredentials as JsonObject[]) {
    expect(one['proof']).toMatchObject({ cryptosuite: 'ecdsa-rdfc-2019' });
    expect((await resultOf(harness, one)).verdict).toBe('accepted');
  }
  const joined = await joinCredentials(harness, {
    credentials: verifiableCredentials,
    proof: 'ecdsa-sd-2023',
  });
  const keep = ['/credentialSubject/verifiableCredential/0'];
  const shown = await disclose(harness, joined.verifiableCredential as JsonObject, keep);
  expect(shown).toMatchObject({
    partial: true,
    credentialSubject: { verifiableCredential: [verifiableCredentials[0]] },
  });
  expect((await resultOf(harness, shown)).verdict).toBe('accepted');
});

test('what the reference library signed is derived here, and verifies with it', async () => {
  const harness = await createHarness({ signer: await createSigner('P-256') });
  const { controller, id, sign } = harness.signer;
  const issued = (await vc.issue({
    credential: badge(controller),
    suite: new DataIntegrityProof({
      signer: { id, algorithm: 'P-256', sign: ({ data }: { data: Uint8Array }) => sign(data) },
      date: '2026-02-01T00:00:00Z',
      cryptosuite: ecdsaSd2023.createSignCryptosuite({ mandatoryPointers: ['/issuer'] }),
    }),
    documentLoader,
  })) as JsonObject;
  const shown = await disclose(harness, copy(issued), ['/evidence/0']);
  expect(shown).toMatchObject({ validUntil: '2036-01-01T00:00:00Z', evidence: [{ name: 'First joint' }] });
  expect(await verifyPlainly('ecdsa-sd-2023', shown)).toBe(true);
});

test('mandatory pointers are for proofs that have parts', async () => {
  const harness = await createHarness();
  const credential = badge(harness.signer.controller);
  await expect(
    issueCredential(harness, { credential, proof: 'eddsa-rdfc-2022', mandatoryPointers: ['/name'] }),
  ).rejects.toMatchObject({ code: 'request-invalid', pointer: '/options/mandatoryPointers' });
});

test('a text that the library takes for a name is not bound, and that is said', async () => {
  const harness = await createHarness({ signer: await createSigner('P-256') });
  const { controller, id, sign } = harness.signer;
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2', { '@vocab': 'https://example.org/terms#' }],
    type: ['VerifiableCredential'],
    id: 'urn:example:credential',
    issuer: controller,
    credentialSubject: { id: 'urn:example:learner', grade: '_:A', club: 'Chess' },
  };
  const issued = await vc.issue({
    credential,
    suite: new DataIntegrityProof({
      signer: { id, algorithm: 'P-256', sign: ({ data }: { data: Uint8Array }) => sign(data) },
      date: '2026-02-01T00:00:00Z',
      cryptosuite: ecdsaSd2023.createSignCryptosuite({ mandatoryPointers: ['/issuer'] }),
    }),
    documentLoader,
  });
  const derived = (await jsigs.derive(copy(issued as JsonObject), {
    suite: new DataIntegrityProof({
      cryptosuite: ecdsaSd2023.createDiscloseCryptosuite({ selectivePointers: ['/credentialSubject'] }),
    }),
    purpose: new jsigs.purposes.ProofPurpose({ term: 'assertionMethod' }),
    documentLoader,
  })) as JsonObject;
  const altered = {
    ...derived,
    credentialSubject: { id: 'urn:example:learner', grade: '_:F', club: 'Chess' },
  };
  expect(await verifyPlainly('ecdsa-sd-2023', altered)).toBe(true);
  const { verdict, codes } = await resultOf(harness, altered);
  expect(verdict).toBe('inconclusive');
  expect(codes).toContain('term-loose');
});

describe.skipIf(!hasReference)('the pilot transcript of 66 assertions under ecdsa-sd-2023', () => {
  const record = hasReference ? (JSON.parse(readReference(PILOT)) as JsonObject) : {};
  const nested = (credential: JsonObject) =>
    (credential['credentialSubject'] as JsonObject)['verifiableCredential'] as JsonObject[];
  const achievementOf = (one: JsonObject) =>
    (one['credentialSubject'] as JsonObject)['achievement'] as JsonObject;
  const at = (n: number) => `/credentialSubject/verifiableCredential/${n}`;
  let harness: Harness;
  let base: JsonObject;
  let shown: JsonObject;

  beforeAll(async () => {
    harness = await createHarness({ signer: await createSigner('P-256') });
    const input: WrapInput = {
      records: [record],
      profile: 'clr2',
      proof: 'ecdsa-sd-2023',
      validation: 'lenient',
    };
    base = (await wrapRecord(harness, input)).verifiableCredential as JsonObject;
    shown = await disclose(harness, base, [at(3), String(achievementOf(nested(base)[7]!)['id']), at(20)]);
  });

  test('three are shown byte for byte, and verify here and with the library alone', async () => {
    expect(JSON.stringify(nested(shown))).toBe(JSON.stringify([3, 7, 20].map((n) => nested(base)[n])));
    expect(await verifyPlainly('ecdsa-sd-2023', shown)).toBe(true);
    const { report } = await verifyNodes(harness, copy(shown));
    expect(report.verdict).toBe('accepted');
    const badges = report.nodes.filter(({ kind }) => kind === 'badge');
    expect(badges.map(({ state }) => state)).toEqual(['verified', 'verified', 'verified']);
    const { records } = await unwrapRecords(harness, shown);
    expect(records).toMatchObject([{ selected: true, clr: { partial: true } }]);
  });

  test('the other 63 are absent from every byte', () => {
    const text = JSON.stringify(shown);
    const proofs =
      text +
      Buffer.from(String((shown['proof'] as JsonObject)['proofValue']).slice(1), 'base64url').toString(
        'latin1',
      );
    const hidden = nested(base).filter((_, n) => ![3, 7, 20].includes(n));
    expect(hidden).toHaveLength(63);
    const kept = new Set(nested(shown).map((one) => achievementOf(one)['id']));
    for (const one of hidden) {
      expect(proofs).not.toContain(one['id']);
      expect(proofs).not.toContain((one['proof'] as JsonObject)['proofValue']);
      if (!kept.has(achievementOf(one)['id']!)) expect(proofs).not.toContain(achievementOf(one)['id']);
    }
  });

  test('adding back, altering and recombining are rejected', async () => {
    const withNested = (list: JsonObject[], from = shown) => ({
      ...from,
      credentialSubject: { ...(from['credentialSubject'] as JsonObject), verifiableCredential: list },
    });
    const other = await disclose(harness, base, [at(5)]);
    const altered = copy(nested(shown));
    achievementOf(altered[0]!)['name'] = 'Another course';
    for (const list of [[...nested(shown), nested(base)[4]!], altered, nested(shown).slice(1)])
      expect((await resultOf(harness, withNested(list))).verdict).toBe('rejected');
    for (const from of [shown, other]) {
      const union = withNested([...nested(shown), ...nested(other)], from);
      expect((await resultOf(harness, union)).verdict).toBe('rejected');
    }
  });
});
