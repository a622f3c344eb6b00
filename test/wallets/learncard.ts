/** LearnCard, assembled from its own plugins as its app does: DIDKit for keys and proofs, and the OpenID4VC engine. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generateLearnCard } from '@learncard/core';
import { getDidKitPlugin } from '@learncard/didkit-plugin';
import { getOpenID4VCPlugin, normalizeIssuedCredential } from '@learncard/openid4vc-plugin';
import { getVCPlugin } from '@learncard/vc-plugin';
import { fetchLoopback } from './loopback.ts';
import type { Held, Wallet } from './wallet.ts';

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

  return {
    name: 'LearnCard',
    claims: [{ protocol: 'oid4vci', formats: ['ldp_vc', 'jwt_vc_json'], txCode: true }],
    presents: [{ protocol: 'oid4vp', formats: ['ldp_vc', 'jwt_vc_json'] }],
    did,

    async claim(link, { txCode } = {}) {
      const { credentials } = await card.invoke.acceptCredentialOffer(link, txCode ? { txCode } : {});
      // what it could not normalise, it could not store either
      for (const { credential, format } of credentials) normalizeIssuedCredential(credential, format);
      return credentials.map(({ credential }) => credential as Held);
    },

    async verify(credential) {
      if (typeof credential === 'string')
        return { verified: false, detail: 'DIDKit is handed documents only' };
      const detail = await card.invoke
        .verifyCredential(credential as Parameters<typeof card.invoke.verifyCredential>[0])
        .catch((cause: unknown) => ({ checks: [] as string[], errors: [String(cause)] })); // DIDKit throws texts
      return { verified: detail.errors.length === 0 && detail.checks.includes('proof'), detail };
    },

    async present(link, credentials) {
      const pool = credentials.map((credential) => ({ credential }));
      const { request, dcqlSelection } = await card.invoke.prepareVerifiablePresentation(link, pool);
      if (!dcqlSelection?.canSatisfy) throw new Error(`nothing fits: ${dcqlSelection?.reason}`);
      const chosen = Object.entries(dcqlSelection.matches).flatMap(([credentialQueryId, { candidates }]) =>
        candidates.map((candidate) => ({ credentialQueryId, candidate })),
      );
      return (await card.invoke.presentCredentials(request, chosen)).submitted;
    },
  };
}
