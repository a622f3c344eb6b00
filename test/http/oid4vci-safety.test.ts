/** What a claim by OpenID4VCI must withstand: replay, guessing, mix-up, many at once, faults in the middle. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ISSUER, PRE_AUTHORIZED, startVci, type Vci } from '../fixtures/oid4vci-wallet.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { createWallet, type TestWallet } from '../fixtures/wallet.ts';

const RECORD = sampleRecord();

let vci: Vci;
let stranger: TestWallet;
beforeAll(async () => {
  vci = await startVci();
  stranger = await createWallet();
});
afterAll(() => vci.close());

const LDP = { credential_configuration_id: 'clr2_ldp_vc' };
const offer = (more = {}) => vci.service.bridge.exchanges.createOffer({ documents: [RECORD], ...more });
const linkOf = (made: Awaited<ReturnType<typeof offer>>) => made.links.wallets['openid4vc'] as string;
const begin = async (more = {}) => vci.tokenFor(linkOf(await offer(more)));
const codeFor = (id: string) => vci.service.bridge.exchanges.codeOf('pre-authorized_code', id);
const redeem = async (id: string, more = {}) =>
  vci.token({ grant_type: PRE_AUTHORIZED, 'pre-authorized_code': await codeFor(id), ...more });
const signed = async (claims?: object, header?: object, by?: TestWallet) => ({
  ...LDP,
  proofs: { jwt: [await vci.proof(claims, header, by)] },
});
const eventsOf = async (id: string) =>
  (await vci.service.bridge.exchanges.describe('offer', id)).events.map(({ event }) => event);
const outcome = ({ status, body }: { status: number; body: JsonObject }) => [status, body['error']];

describe('replayed', () => {
  test('a code gets no second token', async () => {
    const { id } = await offer();
    expect((await redeem(id)).status).toBe(200);
    expect(outcome(await redeem(id))).toEqual([400, 'invalid_grant']);
  });

  test('a code that many redeem at once gets one token', async () => {
    const { id } = await offer();
    const answers = await Promise.all(Array.from({ length: 100 }, () => redeem(id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 200) expect(outcome(answer)[1]).toBe('invalid_grant');
  });

  test('a credential request gets nothing, since its nonce is spent', async () => {
    const token = await begin();
    const request = await signed();
    expect((await vci.credential(token, request)).status).toBe(200);
    expect(outcome(await vci.credential(token, request))).toEqual([400, 'invalid_nonce']);
    expect(outcome(await vci.credential(await begin(), request))).toEqual([400, 'invalid_nonce']);
    const presentation = await vci.wallet.present([], { challenge: await vci.nonce(), domain: ISSUER });
    const second = { ...LDP, proofs: { di_vp: [presentation] } };
    expect((await vci.credential(token, second)).status).toBe(200);
    expect(outcome(await vci.credential(token, second))).toEqual([400, 'invalid_nonce']);
  });

  test('a claim gets the same credential for the same DID, and none for another', async () => {
    const token = await begin();
    const [first, again] = [
      await vci.credential(token, await signed()),
      await vci.credential(token, await signed()),
    ];
    expect(again.body.credentials).toEqual(first.body.credentials);
    const other = await vci.credential(token, await signed({}, {}, stranger));
    expect(outcome(other)).toEqual([400, 'credential_request_denied']);
  });

  test('a claim gives nobody else the same thing in another format, however many ask at once', async () => {
    const token = await begin();
    expect((await vci.credential(token, await signed())).status).toBe(200);
    const jwt = { credential_configuration_id: 'clr2_jwt_vc_json' };
    const theirs = { ...(await signed({}, {}, stranger)), ...jwt };
    expect(outcome(await vci.credential(token, theirs))).toEqual([400, 'credential_request_denied']);
    expect((await vci.credential(token, { ...(await signed()), ...jwt })).status).toBe(200);

    const second = await begin();
    const requests = [await signed(), { ...(await signed({}, {}, stranger)), ...jwt }];
    const answers = await Promise.all(requests.map((request) => vci.credential(second, request)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test('a claim never gets what another wallet was issued since, under the id of the same record', async () => {
    const made = await offer({ uses: 2 });
    const token = await vci.tokenFor(linkOf(made));
    const first = await vci.credential(token, await signed());
    const second = await vci.credential(await vci.tokenFor(linkOf(made)), await signed({}, {}, stranger));
    const [mine, theirs] = [first, second].map(({ body }) => body.credentials[0].credential);
    expect([mine.id, theirs.credentialSubject.id]).toEqual([theirs.id, stranger.did]);
    const again = await vci.credential(token, await signed());
    expect(outcome(again)).toEqual([400, 'credential_request_denied']);
  });

  test('a hundred claims at once with one token get one credential', async () => {
    const token = await begin();
    const requests = await Promise.all(Array.from({ length: 100 }, () => signed()));
    const answers = await Promise.all(requests.map((request) => vci.credential(token, request)));
    const ids = answers.flatMap(({ body }) =>
      (body.credentials ?? []).map((one: { credential: JsonObject }) => one.credential['id']),
    );
    expect(new Set(ids).size).toBe(1);
    expect(answers.every(({ status }) => status === 200 || status === 400)).toBe(true);
  });

  test('a notification changes nothing', async () => {
    const made = await offer();
    const token = await vci.tokenFor(linkOf(made));
    const { notification_id } = (await vci.credential(token, await signed())).body;
    const tell = (event: string, more = {}, by = token) =>
      vci.client.post(
        '/oid4vci/notification',
        { notification_id, event, ...more },
        { authorization: `Bearer ${by}` },
      );
    expect((await tell('credential_accepted')).status).toBe(204);
    expect((await tell('credential_accepted')).status).toBe(204);
    expect((await tell('credential_deleted', { event_description: 'by mistake' })).status).toBe(204);
    expect((await eventsOf(made.id)).slice(-2)).toEqual(['credential-accepted', 'credential-deleted']);
    expect(outcome(await tell('stolen'))).toEqual([400, 'invalid_notification_request']);
    expect(outcome(await tell('credential_accepted', {}, await begin()))).toEqual([
      400,
      'invalid_notification_id',
    ]);
  });
});

describe('transaction codes', () => {
  test('guessed all at once are compared five times', async () => {
    const { id, txCode = '' } = await offer({ txCode: { length: 4 } });
    const guesses = Array.from({ length: 100 }, (_, i) => String(i).padStart(4, '0'));
    const answers = await Promise.all(
      guesses.filter((guess) => guess !== txCode).map((tx_code) => redeem(id, { tx_code })),
    );
    for (const answer of answers) expect(outcome(answer)).toEqual([400, 'invalid_grant']);
    expect((await eventsOf(id)).slice(1).sort()).toEqual(['locked', ...Array(4).fill('tx-code-wrong')]);
    expect(outcome(await redeem(id, { tx_code: txCode }))).toEqual([400, 'invalid_grant']);
  });

  test('that are right are not counted', async () => {
    const { id, txCode = '' } = await offer({ txCode: true, uses: 8 });
    for (let i = 0; i < 8; i++) expect((await redeem(id, { tx_code: txCode })).status).toBe(200);
    expect(outcome(await redeem(id, { tx_code: txCode }))).toEqual([400, 'invalid_grant']);
  });

  test('are asked for, and not taken where there is none', async () => {
    const [withCode, without] = [await offer({ txCode: true }), await offer()];
    expect(outcome(await redeem(withCode.id))).toEqual([400, 'invalid_request']);
    expect(outcome(await redeem(without.id, { tx_code: '1234' }))).toEqual([400, 'invalid_request']);
  });
});

describe('codes and tokens', () => {
  test('are good for nothing else', async () => {
    const { id, links } = await offer();
    const claim = links.page.split('/').at(-1) as string;
    const answer = await vci.token({ grant_type: PRE_AUTHORIZED, 'pre-authorized_code': claim });
    expect(outcome(answer)).toEqual([400, 'invalid_grant']);
    expect((await vci.client.get(`/oid4vci/offers/${await codeFor(id)}`)).status).toBe(404);
    expect(outcome(await vci.credential(claim, await signed()))).toEqual([401, 'invalid_token']);
    expect(outcome(await vci.credential(await codeFor(id), await signed()))).toEqual([401, 'invalid_token']);
    expect((await vci.service.bridge.exchanges.describe('offer', id)).taken).toBe(0);
  });

  test('a nonce is no challenge of the service', async () => {
    const challenge = await vci.nonce();
    const verifiablePresentation = await vci.wallet.present([], { challenge, domain: ISSUER });
    const { body } = await vci.client.post('/presentations/verify', { verifiablePresentation });
    expect(JSON.stringify(body)).not.toContain('challenge-valid');
    // and is still what it was
    const request = { ...LDP, proofs: { di_vp: [verifiablePresentation] } };
    expect((await vci.credential(await begin(), request)).status).toBe(200);
  });

  test('of an offer that ended give nothing', async () => {
    const [late, ended, midway] = [await offer({ expires: 60 }), await offer(), await offer()];
    const token = await vci.tokenFor(linkOf(midway));
    await vci.service.bridge.exchanges.cancel('offer', ended.id);
    await vci.service.bridge.exchanges.cancel('offer', midway.id);
    expect(outcome(await redeem(ended.id))).toEqual([400, 'invalid_grant']);
    // its tokens are forgotten with it
    expect(outcome(await vci.credential(token, await signed()))).toEqual([401, 'invalid_token']);
    const other = await begin();
    vci.service.pass(601);
    expect(outcome(await redeem(late.id))).toEqual([400, 'invalid_grant']);
    expect(
      (await vci.client.get(new URL(late.links.page).pathname.replace('wallet/claim', 'oid4vci/offers')))
        .body,
    ).toMatchObject({ code: 'exchange-over', state: 'expired' });
    expect(outcome(await vci.credential(other, await signed()))).toEqual([401, 'invalid_token']);
  });

  test('are not in the log, and reading an offer spends nothing', async () => {
    const made = await offer();
    for (let i = 0; i < 3; i++) await vci.offerOf(linkOf(made));
    expect(await eventsOf(made.id)).toEqual(['created', 'opened']);
    expect((await vci.service.bridge.exchanges.describe('offer', made.id)).taken).toBe(0);
    const secrets = [await codeFor(made.id), await vci.tokenFor(linkOf(made)), await vci.nonce()];
    const log = vci.client.log.join('\n');
    for (const secret of secrets) expect(log).not.toContain(secret);
    expect(log).not.toContain(made.id);
    expect(outcome(await redeem(made.id))).toEqual([400, 'invalid_grant']);
  });
});

describe('proofs', () => {
  test.each([
    ['signed by another key than the one named', { kid: () => vci.wallet.signer.id }, () => stranger],
    ['of certificates', { kid: undefined, x5c: ['MIIB'] }, undefined],
    ['of two keys', { jwk: { kty: 'OKP' } }, undefined],
    ['of no key', { kid: undefined }, undefined],
    ['of a key by a bare name', { kid: 'key-1' }, undefined],
    ['of a DID that cannot be had', { kid: 'did:web:nowhere.example#key-1' }, undefined],
    ['of another use', { typ: 'vp+jwt' }, undefined],
  ])('%s are refused', async (_name, header, by) => {
    const named = 'kid' in header && typeof header.kid === 'function' ? { kid: header.kid() } : header;
    const request = await signed({}, named, by?.());
    expect(outcome(await vci.credential(await begin(), request))).toEqual([400, 'invalid_proof']);
  });

  test('without a signature, and what is no JWT, are refused', async () => {
    const jwt = await vci.proof();
    const [header, payload] = jwt.split('.');
    const none = Buffer.from('{"alg":"none","typ":"openid4vci-proof+jwt","jwk":{}}').toString('base64url');
    for (const bad of [`${header}.${payload}.`, `${none}.${payload}.`]) {
      const answer = await vci.credential(await begin(), { ...LDP, proofs: { jwt: [bad] } });
      expect(answer.status).toBe(400);
      expect(['invalid_proof', 'invalid_nonce', 'invalid_credential_request']).toContain(answer.body.error);
    }
  });

  test.each([
    ['for another domain', { domain: 'https://elsewhere.example' }],
    ['for no domain', {}],
  ])('by presentation %s are refused', async (_name, asked) => {
    const presentation = await vci.wallet.present([], { challenge: await vci.nonce(), ...asked });
    const request = { ...LDP, proofs: { di_vp: [presentation] } };
    expect(outcome(await vci.credential(await begin(), request))).toEqual([400, 'invalid_proof']);
  });

  test('by a presentation that shows a credential, or is none, are refused', async () => {
    const credential = (await vci.credential(await begin(), await signed())).body.credentials[0].credential;
    const asked = { challenge: await vci.nonce(), domain: ISSUER };
    const presentation = await vci.wallet.present([], { ...asked, challenge: await vci.nonce() });
    const odd = [
      await vci.wallet.present([credential], asked),
      { ...presentation, type: ['Presentation'] },
      { proof: presentation['proof'] as JsonObject },
      {},
    ];
    for (const one of odd) {
      const answer = await vci.credential(await begin(), { ...LDP, proofs: { di_vp: [one] } });
      expect(answer.status).toBe(400);
      expect(['invalid_proof', 'invalid_nonce']).toContain(answer.body.error);
    }
  });

  test('by a presentation that names another holder, or has no proof, are refused', async () => {
    for (const change of [{ holder: stranger.did }, { proof: undefined }]) {
      const presentation = await vci.wallet.present([], { challenge: await vci.nonce(), domain: ISSUER });
      const request = { ...LDP, proofs: { di_vp: [{ ...presentation, ...change }] } };
      expect(outcome(await vci.credential(await begin(), request))).toEqual([400, 'invalid_proof']);
    }
  });

  test('of anybody but the one the offer is for get nothing', async () => {
    const token = await begin({ subject: vci.wallet.did });
    const other = await vci.credential(token, await signed({}, {}, stranger));
    expect(outcome(other)).toEqual([400, 'credential_request_denied']);
    expect((await vci.credential(token, await signed())).status).toBe(200);
  });
});

describe('requests', () => {
  test.each([
    ['of nothing', {}, 'invalid_credential_request'],
    ['of an unknown configuration', { credential_configuration_id: 'x' }, 'unknown_credential_configuration'],
    [
      'of one that the offer has not',
      { credential_configuration_id: 'clr1_ldp_vc' },
      'unknown_credential_configuration',
    ],
    ['of an unknown thing', { credential_identifier: 'clr2_ldp_vc.1' }, 'unknown_credential_identifier'],
    ['of both', { ...LDP, credential_identifier: 'clr2_ldp_vc.0' }, 'invalid_credential_request'],
    [
      'of another type',
      { format: 'ldp_vc', credential_definition: { '@context': [], type: ['VerifiableCredential'] } },
      'invalid_credential_request',
    ],
    [
      'of an encrypted answer',
      { ...LDP, credential_response_encryption: { jwk: {}, enc: 'A256GCM' } },
      'invalid_encryption_parameters',
    ],
    ['of copies', { ...LDP, proofs: { jwt: ['e30.e30.e30', 'e30.e30.e30'] } }, 'invalid_credential_request'],
    ['with a proof of another kind', { ...LDP, proofs: { attestation: ['e30.e30.e30'] } }, 'invalid_proof'],
    [
      'with an old proof of another kind',
      { ...LDP, proof: { proof_type: 'cwt', cwt: 'x' } },
      'invalid_proof',
    ],
  ])('%s are refused by name', async (_name, request, error) => {
    expect(outcome(await vci.credential(await begin(), request))).toEqual([400, error]);
  });

  test.each([
    ['no grant', {}, 'invalid_request'],
    ['another grant', { grant_type: 'password', username: 'x', password: 'x' }, 'unsupported_grant_type'],
    ['no code', { grant_type: PRE_AUTHORIZED }, 'invalid_request'],
    ['a made up code', { grant_type: PRE_AUTHORIZED, 'pre-authorized_code': 'x.y' }, 'invalid_grant'],
  ])('for a token with %s are refused by name', async (_name, form, error) => {
    expect(outcome(await vci.token(form as Record<string, string>))).toEqual([400, error]);
  });

  test.each([
    'x',
    '{}',
    '[1]',
    '[{"type":"other"}]',
    '[]',
    '[{"type":"openid_credential","credential_configuration_id":"clr1_ldp_vc"}]',
  ])(
    'for a token with authorization_details %s are refused, and take nothing',
    async (authorization_details) => {
      const { id } = await offer();
      const answer = await redeem(id, { authorization_details });
      expect(outcome(answer)).toEqual([400, 'invalid_authorization_details']);
      expect((await redeem(id)).status).toBe(200);
    },
  );

  test('in another form, or too large, have the status of HTTP', async () => {
    const json = await vci.client.post('/oid4vci/token', {});
    expect(outcome(json)).toEqual([415, 'invalid_request']);
    const large = await vci.credential(await begin(), { ...LDP, padding: 'x'.repeat(1_100_000) });
    expect([large.status, large.body.code]).toEqual([413, 'too-large']);
  });
});

describe('whatever is sent', () => {
  const text = fc.oneof(
    fc.constantFrom(
      'ldp_vc',
      'vc+jwt',
      'jwt',
      'di_vp',
      'clr2_ldp_vc',
      'did:key:z6Mk',
      '#0',
      'e30.e30.e30',
      ISSUER,
    ),
    fc.string({ maxLength: 12 }),
  );
  const name = fc.oneof(
    fc.constantFrom(
      ...[
        'format',
        'types',
        'type',
        'credential_definition',
        'credential_identifier',
        'proof',
        'proofs',
        'jwt',
      ],
      ...[
        'di_vp',
        'proof_type',
        'credential_configuration_id',
        '@context',
        'challenge',
        'holder',
        'kid',
        'jwk',
      ],
      ...[
        'transaction_id',
        'notification_id',
        'event',
        'aud',
        'nonce',
        'iss',
        'kty',
        'crv',
        'x',
        'key_attestation',
      ],
    ),
    fc.string({ maxLength: 8 }),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.constantFrom(null, true, 0, -1.5),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
    ),
  }));
  const body = fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true });

  test('is refused, and is no fault of the service', async () => {
    const token = await begin();
    const authorization = `Bearer ${token}`;
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.constantFrom('credential', 'deferred', 'notification'),
        async (sent, call) => {
          const { status } = await vci.client.post(`/oid4vci/${call}`, sent, { authorization });
          expect(status).toBe(400);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('in a proof is refused', async () => {
    const token = await begin();
    await fc.assert(
      fc.asyncProperty(body, body, async (header, claims) => {
        const { alg: _alg, crit: _crit, b64: _b64, ...rest } = header;
        const jwt = await vci.proof(claims, { kid: undefined, ...rest });
        expect((await vci.credential(token, { ...LDP, proofs: { jwt: [jwt] } })).status).toBe(400);
      }),
      { numRuns: 100 },
    );
  });
});

describe('where the issuer cannot sign', () => {
  test('a claim is deferred, and had when it can again', async () => {
    const { keys, oid4vci } = vci.service.bridge;
    const did = 'did:web:bridge.example:issuers:night';
    const key = await keys.create({ did, name: 'night' });
    const made = await offer({ options: { issuer: did } });
    const token = await vci.tokenFor(linkOf(made));
    await keys.retire(key.id);
    const deferred = await vci.credential(token, await signed());
    expect([deferred.status, deferred.body.interval]).toEqual([202, 30]);
    const { transaction_id } = deferred.body;
    const ask = (by = token) =>
      vci.client.post('/oid4vci/deferred', { transaction_id }, { authorization: `Bearer ${by}` });
    expect(outcome(await ask(await begin()))).toEqual([400, 'invalid_transaction_id']);
    expect((await ask()).body).toEqual({ transaction_id, interval: 30 });
    await keys.create({ did, name: 'morning' });
    const { status, body } = await ask();
    expect([
      status,
      body.credentials[0].credential.issuer.id ?? body.credentials[0].credential.issuer,
    ]).toEqual([200, did]);
    expect(outcome(await ask())).toEqual([400, 'invalid_transaction_id']);
    expect(await eventsOf(made.id)).toEqual([
      'created',
      'opened',
      'authorised',
      'deferred',
      'issued',
      'claimed',
    ]);
    expect(oid4vci.issuerMetadata(ISSUER)).toMatchObject({
      deferred_credential_endpoint: `${ISSUER}/oid4vci/deferred`,
    });
  });
});
