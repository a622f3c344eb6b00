/**
 * The web wallet of Digital Bazaar (Veres, VC Playground): its OID4 client for offers and requests, plain messages for
 * VC-API exchanges, and its own suites for presentations.
 */
import { getCredentialOffer, OID4Client, oid4vp, query } from '@digitalbazaar/oid4-client';
import * as vc from '@digitalbazaar/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import { SUITES } from '../fixtures/plain-verifier.ts';
import { createHolderKey, documentLoader } from './holder-key.ts';
import type { Held, Wallet } from './wallet.ts';

type Document = Record<string, unknown>;
type Example = { example: Document };
type Query = { type: string; credentialQuery?: Example | Example[] };
type Request = { query: Query[]; challenge: string; domain: string };
type Checked = { statusResult?: { results?: { status: unknown }[] } };
type Exchange = { verifiablePresentationRequest?: Request; verifiablePresentation?: Document };

const isDocument = (held: Held): held is Document => typeof held !== 'string';

async function post(url: string, body?: object): Promise<Exchange> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Exchange;
}

export async function createDigitalBazaar(): Promise<Wallet> {
  const { did, signer, presentationOf, signPresentation } = await createHolderKey();

  /** What its config accepts in an interaction, most wanted first. */
  async function follow(link: string): Promise<{ protocol: string; url: string }> {
    if (link.startsWith('openid-credential-offer:')) return { protocol: 'OID4VCI', url: link };
    if (link.startsWith('openid4vp:')) return { protocol: 'OID4VP', url: link };
    if (!new URL(link).searchParams.has('iuv')) return { protocol: 'vcapi', url: link };
    const response = await fetch(link, { headers: { accept: 'application/json' } });
    const { protocols } = (await response.json()) as { protocols: Record<string, string> };
    for (const protocol of ['vcapi', 'OID4VCI', 'OID4VP']) {
      const url = protocols[protocol];
      if (url !== undefined) return { protocol, url };
    }
    throw new Error('The credential offer is not compatible with this wallet.');
  }

  async function claimByOffer(url: string): Promise<Held[]> {
    const client = await OID4Client.fromCredentialOffer({ offer: await getCredentialOffer({ url }) });
    const { credential, credentials } = await client.requestCredentials({ did, didProofSigner: signer });
    return credentials ?? (credential === undefined ? [] : [credential]);
  }

  async function composeVp(request: Request, held: Held[]): Promise<Document> {
    const examples = request.query.flatMap(({ credentialQuery }) =>
      credentialQuery === undefined ? [] : [credentialQuery].flat().map(({ example }) => example),
    );
    const maps = examples.map((example) => query.queryByExample.toJsonPointerMap({ example }));
    const chosen = held
      .filter(isDocument)
      .filter((credential) => maps.some((map) => query.credentialMatches({ credential, map })));
    const presentation = presentationOf(maps.length > 0 ? chosen : undefined);
    if (!request.query.some(({ type }) => type === 'DIDAuthentication')) return presentation;
    const { challenge, domain } = request;
    return signPresentation(presentation, { challenge, domain });
  }

  /** Until the service asks for nothing more; the first message has no body. */
  async function converse(exchange: string, held: Held[]): Promise<Exchange> {
    let answer = await post(exchange);
    while (answer.verifiablePresentationRequest !== undefined)
      answer = await post(exchange, {
        verifiablePresentation: await composeVp(answer.verifiablePresentationRequest, held),
      });
    return answer;
  }

  return {
    name: 'Digital Bazaar web wallet',
    claims: [
      { protocol: 'oid4vci', formats: ['ldp_vc'], txCode: false },
      { protocol: 'vc-api', formats: ['ldp_vc'], txCode: false },
    ],
    presents: [
      { protocol: 'oid4vp', formats: ['ldp_vc'], query: 'presentation-exchange' },
      { protocol: 'vc-api', formats: ['ldp_vc'] },
    ],
    did,

    async claim(link) {
      const { protocol, url } = await follow(link);
      if (protocol === 'OID4VCI') return claimByOffer(url);
      const { verifiablePresentation } = await converse(url, []);
      return [verifiablePresentation?.['verifiableCredential'] ?? []].flat() as Held[];
    },

    async verify(credential) {
      if (!isDocument(credential)) return { verified: false, detail: 'envelopes are judged by its service' };
      const suite = [SUITES['eddsa-rdfc-2022'](), SUITES.Ed25519Signature2020()];
      const detail = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus });
      // the library says that the status could be read; what it is, it leaves to the wallet
      const revoked = (detail as Checked).statusResult?.results?.some(({ status }) => status !== false);
      return { verified: detail.verified && !revoked, detail };
    },

    async present(link, credentials) {
      const { protocol, url } = await follow(link);
      if (protocol === 'vcapi') return converse(url, credentials);
      const { authorizationRequest } = await oid4vp.getAuthorizationRequest({ url });
      const { verifiablePresentationRequest } = oid4vp.toVpr({ authorizationRequest });
      const verifiablePresentation = await composeVp(verifiablePresentationRequest as Request, credentials);
      return oid4vp.sendAuthorizationResponse({ verifiablePresentation, authorizationRequest });
    },
  };
}
