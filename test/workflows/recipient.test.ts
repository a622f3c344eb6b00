/** Is this record Ana’s? Asked through the library, the command line and HTTP; and whoever is asked for stays here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { type Effects, sign, unwrap, verify, wrap } from '../../src/library.ts';
import { hashIdentity } from '../../src/records/match-identity.ts';
import { aRecord, createShell } from '../cli/shell.ts';
import { badge, clr, endorsement, LEARNER, signJwt, signOurs } from '../fixtures/signed-clr2.ts';
import { createHarness, type Harness } from '../harness.ts';
import { type Client, expectProblem, startClient } from '../http/client.ts';

const ANA = 'ana.of-the-test@example.edu';
const BOB = 'bob.of-the-test@example.edu';

const identity = (identityHash: string, more: JsonObject = {}): JsonObject => ({
  type: 'IdentityObject',
  identityType: 'emailAddress',
  hashed: false,
  identityHash,
  ...more,
});
const hashed = identity(hashIdentity(ANA, 'salt'), { hashed: true, salt: 'salt' });

let harness: Harness;
let effects: Effects;
let controller: string;
beforeAll(async () => {
  harness = await createHarness();
  effects = { now: harness.now, fetch: harness.fetch };
  controller = harness.signer.controller;
});

/** Members put into a subject; `id: null` takes it out. */
function about(credential: JsonObject, { id, ...members }: JsonObject): JsonObject {
  const { id: old = null, ...subject } = credential['credentialSubject'] as JsonObject;
  const kept = id === undefined ? old : id;
  return {
    ...credential,
    credentialSubject: { ...(kept === null ? {} : { id: kept }), ...subject, ...members },
  };
}

const aBadge = (members: JsonObject, n = 1) => signOurs(harness, about(badge(n, controller), members));

const learner = (members: JsonObject): JsonObject => {
  const record = aRecord();
  return { ...record, learner: { ...(record['learner'] as JsonObject), ...members } };
};
const wrapped = async (record: Json, subject?: string) =>
  (await wrap(record, { ...effects, signer: harness.signer, ...(subject === undefined ? {} : { subject }) }))
    .verifiableCredential;

const ask = async (value: Json, recipient: string) => {
  const { verdict, findings, nodes } = await verify(value, { ...effects, recipient });
  const said = findings.filter(
    ({ code, pointer }) => /^recipient-/.test(code) && !pointer.includes('/assertions/'),
  );
  return { verdict, nodes, said: said.map(({ code, pointer }) => `${code} ${pointer}`) };
};

