/** Requests of OpenID4VP, fetched and answered over HTTP as wallets do it. */
import { Openid4vpClient } from '@openid4vc/openid4vp';
import { DcqlQuery } from 'dcql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { type Asked, type Oid4vpService, startOid4vp, tokenOf } from '../fixtures/oid4vp-client.ts';
import { createWallet } from '../fixtures/wallet.ts';

let here: Oid4vpService;
beforeAll(async () => {
  here = await startOid4vp();
});
afterAll(() => here.close());

const question = ({ parameters }: Asked) => ({
  challenge: parameters['nonce'] as string,
  domain: parameters['client_id'] as string,
});

const answerWith = (asked: Asked, vp_token: string, more: Record<string, string> = {}) =>
  here.post(asked.responsePath, { vp_token, state: asked.parameters['state'] as string, ...more });

describe('a request of OpenID4VP that nobody signs', () => {
  test('is in its link whole, and the same where it is fetched', async () => {
    const asked = await here.ask();
    expect(asked.parameters).toMatchObject({
      response_type: 'vp_token',
      response_mode: 'direct_post',
      client_id: `redirect_uri:${asked.parameters['response_uri']}`,
    });
    const fetched = await here.client.get(asked.requestPath);
    expect(fetched.headers.get('access-control-allow-origin')).toBe('*');
    const { dcql_query, client_metadata, ...rest } = fetched.body;
    expect(asked.parameters).toMatchObject(rest);
    expect(JSON.parse(asked.parameters['dcql_query'] as string)).toEqual(dcql_query);
    expect(client_metadata.vp_formats_supported).toMatchObject({ ldp_vc: {}, jwt_vc_json: {} });
    expect(await here.ownerOf(asked)).toMatchObject({ state: 'opened', taken: 0 });
  });

  test('is answered with records, and the owner reads by whom', async () => {
    const asked = await here.ask({ to: '1.0', redirectUrl: 'https://school.example/thanks?a=1' });
    const presentation = await here.wallet.present([await here.claimed()], question(asked));
    const answer = await answerWith(asked, tokenOf(presentation));
    const { state, result, responseCode } = await here.ownerOf(asked);
    expect([answer.status, answer.body]).toEqual([
      200,
      { redirect_uri: `https://school.example/thanks?a=1&response_code=${responseCode}` },
    ]);
    expect(state).toBe('answered');
    expect(result).toMatchObject({ verdict: 'accepted', way: 'oid4vp', holder: here.wallet.did });
    expect(result.records).toMatchObject([
      { version: '1.0', pointer: expect.stringMatching(/^\/vp_token\/clr\/0\/verifiableCredential\/0/) },
    ]);
  });

  test('is asked about again and again, and says when something has changed', async () => {
    const asked = await here.ask({ redirectUrl: 'app.school:thanks' });
    const first = await here.client.get(`/requests/${asked.id}`);
    expect(first.body).not.toHaveProperty('responseCode');
    const known = { 'if-none-match': first.headers.get('etag') as string };
    expect((await here.client.get(`/requests/${asked.id}`, known)).status).toBe(304);
    await answerWith(asked, tokenOf(await here.wallet.present([await here.claimed()], question(asked))));
    const changed = await here.client.get(`/requests/${asked.id}`, known);
    expect([changed.status, changed.body.state]).toEqual([200, 'answered']);
  });

  test.each([
    ['alone', (presentation: JsonObject) => JSON.stringify(presentation)],
    ['in a list', (presentation: JsonObject) => JSON.stringify([presentation])],
    ['by its query, alone', (presentation: JsonObject) => JSON.stringify({ clr: presentation })],
    [
      'as text in JSON',
      (presentation: JsonObject) => JSON.stringify({ clr: [JSON.stringify(presentation)] }),
    ],
  ])('takes a presentation %s', async (_name, write) => {
    const asked = await here.ask();
    const presentation = await here.wallet.present([await here.claimed()], question(asked));
    const { status } = await here.post(asked.responsePath, { vp_token: write(presentation) });
    expect(status).toBe(200);
    expect((await here.ownerOf(asked)).result.verdict).toBe('accepted');
  });

  test('is answered by the engine of Credo and Paradym', async () => {
    const asked = await here.ask();
    const vp = new Openid4vpClient({ callbacks: clientCallbacks() });
    const { params } = vp.parseOpenid4vpAuthorizationRequest({ authorizationRequest: asked.link });
    const { authorizationRequestPayload: request, dcql } = await vp.resolveOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: params,
    });
    const credential = await here.claimed();
    const query = DcqlQuery.parse(dcql?.query as DcqlQuery.Input);
    const { can_be_satisfied } = DcqlQuery.query(query, [
      {
        credential_format: 'ldp_vc',
        type: ['https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential'],
        claims: credential as never,
        cryptographic_holder_binding: true,
      },
    ]);
    expect(can_be_satisfied).toBe(true);
    const presentation = await here.wallet.present([credential], question(asked));
    const { authorizationResponsePayload } = await vp.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: request,
      authorizationResponsePayload: { vp_token: { clr: [presentation] } },
    });
    const { response } = await vp.submitOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: request as never,
      authorizationResponsePayload,
    });
    expect(await response.json()).toEqual({});
    expect((await here.ownerOf(asked)).result).toMatchObject({
      verdict: 'accepted',
      holder: here.wallet.did,
    });
  });

  test('names the one of five credentials that was tampered with, at its place', async () => {
    const asked = await here.ask();
    const credentials = await Promise.all(Array.from({ length: 5 }, () => here.claimed()));
    credentials[2] = { ...(credentials[2] as JsonObject), name: 'Another name' };
    await answerWith(asked, tokenOf(await here.wallet.present(credentials, question(asked))));
    const { report, verdict, records } = (await here.ownerOf(asked)).result;
    expect([verdict, records]).toEqual(['rejected', []]);
    const failed = report.findings.filter(
      ({ result, severity }: JsonObject) => result === 'fail' && severity === 'error',
    );
    const place = '/vp_token/clr/0/verifiableCredential';
    expect(
      new Set(failed.map(({ pointer }: { pointer: string }) => pointer.slice(0, place.length + 2))),
    ).toEqual(new Set([`${place}/2`]));
    const states = [0, 1, 2, 3, 4].map(
      (i) => report.nodes.find(({ pointer }: JsonObject) => pointer === `${place}/${i}`).state,
    );
    expect(states).toEqual(['verified', 'verified', 'failed', 'verified', 'verified']);
  });

  test('takes several presentations, and says which record came from which', async () => {
    const asked = await here.ask();
    const own = await Promise.all([0, 1].map(() => here.claimed()));
    const presented = await Promise.all(own.map((one) => here.wallet.present([one], question(asked))));
    expect((await answerWith(asked, JSON.stringify({ clr: presented }))).status).toBe(200);
    const { records, report } = (await here.ownerOf(asked)).result;
    expect(
      records.map(({ pointer }: { pointer: string }) => pointer.split('/').slice(0, 4).join('/')),
    ).toEqual(['/vp_token/clr/0', '/vp_token/clr/1']);
    expect(report).toMatchObject({ kind: 'vp', holder: here.wallet.did, verdict: 'accepted' });
  });
});

