import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { Report } from '../../src/kernel/report.ts';
import { createSigner } from '../../src/library.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import type { WrapInput } from '../../src/workflows/wrap-record.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { copy, createHarness, type Harness, NOW, wrapEmbedded } from '../harness.ts';

const sample = sampleRecord();

const V2 = 'https://www.w3.org/ns/credentials/v2';
const V1 = 'https://www.w3.org/2018/credentials/v1';

const codes = (report: Report, result?: string) =>
  report.findings.filter((one) => result === undefined || one.result === result).map(({ code }) => code);

const wrapped = async (harness: Harness, input: Partial<WrapInput> = {}) =>
  wrapEmbedded(harness, { records: [sample], ...input });

/** Signs any credential with the key given, as an issuer with other software would. */
function signAs(harness: Harness, signer: Signer, credential: JsonObject): Promise<JsonObject> {
  return signDocument(credential, {
    proof: 'eddsa-rdfc-2022',
    signer,
    now: NOW,
    loadDocument: harness.loadDocument,
  });
}

const plainVc = (issuer: string, members: JsonObject = {}): JsonObject => ({
  '@context': [V2],
  id: 'urn:uuid:00000000-0000-4000-8000-000000000009',
  type: ['VerifiableCredential'],
  issuer,
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:learner' },
  ...members,
});

describe('a credential of ours', () => {
  test('is accepted, with every part covered', async () => {
    const harness = await createHarness();
    const { report } = await verifyNodes(harness, await wrapped(harness));
    expect(report).toMatchObject({ verdict: 'accepted', kind: 'vc' });
    expect(codes(report, 'pass')).toEqual(
      expect.arrayContaining(['structure-valid', 'proof-valid', 'issuer-valid', 'digest-valid']),
    );
    const [vc, ...parts] = report.nodes;
    expect(vc?.state).toBe('verified');
    expect(new Set(parts.map(({ state }) => state))).toEqual(new Set(['covered']));
    expect(report.unchecked.map(({ code }) => code)).toContain('trust-unconfigured');
  });

  test.each<[string, string, string[]]>([
    ['four minutes before it begins', '2026-06-01T11:56:00Z', []],
    ['six minutes before it begins', '2026-06-01T11:54:00Z', ['proof-in-future', 'not-yet-valid']],
    ['four minutes after its end', '2026-07-01T00:04:00Z', []],
    ['six minutes after its end', '2026-07-01T00:06:00Z', ['expired']],
  ])('%s', async (_name, at, expected) => {
    const harness = await createHarness();
    const credential = await wrapped(harness, { validUntil: '2026-07-01T00:00:00Z' });
    const { report } = await verifyNodes({ ...harness, now: () => new Date(at) }, credential);
    expect(report.verdict).toBe(expected.length === 0 ? 'accepted' : 'rejected');
    expect(codes(report, 'fail')).toEqual(expected);
  });

  test('that is expired and altered says both', async () => {
    const harness = await createHarness();
    const credential = copy(await wrapped(harness, { validUntil: '2026-07-01T00:00:00Z' }));
    (credential['credentialSubject'] as { clr: JsonObject }).clr['name'] = 'Another';
    const later = { ...harness, now: () => new Date('2027-01-01T00:00:00Z') };
    const { report } = await verifyNodes(later, credential);
    expect(codes(report, 'fail')).toEqual(expect.arrayContaining(['proof-invalid', 'expired']));
  });

  test('carries a signed CLR beside plain ones, and each comes back as it was', async () => {
    const harness = await createHarness();
    const signed = await (await createSigner('P-256')).signJws(
      {},
      new TextEncoder().encode(JSON.stringify(sample)),
    );
    const credential = await wrapped(harness, { records: [sample, signed] });
    const { records } = await unwrapRecords(harness, credential, { allowUnverified: true });
    expect(records.map(({ clr }) => clr)).toEqual([sample, signed]);
    const [, payload] = (await unwrapRecords(harness, credential, { to: '1.0', allowUnverified: true }))
      .records;
    expect(payload?.clr).toEqual(sample);
  });

  test('without its proof is inconclusive, and not unwrapped', async () => {
    const harness = await createHarness();
    const { proof: _proof, ...bare } = await wrapped(harness);
    expect((await verifyNodes(harness, bare)).report.verdict).toBe('inconclusive');
    await expect(unwrapRecords(harness, bare)).rejects.toMatchObject({ code: 'verification-inconclusive' });
  });

  test('that is rejected is not unwrapped, and its report says why', async () => {
    const harness = await createHarness();
    const forged = copy(await wrapped(harness));
    forged['issuer'] = 'did:example:other';
    const refusal = unwrapRecords(harness, forged);
    await expect(refusal).rejects.toMatchObject({
      code: 'credential-rejected',
      extra: { report: { verdict: 'rejected' } },
    });
    const { records } = await unwrapRecords(harness, forged, { allowUnverified: true });
    expect(records[0]?.verification).toMatchObject({ verified: false, verdict: 'rejected' });
  });

  test('with a proof that has a member more is rejected', async () => {
    const harness = await createHarness();
    for (const [name, value] of [
      ['extra', 1],
      ['@context', V2],
    ] as const) {
      const credential = copy(await wrapped(harness));
      (credential['proof'] as JsonObject)[name] = value;
      const { report } = await verifyNodes(harness, credential);
      expect(report.verdict).toBe('rejected');
      expect(codes(report, 'fail')).toContain('proof-malformed');
    }
  });
});

