/** The engine of Credo and Paradym wallets: offers with every grant, several credentials in one claim, DCQL. */
import { createPrivateKey, sign } from 'node:crypto';
import { clientAuthenticationNone } from '@openid4vc/oauth2';
import {
  type CredentialOfferObject,
  type IssuerMetadataResult,
  Openid4vciClient,
} from '@openid4vc/openid4vci';
import { Openid4vpClient } from '@openid4vc/openid4vp';
import { SDJwtInstance } from '@sd-jwt/core';
import { DcqlQuery } from 'dcql';
import * as jose from 'jose';
import { createDigitalBazaar } from './digital-bazaar.ts';
import { createHolderKey } from './holder-key.ts';
import { fetchLoopback } from './loopback.ts';
import { type ClaimOptions, formatOf, type Held, type Wallet } from './wallet.ts';

const CLIENT_ID = 'wallet';
const REDIRECT_URI = 'https://wallet.example/callback';

/** It compares the types of linked data by their IRIs. */
const IRIS: Record<string, string> = {
  VerifiableCredential: 'https://www.w3.org/2018/credentials#VerifiableCredential',
  ClrCredential: 'https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential',
  AchievementCredential: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementCredential',
  OpenBadgeCredential: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential',
};

const sha256 = async (data: string | ArrayBuffer) =>
  new Uint8Array(
    await crypto.subtle.digest('SHA-256', typeof data === 'string' ? new TextEncoder().encode(data) : data),
  );

const unsupported = () => {
  throw new Error('not supported by this wallet');
};