describe('an answer is refused, and the request stays open,', () => {
  const refusals: [
    string,
    (asked: Asked) => Promise<{ status: number; body: JsonObject }>,
    number,
    RegExp,
  ][] = [
    [
      'signed for another request',
      async (asked) =>
        answerWith(
          asked,
          tokenOf(await here.wallet.present([await here.claimed()], question(await here.ask()))),
        ),
      400,
      /challenge|domain/i,
    ],
    [
      'signed for another verifier',
      async (asked) =>
        answerWith(
          asked,
          tokenOf(
            await here.wallet.present([await here.claimed()], {
              ...question(asked),
              domain: 'redirect_uri:https://elsewhere.example',
            }),
          ),
        ),
      400,
      /domain/,
    ],
    [
      'with the state of another request',
      async (asked) =>
        answerWith(asked, tokenOf(await here.wallet.present([await here.claimed()], question(asked))), {
          state: (await here.ask()).parameters['state'] as string,
        }),
      400,
      /state/,
    ],
    [
      'signed by nobody',
      async (asked) => {
        const { proof: _proof, ...unsigned } = await here.wallet.present(
          [await here.claimed()],
          question(asked),
        );
        return answerWith(asked, tokenOf(unsigned));
      },
      400,
      /signed/,
    ],
    [
      'under a query that was not asked',
      async (asked) =>
        answerWith(
          asked,
          tokenOf(await here.wallet.present([await here.claimed()], question(asked)), 'diploma'),
        ),
      422,
      /diploma/,
    ],
    ['without a token', async (asked) => here.post(asked.responsePath, {}), 400, /vp_token/],
    ['that is empty', async (asked) => answerWith(asked, '{}'), 422, /Nothing/],
    ['that is no JSON', async (asked) => answerWith(asked, '{'), 400, /./],
    ['that is no presentation', async (asked) => answerWith(asked, '{"clr":[1]}'), 400, /presentation/],
  ];
  test.each(refusals)('%s', async (_name, send, status, why) => {
    const asked = await here.ask();
    const answer = await send(asked);
    expect([answer.status, answer.body]).toEqual([
      status,
      { error: 'invalid_request', error_description: expect.stringMatching(why) },
    ]);
    expect((await here.ownerOf(asked)).taken).toBe(0);
  });

  test('of issuers that were not asked for', async () => {
    const asked = await here.ask({ template: 'clr-from', issuers: ['did:example:school'] });
    const answer = await answerWith(
      asked,
      tokenOf(await here.wallet.present([await here.claimed()], question(asked))),
    );
    expect([answer.status, answer.body.error_description]).toEqual([
      422,
      expect.stringContaining(here.service.issuer),
    ]);
    const fitting = await here.ask({ template: 'clr-from', issuers: [here.service.issuer] });
    await answerWith(fitting, tokenOf(await here.wallet.present([await here.claimed()], question(fitting))));
    expect((await here.ownerOf(fitting)).result.verdict).toBe('accepted');
  });

  test('of achievements that were not asked for', async () => {
    const asked = await here.ask({ template: 'badges', achievementTypes: ['Fellowship'] });
    const answer = await answerWith(
      asked,
      tokenOf(await here.wallet.present([await here.claimed()], question(asked)), 'badge'),
    );
    expect([answer.status, answer.body.error_description]).toEqual([
      422,
      expect.stringMatching(/Fellowship/),
    ]);
  });
});

