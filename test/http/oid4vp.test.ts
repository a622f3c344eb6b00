/** Requests of OpenID4VP, fetched and answered over HTTP as wallets do it. */
import { readFileSync } from 'node:fs';
import { Openid4vpClient } from '@openid4vc/openid4vp';
import { DcqlQuery } from 'dcql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { type ExchangeService, startExchanges } from '../fixtures/exchange-service.ts';
import { createWallet, type TestWallet } from '../fixtures/wallet.ts';
import { type Client, startClient } from './client.ts';

const RECORD = JSON.parse(
  readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url), 'utf8'),
) as JsonObject;

let service: ExchangeService;
let client: Client;
let wallet: TestWallet;
beforeAll(async () => {
  service = await startExchanges();
  client = await startClient(service.bridge, { baseUrl: 'https://bridge.example' });
  wallet = await createWallet();
});
afterAll(async () => {
  await client.server.close();
  await service.close();
});

type Asked = {
  id: string;
  link: string;
  request: Record<string, string>;
  requestPath: string;
  responsePath: string;
};

/** A request, as its owner makes it and a wallet reads its link. */
async function ask(body: JsonObject = {}): Promise<Asked> {
  const made = await client.post('/requests', body);
  expect(made.status, made.text).toBe(201);
  const { id, links } = made.body;
  const request = Object.fromEntries(new URL(links.protocols.openid4vp).searchParams);
  const reference = new URL(links.wallets.openid4vc).searchParams.get('request_uri') as string;
  return {
    id,
    link: links.protocols.openid4vp,
    request,
    requestPath: new URL(reference).pathname,
    responsePath: new URL(request['response_uri'] as string).pathname,
  };
}

/** A record that was claimed into the wallet. */
async function claimed(holder: string = wallet.did, more: JsonObject = {}): Promise<JsonObject> {
  const { exchanges } = service.bridge;
  const { id } = await exchanges.createOffer({ documents: [RECORD], options: { ...more } });
  const [credential] = await exchanges.redeem(id, { format: 'ldp_vc', way: 'vc-api', holder });
  return credential as JsonObject;
}

const post = (path: string, form: Record<string, string>) =>
  client.post(path, new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  });

const question = ({ request }: Asked) => ({
  challenge: request['nonce'] as string,
  domain: request['client_id'] as string,
});

const tokenOf = (presentation: Json, query = 'clr') => JSON.stringify({ [query]: [presentation] });
const answerWith = (asked: Asked, vp_token: string, more: Record<string, string> = {}) =>
  post(asked.responsePath, { vp_token, state: asked.request['state'] as string, ...more });

const ownerOf = async ({ id }: Asked) => (await client.get(`/requests/${id}`)).body;

