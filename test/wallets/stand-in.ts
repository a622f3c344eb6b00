/**
 * What a service must say so that each of these wallets understands it, as small as can be, until the bridge says it
 * itself. Credentials and verdicts are the bridge's own.
 */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request } from 'express';
import * as jose from 'jose';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner, verify, wrap } from '../../src/library.ts';
import { serveOrigin } from './loopback.ts';

const ORIGIN = 'https://bridge.example';
const ISSUER = `${ORIGIN}/issuer`;
const CLIENT_DID = 'decentralized_identifier:did:web:bridge.example';
const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
const CLR = 'https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential';

type Offer = {
  txCode?: string | undefined;
  records: JsonObject[];
  grant: 'pre-authorized' | 'authorization-code';
};

const definition = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential', 'ClrCredential'],
};
const bound = {
  // oid4vc-ts takes an issuer without it for one of draft 14
  credential_metadata: { display: [{ name: 'Comprehensive Learner Record' }] },
  cryptographic_binding_methods_supported: ['did:key', 'did:jwk'],
  proof_types_supported: {
    jwt: { proof_signing_alg_values_supported: ['EdDSA', 'ES256'] },
    di_vp: { proof_signing_alg_values_supported: ['eddsa-rdfc-2022'] },
  },
};

const linkedData = {
  proof_type_values: ['DataIntegrityProof', 'Ed25519Signature2020'],
  cryptosuite_values: ['eddsa-rdfc-2022'],
};

