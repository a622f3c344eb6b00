/** LearnCard, assembled from its own plugins as its app does: DIDKit for keys and proofs, and the OpenID4VC engine. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generateLearnCard } from '@learncard/core';
import { getDidKitPlugin } from '@learncard/didkit-plugin';
import { getOpenID4VCPlugin } from '@learncard/openid4vc-plugin';
import { getVCPlugin } from '@learncard/vc-plugin';
import { fetchLoopback } from './loopback.ts';
import type { Held, Wallet } from './wallet.ts';

type Document = Record<string, unknown>;
type Exchange = {
  verifiablePresentationRequest?: { query: { type: string }[]; challenge: string; domain: string };
  verifiablePresentation?: Document;
};

const WASM = fileURLToPath(import.meta.resolve('@learncard/didkit-plugin/dist/didkit/didkit_wasm_bg.wasm'));

/** The app lets DIDKit fetch contexts that it does not hold; the library alone would refuse them. */
const fetchesContexts = {
  name: 'Contexts',
  context: {
    resolveStaticDocument: async () => undefined,
    resolveRemoteDocument: async (_card: unknown, url: unknown) => {
      try {
        return typeof url === 'string' ? await (await fetchLoopback(url)).json() : undefined;
      } catch {
        return undefined;
      }
    },
  },
  methods: {},
};

export async function createLearnCard(): Promise<Wallet> {
  const empty = await generateLearnCard();
  const withDidKit = await empty.addPlugin(await getDidKitPlugin(await readFile(WASM), true));
  const keypair = withDidKit.invoke.generateEd25519KeyFromBytes(crypto.getRandomValues(new Uint8Array(32)));
  const did = withDidKit.invoke.keyToDid('key', keypair);
  const identity = { name: 'Identity', id: { did: () => did, keypair: () => keypair }, methods: {} };
  const withKeys = await (await withDidKit.addPlugin(identity)).addPlugin(fetchesContexts);
  const withVc = await withKeys.addPlugin(getVCPlugin(withKeys));
  const card = await withVc.addPlugin(getOpenID4VCPlugin(withVc, { fetch: fetchLoopback }));

  type Unsigned = Parameters<typeof card.invoke.issuePresentation>[0];

  async function post(url: string, body: object): Promise<Exchange> {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const response = await fetchLoopback(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const answer = (await response.json()) as Exchange & Document;
    // a presentation without its wrapping is read too
    const isBare = [answer['type']].flat().includes('VerifiablePresentation');
    return isBare ? { verifiablePresentation: answer } : answer;
  }

  /** What its app takes from an interaction, most wanted first. */
  async function follow(link: string): Promise<string> {
    if (!link.startsWith('https:') || !new URL(link).searchParams.has('iuv')) return link;
    const response = await fetchLoopback(link, { headers: { accept: 'application/json' } });
    const { protocols } = (await response.json()) as { protocols: Record<string, string> };
    return protocols['openid4vci'] ?? protocols['openid4vp'] ?? protocols['vcapi'] ?? link;
  }

  /** The messages of an exchange, each request answered with a signed presentation. */
  async function converse(exchange: string, credentials: Held[]): Promise<Exchange> {
    const answer = await post(exchange, {});
    if (answer.verifiablePresentationRequest === undefined) return answer;
    const { challenge, domain, query } = answer.verifiablePresentationRequest;
    const asked = [query].flat().some(({ type }) => type === 'QueryByExample');
    const presentation = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiablePresentation'],
      holder: did,
      ...(asked && { verifiableCredential: credentials.filter((one) => typeof one !== 'string') }),
    } as Unsigned;
    const proof = { challenge, domain, proofPurpose: 'authentication' };
    const verifiablePresentation = await card.invoke.issuePresentation(presentation, proof);
    return post(exchange, { verifiablePresentation });
  }

  return {
    name: 'LearnCard',
    claims: [
      { protocol: 'oid4vci', formats: ['ldp_vc', 'jwt_vc_json'], txCode: true },
      { protocol: 'vc-api', formats: ['ldp_vc'], txCode: false },
    ],
    presents: [
      { protocol: 'oid4vp', formats: ['ldp_vc', 'jwt_vc_json'] },
      { protocol: 'vc-api', formats: ['ldp_vc'] },
    ],
    did,

    async claim(from, { txCode } = {}) {
      const link = await follow(from);
      if (link.startsWith('https:')) {
        const { verifiablePresentation } = await converse(link, []);
        return [verifiablePresentation?.['verifiableCredential'] ?? []].flat() as Held[];
      }
      const kept = new Set<string>();
      const { credentials, failures } = await card.invoke.acceptAndStoreCredentialOffer(link, {
        ...(txCode && { txCode }),
        upload: async () => `urn:uuid:${crypto.randomUUID()}`,
        addToIndex: async ({ uri }) => kept.add(uri),
      });
      if (kept.size === 0) throw new Error(`nothing could be kept: ${failures[0]?.error}`);
      // it asks for everything that is offered, and lets go of what it cannot store
      const lost = new Set(failures.map(({ configurationId }) => configurationId));
      return credentials
        .filter(({ configuration_id }) => !lost.has(configuration_id))
        .map(({ credential }) => credential as Held);
    },

    judges: (credential) => typeof credential !== 'string',

    async verify(credential) {
      if (typeof credential === 'string')
        return { verified: false, detail: 'DIDKit is handed documents only' };
      const detail = await card.invoke
        .verifyCredential(credential as Parameters<typeof card.invoke.verifyCredential>[0])
        .catch((cause: unknown) => ({ checks: [] as string[], errors: [String(cause)] })); // DIDKit throws texts
      return { verified: detail.errors.length === 0 && detail.checks.includes('proof'), detail };
    },

    async present(from, credentials) {
      const link = await follow(from);
      if (link.startsWith('https:')) return converse(link, credentials);
      const pool = credentials.map((credential) => ({ credential }));
      const { request, dcqlSelection } = await card.invoke.prepareVerifiablePresentation(link, pool);
      if (!dcqlSelection?.canSatisfy) throw new Error(`nothing fits: ${dcqlSelection?.reason}`);
      // of alternatives the learner picks one; here it is the first that fits
      const sets = (request.dcql_query?.credential_sets ?? []) as { options: string[][] }[];
      const fits = (id: string) => (dcqlSelection.matches[id]?.candidates.length ?? 0) > 0;
      const ids = sets.flatMap(({ options }) => options.find((option) => option.every(fits)) ?? []);
      const chosen = ids.flatMap((credentialQueryId) =>
        (dcqlSelection.matches[credentialQueryId]?.candidates ?? []).map((candidate) => ({
          credentialQueryId,
          candidate,
        })),
      );
      return (await card.invoke.presentCredentials(request, chosen)).submitted;
    },
  };
}
