/** CLR 2.0 and Open Badges 3.0: the record, each badge and each endorsement verified on its own. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { NodeReport, Report } from '../../src/kernel/report.ts';
import { createSigner } from '../../src/library.ts';
import { CONTEXT_VERSIONS, withContextInline } from '../../src/proofs/contexts.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import {
  badge,
  clr,
  endorsement,
  LEARNER,
  OB3,
  signJwt,
  signOurs,
  signTheirs,
  VC2,
} from '../fixtures/signed-clr2.ts';
import { copy, createHarness, type Harness } from '../harness.ts';

const at = (report: Report, pointer: string): NodeReport | undefined =>
  report.nodes.find((node) => node.pointer === pointer);
const codesAt = (report: Report, pointer: string) =>
  report.findings.filter((found) => found.pointer.startsWith(pointer)).map(({ code }) => code);
const codes = (report: Report) => report.findings.map(({ code }) => code);
const verify = async (harness: Harness, value: JsonObject | string, recipient?: string) =>
  (await verifyNodes(harness, value, recipient === undefined ? {} : { recipient })).report;
const place = (n: number) => `/credentialSubject/verifiableCredential/${n}`;
const badgesOf = (credential: JsonObject) =>
  (credential['credentialSubject'] as { verifiableCredential: JsonObject[] }).verifiableCredential;

async function ours(harness: Harness, count = 3): Promise<JsonObject> {
  const { controller } = harness.signer;
  const badges = await Promise.all(
    Array.from({ length: count }, (_, n) => signOurs(harness, badge(n, controller, 'ABC'[n % 3]))),
  );
  return signOurs(harness, clr(badges, controller));
}

describe('a CLR of ours', () => {
  test('is accepted: the record and each badge are nodes of their own, all verified', async () => {
    const harness = await createHarness();
    const report = await verify(harness, await ours(harness));
    expect(report).toMatchObject({ verdict: 'accepted', kind: 'clr-2.0', summary: { nodes: 4, pass: 4 } });
    expect(report.nodes.map(({ pointer, kind, state }) => [pointer, kind, state])).toEqual([
      ['', 'clr', 'verified'],
      [place(0), 'badge', 'verified'],
      [place(1), 'badge', 'verified'],
      [place(2), 'badge', 'verified'],
    ]);
    expect(codes(report).filter((code) => code === 'digest-valid')).toHaveLength(4);
  });

  test('is handed out as the record it is', async () => {
    const harness = await createHarness();
    const credential = await ours(harness);
    const { records } = await verifyNodes(harness, credential);
    expect(records).toEqual([
      { pointer: '', parsed: { kind: 'clr-2.0', value: credential }, native: credential },
    ]);
  });

  test('with one badge forged is rejected, and the badge named, though the outer signature holds', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const forger = await createSigner();
    const sound = await signOurs(harness, badge(1, controller));
    const forged = await signOurs(harness, badge(2, controller), forger);
    const report = await verify(harness, await signOurs(harness, clr([sound, forged], controller)));
    expect(report.verdict).toBe('rejected');
    expect([at(report, '')?.state, at(report, place(0))?.state, at(report, place(1))?.state]).toEqual([
      'verified',
      'verified',
      'failed',
    ]);
    expect(codesAt(report, place(1))).toContain('issuer-mismatch');
  });

  test('loses every badge’s signature in turn: each is named', async () => {
    const harness = await createHarness();
    const credential = await ours(harness);
    for (const n of [0, 1, 2]) {
      const changed = copy(credential);
      const proof = badgesOf(changed)[n]!['proof'] as JsonObject;
      const value = String(proof['proofValue']);
      proof['proofValue'] = `${value.slice(0, -1)}${value.endsWith('2') ? '3' : '2'}`;
      const report = await verify(harness, changed);
      expect(report.verdict).toBe('rejected');
      expect(at(report, place(n))).toMatchObject({
        state: 'failed',
        reasons: expect.arrayContaining(['proof-invalid']),
      });
      expect(at(report, '')?.state).toBe('failed');
      expect(report.nodes.filter(({ state }) => state === 'verified')).toHaveLength(2);
    }
  });
});

type Change = [name: string, change: (badges: JsonObject[], stranger: JsonObject) => void];

const changes: Change[] = [
  [
    'the subjects of two badges are exchanged',
    (badges) => {
      const first = badges[0]!['credentialSubject'] as JsonObject;
      badges[0]!['credentialSubject'] = badges[1]!['credentialSubject'] as JsonObject;
      badges[1]!['credentialSubject'] = first;
    },
  ],
  ['two badges change places', (badges) => badges.splice(0, 2, badges[1]!, badges[0]!)],
  ['a badge is another learner’s, validly signed', (badges, stranger) => badges.splice(1, 1, stranger)],
  ['a badge is removed', (badges) => badges.splice(1, 1)],
  [
    'a badge without a proof is added',
    (badges) => badges.push(badge(9, String((badges[0]!['issuer'] as JsonObject)['id']))),
  ],
  ['a badge stands twice', (badges) => badges.push(badges[0]!)],
  [
    'a grade moves from one badge to another',
    (badges) => {
      const [from, to] = badges.map((one) => one['credentialSubject'] as JsonObject);
      to!['result'] = [...(to!['result'] as JsonObject[]), ...(from!['result'] as JsonObject[])];
      delete from!['result'];
    },
  ],
  [
    'a type is exchanged for its alias',
    (badges) => {
      badges[0]!['type'] = ['VerifiableCredential', 'OpenBadgeCredential'];
    },
  ],
];

describe.each(changes)('%s', (_name, change) => {
  const attack = async (signed: 'each badge too' | 'the record alone', sign: typeof signOurs) => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const plain = [badge(1, controller), badge(2, controller, 'C')];
    const badges =
      signed === 'each badge too' ? await Promise.all(plain.map((one) => sign(harness, one))) : plain;
    const other = badge(3, controller);
    (other['credentialSubject'] as JsonObject)['id'] = 'did:example:somebody-else';
    const stranger = await sign(harness, other);
    const credential = await sign(harness, clr(badges, controller));
    const changed = copy(credential);
    change(badgesOf(changed), stranger);
    return { before: await verify(harness, credential), after: await verify(harness, changed) };
  };

  test('in a CLR of ours it is rejected, with and without proofs on the badges', async () => {
    for (const signed of ['each badge too', 'the record alone'] as const) {
      const { before, after } = await attack(signed, signOurs);
      expect(before.verdict).toBe('accepted');
      expect(after.verdict).toBe('rejected');
      expect(at(after, '')?.state).toBe('failed');
    }
  });

  test('in other people’s it is rejected, or said', async () => {
    const signed = await attack('each badge too', signTheirs);
    expect(signed.before.verdict).toBe('accepted');
    const unsaid = signed.after.verdict === 'accepted';
    // order and an alias are no change of the graph: the report says that they are not bound
    if (unsaid) expect(signed.after.unchecked.map(({ code }) => code)).toContain('digest-absent');
    expect(unsaid).toBe(['two badges change places', 'a type is exchanged for its alias'].includes(_name));
    if (_name === 'a badge stands twice') expect(codesAt(signed.after, place(2))).toContain('id-duplicate');
    const bare = await attack('the record alone', signTheirs);
    expect(bare.before.verdict).toBe('inconclusive');
    expect(codes(bare.before)).toContain('ambiguous-graph');
    expect(bare.after.verdict).not.toBe('accepted');
  });
});

describe('badges without a proof of their own', () => {
  test('are covered by the record’s digest; others’ award is the publisher’s word', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const badges = [badge(1, controller), badge(2, 'https://academy.example.org/issuer')];
    const report = await verify(harness, await signOurs(harness, clr(badges, controller)));
    expect(report.verdict).toBe('accepted');
    expect(report.nodes.map(({ state }) => state)).toEqual(['verified', 'covered', 'covered']);
    expect(codesAt(report, place(1))).toContain('covered-foreign');
  });

  test('are unverified under a signature that does not bind them', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const report = await verify(
      harness,
      await signTheirs(harness, clr([badge(1, controller), badge(2, controller)], controller)),
    );
    expect(report.verdict).toBe('inconclusive');
    expect(report.nodes.map(({ state }) => state)).toEqual(['unverified', 'unverified', 'unverified']);
    expect(codesAt(report, place(0))).toContain('proof-missing');
  });

  test('alone, and with no proof anywhere, are unverified', async () => {
    const harness = await createHarness();
    const report = await verify(harness, clr([badge(1, 'did:example:i')], 'did:example:i'));
    expect(report.verdict).toBe('inconclusive');
    expect(report.nodes.map(({ state }) => state)).toEqual(['unverified', 'unverified']);
  });
});

describe('what a badge says of itself', () => {
  const inside = async (more: JsonObject, site = {}) => {
    const harness = await createHarness({ site });
    const { controller } = harness.signer;
    const one = await signOurs(harness, badge(1, controller, 'A', more));
    return { harness, report: await verify(harness, await signOurs(harness, clr([one], controller))), one };
  };

  test('an expired one does not spoil the record, and alone it is rejected', async () => {
    const { harness, report, one } = await inside({ validUntil: '2026-05-20T00:00:00Z' });
    expect([report.verdict, at(report, place(0))?.state]).toEqual(['accepted', 'expired']);
    expect(codesAt(report, place(0))).toContain('assertion-expired');
    const alone = await verify(harness, one);
    expect([alone.verdict, alone.nodes[0]?.state]).toEqual(['rejected', 'expired']);
  });

  const LIST = 'https://college.example.edu/revoked';
  const context = [VC2, OB3, 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'];
  const listed = { '@context': context, credentialStatus: { id: LIST, type: '1EdTechRevocationList' } };
  const id = 'urn:uuid:00000001-0000-4000-8000-000000000001';

  test.each<[string, JsonObject, string, string]>([
    ['lists it', { id: LIST, revokedCredential: [{ id, revocationReason: 'Error' }] }, 'rejected', 'revoked'],
    [
      'lists it as not revoked',
      { id: LIST, revokedCredential: [{ id, revoked: false }] },
      'accepted',
      'verified',
    ],
    ['lists others', { id: LIST, revokedCredential: [{ id: 'urn:uuid:other' }] }, 'accepted', 'verified'],
    [
      'is of another issuer',
      { id: LIST, issuer: 'https://x.example', revokedCredential: [] },
      'inconclusive',
      'unknown',
    ],
    ['is of another form', { statuses: [] }, 'inconclusive', 'unknown'],
    ['is no list', { id: LIST, revokedCredential: 'none' }, 'inconclusive', 'unknown'],
  ])('a revocation list that %s', async (_name, list, verdict, state) => {
    const { report } = await inside(listed, { [LIST]: list });
    expect([report.verdict, at(report, place(0))?.state]).toEqual([verdict, state]);
  });

  test('a list that cannot be read leaves the badge open, and the record that it is in', async () => {
    // whoever keeps the list from being read must not get further than whoever spoils it
    const { harness, report, one } = await inside(listed);
    expect([report.verdict, at(report, place(0))?.state]).toEqual(['inconclusive', 'unknown']);
    expect(codesAt(report, place(0))).toContain('status-unchecked');
    const alone = await verify(harness, one);
    expect([alone.verdict, alone.nodes[0]?.state]).toEqual(['inconclusive', 'unknown']);
  });

  test('an address in a badge that was changed is not called', async () => {
    const { harness, one } = await inside(listed);
    const changed = { ...copy(one), name: 'Another course' };
    const calls = (harness.fetch as unknown as { calls: string[] }).calls;
    calls.length = 0;
    expect((await verify(harness, changed)).verdict).toBe('rejected');
    expect(calls).toEqual([]);
  });

  test('schemas and refresh services are named, and nothing is fetched for them', async () => {
    const { report } = await inside({
      '@context': context,
      credentialSchema: [
        {
          id: 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json',
          type: '1EdTechJsonSchemaValidator2019',
        },
        { id: 'https://college.example.edu/schema.json', type: '1EdTechJsonSchemaValidator2019' },
      ],
      refreshService: { id: 'https://college.example.edu/fresh', type: '1EdTechCredentialRefresh' },
    });
    expect(report.verdict).toBe('accepted');
    const said = report.unchecked.filter(({ pointer }) => pointer.startsWith(place(0)));
    expect(said.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['refresh-offered', `${place(0)}/refreshService`],
      ['schema-unchecked', `${place(0)}/credentialSchema/1`],
    ]);
  });

  test('one about somebody else is said', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const other = badge(1, controller);
    (other['credentialSubject'] as JsonObject)['id'] = 'did:example:somebody-else';
    const report = await verify(
      harness,
      await signOurs(harness, clr([await signOurs(harness, other)], controller)),
    );
    expect(codesAt(report, place(0))).toContain('subject-differs');
  });
});

describe('endorsements', () => {
  const accredited = async (about: string, where: 'badge' | 'achievement' | 'issuer', make = signOurs) => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const accreditor = await createSigner();
    const one = await make(harness, endorsement(1, accreditor.controller, about), accreditor);
    const credential = badge(1, controller);
    const subject = credential['credentialSubject'] as JsonObject;
    const holders = { badge: credential, achievement: subject['achievement'], issuer: credential['issuer'] };
    (holders[where] as JsonObject)['endorsement'] = [one];
    return {
      harness,
      accreditor,
      controller,
      credential,
      one,
      report: await verify(harness, await signOurs(harness, credential)),
    };
  };
  const ACHIEVEMENT = 'urn:uuid:00000002-0000-4000-8000-000000000001';

  test.each<[string, string, 'badge' | 'achievement' | 'issuer', string, boolean]>([
    [
      'of the achievement it stands on',
      ACHIEVEMENT,
      'achievement',
      '/credentialSubject/achievement/endorsement/0',
      true,
    ],
    ['of an achievement, on the credential', ACHIEVEMENT, 'badge', '/endorsement/0', true],
    ['of something elsewhere', 'https://elsewhere.example/x', 'badge', '/endorsement/0', false],
    ['of the achievement, on the issuer', ACHIEVEMENT, 'issuer', '/issuer/endorsement/0', false],
  ])('%s', async (_name, about, where, pointer, fits) => {
    const { report } = await accredited(about, where);
    expect(report.verdict).toBe('accepted');
    expect(at(report, pointer)).toMatchObject({ kind: 'endorsement', state: 'verified' });
    expect(codesAt(report, pointer).includes('endorsement-elsewhere')).toBe(!fits);
  });

  test('one that was forged rejects, at its place', async () => {
    const { harness, credential, one } = await accredited(ACHIEVEMENT, 'achievement');
    const subject = credential['credentialSubject'] as JsonObject;
    const forged = copy(one);
    (forged['credentialSubject'] as JsonObject)['endorsementComment'] = 'Excellent.';
    (subject['achievement'] as JsonObject)['endorsement'] = [forged];
    const report = await verify(harness, await signOurs(harness, credential));
    expect(report.verdict).toBe('rejected');
    expect(at(report, '/credentialSubject/achievement/endorsement/0')?.state).toBe('failed');
    expect(at(report, '')?.state).toBe('verified');
  });

  test('as a JWT each is a node, and one that cannot be read fails at its place', async () => {
    const { harness, accreditor, controller } = await accredited(ACHIEVEMENT, 'badge');
    const jwt = await signJwt(endorsement(2, accreditor.controller, ACHIEVEMENT), accreditor);
    const credential = badge(1, controller, 'A', {
      endorsementJwt: [jwt, 'eyJub.t.ajwt', `${jwt.slice(0, -6)}AAAAAA`],
    });
    const report = await verify(harness, await signOurs(harness, credential));
    expect(report.verdict).toBe('rejected');
    expect(report.nodes.map(({ pointer, kind, state }) => [pointer, kind, state])).toEqual([
      ['', 'badge', 'verified'],
      ['/endorsementJwt/0', 'endorsement', 'verified'],
      ['/endorsementJwt/1', 'endorsement', 'failed'],
      ['/endorsementJwt/2', 'endorsement', 'failed'],
    ]);
    expect(codesAt(report, '/endorsementJwt/1')).toContain('envelope-malformed');
  });

  test('an endorser may be endorsed, at any depth', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const [a, b] = [await createSigner(), await createSigner()];
    const second = await signOurs(harness, endorsement(2, b.controller, a.controller), b);
    const first = endorsement(1, a.controller, controller);
    (first['issuer'] as JsonObject)['endorsement'] = [second];
    const credential = badge(1, controller, 'A', { endorsement: [await signOurs(harness, first, a)] });
    const report = await verify(
      harness,
      await signOurs(harness, clr([await signOurs(harness, credential)], controller)),
    );
    expect(report.verdict).toBe('accepted');
    expect(at(report, `${place(0)}/endorsement/0/issuer/endorsement/0`)).toMatchObject({ state: 'verified' });
  });
});

describe('issuers with a web address', () => {
  const ISSUER = 'https://college.example.edu/issuers/1';
  const signedBy = async (
    document: (key: { id: string; multibase: string; did: string }) => JsonObject | undefined,
    form: 'web' | 'did' = 'web',
  ) => {
    const signer = await createSigner();
    const multibase = signer.controller.slice('did:key:'.length);
    const id = form === 'web' ? `${ISSUER}#${multibase}` : signer.id;
    const found = document({ id, multibase, did: signer.controller });
    const harness = await createHarness({ site: found === undefined ? {} : { [ISSUER]: found } });
    const credential = await signTheirs(harness, badge(1, ISSUER), { ...signer, id });
    return { report: await verify(harness, credential), harness, credential };
  };
  const method = (id: string, publicKeyMultibase: string) => ({
    id,
    type: 'Multikey',
    controller: ISSUER,
    publicKeyMultibase,
  });

  test('whose own document lists the key are verified', async () => {
    const { report } = await signedBy(({ id, multibase }) => ({
      id: ISSUER,
      verificationMethod: [method(id, multibase)],
      assertionMethod: [id],
    }));
    expect([report.verdict, report.nodes[0]?.state]).toEqual(['accepted', 'verified']);
  });

  test.each<
    [string, (key: { id: string; multibase: string; did: string }) => JsonObject | undefined, string, string]
  >([
    ['cannot be read', () => undefined, 'inconclusive', 'integrity-only'],
    [
      'says nothing of keys',
      () => ({ id: ISSUER, type: 'Profile', name: 'College' }),
      'inconclusive',
      'integrity-only',
    ],
    [
      'is another’s',
      ({ id, multibase }) => ({ id: 'https://x.example', verificationMethod: [method(id, multibase)] }),
      'inconclusive',
      'integrity-only',
    ],
    [
      'lists other keys',
      () => ({ id: ISSUER, verificationMethod: [], assertionMethod: [] }),
      'rejected',
      'failed',
    ],
    [
      'lists the key for another purpose',
      ({ id, multibase }) => ({
        id: ISSUER,
        verificationMethod: [method(id, multibase)],
        authentication: [id],
      }),
      'rejected',
      'failed',
    ],
  ])('whose document %s', async (_name, document, verdict, state) => {
    const { report } = await signedBy(document);
    expect([report.verdict, report.nodes[0]?.state]).toEqual([verdict, state]);
  });

  test('a changed badge is rejected though nobody can say whose the key is', async () => {
    const { harness, credential } = await signedBy(() => undefined);
    const changed = { ...copy(credential), name: 'Another' };
    const report = await verify(harness, changed);
    expect([report.verdict, report.nodes[0]?.state]).toEqual(['rejected', 'failed']);
    expect(codes(report)[0]).not.toBe('proof-invalid');
    // what decided is named, not what only stayed open
    await expect(unwrapRecords(harness, changed)).rejects.toMatchObject({
      code: 'credential-rejected',
      pointer: '/proof',
      message: expect.stringContaining('does not hold'),
    });
  });

  test.each<[string, (key: { id: string; did: string }) => JsonObject | undefined, string]>([
    ['lists the DID’s key', ({ id }) => ({ id: ISSUER, assertionMethod: [id] }), 'accepted'],
    ['lists other keys', () => ({ id: ISSUER, assertionMethod: ['did:example:x#1'] }), 'rejected'],
    [
      'names the DID, which does not answer',
      ({ did }) => ({ id: ISSUER, assertionMethod: [], alsoKnownAs: [did] }),
      'rejected',
    ],
    ['cannot be read', () => undefined, 'inconclusive'],
  ])('who signs with a DID, and whose document %s', async (_name, document, verdict) => {
    const { report } = await signedBy(document, 'did');
    expect(report.verdict).toBe(verdict);
    if (verdict === 'inconclusive') expect(codes(report)).toContain('issuer-unconfirmed');
  });
});

describe('whom a credential is about', () => {
  const salted = 'sha256$';
  const about = async (identifier: JsonObject[], recipient: string, id: string | undefined = LEARNER) => {
    const harness = await createHarness();
    const credential = badge(1, harness.signer.controller);
    const { id: _id, ...subject } = credential['credentialSubject'] as JsonObject;
    credential['credentialSubject'] = { ...(id === undefined ? {} : { id }), ...subject, identifier };
    return verify(harness, await signOurs(harness, credential), recipient);
  };
  const identity = (identityHash: string, more: JsonObject = {}): JsonObject => ({
    type: 'IdentityObject',
    identityType: 'emailAddress',
    hashed: false,
    identityHash,
    ...more,
  });

  test('is compared when asked, and decides', async () => {
    const plain = [identity('ana@example.edu')];
    expect(await about(plain, 'ana@example.edu')).toMatchObject({ verdict: 'accepted' });
    expect(codes(await about(plain, 'ANA@example.edu'))).not.toContain('recipient-mismatch');
    expect(codes(await about(plain, 'Ana@Example.edu'))).toContain('recipient-case');
    expect(await about(plain, 'bob@example.edu')).toMatchObject({ verdict: 'rejected' });
    expect(await about([], LEARNER)).toMatchObject({ verdict: 'accepted' });
    expect(await about([], 'did:example:other')).toMatchObject({ verdict: 'rejected' });
    const none = await about([], 'ana@example.edu');
    expect([none.verdict, codes(none).includes('recipient-unproven')]).toEqual(['inconclusive', true]);
    expect(codes(await about([identity(`${salted}00`, { hashed: true })], 'ana@example.edu'))).toContain(
      'recipient-mismatch',
    );
  });
});

describe('what other software signs', () => {
  test('a record whose badges are signed on their own is accepted, and what both say of one id is listed', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const badges = [await signTheirs(harness, badge(1, controller))];
    const report = await verify(harness, await signTheirs(harness, clr(badges, controller)));
    expect(report.verdict).toBe('accepted');
    expect(report.unchecked.map(({ code }) => code)).toContain('graph-shared');
  });

  test('under an earlier content of a context is accepted, and the report says so', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const [newest, , first] = CONTEXT_VERSIONS.get(OB3) ?? [];
    const own = { jti: 'https://example.org/terms#jti' };
    const credential = badge(1, controller, 'A', { '@context': [VC2, OB3, own] as never });
    const inline = withContextInline(credential, OB3, first!.document);
    const { proof } = await signTheirs(harness, inline);
    expect(newest?.document).not.toEqual(first?.document);
    const report = await verify(harness, { ...credential, proof: proof ?? null });
    expect(codes(report)).toContain('proof-valid');
    expect(codes(report)).toContain('context-earlier');
  });

  test('as a JWT with `jose` claims and header is verified; what it lacks is said, what contradicts fails', async () => {
    const harness = await createHarness();
    const { signer } = harness;
    const credential = badge(1, signer.controller);
    const sound = await verify(harness, await signJwt(credential, signer));
    expect(sound).toMatchObject({ verdict: 'accepted', kind: 'vc-jwt' });
    expect(codes(sound)).not.toContain('envelope-deviation');
    const odd = await verify(harness, await signJwt(credential, signer, { cty: 'vc' }));
    expect(codes(odd)).toContain('envelope-deviation');
    const contradictions: JsonObject[] = [
      { iss: 'did:example:x' },
      { jti: 'urn:x:1' },
      { sub: 'did:example:x' },
      { nbf: 1 },
    ];
    for (const claims of contradictions) {
      const report = await verify(harness, await signJwt(credential, signer, {}, claims));
      expect([report.verdict, codes(report).includes('envelope-mismatch')]).toEqual(['rejected', true]);
    }
  });
});