describe('a badge', () => {
  test.each<[string, JsonObject, string, string, string]>([
    ['of this id', {}, LEARNER, 'accepted', 'recipient-match'],
    ['of another id', {}, 'did:example:other', 'rejected', 'recipient-mismatch'],
    ['with a hashed e-mail address', { identifier: [hashed] }, ANA, 'accepted', 'recipient-match'],
    ['without an id', { id: null, identifier: [hashed] }, ANA, 'accepted', 'recipient-match'],
    ['with the hash of another', { identifier: [hashed] }, BOB, 'rejected', 'recipient-mismatch'],
    ['with nothing to compare', {}, ANA, 'inconclusive', 'recipient-unproven'],
    [
      'with a hash nobody here can compute',
      { identifier: [identity('sha512$00', { hashed: true })] },
      ANA,
      'inconclusive',
      'recipient-unproven',
    ],
    [
      'with a hash that says it is none',
      { identifier: [identity(hashIdentity(ANA))] },
      ANA,
      'inconclusive',
      'recipient-unproven',
    ],
    [
      'with a name alone, which proves nothing',
      { identifier: [identity('Ana', { identityType: 'name' })] },
      'Ana',
      'inconclusive',
      'recipient-unproven',
    ],
    ['whose id is no student number', {}, '4711', 'inconclusive', 'recipient-unproven'],
    [
      'with a student number',
      { identifier: [identity('4711', { identityType: 'studentId' })] },
      '4711',
      'accepted',
      'recipient-match',
    ],
    [
      'with another student number',
      { identifier: [identity('4712', { identityType: 'studentId' })] },
      '4711',
      'rejected',
      'recipient-mismatch',
    ],
    ['whose id is a mail address', { id: `mailto:${ANA}` }, ANA, 'accepted', 'recipient-match'],
    ['asked for as mailto', { identifier: [hashed] }, `mailto:${ANA}`, 'accepted', 'recipient-match'],
    [
      'of an id with an @ in it',
      { id: 'https://social.example/@ana' },
      'https://social.example/@ana',
      'accepted',
      'recipient-match',
    ],
  ])('%s', async (_name, members, recipient, verdict, code) => {
    const credential = await aBadge(members);
    expect(await ask(credential, recipient)).toMatchObject({
      verdict,
      said: [`${code} /credentialSubject`],
      nodes: [{ state: { accepted: 'verified', rejected: 'failed', inconclusive: 'unknown' }[verdict] }],
    });
    expect((await verify(credential, effects)).verdict).toBe('accepted');
  });

  test('in a JWT', async () => {
    const jwt = await signJwt(about(badge(1, controller), { identifier: [hashed] }), harness.signer);
    expect((await ask(jwt, ANA)).verdict).toBe('accepted');
    expect((await ask(jwt, BOB)).verdict).toBe('rejected');
  });

  test('that does not match is not handed out', async () => {
    const credential = await aBadge({ identifier: [hashed] });
    expect((await unwrap(credential, { ...effects, recipient: ANA })).records).toHaveLength(1);
    await expect(unwrap(credential, { ...effects, recipient: BOB })).rejects.toMatchObject({
      code: 'credential-rejected',
    });
    await expect(unwrap(await aBadge({}), { ...effects, recipient: ANA })).rejects.toMatchObject({
      code: 'verification-inconclusive',
    });
  });
});

describe('a CLR 2.0', () => {
  const ofAna = { identifier: [hashed] };
  const record = (badges: JsonObject[]) => signOurs(harness, about(clr(badges, controller), ofAna));

  test('is Ana’s with badges that name her by her id alone', async () => {
    expect((await ask(await record([await aBadge({})]), ANA)).verdict).toBe('accepted');
  });

  test('with a badge of somebody else is only said to differ, unless it was asked for whom', async () => {
    const others = await aBadge({ id: 'did:example:bob', identifier: [identity(BOB)] }, 2);
    const credential = await record([await aBadge({}), others]);
    const place = '/credentialSubject/verifiableCredential/1';
    const unasked = await verify(credential, effects);
    expect(unasked.verdict).toBe('accepted');
    expect(unasked.findings).toContainEqual(expect.objectContaining({ code: 'subject-differs' }));
    expect(await ask(credential, ANA)).toMatchObject({
      verdict: 'rejected',
      said: ['recipient-match /credentialSubject', `recipient-mismatch ${place}/credentialSubject`],
      nodes: [{ state: 'verified' }, { state: 'verified' }, { pointer: place, state: 'failed' }],
    });
  });

  test('with an endorsement, which is about a thing, and no person', async () => {
    const { id } = badge(1, controller);
    const praised = await signOurs(harness, endorsement(1, controller, String(id)));
    const credential = await signOurs(harness, badge(1, controller, 'A', { endorsement: [praised] }));
    expect((await ask(await record([credential]), ANA)).verdict).toBe('accepted');
  });
});