test('a request is answered once, and not after its end', async () => {
  const asked = await here.ask();
  const token = tokenOf(await here.wallet.present([await here.claimed()], question(asked)));
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => answerWith(asked, token)));
  expect(outcomes.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(410)]);
  expect((await answerWith(asked, token)).body.error).toBe('access_denied');
  expect((await here.client.get(asked.requestPath)).status).toBe(410);
  const cancelled = await here.ask();
  await here.client.call('DELETE', `/requests/${cancelled.id}`);
  expect((await answerWith(cancelled, token)).status).toBe(410);
  expect((await here.client.get(cancelled.requestPath)).status).toBe(410);
  expect((await here.client.get('/oid4vp/requests/nothing')).status).toBe(404);
  expect((await here.post('/oid4vp/responses/nothing', { vp_token: token })).status).toBe(404);
});

test('a stranger who presents is rejected, and that is the result', async () => {
  const asked = await here.ask();
  const stranger = await createWallet();
  const token = tokenOf(await stranger.present([await here.claimed()], question(asked)));
  expect((await answerWith(asked, token)).status).toBe(200);
  expect((await here.ownerOf(asked)).result).toMatchObject({
    verdict: 'rejected',
    holder: stranger.did,
    records: [],
  });
});

test('what a wallet refuses, the owner reads', async () => {
  const asked = await here.ask();
  const form = {
    error: 'access_denied',
    error_description: 'no',
    state: asked.parameters['state'] as string,
  };
  expect((await here.post(asked.responsePath, form)).body).toEqual({});
  const { events, state } = await here.ownerOf(asked);
  expect(state).toBe('created');
  expect(events.at(-1)).toMatchObject({
    event: 'declined',
    detail: { way: 'oid4vp', error: 'access_denied' },
  });
});