describe('several proofs', () => {
  test('none may fail, and one that cannot be checked is said', async () => {
    const harness = await createHarness();
    const once = plainVc(harness.signer.controller);
    const { proof } = await signAs(harness, harness.signer, once);
    const both = { ...once, proof: [proof, proof] as Json[] };
    expect((await verifyNodes(harness, both)).report.verdict).toBe('accepted');
    const broken = copy(both) as unknown as { proof: { created: string }[] };
    broken.proof[1]!.created = '2026-05-01T00:00:00Z';
    const { report } = await verifyNodes(harness, broken as unknown as JsonObject);
    expect(report.verdict).toBe('rejected');
    expect(report.findings.find(({ code }) => code === 'proof-invalid')?.pointer).toBe('/proof/1');
    const unknown = {
      ...both,
      proof: [proof, { type: 'DataIntegrityProof', cryptosuite: 'later-2030' }] as Json[],
    };
    const { report: relied } = await verifyNodes(harness, unknown);
    expect(relied.verdict).toBe('accepted');
    expect(relied.unchecked).toContainEqual(
      expect.objectContaining({ code: 'proof-unread', pointer: '/proof/1' }),
    );
    const alone = await verifyNodes(harness, { ...unknown, proof: unknown.proof.slice(1) });
    expect(alone.report.verdict).toBe('inconclusive');
    expect(codes(alone.report, 'unknown')).toContain('proof-unsupported');
  });
});

describe('whose key it is', () => {
  test('somebody else’s: rejected', async () => {
    const harness = await createHarness();
    const thief = await createSigner();
    const { report } = await verifyNodes(
      harness,
      await signAs(harness, thief, plainVc(harness.signer.controller)),
    );
    expect(report.verdict).toBe('rejected');
    expect(codes(report, 'fail')).toEqual(['issuer-mismatch']);
  });

  const site = 'https://school.example/.well-known/did.json';
  const document = (key: JsonObject, members: JsonObject): JsonObject => ({
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: 'did:web:school.example',
    verificationMethod: [key],
    ...members,
  });

  async function webIssuer(keyMembers: JsonObject, members: (id: string) => JsonObject) {
    const signer = await createSigner('Ed25519', 'did:web:school.example');
    const key = {
      id: signer.id,
      type: 'JsonWebKey',
      controller: 'did:web:school.example',
      publicKeyJwk: signer.publicJwk,
      ...keyMembers,
    };
    const harness = await createHarness({ signer, site: { [site]: document(key, members(signer.id)) } });
    return { harness, credential: await wrapped(harness) };
  }

  test.each<[string, JsonObject, (id: string) => JsonObject, string, string | undefined]>([
    ['listed under assertionMethod', {}, (id) => ({ assertionMethod: [id] }), 'accepted', undefined],
    [
      'listed under authentication only',
      {},
      (id) => ({ authentication: [id] }),
      'rejected',
      'key-not-listed',
    ],
    ['not listed at all', {}, () => ({}), 'rejected', 'key-not-listed'],
    [
      'revoked',
      { revoked: '2026-05-01T00:00:00Z' },
      (id) => ({ assertionMethod: [id] }),
      'rejected',
      'key-revoked',
    ],
  ])('did:web, %s', async (_name, keyMembers, members, verdict, code) => {
    const { harness, credential } = await webIssuer(keyMembers, members);
    const { report } = await verifyNodes(harness, credential);
    expect(report.verdict).toBe(verdict);
    if (code !== undefined) expect(codes(report, 'fail')).toContain(code);
  });

  test('did:web that cannot be reached is inconclusive, and says what was tried', async () => {
    const signer = await createSigner('Ed25519', 'did:web:school.example');
    const harness = await createHarness({ signer });
    const { report } = await verifyNodes(harness, await wrapped(harness));
    expect(report.verdict).toBe('inconclusive');
    const finding = report.findings.find(({ code }) => code === 'key-unresolved');
    expect(finding?.message).toContain(site);
    expect(report.nodes[0]?.state).toBe('unknown');
  });
});