describe('a CLR 1.0 in a credential', () => {
  const at = '/credentialSubject/clr/learner';
  test.each<[string, JsonObject, string | undefined, string, string, string]>([
    ['whose learner has this address', { email: ANA }, undefined, ANA, 'accepted', 'recipient-match'],
    ['whose learner has another', { email: ANA }, undefined, BOB, 'rejected', 'recipient-mismatch'],
    ['whose learner has none', {}, undefined, ANA, 'inconclusive', 'recipient-unproven'],
    ['of this student', { studentId: '4711' }, undefined, '4711', 'accepted', 'recipient-match'],
    ['of this DID', { email: ANA }, 'did:example:ana', 'did:example:ana', 'accepted', 'recipient-match'],
    [
      'of another DID',
      { email: ANA },
      'did:example:ana',
      'did:example:bob',
      'rejected',
      'recipient-mismatch',
    ],
    ['of this DID and address', { email: ANA }, 'did:example:ana', ANA, 'accepted', 'recipient-match'],
  ])('%s', async (_name, members, subject, recipient, verdict, code) => {
    const { said, ...asked } = await ask(await wrapped(learner(members), subject), recipient);
    expect(asked.verdict).toBe(verdict);
    expect(said).toContain(`${code} ${at}`);
    const state = { accepted: 'covered', rejected: 'failed', inconclusive: 'unknown' }[verdict];
    expect(asked.nodes.find(({ kind }) => kind === 'clr')).toMatchObject({ state });
  });

  test('as the subject itself: its id is no person’s', async () => {
    const record = learner({ email: ANA });
    const { verifiableCredential } = await wrap(record, {
      ...effects,
      signer: harness.signer,
      profile: 'linked-data',
      vcVersion: '1.1',
    });
    expect((await ask(verifiableCredential, ANA)).verdict).toBe('accepted');
    expect((await ask(verifiableCredential, String(record['id']))).verdict).toBe('rejected');
  });

  test('of several, one of which is somebody else’s', async () => {
    const other = { ...learner({ email: BOB }), id: 'urn:uuid:00000006-0000-4000-8000-000000000001' };
    expect(await ask(await wrapped([learner({ email: ANA }), other]), ANA)).toMatchObject({
      verdict: 'rejected',
      said: expect.arrayContaining([
        'recipient-match /credentialSubject/clr/0/learner',
        'recipient-mismatch /credentialSubject/clr/1/learner',
      ]),
    });
  });
});

describe('with no credential around it', () => {
  test('a signed CLR names its learner, and an assertion its recipient', async () => {
    const { signedClr } = await sign(learner({ email: ANA }), { signer: harness.signer });
    expect((await ask(signedClr, BOB)).said).toContain('recipient-mismatch #/learner');
    expect((await ask(signedClr, ANA)).said).toContain('recipient-match #/learner');
    const [assertion] = aRecord()['assertions'] as JsonObject[];
    const recipient = { type: 'email', identity: hashIdentity(ANA), hashed: true };
    expect((await ask({ ...assertion, recipient }, ANA)).said).toContain('recipient-match /recipient');
    const { verdict, nodes, said } = await ask({ ...assertion, recipient }, BOB);
    expect([verdict, said, nodes[0]?.state]).toEqual([
      'rejected',
      ['recipient-mismatch /recipient'],
      'failed',
    ]);
  });

  test('an endorsement alone is about nobody', async () => {
    const [assertion] = aRecord()['assertions'] as JsonObject[];
    const alone = {
      id: 'urn:uuid:00000001-0000-4000-8000-000000000009',
      type: 'Endorsement',
      claim: { id: assertion!['id'], type: 'EndorsementClaim' },
      issuer: (assertion!['achievement'] as JsonObject)['issuer'],
      issuedOn: '2026-02-01T09:00:00Z',
    } as JsonObject;
    expect((await ask(alone, ANA)).said).toEqual(['recipient-unproven ']);
  });
});

test('a presentation is asked as a whole: every credential in it, and an empty one shows nothing', async () => {
  const presentation = (...verifiableCredential: JsonObject[]) => ({
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    verifiableCredential,
  });
  const [ofAna, ofBob] = [
    await aBadge({ identifier: [hashed] }),
    await aBadge({ identifier: [identity(BOB)] }, 2),
  ];
  expect((await ask(presentation(ofAna, ofBob), ANA)).said).toEqual([
    'recipient-match /verifiableCredential/0/credentialSubject',
    'recipient-mismatch /verifiableCredential/1/credentialSubject',
  ]);
  expect((await ask(presentation(), ANA)).said).toEqual(['recipient-unproven ']);
});

