/** Requests of OpenID4VP that are signed, and answers that are encrypted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Openid4vpClient } from '@openid4vc/openid4vp';
import * as jose from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createCertifiedSigner } from '../../src/trust/certified-signer.ts';
import { type CertificateFiles, makeCertificate } from '../fixtures/certificate.ts';
import { startExchanges } from '../fixtures/exchange-service.ts';
import { type Asked, type Oid4vpService, startOid4vp } from '../fixtures/oid4vp-client.ts';
import { expectProblem } from './client.ts';

const HOST = 'did:web:bridge.example';

let folder: string;
let certificate: CertificateFiles | undefined;
let here: Oid4vpService;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clr-bridge-oid4vp-'));
  certificate = makeCertificate(folder, 'bridge.example', 'DNS:bridge.example');
  here = await startOid4vp(
    certificate && { CLR_BRIDGE_X509_CHAIN: certificate.chain, CLR_BRIDGE_X509_KEY: certificate.key },
  );
  await here.service.bridge.keys.create({ did: HOST, keyType: 'P-256' });
  await here.service.bridge.keys.create({ did: HOST, keyType: 'Ed25519' });
});
afterAll(async () => {
  await here.close();
  rmSync(folder, { recursive: true });
});

/** The key of a DID of the service, out of its document. */
async function keyOf(kid: string): Promise<jose.CryptoKey | Uint8Array> {
  const signer = await here.service.bridge.keys.signerFor(kid);
  return jose.importJWK(signer.publicJwk as jose.JWK, signer.keyType === 'Ed25519' ? 'EdDSA' : 'ES256');
}

/** Everything a wallet of the engine of Credo and Paradym does with a link. */
function engine() {
  const toService: typeof fetch = (url, init) =>
    fetch(String(url).replace('https://bridge.example', here.client.url), init);
  return new Openid4vpClient({
    callbacks: {
      fetch: toService,
      hash: async (data: Uint8Array, alg: string) =>
        new Uint8Array(await crypto.subtle.digest(alg.toUpperCase(), new Uint8Array(data))),
      signJwt: async () => {
        throw new Error('nothing to sign');
      },
      encryptJwe: async ({ publicJwk, alg, enc }, data) => ({
        encryptionJwk: publicJwk,
        jwe: await new jose.CompactEncrypt(new TextEncoder().encode(data))
          .setProtectedHeader({ alg, enc, ...(publicJwk.kid && { kid: publicJwk.kid }) })
          .encrypt(await jose.importJWK(publicJwk as jose.JWK, alg)),
      }),
      decryptJwe: async () => {
        throw new Error('nothing to decrypt');
      },
      verifyJwt: async (signer, { compact }) => {
        const key =
          signer.method === 'x5c'
            ? await jose.importX509(
                `-----BEGIN CERTIFICATE-----\n${signer.x5c[0]}\n-----END CERTIFICATE-----`,
                signer.alg,
              )
            : await keyOf(signer.method === 'did' ? signer.didUrl : '');
        await jose.jwtVerify(compact, key);
        return { verified: true, signerJwk: (await jose.exportJWK(key)) as never };
      },
      getX509CertificateMetadata: () => ({ sanDnsNames: ['bridge.example'], sanUriNames: [] }),
    },
  });
}

async function answerByEngine(asked: Asked) {
  const vp = engine();
  const { params } = vp.parseOpenid4vpAuthorizationRequest({ authorizationRequest: asked.link });
  const { authorizationRequestPayload: request } = await vp.resolveOpenId4vpAuthorizationRequest({
    authorizationRequestPayload: params,
  });
  const { client_id: domain } = request as { client_id: string };
  const presentation = await here.wallet.present([await here.claimed()], {
    challenge: request.nonce,
    domain,
  });
  const { authorizationResponsePayload, jarm } = await vp.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: request,
    authorizationResponsePayload: { vp_token: { clr: [presentation] } as never },
    ...(request.response_mode === 'direct_post.jwt' && {
      jarm: {
        encryption: { nonce: 'of the wallet' },
        serverMetadata: {
          authorization_signing_alg_values_supported: [],
          authorization_encryption_alg_values_supported: ['ECDH-ES'],
          authorization_encryption_enc_values_supported: ['A128GCM', 'A256GCM'],
        },
      },
    }),
  });
  const { response } = await vp.submitOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: request as never,
    authorizationResponsePayload,
    ...(jarm && { jarm: { responseJwt: jarm.responseJwt } }),
  });
  return { request, response: { status: response.status, body: await response.json() } };
}