export async function createOid4vcTs(): Promise<Wallet> {
  const { did, keyId, privateJwk, publicJwk, presentationOf, signPresentation } = await createHolderKey();
  const privateKey = await jose.importJWK(privateJwk, 'EdDSA');

  const callbacks = {
    fetch: fetchLoopback,
    hash: async (data: Uint8Array, alg: string) =>
      new Uint8Array(await crypto.subtle.digest(alg.toUpperCase(), new Uint8Array(data))),
    generateRandom: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    signJwt: async (_signer: unknown, { header, payload }: { header: object; payload: object }) => ({
      jwt: await new jose.SignJWT(payload as jose.JWTPayload)
        .setProtectedHeader(header as jose.JWTHeaderParameters)
        .sign(privateKey),
      signerJwk: publicJwk,
    }),
    encryptJwe: async (
      { publicJwk: to, alg, enc }: { publicJwk: object; alg: string; enc: string },
      data: string,
    ) => ({
      encryptionJwk: to as never,
      jwe: await new jose.CompactEncrypt(new TextEncoder().encode(data))
        .setProtectedHeader({ alg, enc, ...('kid' in to && { kid: String(to.kid) }) })
        .encrypt(await jose.importJWK(to as jose.JWK, alg)),
    }),
    decryptJwe: unsupported,
    verifyJwt: verifyRequestJwt,
    clientAuthentication: clientAuthenticationNone({ clientId: CLIENT_ID }),
  };
  const vci = new Openid4vciClient({ callbacks });
  const vp = new Openid4vpClient({ callbacks });

  /** Credo presents SD-JWTs with this library, each by itself. */
  const sdJwt = new SDJwtInstance<Record<string, unknown>>({
    hasher: sha256,
    hashAlg: 'sha-256',
    kbSignAlg: 'EdDSA',
    kbSigner: async (data) =>
      sign(null, Buffer.from(data), createPrivateKey({ key: privateJwk, format: 'jwk' })).toString(
        'base64url',
      ),
  });

  async function tokenFor(
    credentialOffer: CredentialOfferObject,
    issuerMetadata: IssuerMetadataResult,
    { txCode, approve }: ClaimOptions,
  ): Promise<string> {
    if (credentialOffer.grants?.['urn:ietf:params:oauth:grant-type:pre-authorized_code'] !== undefined) {
      const token = await vci.retrievePreAuthorizedCodeAccessTokenFromOffer({
        credentialOffer,
        issuerMetadata,
        ...(txCode && { txCode }),
      });
      return token.accessTokenResponse.access_token;
    }
    const scope = credentialOffer.credential_configuration_ids
      .map((id) => issuerMetadata.credentialIssuer.credential_configurations_supported[id]?.['scope'])
      .filter((one) => one !== undefined)
      .join(' ');
    const { authorizationRequestUrl, pkce } = await vci.createAuthorizationRequestUrlFromOffer({
      credentialOffer,
      issuerMetadata,
      clientId: CLIENT_ID,
      redirectUri: REDIRECT_URI,
      ...(scope && { scope }),
    });
    // the engine sends no state; PKCE binds the code to this wallet
    if (approve === undefined) throw new Error('nobody is here to log in');
    const answer = new URL(await approve(authorizationRequestUrl)).searchParams;
    const authorizationCode = answer.get('code');
    if (authorizationCode === null) throw new Error(`no code: ${answer}`);
    const token = await vci.retrieveAuthorizationCodeAccessTokenFromOffer({
      credentialOffer,
      issuerMetadata,
      authorizationCode,
      redirectUri: REDIRECT_URI,
      ...(pkce && { pkceCodeVerifier: pkce.codeVerifier }),
    });
    return token.accessTokenResponse.access_token;
  }

  async function claim(link: string, options: ClaimOptions = {}): Promise<Held[]> {
    const offer = await vci.resolveCredentialOffer(link);
    const issuerMetadata = await vci.resolveIssuerMetadata(offer.credential_issuer);
    const accessToken = await tokenFor(offer, issuerMetadata, options);
    const configurations = issuerMetadata.credentialIssuer.credential_configurations_supported;
    const wanted = offer.credential_configuration_ids.filter(
      (id) => options.format === undefined || configurations[id]?.format === options.format,
    );
    const held: Held[] = [];
    for (const credentialConfigurationId of wanted) {
      const { c_nonce: nonce } = await vci.requestNonce({ issuerMetadata });
      const { jwt } = await vci.createCredentialRequestJwtProof({
        issuerMetadata,
        credentialConfigurationId,
        nonce,
        signer: { method: 'did', didUrl: keyId, alg: 'EdDSA' },
      });
      const { credentialResponse } = await vci.retrieveCredentials({
        issuerMetadata,
        accessToken,
        credentialConfigurationId,
        proofs: { jwt: [jwt] },
      });
      for (const entry of credentialResponse.credentials ?? [])
        held.push((typeof entry === 'object' && 'credential' in entry ? entry.credential : entry) as Held);
      if (credentialResponse.notification_id !== undefined)
        await vci.sendNotification({
          issuerMetadata,
          accessToken,
          notification: { notificationId: credentialResponse.notification_id, event: 'credential_accepted' },
        });
    }
    return held;
  }

  /** One presentation for each query of the request, of the credentials that fit it. */
  async function present(link: string, credentials: Held[]): Promise<unknown> {
    const { params } = vp.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
    const { authorizationRequestPayload: request, dcql } = await vp.resolveOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: params,
    });
    if (dcql === undefined) throw new Error('no DCQL query');
    const query = DcqlQuery.parse(dcql.query as DcqlQuery.Input);
    DcqlQuery.validate(query);
    const described = await Promise.all(credentials.map(dcqlCredential));
    const { credential_matches, credential_sets, can_be_satisfied } = DcqlQuery.query(query, described);
    if (!can_be_satisfied) throw new Error(`nothing fits: ${JSON.stringify(credential_matches)}`);
    const { nonce } = request;
    const domain = String((request as { client_id?: string }).client_id);
    const vp_token: Record<string, unknown[]> = {};
    // of alternatives the first that fits, so that nothing is presented twice
    const chosenIds = credential_sets?.flatMap(({ matching_options }) => matching_options?.[0] ?? []);
    for (const [id, match] of Object.entries(credential_matches)) {
      if (!match?.success || chosenIds?.includes(id) === false) continue;
      const chosen = match.valid_credentials.map(
        ({ input_credential_index: index }) => credentials[index] as Held,
      );
      const list = query.credentials.find((one) => one.id === id)?.multiple ? chosen : chosen.slice(0, 1);
      vp_token[id] = list.some((one) => formatOf(one) === 'vc+sd-jwt')
        ? await Promise.all(list.map((one) => sdJwtFor(one as string, nonce, domain)))
        : [await presentationFor(list, nonce, domain)];
    }
    const { authorizationResponsePayload, jarm } = await vp.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: request,
      authorizationResponsePayload: { vp_token: vp_token as never },
      ...(request.response_mode === 'direct_post.jwt' && {
        jarm: {
          encryption: { nonce: crypto.randomUUID() },
          serverMetadata: {
            authorization_signing_alg_values_supported: [],
            authorization_encryption_alg_values_supported: ['ECDH-ES'],
            authorization_encryption_enc_values_supported: ['A256GCM', 'A128GCM'],
          },
        },
      }),
    });
    const { response } = await vp.submitOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: request as never,
      authorizationResponsePayload,
      ...(jarm && { jarm: { responseJwt: jarm.responseJwt } }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response.json();
  }

  /** All of it, bound to the key of the wallet. */
  const sdJwtFor = (credential: string, nonce: string, aud: string): Promise<string> =>
    sdJwt.present(credential, undefined, {
      kb: { payload: { iat: Math.floor(Date.now() / 1000), aud, nonce } },
    });

  async function presentationFor(list: Held[], nonce: string, audience: string): Promise<unknown> {
    if (list.some((one) => typeof one !== 'string'))
      return signPresentation(presentationOf(list), { challenge: nonce, domain: audience });
    const presentation = {
      '@context': ['https://www.w3.org/2018/credentials/v1'],
      type: ['VerifiablePresentation'],
      holder: did,
      verifiableCredential: list,
    };
    return new jose.SignJWT({ vp: presentation, nonce })
      .setProtectedHeader({ alg: 'EdDSA', kid: keyId, typ: 'JWT' })
      .setIssuer(did)
      .setAudience(audience)
      .setIssuedAt()
      .sign(privateKey);
  }

  async function dcqlCredential(credential: Held) {
    const format = formatOf(credential);
    const document = await documentOf(credential);
    const types = [document['type'] as string | string[]].flat();
    return {
      credential_format: format,
      type: format === 'ldp_vc' ? types.map((type) => IRIS[type] ?? type) : types,
      claims: document,
      cryptographic_holder_binding: true,
    } as never;
  }

  async function documentOf(credential: Held): Promise<Record<string, unknown>> {
    if (typeof credential !== 'string') return credential;
    return formatOf(credential) === 'vc+sd-jwt'
      ? ((await sdJwt.getClaims(credential)) as Record<string, unknown>)
      : (jose.decodeJwt(credential)['vc'] as Record<string, unknown>);
  }

  const { verify: verifyDocument } = await createDigitalBazaar();

  return {
    name: 'oid4vc-ts (Credo, Paradym)',
    claims: [{ protocol: 'oid4vci', formats: ['ldp_vc', 'jwt_vc_json', 'vc+sd-jwt'], txCode: true }],
    presents: [{ protocol: 'oid4vp', formats: ['ldp_vc', 'jwt_vc_json', 'vc+sd-jwt'] }],
    did,
    keyX: publicJwk.x,
    claim,
    present,

    /** The engine judges nothing itself: documents go to plain @digitalbazaar/vc, JWTs to jose. */
    async verify(credential) {
      if (typeof credential !== 'string') return verifyDocument(credential);
      const [jwt = ''] = credential.split('~');
      const detail = await verifyDidJwt(jwt).catch((error: unknown) => error);
      return { verified: !(detail instanceof Error), detail };
    },
  };
}

