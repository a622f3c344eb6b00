/** Exchanges of VC-API over HTTP: what wallets of VCALM 1.0 send, and older ones, and what is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import {
  type Made,
  pathOf,
  startVcExchange,
  type VcExchangeService,
} from '../fixtures/vc-exchange-wallet.ts';
import { createWallet, type TestWallet } from '../fixtures/wallet.ts';
import { expectProblem } from './client.ts';

let here: VcExchangeService;
beforeAll(async () => {
  here = await startVcExchange();
});
afterAll(() => here.close());

const pathFor = (made: Made) => pathOf(made.links.protocols.vcapi);

/** What the exchange asks. */
async function ask(path: string) {
  const { status, body } = await here.client.post(path, {});
  expect(status).toBe(200);
  return body.verifiablePresentationRequest as {
    query: JsonObject[];
    challenge: string;
    domain: string;
  };
}

async function prove(path: string, credentials: Json[] = [], wallet: TestWallet = here.wallet) {
  const { challenge, domain } = await ask(path);
  return wallet.present(credentials, { challenge, domain });
}

const send = (path: string, verifiablePresentation: Json) =>
  here.client.post(path, { verifiablePresentation });

async function claimed(wallet = here.wallet): Promise<JsonObject> {
  const path = pathFor(await here.offer());
  const { body } = await send(path, await prove(path, [], wallet));
  return body.verifiablePresentation.verifiableCredential[0];
}