const payloadOf = (jwt: string) => jose.decodeJwt(jwt) as JsonObject;

describe('a request that names a DID', () => {
  test('is fetched by its link alone, signed by that DID, for a while', async () => {
    const asked = await here.ask({ clientId: 'did', verifier: HOST });
    expect(asked.parameters).toEqual({
      client_id: `decentralized_identifier:${HOST}`,
      request_uri: `https://bridge.example${asked.requestPath}`,
      request_uri_method: 'post',
    });
    const fetched = await here.client.get(asked.requestPath);
    expect(fetched.headers.get('content-type')).toBe('application/oauth-authz-req+jwt');
    const { kid = '', typ, alg } = jose.decodeProtectedHeader(fetched.text);
    expect([typ, alg, kid.split('#')[0]]).toEqual(['oauth-authz-req+jwt', 'ES256', HOST]);
    const { payload } = await jose.jwtVerify(fetched.text, await keyOf(kid), {
      audience: 'https://self-issued.me/v2',
    });
    expect(payload).toMatchObject({ response_type: 'vp_token', client_id: asked.parameters['client_id'] });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(600);
    expect(payload).not.toHaveProperty('wallet_nonce');
  });

  test('repeats the nonce of a wallet', async () => {
    const asked = await here.ask({ clientId: 'did' });
    const fresh = await here.post(asked.requestPath, { wallet_nonce: 'n-1', wallet_metadata: '{}' });
    expect(payloadOf(fresh.text)).toMatchObject({ wallet_nonce: 'n-1' });
    for (const nonce of ['', 'n'.repeat(501)])
      expect((await here.post(asked.requestPath, { wallet_nonce: nonce })).body.error).toBe(
        'invalid_request',
      );
    expect((await here.ownerOf(asked)).taken).toBe(0);
  });

  test.each([
    [{ clientId: 'did', verifier: HOST }],
    [{ clientId: 'did' }],
    [{ clientId: 'did', query: 'presentation-exchange' }],
    [{ clientId: 'did', encrypted: true }],
    [{ clientId: 'redirect-uri', encrypted: true }],
  ])('%j is answered by the engine of Credo and Paradym', async (body) => {
    const asked = await here.ask(body);
    if (!('query' in body)) {
      const { response } = await answerByEngine(asked);
      expect(response).toEqual({ status: 200, body: {} });
    } else {
      const { params } = engine().parseOpenid4vpAuthorizationRequest({ authorizationRequest: asked.link });
      const { pex, authorizationRequestPayload } = await engine().resolveOpenId4vpAuthorizationRequest({
        authorizationRequestPayload: params,
      });
      expect(pex?.presentation_definition).toBeDefined();
      const presentation = await here.wallet.present([await here.claimed()], {
        challenge: authorizationRequestPayload.nonce,
        domain: asked.parameters['client_id'] as string,
      });
      const token = JSON.stringify(presentation);
      expect((await here.post(asked.responsePath, { vp_token: token })).status).toBe(200);
    }
    expect((await here.ownerOf(asked)).result).toMatchObject({
      verdict: 'accepted',
      holder: here.wallet.did,
    });
  });

  test('needs a key that is held here, and a verifier only with it', async () => {
    const { client } = here;
    const ask = (body: object) => client.post('/requests', body);
    expectProblem(await ask({ clientId: 'did', verifier: 'did:example:nobody' }), 'issuer-unknown');
    expectProblem(await ask({ verifier: HOST }), 'request-invalid');
    const made = await ask({ clientId: 'did', verifier: HOST });
    expect(made.status).toBe(201);
  });
});

