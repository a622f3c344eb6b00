import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { Report } from '../../src/kernel/report.ts';
import { createSigner } from '../../src/library.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { copy, createHarness, type Harness, wrapEmbedded } from '../harness.ts';

const sample = sampleRecord();
const V2 = 'https://www.w3.org/ns/credentials/v2';

type Asked = { challenge?: string; domain?: string };

async function present(
  harness: Harness,
  holder: Signer,
  credentials: Json[],
  asked: Asked = {},
  members: JsonObject = {},
): Promise<JsonObject> {
  return signDocument(
    {
      '@context': [V2],
      type: ['VerifiablePresentation'],
      holder: holder.controller,
      verifiableCredential: credentials,
      ...members,
    },
    {
      proof: 'eddsa-rdfc-2022',
      signer: holder,
      now: harness.now(),
      loadDocument: harness.loadDocument,
      purpose: 'authentication',
      ...asked,
    },
  );
}

async function setUp(count = 1) {
  const harness = await createHarness();
  const holder = await createSigner();
  const credentials: JsonObject[] = [];
  for (let i = 0; i < count; i++) {
    const verifiableCredential = await wrapEmbedded(harness, {
      records: [sample],
      subject: holder.controller,
    });
    credentials.push(verifiableCredential);
  }
  return { harness, holder, credentials };
}

const codes = (report: Report, result?: string) =>
  report.findings
    .filter((finding) => result === undefined || finding.result === result)
    .map(({ code }) => code);

describe('a presentation', () => {
  test('by the subject, fresh, is accepted, and gives one record per credential', async () => {
    const { harness, holder, credentials } = await setUp(2);
    const presentation = await present(harness, holder, credentials, {
      challenge: 'c-1',
      domain: 'https://employer.example',
    });
    const asked = { challenge: 'c-1', domain: 'https://employer.example' };
    const { report, records } = await unwrapRecords(harness, presentation, asked);
    expect(report).toMatchObject({ verdict: 'accepted', kind: 'vp' });
    expect(codes(report)).toEqual(expect.arrayContaining(['challenge-valid', 'holder-valid']));
    expect(records.map(({ pointer, clr }) => [pointer, clr])).toEqual([
      ['/verifiableCredential/0/credentialSubject/clr', sample],
      ['/verifiableCredential/1/credentialSubject/clr', sample],
    ]);
  });

  test.each<[string, Asked, string]>([
    ['another challenge', { challenge: 'c-2' }, 'challenge-mismatch'],
    ['another domain', { challenge: 'c-1', domain: 'https://other.example' }, 'domain-mismatch'],
  ])('that answers %s than asked is rejected', async (_name, asked, code) => {
    const { harness, holder, credentials } = await setUp();
    const presentation = await present(harness, holder, credentials, {
      challenge: 'c-1',
      domain: 'https://employer.example',
    });
    const { report } = await verifyNodes(harness, presentation, asked);
    expect(report.verdict).toBe('rejected');
    expect(codes(report, 'fail')).toContain(code);
  });

  test('with a challenge of ours is good once', async () => {
    const { harness, holder, credentials } = await setUp();
    harness.challenges.set('ours', 'consumed');
    const presentation = await present(harness, holder, credentials, { challenge: 'ours' });
    expect((await verifyNodes(harness, presentation, { challenge: 'ours' })).report.verdict).toBe('accepted');
    const again = (await verifyNodes(harness, presentation, { challenge: 'ours' })).report;
    expect(again.verdict).toBe('rejected');
    expect(codes(again, 'fail')).toEqual(['challenge-spent']);
  });

  test('without a challenge asked for says that a replay looks the same', async () => {
    const { harness, holder, credentials } = await setUp();
    const { report } = await verifyNodes(harness, await present(harness, holder, credentials));
    expect(report.verdict).toBe('accepted');
    expect(report.unchecked.map(({ code }) => code)).toContain('challenge-unchecked');
  });

  test('by somebody other than the subject is rejected', async () => {
    const { harness, credentials } = await setUp();
    const thief = await createSigner();
    const { report } = await verifyNodes(harness, await present(harness, thief, credentials));
    expect(report.verdict).toBe('rejected');
    expect(codes(report, 'fail')).toEqual(['holder-mismatch']);
  });

  test('that names another holder than who signed is rejected', async () => {
    const { harness, holder, credentials } = await setUp();
    const presentation = await present(harness, holder, credentials, {}, { holder: 'did:example:other' });
    expect(codes((await verifyNodes(harness, presentation)).report, 'fail')).toContain('holder-mismatch');
  });

  test('without a signature shows credentials, and proves no holder', async () => {
    const { harness, credentials } = await setUp();
    const unsigned: JsonObject = {
      '@context': [V2],
      type: ['VerifiablePresentation'],
      verifiableCredential: credentials,
    };
    const { report } = await verifyNodes(harness, unsigned);
    expect(report.verdict).toBe('accepted');
    expect(report.unchecked.map(({ code }) => code)).toContain('holder-unproven');
    expect(report.nodes[0]).toMatchObject({
      kind: 'vp',
      state: 'unverified',
      reasons: ['presentation-unsigned'],
    });
    const asked = (await verifyNodes(harness, unsigned, { challenge: 'c-1' })).report;
    expect(asked.verdict).toBe('inconclusive');
    expect(codes(asked, 'unknown')).toContain('proof-missing');
  });

  test('of five with the third forged names exactly that one', async () => {
    const { harness, holder, credentials } = await setUp(5);
    const forged = copy(credentials) as { credentialSubject: { clr: { name: string } } }[];
    forged[2]!.credentialSubject.clr.name = 'Doctor of Everything';
    const { report } = await verifyNodes(
      harness,
      await present(harness, holder, forged as unknown as Json[]),
    );
    expect(report.verdict).toBe('rejected');
    const failures = report.findings.filter(({ check, result }) => check === 'proof' && result === 'fail');
    expect(new Set(failures.map(({ pointer }) => pointer.slice(0, 23)))).toEqual(
      new Set(['/verifiableCredential/2']),
    );
    expect(
      report.nodes
        .filter(({ kind, state }) => kind === 'vc' && state === 'failed')
        .map(({ pointer }) => pointer),
    ).toEqual(['/verifiableCredential/2']);
  });

  test('made for the purpose of an assertion is rejected', async () => {
    const { harness, holder, credentials } = await setUp();
    const presentation = await signDocument(
      { '@context': [V2], type: ['VerifiablePresentation'], verifiableCredential: credentials },
      { proof: 'eddsa-rdfc-2022', signer: holder, now: harness.now(), loadDocument: harness.loadDocument },
    );
    expect(codes((await verifyNodes(harness, presentation)).report, 'fail')).toContain('proof-purpose');
  });

  test('of a credential without a learner record may be by anybody, which is said', async () => {
    const { harness, holder } = await setUp();
    const other = await signDocument(
      {
        '@context': [V2],
        type: ['VerifiableCredential'],
        issuer: harness.signer.controller,
        credentialSubject: { id: 'did:example:other' },
      },
      {
        proof: 'eddsa-rdfc-2022',
        signer: harness.signer,
        now: harness.now(),
        loadDocument: harness.loadDocument,
      },
    );
    const { report } = await verifyNodes(harness, await present(harness, holder, [other]));
    expect(report.verdict).toBe('accepted');
    expect(codes(report, 'fail')).toEqual(['holder-other']);
  });

  test('that presents nothing proves its holder, and says that there is nothing', async () => {
    const { harness, holder } = await setUp();
    const { report } = await verifyNodes(harness, await present(harness, holder, []));
    expect(report.verdict).toBe('accepted');
    expect(codes(report)).toContain('presentation-empty');
  });
});