export async function startStandIn() {
  const signer = await createSigner();
  const { privateKey, publicKey } = await jose.generateKeyPair('EdDSA');
  const jwtIssuer = `did:jwk:${Buffer.from(JSON.stringify(await jose.exportJWK(publicKey))).toString('base64url')}`;
  const offers = new Map<string, Offer>();
  const nonces = new Set<string>();
  const challenges = new Map<string, string>();
  const requests = new Map<string, { signed: boolean; payload: JsonObject }>();
  const received: { presentation: unknown; verdict: string }[] = [];
  const pkce = new Map<string, { challenge: string; code: string }>();

  const configurations = (offer?: Offer): Record<string, object> =>
    Object.fromEntries(
      (offer?.records ?? [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}]).flatMap((_, i) => [
        [
          `clr-${i}`,
          {
            format: 'ldp_vc',
            scope: `clr-${i}`,
            credential_definition: definition,
            ...bound,
            credential_signing_alg_values_supported: ['eddsa-rdfc-2022'],
          },
        ],
        [
          `clr-${i}-jwt`,
          {
            format: 'jwt_vc_json',
            scope: `clr-${i}-jwt`,
            credential_definition: { type: definition.type },
            ...bound,
            credential_signing_alg_values_supported: ['EdDSA'],
          },
        ],
      ]),
    );

  async function issue(record: JsonObject, subject?: string): Promise<JsonObject> {
    const { verifiableCredential } = await wrap(record, {
      signer,
      profile: 'clr2',
      validation: 'lenient',
      ...(subject && { subject }),
    });
    return verifiableCredential as JsonObject;
  }

  async function issueJwt(record: JsonObject, subject: string): Promise<string> {
    const { proof, validFrom, ...vc } = await issue(record, subject);
    const [, ...contexts] = vc['@context'] as string[];
    const issued = new Date(String(validFrom));
    const body = {
      ...vc,
      '@context': ['https://www.w3.org/2018/credentials/v1', ...contexts],
      issuer: { ...(vc['issuer'] as JsonObject), id: jwtIssuer },
      issuanceDate: `${issued.toISOString().slice(0, 19)}Z`,
    };
    return new jose.SignJWT({ vc: body, sub: subject, jti: String(vc['id']) })
      .setProtectedHeader({ alg: 'EdDSA', kid: `${jwtIssuer}#0`, typ: 'JWT' })
      .setIssuer(jwtIssuer)
      .setNotBefore(Math.floor(issued.getTime() / 1000))
      .sign(privateKey);
  }

  async function judge(presentation: unknown, challenge: string, domain?: string): Promise<JsonObject> {
    const report = await verify(presentation as JsonObject, { challenge, ...(domain && { domain }) });
    received.push({ presentation, verdict: report.verdict });
    return report as unknown as JsonObject;
  }

  const metadata = {
    issuer: ISSUER,
    credential_issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/authorize`,
    token_endpoint: `${ISSUER}/token`,
    nonce_endpoint: `${ISSUER}/nonce`,
    credential_endpoint: `${ISSUER}/credential`,
    notification_endpoint: `${ISSUER}/notification`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: ['authorization_code', PRE_AUTHORIZED],
    'pre-authorized_grant_anonymous_access_supported': true,
    authorization_details_types_supported: ['openid_credential'],
    credential_configurations_supported: configurations(),
  };

  const app = express();
  app.use(express.json({ limit: '5mb' }), express.urlencoded({ limit: '5mb' }));
  for (const path of [
    '/.well-known/openid-credential-issuer/issuer',
    '/issuer/.well-known/openid-credential-issuer',
    '/.well-known/oauth-authorization-server/issuer',
  ])
    app.get(path, (_request, response) => void response.json(metadata));

  app.get('/issuer/offers/:id', ({ params }, response) => {
    const { grant, txCode, records } = offers.get(params.id) as Offer;
    const code = {
      'pre-authorized_code': params.id,
      ...(txCode && { tx_code: { input_mode: 'numeric', length: txCode.length } }),
    };
    response.json({
      credential_issuer: ISSUER,
      credential_configuration_ids: records.flatMap((_, i) => [`clr-${i}`, `clr-${i}-jwt`]),
      grants:
        grant === 'pre-authorized'
          ? { [PRE_AUTHORIZED]: code }
          : { authorization_code: { issuer_state: params.id } },
    });
  });

  app.get('/issuer/authorize', ({ query }, response) => {
    const code = randomUUID();
    pkce.set(code, { challenge: String(query['code_challenge']), code: String(query['issuer_state']) });
    const back = new URL(String(query['redirect_uri']));
    back.searchParams.set('code', code);
    back.searchParams.set('state', String(query['state']));
    response.redirect(back.href);
  });

  app.post('/issuer/token', async ({ body }, response) => {
    let id = body['pre-authorized_code'] as string;
    if (body.grant_type === 'authorization_code') {
      const { challenge, code } = pkce.get(body.code) ?? { challenge: '', code: '' };
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body.code_verifier));
      if (Buffer.from(digest).toString('base64url') === challenge) id = code;
    }
    const offer = offers.get(id);
    if (offer === undefined) return void response.status(400).json({ error: 'invalid_grant' });
    if ((body.tx_code ?? body.user_pin) !== offer.txCode)
      return void response.status(400).json({ error: body.tx_code ? 'invalid_grant' : 'invalid_request' });
    const asked = body.authorization_details && (JSON.parse(body.authorization_details) as JsonObject[]);
    response.set('cache-control', 'no-store').json({
      access_token: id,
      token_type: 'bearer',
      expires_in: 600,
      ...(asked && {
        authorization_details: asked.map((one: JsonObject) => ({
          ...one,
          credential_identifiers: [one['credential_configuration_id']],
        })),
      }),
    });
  });

  const newNonce = () => {
    const nonce = randomUUID();
    nonces.add(nonce);
    return nonce;
  };
  app.post(
    '/issuer/nonce',
    (_request, response) => void response.set('cache-control', 'no-store').json({ c_nonce: newNonce() }),
  );

  app.post('/issuer/credential', async (request, response) => {
    const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const { records } = offers.get(token) as Offer;
    const { credential_identifier, credential_configuration_id, proofs = {}, proof } = request.body;
    const id = String(credential_identifier ?? credential_configuration_id);
    const [jwt] = [proofs.jwt ?? proof?.jwt ?? []].flat() as string[];
    const [vp] = [proofs.di_vp ?? []].flat() as JsonObject[];
    const holder = vp ? await holderOfVp(vp) : jwt ? await holderOfJwt(jwt) : undefined;
    if (holder === undefined)
      return void response.status(400).json({ error: 'invalid_proof', c_nonce: newNonce() });
    const record = records[Number(id.split('-')[1])] as JsonObject;
    const credential = id.endsWith('-jwt') ? await issueJwt(record, holder) : await issue(record, holder);
    response.json({ credentials: [{ credential }], notification_id: randomUUID() });
  });

  async function holderOfJwt(jwt: string): Promise<string | undefined> {
    const { kid = '' } = jose.decodeProtectedHeader(jwt);
    const { from, toJwk } = await import('@digitalbazaar/ed25519-multikey');
    const did = kid.split('#')[0] as string;
    const publicKeyMultibase = did.slice('did:key:'.length);
    const key = await from({ type: 'Multikey', id: kid, controller: did, publicKeyMultibase });
    const { payload } = await jose.jwtVerify(
      jwt,
      await jose.importJWK((await toJwk({ keyPair: key })) as jose.JWK, 'EdDSA'),
      {
        audience: ISSUER,
      },
    );
    return nonces.delete(String(payload['nonce'])) ? did : undefined;
  }

  async function holderOfVp(vp: JsonObject): Promise<string | undefined> {
    const { challenge, domain } = vp['proof'] as { challenge: string; domain: string };
    const { verdict } = await judge(vp, challenge, ISSUER);
    return nonces.delete(challenge) && domain === ISSUER && verdict === 'accepted'
      ? String(vp['holder'])
      : undefined;
  }

  app.post('/issuer/notification', (_request, response) => void response.status(204).end());

  app.post('/legacy/:id', async ({ params, body }, response) => {
    const { verdict } = await judge(body, params.id);
    if (verdict !== 'accepted') return void response.status(400).json({ title: verdict });
    const [record] = (offers.get(params.id) as Offer).records;
    const credential = await issue(record as JsonObject, body.holder);
    response.type('json').send(JSON.stringify(credential).replaceAll('&', '\\u0026'));
  });

  const exchangeAt = (id: string) => `${ORIGIN}/exchanges/${id}`;
  const query = (kind: string) =>
    kind === 'present'
      ? [
          {
            type: 'DIDAuthentication',
            acceptedCryptosuites: [
              { cryptosuite: 'eddsa-rdfc-2022' },
              { cryptosuite: 'Ed25519Signature2020' },
            ],
          },
          {
            type: 'QueryByExample',
            credentialQuery: { reason: 'Any CLR', example: { type: ['ClrCredential'] } },
          },
        ]
      : [{ type: 'DIDAuthentication', acceptedMethods: [{ method: 'key' }] }];

  app.post('/exchanges/:id', async ({ params: { id }, body }: Request<{ id: string }>, response) => {
    const [kind = '', offerId = ''] = id.split('.');
    const vp = body?.verifiablePresentation as JsonObject | undefined;
    if (kind !== 'first' && vp === undefined) {
      challenges.set(id, randomUUID());
      const request = { query: query(kind), challenge: challenges.get(id), domain: ORIGIN };
      return void response.json({ verifiablePresentationRequest: request });
    }
    const [record] = offers.get(offerId)?.records ?? [];
    if (vp !== undefined) {
      const { verdict } = await judge(vp, challenges.get(id) ?? '', ORIGIN);
      if (verdict !== 'accepted') return void response.status(400).json({ title: verdict });
      if (kind === 'present') return void response.json({});
    }
    const subject = vp?.['holder'] as string | undefined;
    const verifiablePresentation = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiablePresentation'],
      verifiableCredential: [await issue(record as JsonObject, subject)],
    };
    response.json({ verifiablePresentation });
  });

  app.get('/interactions/:id', ({ params: { id } }, response) => {
    const offer = `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(`${ISSUER}/offers/${id.split('.')[1]}`)}`;
    response.json({
      protocols: { vcapi: exchangeAt(id), OID4VCI: offer, openid4vci: offer, 'oid4vci-1.0': offer },
    });
  });

  app.get('/.well-known/did.json', async (_request, response) => {
    const id = 'did:web:bridge.example';
    const method = {
      id: `${id}#key`,
      type: 'JsonWebKey2020',
      controller: id,
      publicKeyJwk: await jose.exportJWK(publicKey),
    };
    response.json({
      '@context': ['https://www.w3.org/ns/did/v1'],
      id,
      verificationMethod: [method],
      authentication: [method.id],
      assertionMethod: [method.id],
    });
  });

  /** Signed where the identifier of the client is a DID, else plain JSON: a signature would say nothing. */
  app.get('/vp/requests/:id', async ({ params }, response) => {
    const { signed, payload } = requests.get(params.id) as { signed: boolean; payload: JsonObject };
    if (!signed) return void response.json(payload);
    const jwt = await new jose.SignJWT({ ...payload, aud: 'https://self-issued.me/v2' })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'did:web:bridge.example#key', typ: 'oauth-authz-req+jwt' })
      .setIssuedAt()
      .sign(privateKey);
    response.type('application/oauth-authz-req+jwt').send(jwt);
  });

  app.post('/vp/:id', async ({ params: { id }, body }, response) => {
    const token = typeof body.vp_token === 'string' ? JSON.parse(body.vp_token) : body.vp_token;
    const presentations = token['@context'] ? [token] : (Object.values(token).flat() as unknown[]);
    for (const presentation of presentations)
      await judge(
        presentation,
        challenges.get(id) ?? '',
        requests.get(id)?.signed ? CLIENT_DID : `redirect_uri:${ORIGIN}/vp/${id}`,
      );
    response.json({});
  });

  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  serveOrigin(ORIGIN, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  function offer(given: Partial<Offer> & { records: JsonObject[] }): string {
    const id = randomUUID();
    offers.set(id, { grant: 'pre-authorized', ...given });
    return id;
  }

  return {
    received,
    close: () => server.close(),
    oid4vci: (given: Parameters<typeof offer>[0]) =>
      `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(`${ISSUER}/offers/${offer(given)}`)}`,
    legacyLink: (record: JsonObject) => {
      const id = offer({ records: [record] });
      return `https://lcw.app/request?issuer=bridge&vc_request_url=${encodeURIComponent(`${ORIGIN}/legacy/${id}`)}&auth_type=bearer&challenge=${id}`;
    },
    exchange: (kind: 'first' | 'auth', record: JsonObject) =>
      exchangeAt(`${kind}.${offer({ records: [record] })}`),
    interaction: (kind: 'first' | 'auth', record: JsonObject) =>
      `${ORIGIN}/interactions/${kind}.${offer({ records: [record] })}?iuv=1`,
    presentExchange: () => exchangeAt(`present.${randomUUID()}`),
    oid4vp: (
      format: 'ldp_vc' | 'jwt_vc_json',
      by: 'value' | 'json' | 'signed' = 'value',
      more: JsonObject = {},
    ) => {
      const id = randomUUID();
      challenges.set(id, randomUUID());
      const uri = `${ORIGIN}/vp/${id}`;
      const formats =
        format === 'ldp_vc'
          ? { ldp_vc: linkedData, ldp_vp: linkedData } // LearnCard signs as it should only with ldp_vp
          : { jwt_vc_json: { alg_values: ['EdDSA'] } };
      const types = format === 'ldp_vc' ? [[CLR], ['ClrCredential']] : [['ClrCredential']];
      const signed = by === 'signed';
      const request = {
        response_type: 'vp_token',
        response_mode: 'direct_post',
        client_id: signed ? CLIENT_DID : `redirect_uri:${uri}`,
        response_uri: uri,
        nonce: challenges.get(id) as string,
        state: id,
        dcql_query: { credentials: [{ id: 'clr', format, multiple: true, meta: { type_values: types } }] },
        client_metadata: { vp_formats_supported: formats },
        ...more,
      };
      if (by !== 'value') {
        requests.set(id, { signed, payload: request });
        const request_uri = `${ORIGIN}/vp/requests/${id}`;
        return `openid4vp://?${new URLSearchParams({ client_id: request.client_id, request_uri })}`;
      }
      const parameters = Object.entries(request)
        .filter(([, value]) => value !== null)
        .map(
          ([name, value]) =>
            [name, typeof value === 'string' ? value : JSON.stringify(value)] as [string, string],
        );
      return `openid4vp://?${new URLSearchParams(parameters)}`;
    },
  };
}