describe('an offer', () => {
  test('asks who the wallet is, then hands over what is offered', async () => {
    const made = await here.offer();
    const path = pathFor(made);
    expect(path).toBe(`/workflows/claim/exchanges/${made.code}`);
    const asked = await ask(path);
    expect(asked.domain).toBe('https://bridge.example');
    expect(asked.query).toMatchObject([
      {
        type: 'DIDAuthentication',
        acceptedCryptosuites: expect.arrayContaining([{ cryptosuite: 'eddsa-rdfc-2022' }]),
      },
    ]);
    expect((await here.ownerOf(made)).state).toBe('opened');
    const answer = await send(path, await here.wallet.present([], asked));
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    const { verifiablePresentation } = answer.body;
    expect(verifiablePresentation).toMatchObject({
      type: ['VerifiablePresentation'],
      verifiableCredential: [{ credentialSubject: { id: here.wallet.did } }],
    });
    const report = await here.service.bridge.verify(verifiablePresentation.verifiableCredential[0]);
    expect(report.verdict).toBe('accepted');
    expect((await here.client.get(path)).body).toMatchObject({ state: 'complete' });
  });

  test('takes a request without a body, and a presentation that is the whole body', async () => {
    const path = pathFor(await here.offer());
    const { body } = await here.client.call('POST', path);
    const answer = await here.client.post(
      path,
      await here.wallet.present([], body.verifiablePresentationRequest),
    );
    expect(answer.body.verifiablePresentation.verifiableCredential).toHaveLength(1);
  });

  test('is handed over at once where that is the way, once', async () => {
    const made = await here.offer({ didAuth: false });
    const path = pathFor(made);
    expect(path).toBe(`/workflows/claim-unbound/exchanges/${made.code}`);
    expectProblem(await send(path, { type: 'VerifiablePresentation' }), 'request-invalid');
    const answers = await Promise.all(Array.from({ length: 10 }, () => here.client.post(path, {})));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const one of answers) if (one.status !== 200) expectProblem(one, 'exchange-over');
  });

  test('is handed to nobody unproven where it must be bound', async () => {
    const made = await here.offer({ binding: 'required' });
    expectProblem(
      await here.client.post(`/workflows/claim-unbound/exchanges/${made.code}`, {}),
      'holder-unproven',
    );
    expect((await here.ownerOf(made)).taken).toBe(0);
  });

  test('is handed over again only for a new proof of the same DID', async () => {
    const path = pathFor(await here.offer());
    const message = await prove(path);
    const first = await send(path, message);
    expectProblem(await send(path, message), 'holder-unproven');
    expectProblem(await here.client.post(path, message), 'holder-unproven');
    expect((await send(path, await prove(path))).text).toBe(first.text);
    expectProblem(await send(path, await prove(path, [], await createWallet())), 'exchange-over');
  });

  test('of a hundred wallets at once goes to one', async () => {
    const path = pathFor(await here.offer());
    const messages = await Promise.all(
      Array.from({ length: 100 }, async () => prove(path, [], await createWallet())),
    );
    const answers = await Promise.all(messages.map((message) => send(path, message)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const one of answers) if (one.status !== 200) expectProblem(one, 'exchange-over');
  });

  test('is refused to a presentation that answers something else, and nothing is taken', async () => {
    const [made, other] = [await here.offer(), await here.offer({ didAuth: true })];
    const [path, elsewhere] = [pathFor(made), pathFor(other)];
    // of another exchange, which keeps it
    const message = await prove(elsewhere);
    expectProblem(await send(path, message), 'holder-unproven');
    expect((await send(elsewhere, message)).status).toBe(200);
    // of another protocol
    const legacy = new URL(made.links.wallets['learner-credential-wallet']);
    const challenge = legacy.searchParams.get('challenge') as string;
    const forLink = await here.wallet.present([], { challenge });
    expectProblem(await send(path, forLink), 'holder-unproven');
    expectProblem(
      await here.client.post(pathOf(legacy.searchParams.get('vc_request_url') as string), await prove(path)),
      'holder-unproven',
    );
    const { challenge: general } = (await here.client.post('/challenges')).body;
    expectProblem(
      await send(
        path,
        await here.wallet.present([], { challenge: general, domain: 'https://bridge.example' }),
      ),
      'holder-unproven',
    );
    // for another service
    const asked = await ask(path);
    const elsewise = await here.wallet.present([], { ...asked, domain: 'https://elsewhere.example' });
    expectProblem(await send(path, elsewise), 'holder-unproven');
    // that try has spent it
    expectProblem(await send(path, await here.wallet.present([], asked)), 'holder-unproven');
    const { proof: _proof, ...unsigned } = await prove(path);
    expectProblem(await send(path, unsigned), 'holder-unproven');
    const signed = await prove(path);
    const { did } = await createWallet();
    expectProblem(await send(path, { ...signed, holder: did }), 'holder-unproven');
    expect((await here.ownerOf(made)).taken).toBe(0);
  });

  test('is for the DID that it names', async () => {
    const path = pathFor(await here.offer({ subject: (await createWallet()).did }));
    expectProblem(await send(path, await prove(path)), 'holder-other');
  });

  test('ends, and so do its challenges', async () => {
    const made = await here.offer({ expires: 3600 });
    const path = pathFor(made);
    const late = await prove(path);
    here.service.pass(16 * 60);
    expectProblem(await send(path, late), 'holder-unproven');
    const message = await prove(path);
    await here.client.call('DELETE', `/offers/${made.id}`);
    expectProblem(await send(path, message), 'exchange-over');
    expect((await here.client.get(path)).body).toMatchObject({ state: 'invalid' });
    const expiring = pathFor(await here.offer({ expires: 60 }));
    here.service.pass(61);
    expectProblem(await here.client.post(expiring, {}), 'exchange-over');
  });

  test('with a transaction code has no exchange', async () => {
    const made = await here.offer({ txCode: true });
    expect(made.links.protocols).not.toHaveProperty('vcapi');
    expectProblem(await here.client.post(`/workflows/claim-unbound/exchanges/${made.code}`, {}), 'not-found');
    expectProblem(await here.client.post(`/workflows/claim/exchanges/${made.code}`, {}), 'not-found');
  });
});