/** Keys of did:key and did:jwk; did:web by its document. */
async function keyOf(keyId: string, alg: string) {
  const [did = '', fragment = ''] = keyId.split('#');
  if (did.startsWith('did:jwk:'))
    return jose.importJWK(JSON.parse(Buffer.from(did.slice(8), 'base64url').toString()) as jose.JWK, alg);
  if (did.startsWith('did:key:z6Mk')) {
    const { from, toJwk } = await import('@digitalbazaar/ed25519-multikey');
    const publicKeyMultibase = did.slice('did:key:'.length);
    const key = await from({ type: 'Multikey', id: keyId, controller: did, publicKeyMultibase });
    return jose.importJWK((await toJwk({ keyPair: key })) as jose.JWK, alg);
  }
  if (!did.startsWith('did:web:')) throw new Error(`cannot resolve ${did}`);
  const [host = '', ...path] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
  const folder = path.length > 0 ? path.join('/') : '.well-known';
  const document = (await (await fetchLoopback(`https://${host}/${folder}/did.json`)).json()) as {
    verificationMethod: { id: string; publicKeyJwk?: jose.JWK; publicKeyMultibase?: string }[];
  };
  const method = document.verificationMethod.find(({ id }) => id.endsWith(`#${fragment}`));
  if (method?.publicKeyJwk !== undefined) return jose.importJWK(method.publicKeyJwk, alg);
  return keyOf(`did:key:${method?.publicKeyMultibase}`, alg);
}

async function verifyDidJwt(jwt: string) {
  const { kid = '', alg = 'EdDSA' } = jose.decodeProtectedHeader(jwt);
  const { iss = '' } = jose.decodeJwt(jwt);
  return jose.jwtVerify(jwt, await keyOf(kid.startsWith('did:') ? kid : `${iss}#${kid}`, alg));
}

/** Signed requests: the key of the DID, or the first certificate. */
async function verifyRequestJwt(
  signer: { method: string; didUrl?: string; alg: string; x5c?: string[] },
  { compact }: { compact: string },
) {
  const key =
    signer.x5c === undefined
      ? await keyOf(String(signer.didUrl), signer.alg)
      : await jose.importX509(
          `-----BEGIN CERTIFICATE-----\n${signer.x5c[0]}\n-----END CERTIFICATE-----`,
          signer.alg,
        );
  await jose.jwtVerify(compact, key);
  return { verified: true as const, signerJwk: (await jose.exportJWK(key)) as never };
}