describe('other people’s credentials', () => {
  test('about something else are verified, and have no record to unwrap', async () => {
    const harness = await createHarness();
    const credential = await signAs(harness, harness.signer, plainVc(harness.signer.controller));
    const { report } = await verifyNodes(harness, credential);
    expect(report.verdict).toBe('accepted');
    expect(codes(report)).toContain('record-foreign');
    await expect(unwrapRecords(harness, credential)).rejects.toMatchObject({ code: 'record-unrecognised' });
  });

  test('with a status entry of a kind that is not read are inconclusive', async () => {
    const harness = await createHarness();
    const status = { id: 'https://school.example/status/1#5', type: 'https://school.example/vocab#Status' };
    const credential = await signAs(
      harness,
      harness.signer,
      plainVc(harness.signer.controller, { credentialStatus: status }),
    );
    const { report } = await verifyNodes(harness, credential);
    expect(report.verdict).toBe('inconclusive');
    expect(codes(report, 'unknown')).toContain('status-unsupported');
  });

  test('with a proof that has expired are rejected', async () => {
    const harness = await createHarness();
    const credential = copy(await signAs(harness, harness.signer, plainVc(harness.signer.controller)));
    (credential['proof'] as JsonObject)['expires'] = '2026-05-01T00:00:00Z';
    expect(codes((await verifyNodes(harness, credential)).report, 'fail')).toContain('proof-expired');
  });

  test('of an early pilot, signed over bytes nobody can rebuild, are inconclusive and still readable', async () => {
    const harness = await createHarness();
    const pilot: JsonObject = {
      '@context': [V1, 'https://contexts.ward.guru/clr_v1p0.jsonld'],
      type: ['VerifiableCredential'],
      issuer: '0b0a54c9-5f0e-4b8f-8d9a-1f6f0c4f8f3c',
      issuanceDate: '2026-01-01T00:00:00.1234567Z',
      credentialSubject: sample,
      proof: {
        type: 'RsaSignature2018',
        proofPurpose: 'assertionMethod',
        verificationMethod: 'https://localhost/api/keys/1',
        challenge: 'x',
        signature: 'AAAA',
      },
    };
    const { report } = await verifyNodes(harness, pilot);
    expect(report.verdict).toBe('inconclusive');
    expect(codes(report)).toEqual(expect.arrayContaining(['legacy-unverifiable', 'structure-deviation']));
    expect(report.nodes[0]).toMatchObject({ kind: 'vc', state: 'unverified' });
    expect(report.summary.pass).toBe(0);
    const { records } = await unwrapRecords(harness, pilot, { allowUnverified: true });
    expect(records[0]?.clr).toEqual(sample);
  });

  test.each<[string, JsonObject, string]>([
    ['no context of a version', { '@context': ['https://example.org/x'] }, '/@context'],
    ['no type', { type: ['Credential'] }, '/type'],
    ['no issuer', { issuer: {} }, '/issuer'],
    ['an empty subject', { credentialSubject: {} }, '/credentialSubject'],
    ['a date of the other version', { issuanceDate: '2026-01-01T00:00:00Z' }, '/issuanceDate'],
    ['a date that is none', { validFrom: '2026-02-30T00:00:00Z' }, '/validFrom'],
  ])('with %s are rejected', async (_name, members, pointer) => {
    const harness = await createHarness();
    const { report } = await verifyNodes(harness, { ...plainVc('did:example:i'), ...members });
    expect(report.verdict).toBe('rejected');
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'structure-invalid', pointer }));
  });

  test.each<[string, JsonObject, string, string, string]>([
    [
      'a context that is not held',
      { '@context': [V2, 'https://example.org/unknown'] },
      'unknown',
      'context-unknown',
      '/@context/1',
    ],
    [
      'a protected term defined again',
      { '@context': [V2, { name: 'urn:x:name' }] },
      'fail',
      'context-conflict',
      '/@context/1',
    ],
    ['a member that nothing defines', { nickname: 'Ed' }, 'fail', 'term-undefined', '/nickname'],
  ])('with %s: the place is named', async (_name, members, result, code, pointer) => {
    const harness = await createHarness();
    const signed = await signAs(harness, harness.signer, plainVc(harness.signer.controller));
    const { report } = await verifyNodes(harness, { ...signed, ...members });
    expect(report.verdict).toBe(result === 'fail' ? 'rejected' : 'inconclusive');
    expect(report.findings).toContainEqual(expect.objectContaining({ code, pointer, result }));
  });

  test('whose graph is made to exhaust verifiers are refused at once', async () => {
    const harness = await createHarness();
    const ids = Array.from({ length: 10 }, (_, i) => `_:b${i}`);
    const clique = ids.map((id) => ({
      id,
      knows: ids.filter((other) => other !== id).map((other) => ({ id: other })),
    }));
    const context = [V2, { knows: { '@id': 'urn:x:knows', '@type': '@id' } }];
    const signed = await signAs(harness, harness.signer, plainVc(harness.signer.controller));
    const { report } = await verifyNodes(harness, {
      ...signed,
      '@context': context,
      credentialSubject: clique,
    });
    expect(report.verdict).toBe('rejected');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'context-invalid', message: expect.stringContaining('more work') }),
    );
  });
});