describe('a request', () => {
  test('asks for a CLR by its type, and is answered with records', async () => {
    const credential = await claimed();
    const made = await here.request({ to: '1.0', redirectUrl: 'https://school.example/thanks' });
    const path = pathFor(made);
    const asked = await ask(path);
    expect(asked.query).toMatchObject([
      { type: 'QueryByExample', credentialQuery: [{ example: { type: ['ClrCredential'] } }] },
      { type: 'DIDAuthentication' },
    ]);
    const answer = await send(path, await here.wallet.present([credential], asked));
    const { state, result, responseCode } = await here.ownerOf(made, 'requests');
    const redirectUrl = `https://school.example/thanks?response_code=${responseCode}`;
    expect([answer.status, answer.body]).toEqual([200, { redirectUrl }]);
    expect(state).toBe('answered');
    expect(result).toMatchObject({ verdict: 'accepted', way: 'vc-api', holder: here.wallet.did });
    expect(result.records).toMatchObject([
      {
        version: '1.0',
        pointer: expect.stringMatching(/^\/verifiablePresentation\/verifiableCredential\/0/),
      },
    ]);
  });

  test('names issuers and achievements as one wallet compares them', async () => {
    const issuer = here.service.issuer;
    const clr = await ask(pathFor(await here.request({ template: 'clr-from', issuers: [issuer] })));
    expect(clr.query[0]).toMatchObject({
      credentialQuery: [
        {
          example: { type: ['ClrCredential'], issuer: { id: issuer } },
          acceptedIssuers: [{ issuer }],
        },
      ],
    });
    const badges = await ask(
      pathFor(await here.request({ template: 'badges', achievementTypes: ['Course'] })),
    );
    const about = { credentialSubject: { achievement: { achievementType: 'Course' } } };
    expect(badges.query[0]).toMatchObject({
      credentialQuery: [
        { example: { type: ['OpenBadgeCredential'], ...about } },
        { example: { type: ['AchievementCredential'], ...about } },
      ],
    });
  });

  test('takes several presentations of one holder, with an empty answer', async () => {
    const [one, other] = [await claimed(), await claimed()];
    const made = await here.request();
    const asked = await ask(pathFor(made));
    const presentations = [
      await here.wallet.present([one], asked),
      await here.wallet.present([other], asked),
    ];
    expect((await send(pathFor(made), presentations)).body).toEqual({});
    const { result } = await here.ownerOf(made, 'requests');
    expect(result.records).toHaveLength(2);
  });

  test('asks for no proof of a DID where none is wanted, and takes an unsigned presentation then only', async () => {
    const credential = await claimed();
    const unsigned = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiablePresentation'],
      verifiableCredential: [credential],
    };
    const open = await here.request({ binding: 'none' });
    expect((await ask(pathFor(open))).query).toMatchObject([{ type: 'QueryByExample' }]);
    expect((await send(pathFor(open), unsigned)).body).toEqual({});
    expectProblem(await send(pathFor(open), unsigned), 'exchange-over');
    const bound = await here.request();
    expectProblem(await send(pathFor(bound), unsigned), 'holder-unproven');
    expect((await here.ownerOf(bound, 'requests')).taken).toBe(0);
  });

  test('is answered once, by one of many, and never with the message of another', async () => {
    const credential = await claimed();
    const [made, other] = [await here.request(), await here.request()];
    const [path, elsewhere] = [pathFor(made), pathFor(other)];
    const message = await prove(path, [credential]);
    expectProblem(await send(elsewhere, message), 'holder-unproven');
    const messages = await Promise.all(Array.from({ length: 5 }, () => prove(path, [credential])));
    const answers = await Promise.all(
      [message, message, ...messages].map((one) => here.client.post(path, { verifiablePresentation: one })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expectProblem(await send(path, message), 'exchange-over');
  });

  test('stays open where what is presented is not what was asked for', async () => {
    const path = pathFor(await here.request({ template: 'badges', achievementTypes: ['Spaceflight'] }));
    expectProblem(await send(path, await prove(path, [await claimed()])), 'answer-unfit');
    expect((await ask(path)).query).toHaveLength(2);
  });

  test('by somebody who is not the subject is rejected, and only the owner reads so', async () => {
    const credential = await claimed();
    const made = await here.request();
    const path = pathFor(made);
    const answer = await send(path, await prove(path, [credential], await createWallet()));
    expect(answer.body).toEqual({});
    expect((await here.ownerOf(made, 'requests')).result).toMatchObject({ verdict: 'rejected', records: [] });
  });
});

test('an interaction leads wallets to protocols by every name, and people to the page', async () => {
  for (const made of [await here.offer(), await here.request()]) {
    const path = pathOf(made.links.interaction);
    const page = await here.client.get(path, { accept: 'text/html,*/*;q=0.8' });
    expect([page.status, page.headers.get('location')]).toEqual([303, made.links.page]);
    const bare = await here.client.get(path.split('?')[0] as string, { accept: '*/*' });
    expect(bare.status).toBe(303);
    expect((await here.client.get(pathFor(made))).body.state).toBe('pending');
    const { body, headers } = await here.client.get(path, { accept: 'application/json' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(body.protocols).toEqual(made.links.protocols);
    const openid = made.links.protocols.OID4VCI === undefined ? 'OID4VP' : 'OID4VCI';
    const version = `${openid.toLowerCase()}-1.0`;
    expect(body.protocols).toMatchObject(
      Object.fromEntries(
        [openid, openid.toLowerCase().replace('oid4', 'openid4'), version].map((name) => [
          name,
          expect.any(String),
        ]),
      ),
    );
    expect(pathOf(body.protocols.vcapi)).toBe(pathFor(made));
    expect((await here.client.get(pathFor(made))).body).toMatchObject({ state: 'active', sequence: 1 });
  }
  const gone = await here.offer();
  await here.client.call('DELETE', `/offers/${gone.id}`);
  const json = { accept: 'application/json' };
  expectProblem(await here.client.get(pathOf(gone.links.interaction), json), 'exchange-over');
  expectProblem(await here.client.get('/interactions/unknown?iuv=1', json), 'not-found');
  expectProblem(await here.client.get('/interactions/unknown?iuv=1', { accept: 'text/html' }), 'not-found');
});

test('what is no message is refused in JSON, and no code is logged', async () => {
  const made = await here.offer();
  const path = pathFor(made);
  const { client } = here;
  expectProblem(await client.post(path, '{'), 'malformed-json');
  expectProblem(await client.post(path, '[]'), 'request-invalid');
  expectProblem(await send(path, []), 'request-invalid');
  expectProblem(await send(path, 7), 'request-invalid', '/verifiablePresentation');
  expectProblem(await send(path, { type: 'VerifiableCredential' }), 'request-invalid');
  expectProblem(await send(path, Array(2).fill(await prove(path))), 'request-invalid');
  expectProblem(await client.post(path, { verifiablePresentationRequest: {} }), 'request-invalid');
  expectProblem(await send(path, 'no.presentation'), 'holder-unproven');
  expectProblem(await client.post(path, 'a=b', { 'content-type': 'text/plain' }), 'unsupported-media');
  expectProblem(await client.post(path, { a: 'x'.repeat(1024 * 1024) }), 'too-large');
  expectProblem(await client.call('DELETE', path), 'method-not-allowed');
  expectProblem(await client.post(`/workflows/present/exchanges/${made.code}`, {}), 'not-found');
  expectProblem(await client.get(`/workflows/present/exchanges/${made.code}`), 'not-found');
  expectProblem(await client.post(`/workflows/other/exchanges/${made.code}`, {}), 'not-found');
  expectProblem(await client.post('/workflows/claim/exchanges/x.aaaaaaaaaaaaaaaaaaaaaa', {}), 'not-found');
  const asked = await here.request();
  expectProblem(await client.post(`/workflows/claim/exchanges/${asked.code}`, {}), 'not-found');
  for (const line of client.log) expect(line).not.toContain(made.code);
});