describe('on the command line', () => {
  const shell = createShell();
  afterAll(() => shell.remove());

  test('it decides the exit code, and what is handed out', async () => {
    const file = shell.file('badge.json', await aBadge({ identifier: [hashed] }));
    const run = (...words: string[]) => shell.run(words);
    expect(await run('verify', file, '--recipient', ANA)).toMatchObject({ code: 0 });
    expect(await run('verify', file, '--recipient', BOB)).toMatchObject({ code: 1 });
    expect(await run('verify', file, '--recipient', '4711')).toMatchObject({ code: 1 });
    const text = await run('verify', file, '--format', 'text', '--recipient', ANA);
    expect(text.out).toContain('about the person asked for');
    const other = await run('verify', file, '--format', 'text', '--recipient', BOB);
    expect(other.out).toContain('recipient-mismatch at /credentialSubject');
    expect(other.out).not.toContain('about the person asked for');
    expect((await run('unwrap', file, '--recipient', ANA)).code).toBe(0);
    expect(await run('unwrap', file, '--recipient', BOB)).toMatchObject({ code: 1, out: '' });
  });
});

describe('over HTTP', () => {
  let client: Client;
  const called: string[] = [];
  let close: () => Promise<void>;
  beforeAll(async () => {
    const fetch: Harness['fetch'] = (url, options) => {
      called.push(JSON.stringify([url, options ?? null]));
      return harness.fetch(url, options);
    };
    const config = parseConfig({ DATABASE_URL: 'sqlite::memory:', CLR_BRIDGE_SECRET: 'only for this test' });
    const composed = await compose(config, { fetch, now: harness.now });
    client = await startClient(composed.bridge);
    close = async () => {
      await client.server.close();
      await composed.close();
    };
  });
  afterAll(() => close());

  test('it decides; and whoever is asked for is in no log line, no answer and no call', async () => {
    const verifiableCredential = await signOurs(
      harness,
      about(badge(1, 'https://college.example.edu/issuers/1'), { identifier: [hashed] }),
    );
    const ours = await aBadge({ identifier: [hashed] });
    const answers = [
      await client.post('/clr/verify', { verifiableCredential: ours, options: { recipient: ANA } }),
      await client.post('/clr/verify', { verifiableCredential: ours, options: { recipient: BOB } }),
      await client.post('/clr/verify', { verifiableCredential, options: { recipient: BOB } }),
      await client.post('/clr/verify', { clr: aRecord(), options: { recipient: BOB } }),
      await client.post('/clr/unwrap', { verifiableCredential: ours, options: { recipient: ANA } }),
      await client.post('/clr/unwrap', { verifiableCredential: ours, options: { recipient: BOB } }),
      await client.post('/clr/verify', { verifiableCredential: ours, options: { recipient: [BOB] } }),
      await client.post('/clr/verify', { verifiableCredential: ours, options: { recipient: '' } }),
    ];
    const said = answers.map(({ status, body }) => body.report?.verdict ?? `${status} ${body.code}`);
    expect(said).toEqual([
      'accepted',
      'rejected',
      'rejected',
      'inconclusive',
      'accepted',
      'rejected',
      '400 request-invalid',
      '400 request-invalid',
    ]);
    expectProblem(answers[5]!, 'credential-rejected', '/verifiableCredential/credentialSubject');
    expectProblem(answers[6]!, 'request-invalid', '/options/recipient');
    expect(called.length).toBeGreaterThan(0);
    const everything = [...answers.map(({ text }) => text), ...client.log, ...called].join('\n');
    expect(everything).not.toMatch(/of-the-test/);
  });
});
