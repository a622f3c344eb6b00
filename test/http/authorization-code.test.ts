/** The authorization code flow of OpenID4VCI: a wallet's engine, a browser, and the service over HTTP. */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Json } from '../../src/kernel/json.ts';
import { type Browser, createBrowser } from '../fixtures/browser.ts';
import { ISSUER, startVci, type Vci } from '../fixtures/oid4vci-wallet.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { createEngine } from '../fixtures/vci-engine.ts';

const RECORD = sampleRecord();
const REDIRECT = 'org.example.wallet:/callback';
const CLIENT = 'https://wallet.example/client';

let vci: Vci;
let browser: Browser;
beforeAll(async () => {
  vci = await startVci();
});
afterAll(() => vci.close());
beforeEach(() => {
  browser = createBrowser(vci.client.url);
  for (const method of ['warn', 'info', 'error'] as const) vi.spyOn(console, method);
});
afterEach(() => {
  // nothing is written but what is logged
  for (const method of ['warn', 'info', 'error'] as const) expect(console[method]).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

const offer = (more = {}) => vci.service.bridge.exchanges.createOffer({ documents: [RECORD], ...more });

const engine = () => createEngine(vci, CLIENT);

describe('the engine of Credo', () => {
  test.each(['scope', 'everything'])('claims by the code flow with a pushed request (%s)', async (asked) => {
    const { id, links } = await offer({ issuerName: 'Example College' });
    const wallet = engine();
    const credentialOffer = await wallet.resolveCredentialOffer(links.wallets['openid4vc'] as string);
    const issuerMetadata = await wallet.resolveIssuerMetadata(credentialOffer.credential_issuer);
    const started = await wallet.initiateAuthorization({
      clientId: CLIENT,
      credentialOffer,
      issuerMetadata,
      redirectUri: REDIRECT,
      ...(asked === 'scope' ? { scope: 'clr2_ldp_vc' } : {}),
    });
    if (!('authorizationRequestUrl' in started)) throw new Error('no redirect');
    const page = await browser.open(started.authorizationRequestUrl);
    expect(page.text).toContain('Example College');
    expect(page.text).toContain('org.example.wallet');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' org.example.wallet:;");
    const { left = '' } = await browser.submit(page, { decision: 'confirm' });
    expect(left.startsWith(REDIRECT)).toBe(true);
    const answer = wallet.parseAndVerifyAuthorizationResponseRedirectUrl({
      url: left,
      authorizationServerMetadata: issuerMetadata.authorizationServers[0] as never,
    });
    expect(answer).toMatchObject({ iss: ISSUER });
    expect(browser.cookies().filter((name) => !name.startsWith('_interaction'))).toEqual([]);
    const { accessTokenResponse } = await wallet.retrieveAuthorizationCodeAccessTokenFromOffer({
      issuerMetadata,
      credentialOffer,
      authorizationCode: answer.code ?? '',
      pkceCodeVerifier: started.pkce?.codeVerifier ?? '',
      redirectUri: REDIRECT,
    });
    const ids = accessTokenResponse.authorization_details?.map((one) => one['credential_configuration_id']);
    expect(ids).toEqual(
      asked === 'scope' ? ['clr2_ldp_vc'] : ['clr2_ldp_vc', 'clr2_jwt_vc_json', 'clr2_vc_sd_jwt'],
    );
    const { c_nonce: nonce } = await wallet.requestNonce({ issuerMetadata });
    const { jwt } = await wallet.createCredentialRequestJwtProof({
      issuerMetadata,
      credentialConfigurationId: 'clr2_ldp_vc',
      nonce,
      signer: { method: 'did', didUrl: vci.wallet.signer.id, alg: 'EdDSA' },
    });
    const { credentialResponse } = await wallet.retrieveCredentials({
      issuerMetadata,
      accessToken: accessTokenResponse.access_token,
      credentialConfigurationId: 'clr2_ldp_vc',
      proofs: { jwt: [jwt] },
    });
    const [claimed] = credentialResponse.credentials ?? [];
    const { credential } = claimed as { credential: Json };
    expect((await vci.service.bridge.verify(credential)).verdict).toBe('accepted');
    const { state, events } = await vci.service.bridge.exchanges.describe('offer', id);
    expect(state).toBe('claimed');
    expect(events.map(({ event }) => event)).toEqual([
      'created',
      'opened',
      'confirmed',
      'authorised',
      'issued',
      'claimed',
    ]);
  });
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const VERIFIER = 'a'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

const send = (path: string, fields: Record<string, string>) =>
  vci.client.post(path, new URLSearchParams(fields).toString(), FORM);

/** An authorization request for an offer, of which any part may be another; undefined takes one out. */
async function requestFor(
  id: string,
  more: Record<string, string | undefined> = {},
): Promise<Record<string, string>> {
  const issuerState = await vci.service.bridge.exchanges.codeOf('issuer_state', id);
  const fields = {
    client_id: CLIENT,
    response_type: 'code',
    redirect_uri: REDIRECT,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    scope: 'clr2_ldp_vc',
    issuer_state: issuerState,
    state: 'of the wallet',
    ...more,
  };
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The page that asks the learner. */
const ask = async (id: string, more: Record<string, string | undefined> = {}) =>
  browser.open(`${ISSUER}/oid4vci/authorize?${new URLSearchParams(await requestFor(id, more))}`);

async function codeFor(id: string): Promise<string> {
  const { left = '' } = await browser.submit(await ask(id), { decision: 'confirm' });
  expect(new URL(left).searchParams.get('state')).toBe('of the wallet');
  return new URL(left).searchParams.get('code') ?? '';
}

const redeem = (code: string, more: Record<string, string> = {}) =>
  vci.token({
    grant_type: 'authorization_code',
    code,
    client_id: CLIENT,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    ...more,
  });

describe('a code', () => {
  test('is good once', async () => {
    const { id } = await offer({ uses: 2 });
    const code = await codeFor(id);
    expect((await redeem(code)).status).toBe(200);
    const again = await redeem(code);
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
    expect((await vci.service.bridge.exchanges.describe('offer', id)).taken).toBe(1);
  });

  test('of many who redeem it at once gives a token to one', async () => {
    const { id } = await offer({ uses: 20 });
    const code = await codeFor(id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await vci.service.bridge.exchanges.describe('offer', id)).taken).toBe(1);
  });

  test.each([
    ['another verifier', { code_verifier: 'b'.repeat(43) }],
    ['no verifier', { code_verifier: '' }],
    ['another address', { redirect_uri: 'org.example.other:/callback' }],
    ['another wallet', { client_id: 'https://other.example' }],
  ])('is worth nothing with %s', async (_name, more) => {
    const { id } = await offer();
    const answer = await redeem(await codeFor(id), more);
    expect(answer.status).toBe(400);
    expect(['invalid_grant', 'invalid_request', 'invalid_client']).toContain(answer.body.error);
    expect((await vci.service.bridge.exchanges.describe('offer', id)).taken).toBe(0);
  });

  test('of an offer that was claimed in the meantime, or ended, is worth nothing', async () => {
    for (const end of ['claim', 'cancel'] as const) {
      const { id } = await offer();
      const code = await codeFor(id);
      const { exchanges } = vci.service.bridge;
      if (end === 'cancel') await exchanges.cancel('offer', id);
      else await exchanges.redeem(id, { format: 'ldp_vc', way: 'vc-api', holder: 'did:example:other' });
      const answer = await redeem(code);
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
    }
  });
});

describe('an authorization request', () => {
  test.each<[string, Record<string, string | undefined>]>([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with PKCE in plain text', { code_challenge: VERIFIER, code_challenge_method: 'plain' }],
    ['without the state of an offer', { issuer_state: undefined }],
    ['with a made-up state', { issuer_state: 'none.AAAAAAAAAAAAAAAAAAAAAA' }],
    ['to an address that a browser runs', { redirect_uri: 'javascript:alert(1)' }],
    ['to a page without TLS', { redirect_uri: 'http://wallet.example/callback' }],
    ['for a token in the address', { response_type: 'token' }],
  ])('%s is refused, and sends nobody anywhere', async (_name, more) => {
    const { id } = await offer();
    const page = await ask(id, more);
    expect(page.left).toBeUndefined();
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.text).toContain('This wallet cannot go on');
    const pushed = await send('/oid4vci/par', await requestFor(id, more));
    expect(pushed.status).toBeGreaterThanOrEqual(400);
    expect(typeof pushed.body.error).toBe('string');
  });

  test('with a code of another purpose is refused', async () => {
    const { id } = await offer();
    const { exchanges } = vci.service.bridge;
    for (const purpose of ['claim', 'pre-authorized_code', 'challenge'] as const) {
      const page = await ask(id, { issuer_state: await exchanges.codeOf(purpose, id) });
      expect([page.left, page.status]).toEqual([undefined, 400]);
    }
  });

  test('that the learner declines goes back to the wallet without a code', async () => {
    const { id } = await offer();
    const { left = '' } = await browser.submit(await ask(id), { decision: 'decline' });
    expect(Object.fromEntries(new URL(left).searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'of the wallet',
    });
    expect((await vci.service.bridge.exchanges.describe('offer', id)).taken).toBe(0);
  });

  test('cannot be confirmed by another browser', async () => {
    const { id } = await offer();
    const page = await ask(id);
    const stranger = await createBrowser(vci.client.url).submit(page, { decision: 'confirm' });
    expect([stranger.left, stranger.status]).toEqual([undefined, 404]);
  });

  test('pushed by a page of another origin is answered', async () => {
    const preflight = await vci.client.call('OPTIONS', '/oid4vci/par');
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });
});

describe('the transaction code of an offer', () => {
  test('is asked for on the page, and five wrong ones lock it', async () => {
    const { id, txCode = '' } = await offer({ txCode: true });
    const wrong = txCode === '000000' ? '111111' : '000000';
    for (let i = 0; i < 5; i++) {
      const page = await browser.submit(await ask(id), { decision: 'confirm', tx_code: wrong });
      expect(page.left).toBeUndefined();
      expect(page.text).toContain('role="alert"');
    }
    const late = await ask(id);
    expect([late.left, late.status]).toEqual([undefined, expect.any(Number)]);
    const { left } = await browser.submit(late, { decision: 'confirm', tx_code: txCode });
    expect(left).toBeUndefined();
  });

  test('lets the learner through', async () => {
    const { id, txCode = '' } = await offer({ txCode: true });
    const { left = '' } = await browser.submit(await ask(id), { decision: 'confirm', tx_code: txCode });
    const answer = await redeem(new URL(left).searchParams.get('code') ?? '');
    expect(answer.status).toBe(200);
  });
});