describe('a request of OpenID4VP that nobody signs', () => {
  test('is in its link whole, and the same where it is fetched', async () => {
    const asked = await ask();
    expect(asked.request).toMatchObject({
      response_type: 'vp_token',
      response_mode: 'direct_post',
      client_id: `redirect_uri:${asked.request['response_uri']}`,
    });
    const fetched = await client.get(asked.requestPath);
    expect(fetched.headers.get('access-control-allow-origin')).toBe('*');
    const { dcql_query, client_metadata, ...rest } = fetched.body;
    expect(asked.request).toMatchObject(rest);
    expect(JSON.parse(asked.request['dcql_query'] as string)).toEqual(dcql_query);
    expect(client_metadata.vp_formats_supported).toMatchObject({ ldp_vc: {}, jwt_vc_json: {} });
    expect(await ownerOf(asked)).toMatchObject({ state: 'opened', taken: 0 });
  });

  test('is answered with records, and the owner reads by whom', async () => {
    const asked = await ask({ to: '1.0', redirectUrl: 'https://school.example/thanks' });
    const presentation = await wallet.present([await claimed()], question(asked));
    const answer = await answerWith(asked, tokenOf(presentation));
    expect([answer.status, answer.body]).toEqual([200, { redirect_uri: 'https://school.example/thanks' }]);
    const { state, result } = await ownerOf(asked);
    expect(state).toBe('answered');
    expect(result).toMatchObject({ verdict: 'accepted', way: 'oid4vp', holder: wallet.did });
    expect(result.records).toMatchObject([
      { version: '1.0', pointer: expect.stringMatching(/^\/vp_token\/clr\/0\/verifiableCredential\/0/) },
    ]);
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
    const asked = await ask();
    const presentation = await wallet.present([await claimed()], question(asked));
    const { status } = await post(asked.responsePath, { vp_token: write(presentation) });
    expect(status).toBe(200);
    expect((await ownerOf(asked)).result.verdict).toBe('accepted');
  });

  test('is answered by the engine of Credo and Paradym', async () => {
    const asked = await ask();
    const vp = new Openid4vpClient({ callbacks: clientCallbacks() });
    const { params } = vp.parseOpenid4vpAuthorizationRequest({ authorizationRequest: asked.link });
    const { authorizationRequestPayload: request, dcql } = await vp.resolveOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: params,
    });
    const credential = await claimed();
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
    const presentation = await wallet.present([credential], question(asked));
    const { authorizationResponsePayload } = await vp.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: request,
      authorizationResponsePayload: { vp_token: { clr: [presentation] } },
    });
    const { response } = await vp.submitOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: request as never,
      authorizationResponsePayload,
    });
    expect(await response.json()).toEqual({});
    expect((await ownerOf(asked)).result).toMatchObject({ verdict: 'accepted', holder: wallet.did });
  });

  test('names the one of five credentials that was tampered with, at its place', async () => {
    const asked = await ask();
    const credentials = await Promise.all(Array.from({ length: 5 }, () => claimed()));
    credentials[2] = { ...(credentials[2] as JsonObject), name: 'Another name' };
    await answerWith(asked, tokenOf(await wallet.present(credentials, question(asked))));
    const { report, verdict, records } = (await ownerOf(asked)).result;
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
    const asked = await ask();
    const own = await Promise.all([0, 1].map(() => claimed()));
    const presented = await Promise.all(own.map((one) => wallet.present([one], question(asked))));
    expect((await answerWith(asked, JSON.stringify({ clr: presented }))).status).toBe(200);
    const { records, report } = (await ownerOf(asked)).result;
    expect(
      records.map(({ pointer }: { pointer: string }) => pointer.split('/').slice(0, 4).join('/')),
    ).toEqual(['/vp_token/clr/0', '/vp_token/clr/1']);
    expect(report).toMatchObject({ kind: 'vp', holder: wallet.did, verdict: 'accepted' });
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
        answerWith(asked, tokenOf(await wallet.present([await claimed()], question(await ask())))),
      400,
      /challenge|domain/i,
    ],
    [
      'signed for another verifier',
      async (asked) =>
        answerWith(
          asked,
          tokenOf(
            await wallet.present([await claimed()], {
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
        answerWith(asked, tokenOf(await wallet.present([await claimed()], question(asked))), {
          state: (await ask()).request['state'] as string,
        }),
      400,
      /state/,
    ],
    [
      'signed by nobody',
      async (asked) => {
        const { proof: _proof, ...unsigned } = await wallet.present([await claimed()], question(asked));
        return answerWith(asked, tokenOf(unsigned));
      },
      400,
      /signed/,
    ],
    [
      'under a query that was not asked',
      async (asked) =>
        answerWith(asked, tokenOf(await wallet.present([await claimed()], question(asked)), 'diploma')),
      422,
      /diploma/,
    ],
    ['without a token', async (asked) => post(asked.responsePath, {}), 400, /vp_token/],
    ['that is empty', async (asked) => answerWith(asked, '{}'), 422, /Nothing/],
    ['that is no JSON', async (asked) => answerWith(asked, '{'), 400, /./],
    ['that is no presentation', async (asked) => answerWith(asked, '{"clr":[1]}'), 400, /presentation/],
  ];
  test.each(refusals)('%s', async (_name, send, status, why) => {
    const asked = await ask();
    const answer = await send(asked);
    expect([answer.status, answer.body]).toEqual([
      status,
      { error: 'invalid_request', error_description: expect.stringMatching(why) },
    ]);
    expect((await ownerOf(asked)).taken).toBe(0);
  });

  test('of issuers that were not asked for', async () => {
    const asked = await ask({ template: 'clr-from', issuers: ['did:example:school'] });
    const answer = await answerWith(asked, tokenOf(await wallet.present([await claimed()], question(asked))));
    expect([answer.status, answer.body.error_description]).toEqual([
      422,
      expect.stringContaining(service.issuer),
    ]);
    const fitting = await ask({ template: 'clr-from', issuers: [service.issuer] });
    await answerWith(fitting, tokenOf(await wallet.present([await claimed()], question(fitting))));
    expect((await ownerOf(fitting)).result.verdict).toBe('accepted');
  });

  test('of achievements that were not asked for', async () => {
    const asked = await ask({ template: 'badges', achievementTypes: ['Fellowship'] });
    const answer = await answerWith(
      asked,
      tokenOf(await wallet.present([await claimed()], question(asked)), 'badge'),
    );
    expect([answer.status, answer.body.error_description]).toEqual([
      422,
      expect.stringMatching(/Fellowship/),
    ]);
  });
});

test('a request is answered once, and not after its end', async () => {
  const asked = await ask();
  const token = tokenOf(await wallet.present([await claimed()], question(asked)));
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => answerWith(asked, token)));
  expect(outcomes.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(410)]);
  expect((await answerWith(asked, token)).body.error).toBe('access_denied');
  expect((await client.get(asked.requestPath)).status).toBe(410);
  const cancelled = await ask();
  await client.call('DELETE', `/requests/${cancelled.id}`);
  expect((await answerWith(cancelled, token)).status).toBe(410);
  expect((await client.get(cancelled.requestPath)).status).toBe(410);
  expect((await client.get('/oid4vp/requests/nothing')).status).toBe(404);
  expect((await post('/oid4vp/responses/nothing', { vp_token: token })).status).toBe(404);
});