describe('wrapping refuses', () => {
  test.each<[string, Partial<WrapInput>, string, string]>([
    [
      'a term nobody defines, as linked data',
      { records: [{ ...sample, 'a b': 1 }], profile: 'linked-data', validation: 'lenient' },
      'term-undefined',
      '/credentialSubject/a b',
    ],
    [
      'a relative id, as linked data',
      { records: [{ ...sample, id: 'clr-1' }], profile: 'linked-data', validation: 'lenient' },
      'term-undefined',
      '/credentialSubject/id',
    ],
    [
      'a keyword of JSON-LD, as linked data',
      { records: [{ ...sample, '@graph': [] }], profile: 'linked-data', validation: 'lenient' },
      'term-undefined',
      '/credentialSubject/@graph',
    ],
    [
      'a context it does not hold, as linked data',
      {
        records: [{ ...sample, '@context': 'https://example.org/x' }],
        profile: 'linked-data',
        validation: 'lenient',
      },
      'context-unknown',
      '/credentialSubject/@context',
    ],
    [
      'terms of the record’s own, as linked data',
      {
        records: [{ ...sample, '@context': [{ name: 'urn:x:y' }] }],
        profile: 'linked-data',
        validation: 'lenient',
      },
      'context-conflict',
      '/credentialSubject/@context/0',
    ],
    [
      'a context it does not know, strictly',
      { records: [{ ...sample, '@context': 'https://example.org/x' }] },
      'context-unknown',
      '/@context',
    ],
    [
      'an unsigned record with nulls, strictly',
      { records: [{ ...sample, revocationReason: null }] },
      'record-invalid',
      '/revocationReason',
    ],
    ['a subject that is no DID', { subject: 'mailto:a@example.org' }, 'request-invalid', '/subject'],
    ['a date without a zone', { validUntil: '2030-01-01T00:00:00' }, 'request-invalid', '/validUntil'],
    ['nothing', { records: [] }, 'request-invalid', ''],
    ['what is no record', { records: [{ hello: 'world' }] }, 'record-unrecognised', ''],
  ])('%s', async (_name, input, code, pointer) => {
    const harness = await createHarness();
    await expect(wrapped(harness, input)).rejects.toMatchObject({ code, pointer });
    expect(harness.saved).toEqual([]);
  });

  test('a key that the proof cannot use', async () => {
    const harness = await createHarness({ signer: await createSigner('P-256') });
    await expect(wrapped(harness)).rejects.toMatchObject({ code: 'proof-unfit' });
  });
});