describe('a request that names a host', () => {
  test('is signed under its certificate, and answered', async ({ skip }) => {
    if (certificate === undefined) return skip('openssl is not installed');
    const asked = await here.ask({ clientId: 'x509', encrypted: true });
    expect(asked.parameters['client_id']).toBe('x509_san_dns:bridge.example');
    const { request, response } = await answerByEngine(asked);
    expect(request).toMatchObject({ response_mode: 'direct_post.jwt' });
    expect(response).toEqual({ status: 200, body: {} });
    expect((await here.ownerOf(asked)).result.verdict).toBe('accepted');
  });

  test('needs a certificate of that host and of the key', async ({ skip }) => {
    if (certificate === undefined) return skip('openssl is not installed');
    const other = makeCertificate(folder, 'other.example', 'DNS:other.example') as CertificateFiles;
    const files = (chain: string, key: string) => ({
      CLR_BRIDGE_X509_CHAIN: chain,
      CLR_BRIDGE_X509_KEY: key,
    });
    const ofOther = await startExchanges(files(other.chain, other.key));
    await expect(ofOther.bridge.exchanges.createRequest({ clientId: 'x509' })).rejects.toMatchObject({
      code: 'request-invalid',
      message: expect.stringMatching(/bridge\.example/),
    });
    await ofOther.close();
    for (const wrong of [
      files(certificate.chain, other.key),
      files(join(folder, 'none'), other.key),
      files(other.key, other.key),
    ])
      await expect(startExchanges(wrong)).rejects.toMatchObject({ code: 'config-invalid' });
    expect(() => parseConfig({ CLR_BRIDGE_X509_KEY: other.key })).toThrow(/both/);
    expect(() => createCertifiedSigner('', '')).toThrow(/CLR_BRIDGE_X509/);
  });

  test('is not to be had where no certificate is configured', async () => {
    const plain = await startExchanges();
    await expect(plain.bridge.exchanges.createRequest({ clientId: 'x509' })).rejects.toMatchObject({
      code: 'request-invalid',
    });
    await plain.close();
  });
});

describe('an answer that was to be encrypted', () => {
  /** What the wallet would send, as JSON, and to whom. */
  const prepare = async (body: JsonObject = {}) => {
    const asked = await here.ask({ encrypted: true, ...body });
    const { parameters } = asked;
    const presentation = await here.wallet.present([await here.claimed()], {
      challenge: parameters['nonce'] as string,
      domain: parameters['client_id'] as string,
    });
    const { jwks } = JSON.parse(parameters['client_metadata'] as string);
    return { asked, jwk: jwks.keys[0] as jose.JWK, vp_token: { clr: [presentation] } };
  };
  const encrypt = async (payload: unknown, jwk: jose.JWK, header: object = {}) =>
    new jose.CompactEncrypt(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', ...header })
      .encrypt(await jose.importJWK(jwk, 'ECDH-ES'));

  test('is not taken in the clear, and no key of another request opens it', async () => {
    const [one, other] = [await prepare(), await prepare()];
    const plain = await here.post(one.asked.responsePath, { vp_token: JSON.stringify(one.vp_token) });
    expect(plain.body).toMatchObject({ error: 'invalid_request', error_description: /encrypted/ });
    const crossed = await encrypt({ vp_token: one.vp_token }, other.jwk);
    expect((await here.post(one.asked.responsePath, { response: crossed })).status).toBe(400);
    const both = { response: await encrypt({ vp_token: one.vp_token }, one.jwk), vp_token: '{}' };
    expect((await here.post(one.asked.responsePath, both)).status).toBe(400);
    const good = await encrypt({ vp_token: one.vp_token }, one.jwk);
    expect((await here.post(one.asked.responsePath, { response: good })).status).toBe(200);
    expect((await here.ownerOf(one.asked)).result.verdict).toBe('accepted');
  });

  test('is refused in other ciphers, as no JWE, and with no object in it', async () => {
    const { asked, jwk, vp_token } = await prepare();
    for (const response of [
      await encrypt({ vp_token }, jwk, { enc: 'A128CBC-HS256' }),
      'a.b.c.d.e',
      'no',
      await encrypt([vp_token], jwk),
      await encrypt({ vp_token, state: 'of another' }, jwk),
    ])
      expect((await here.post(asked.responsePath, { response })).body.error).toBe('invalid_request');
    expect((await here.ownerOf(asked)).taken).toBe(0);
  });

  test('may decline, in the clear or not', async () => {
    const { asked, jwk } = await prepare();
    const response = await encrypt({ error: 'access_denied' }, jwk);
    expect((await here.post(asked.responsePath, { response })).status).toBe(200);
    expect((await here.post(asked.responsePath, { error: 'vp_formats_not_supported' })).status).toBe(200);
    const { events } = await here.ownerOf(asked);
    expect(events.slice(-2).map(({ detail }: { detail: JsonObject }) => detail['error'])).toEqual([
      'access_denied',
      'vp_formats_not_supported',
    ]);
  });

  test('is not asked for where it is not', async () => {
    const { vp_token, jwk } = await prepare();
    const open = await here.ask();
    const response = await encrypt({ vp_token }, jwk);
    expect((await here.post(open.responsePath, { response })).body.error).toBe('invalid_request');
  });
});