describe('a JWT', () => {
  const encode = (value: JsonObject) => new TextEncoder().encode(JSON.stringify(value));
  const plainVc = (issuer: string, subject: string): JsonObject => ({
    '@context': [V2],
    type: ['VerifiableCredential'],
    issuer,
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: subject, clr: sample },
  });

  async function jwtOf(signer: Signer, claims: JsonObject, header: JsonObject = {}): Promise<string> {
    return signer.signJws({ typ: 'vc+jwt', kid: signer.id, ...header }, encode(claims));
  }

  test.each(['Ed25519', 'P-256'] as const)(
    'with the credential at the root, signed with %s, is accepted and unwrapped',
    async (keyType) => {
      const harness = await createHarness();
      const issuer = await createSigner(keyType);
      const jwt = await jwtOf(issuer, plainVc(issuer.controller, 'did:example:learner'));
      const { report, records } = await unwrapRecords(harness, jwt);
      expect(report).toMatchObject({ verdict: 'accepted', kind: 'vc-jwt' });
      expect(codes(report)).toContain('envelope-valid');
      expect(records[0]?.clr).toEqual(sample);
      const enveloped = {
        '@context': [V2],
        type: 'EnvelopedVerifiableCredential',
        id: `data:application/vc+jwt,${jwt}`,
      };
      expect((await verifyNodes(harness, enveloped)).report.verdict).toBe('accepted');
    },
  );

  test('with a vc claim takes issuer, id, subject and dates from the claims', async () => {
    const harness = await createHarness();
    const issuer = await createSigner('P-256');
    const { issuer: _issuer, validFrom: _from, ...vc } = plainVc(issuer.controller, 'did:example:learner');
    const claims = {
      vc: { ...vc, '@context': ['https://www.w3.org/2018/credentials/v1'] },
      iss: issuer.controller,
      sub: 'did:example:learner',
      jti: 'urn:uuid:1',
      nbf: 1767225600,
      exp: 1798761600,
    };
    const { report } = await verifyNodes(harness, await jwtOf(issuer, claims, { typ: 'JWT' }));
    expect(report.verdict).toBe('accepted');
    expect(report.nodes[0]).toMatchObject({ kind: 'vc', id: 'urn:uuid:1', state: 'verified' });
    const expired = await jwtOf(issuer, { ...claims, exp: 1767312000 }, { typ: 'JWT' });
    expect(codes((await verifyNodes(harness, expired)).report, 'fail')).toContain('expired');
    const contradicting = await jwtOf(
      issuer,
      { ...claims, vc: { ...claims.vc, issuer: 'did:example:other' } },
      { typ: 'JWT' },
    );
    expect(codes((await verifyNodes(harness, contradicting)).report, 'fail')).toContain('envelope-mismatch');
  });

  test.each<[string, (issuer: Signer, thief: Signer) => Promise<string>, string]>([
    [
      'signed by a key of somebody else',
      (issuer, thief) =>
        thief.signJws({ typ: 'vc+jwt', kid: thief.id }, encode(plainVc(issuer.controller, 'did:example:l'))),
      'issuer-mismatch',
    ],
    [
      'with the issuer’s kid and another’s signature',
      (issuer, thief) =>
        thief.signJws({ typ: 'vc+jwt', kid: issuer.id }, encode(plainVc(issuer.controller, 'did:example:l'))),
      'proof-invalid',
    ],
    [
      'with a kid that the issuer does not list',
      (issuer) =>
        issuer.signJws(
          { typ: 'vc+jwt', kid: `${issuer.controller}#other` },
          encode(plainVc(issuer.controller, 'did:example:l')),
        ),
      'key-not-listed',
    ],
    [
      'that says it is a presentation',
      (issuer) =>
        issuer.signJws(
          { typ: 'vp+jwt', kid: issuer.id },
          encode(plainVc(issuer.controller, 'did:example:l')),
        ),
      'envelope-type',
    ],
    [
      'without any signature',
      async (issuer) =>
        `${Buffer.from(JSON.stringify({ alg: 'none', kid: issuer.id })).toString('base64url')}.${Buffer.from(encode(plainVc(issuer.controller, 'did:example:l'))).toString('base64url')}.AAAA`,
      'algorithm-refused',
    ],
  ])('%s is rejected', async (_name, make, code) => {
    const harness = await createHarness();
    const report = (await verifyNodes(harness, await make(await createSigner(), await createSigner())))
      .report;
    expect(report.verdict).toBe('rejected');
    expect(codes(report, 'fail')).toContain(code);
  });

  test('of an issuer that is no DID is inconclusive: whose key it is cannot be said', async () => {
    const harness = await createHarness();
    const signer = await createSigner();
    const jwt = await signer.signJws(
      { jwk: signer.publicJwk },
      encode(plainVc('https://college.example.edu', 'did:example:l')),
    );
    const { report } = await verifyNodes(harness, jwt);
    expect(report.verdict).toBe('inconclusive');
    expect(codes(report, 'unknown')).toContain('key-unanchored');
    expect(report.nodes[0]?.state).toBe('integrity-only');
  });

  test('presentation: nonce and aud answer for challenge and domain, members are JWTs too', async () => {
    const harness = await createHarness();
    const [issuer, holder] = [await createSigner(), await createSigner()];
    const vc = await jwtOf(issuer, plainVc(issuer.controller, holder.controller));
    const claims = {
      vp: { '@context': [V2], type: ['VerifiablePresentation'], verifiableCredential: [vc] },
      iss: holder.controller,
      nonce: 'n-1',
      aud: 'https://employer.example',
    };
    const vp = await holder.signJws({ typ: 'JWT', kid: holder.id }, encode(claims));
    const { report } = await verifyNodes(harness, vp, {
      challenge: 'n-1',
      domain: 'https://employer.example',
    });
    expect(report).toMatchObject({ verdict: 'accepted', kind: 'vp-jwt' });
    expect((await verifyNodes(harness, vp, { challenge: 'n-2' })).report.verdict).toBe('rejected');
  });

  test('with one character changed is never accepted', async () => {
    const harness = await createHarness();
    const issuer = await createSigner();
    const jwt = await jwtOf(issuer, plainVc(issuer.controller, 'did:example:l'));
    for (let i = 0; i < jwt.length; i += Math.ceil(jwt.length / 60)) {
      const other = jwt[i] === 'A' ? 'B' : 'A';
      const verdict = await verifyNodes(harness, jwt.slice(0, i) + other + jwt.slice(i + 1)).then(
        ({ report }) => report.verdict,
        () => 'refused',
      );
      expect(verdict, `character ${i}`).not.toBe('accepted');
    }
  });
});