test('a stranger who presents is rejected, and that is the result', async () => {
  const asked = await ask();
  const stranger = await createWallet();
  const token = tokenOf(await stranger.present([await claimed()], question(asked)));
  expect((await answerWith(asked, token)).status).toBe(200);
  expect((await ownerOf(asked)).result).toMatchObject({
    verdict: 'rejected',
    holder: stranger.did,
    records: [],
  });
});

test('what a wallet refuses, the owner reads', async () => {
  const asked = await ask();
  const form = { error: 'access_denied', error_description: 'no', state: asked.request['state'] as string };
  expect((await post(asked.responsePath, form)).body).toEqual({});
  const { events, state } = await ownerOf(asked);
  expect(state).toBe('created');
  expect(events.at(-1)).toMatchObject({
    event: 'declined',
    detail: { way: 'oid4vp', error: 'access_denied' },
  });
});

test('presentation exchange is asked of older wallets, and answered', async () => {
  const asked = await ask({
    query: 'presentation-exchange',
    template: 'clr-from',
    issuers: [service.issuer],
  });
  expect(asked.request).not.toHaveProperty('dcql_query');
  const definition = JSON.parse(asked.request['presentation_definition'] as string);
  expect(definition).toMatchObject({ input_descriptors: [{ constraints: { fields: [{}, {}] } }] });
  const vp = new Openid4vpClient({ callbacks: clientCallbacks() });
  const { params } = vp.parseOpenid4vpAuthorizationRequest({ authorizationRequest: asked.link });
  const { pex } = await vp.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: params });
  expect(pex?.presentation_definition).toEqual(definition);
  const presentation = await wallet.present([await claimed()], question(asked));
  const answer = await answerWith(asked, JSON.stringify(presentation), {
    presentation_submission: JSON.stringify({ id: 'a', definition_id: definition.id, descriptor_map: [] }),
  });
  expect(answer.status).toBe(200);
  expect((await ownerOf(asked)).result.verdict).toBe('accepted');
});

test('no code of a request is in the log', async () => {
  const asked = await ask();
  await client.get(asked.requestPath);
  await client.get(`${asked.requestPath}x`);
  await post(asked.responsePath, {});
  expect(client.log.length).toBeGreaterThan(0);
  for (const secret of [asked.requestPath.split('.').at(-1), asked.request['nonce']])
    expect(client.log.join('\n')).not.toContain(secret);
});

/** What the engine calls the service by, and refuses to do without. */
function clientCallbacks() {
  const toService: typeof fetch = (url, init) =>
    fetch(String(url).replace('https://bridge.example', client.url), init);
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