test('of a hundred refusals at once ten are noted, and no answer is taken after them', async () => {
  const asked = await here.ask({ webhook: 'https://school.example/hook' });
  const form = { error: 'access_denied', state: asked.parameters['state'] as string };
  const answers = await Promise.all(Array.from({ length: 100 }, () => here.post(asked.responsePath, form)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  const { events } = await here.ownerOf(asked);
  expect(events.filter(({ event }: { event: string }) => event === 'declined')).toHaveLength(10);
  const presentation = await here.wallet.present([await here.claimed()], question(asked));
  expect((await answerWith(asked, tokenOf(presentation))).body.error).toBe('access_denied');
});

test('presentation exchange is asked of older wallets, and answered', async () => {
  const asked = await here.ask({
    query: 'presentation-exchange',
    template: 'clr-from',
    issuers: [here.service.issuer],
  });
  expect(asked.parameters).not.toHaveProperty('dcql_query');
  const definition = JSON.parse(asked.parameters['presentation_definition'] as string);
  expect(definition).toMatchObject({ input_descriptors: [{ constraints: { fields: [{}, {}] } }] });
  const vp = new Openid4vpClient({ callbacks: clientCallbacks() });
  const { params } = vp.parseOpenid4vpAuthorizationRequest({ authorizationRequest: asked.link });
  const { pex } = await vp.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: params });
  expect(pex?.presentation_definition).toEqual(definition);
  const presentation = await here.wallet.present([await here.claimed()], question(asked));
  const answer = await answerWith(asked, JSON.stringify(presentation), {
    presentation_submission: JSON.stringify({ id: 'a', definition_id: definition.id, descriptor_map: [] }),
  });
  expect(answer.status).toBe(200);
  expect((await here.ownerOf(asked)).result.verdict).toBe('accepted');
});

test('wallets in browsers are told that they may call', async () => {
  const asked = await here.ask();
  for (const path of [asked.requestPath, asked.responsePath]) {
    const { status, headers } = await here.client.call('OPTIONS', path, undefined, {
      origin: 'https://wallet.example',
      'access-control-request-method': 'POST',
    });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    expect(headers.get('access-control-allow-headers')).toContain('content-type');
  }
});

test('no code of a request is in the log', async () => {
  const asked = await here.ask();
  await here.client.get(asked.requestPath);
  await here.client.get(`${asked.requestPath}x`);
  await here.post(asked.responsePath, {});
  expect(here.client.log.length).toBeGreaterThan(0);
  for (const secret of [asked.requestPath.split('.').at(-1), asked.parameters['nonce']])
    expect(here.client.log.join('\n')).not.toContain(secret);
});

/** What the engine calls the service by, and refuses to do without. */
function clientCallbacks() {
  const toService: typeof fetch = (url, init) =>
    fetch(String(url).replace('https://bridge.example', here.client.url), init);
  return {
    fetch: toService,
    hash: async (data: Uint8Array, alg: string) =>
      new Uint8Array(await crypto.subtle.digest(alg.toUpperCase(), new Uint8Array(data))),
    signJwt: async () => {
      throw new Error('nothing to sign');
    },
    encryptJwe: async () => {
      throw new Error('nothing to encrypt');
    },
    decryptJwe: async () => {
      throw new Error('nothing to decrypt');
    },
    verifyJwt: async () => {
      throw new Error('nothing to verify');
    },
  };
}
