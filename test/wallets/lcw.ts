/**
 * The Learner Credential Wallet (2.2.10), from the libraries that it is made of: the presentation it signs, the ways it
 * takes credentials in, its verifier, and where it looks for a title.
 */
import { Ed25519Signature2020 } from '@digitalcredentials/ed25519-signature-2020';
import { Ed25519VerificationKey2020 } from '@digitalcredentials/ed25519-verification-key-2020';
import { securityLoader } from '@digitalcredentials/security-document-loader';
import { createPresentation, signPresentation } from '@digitalcredentials/vc';
import { verifyCredential } from '@digitalcredentials/verifier-core';
import { decode } from 'html-entities';
import type { Held, Wallet } from './wallet.ts';

type Document = Record<string, unknown>;
type Request = { query?: Document | Document[]; challenge?: string; domain?: string };
type Exchange = { verifiablePresentationRequest?: Request; verifiablePresentation?: Document };

const isObject = (value: unknown): value is Document => typeof value === 'object' && value !== null;
const listOf = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : ([value].flat() as T[]));

/** The title on the wallet's card: `credential.name` is not asked. */
export function titleOf(credential: Held): string {
  const subject = isObject(credential) ? listOf(credential['credentialSubject'])[0] : undefined;
  if (!isObject(subject)) return 'Unknown Credential';
  const [achievement] = listOf(subject['achievement']);
  const named = [subject['hasCredential'], achievement].find((one) => isObject(one) && one['name']);
  return isObject(named) ? String(named['name']) : 'Unknown Credential';
}

/** How the wallet compares an example with a credential: arrays as subsets of arrays, texts as they are. */
export function matchesExample(example: unknown, value: unknown): boolean {
  if (Array.isArray(example))
    return Array.isArray(value) && example.every((one) => value.some((other) => matchesExample(one, other)));
  if (isObject(example))
    return (
      isObject(value) && Object.entries(example).every(([key, inner]) => matchesExample(inner, value[key]))
    );
  return example === value;
}

const credentialsIn = (answer: Document): Document[] =>
  listOf(answer['type'] as string | string[]).includes('VerifiablePresentation')
    ? listOf(answer['verifiableCredential'] as Document | Document[] | undefined)
    : [answer];

async function post(url: string, body: object): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  // the wallet reads the problem as JSON, and fails a second time where it is none
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(JSON.parse(text))}`);
  return text;
}

export async function createLcw(): Promise<Wallet> {
  const { controller: did, key } = await createKey();
  const documentLoader = securityLoader({ fetchRemoteContexts: true }).build();

  const signVp = (proof: { challenge: string; domain?: string }, verifiableCredential?: Held[]) =>
    signPresentation({
      presentation: createPresentation({ holder: did, verifiableCredential, verify: false }),
      suite: new Ed25519Signature2020({ key }),
      documentLoader,
      ...proof,
    });

  /** `vc_request_url`: one presentation without a domain, answered by the credential or a presentation of it. */
  async function claimByLegacyLink(parameters: URLSearchParams): Promise<Held[]> {
    if (parameters.get('auth_type') !== 'bearer') throw new Error('Unsupported auth_type value');
    const vp = await signVp({ challenge: parameters.get('challenge') ?? '' });
    // the wallet undoes HTML entities in the answer before it reads the JSON
    const answer = decode(await post(parameters.get('vc_request_url') ?? '', vp));
    return credentialsIn(JSON.parse(answer) as Document);
  }

  async function exchangeOf(link: string): Promise<string> {
    if (!new URL(link).searchParams.has('iuv')) return link;
    const response = await fetch(link, { headers: { Accept: 'application/json' } });
    const { protocols } = (await response.json()) as { protocols: Record<string, string> };
    if (protocols['vcapi'] === undefined) throw new Error('Only "vcapi" is currently supported');
    return protocols['vcapi'];
  }

  const continueExchange = async (exchange: string, body: object): Promise<Exchange> =>
    JSON.parse(await post(exchange, body)) as Exchange;

  /** The presentation for a request; unsigned where no authentication is asked. */
  async function composeVp(request: Request, held: Held[]): Promise<Document> {
    const queries = listOf(request.query);
    const asksWho = queries.some(({ type }) => type === 'DIDAuthentication');
    const examples = queries
      .filter(({ type }) => type === 'QueryByExample')
      .flatMap(({ credentialQuery }) => listOf(credentialQuery as Document | Document[]))
      .map(({ example }) => example);
    const chosen = held.filter((one) => examples.some((example) => matchesExample(example, one)));
    const credentials = examples.length > 0 ? chosen : undefined;
    if (!asksWho)
      return createPresentation({ holder: did, verifiableCredential: credentials, verify: false });
    const { challenge, domain } = request;
    if (!challenge || !domain) throw new Error('"challenge" and "domain" are both required');
    return signVp({ challenge, domain }, credentials);
  }

  return {
    name: 'Learner Credential Wallet',
    claims: [
      { protocol: 'legacy-link', formats: ['ldp_vc'], txCode: false },
      { protocol: 'vc-api', formats: ['ldp_vc'], txCode: false, unbound: true },
    ],
    presents: [{ protocol: 'vc-api', formats: ['ldp_vc'] }],
    did,

    async claim(link) {
      const { searchParams } = new URL(link);
      if (searchParams.has('vc_request_url')) return claimByLegacyLink(searchParams);
      const exchange = await exchangeOf(link);
      const first = await continueExchange(exchange, {});
      if (first.verifiablePresentationRequest === undefined)
        return first.verifiablePresentation === undefined ? [] : credentialsIn(first.verifiablePresentation);
      const vp = await composeVp(first.verifiablePresentationRequest, []);
      await continueExchange(exchange, { verifiablePresentation: vp });
      // release 2.2.10 lets go of what is issued after it has said who it is (upstream issue 957)
      return [];
    },

    async verify(credential) {
      if (typeof credential === 'string') return { verified: false, detail: 'takes no JWT' };
      type Credential = Parameters<typeof verifyCredential>[0]['credential'];
      const detail = await verifyCredential({
        credential: credential as unknown as Credential,
        knownDIDRegistries: [],
      });
      const steps = new Map(detail.log?.map(({ id, valid }) => [id, valid]));
      const revoked = detail.log?.some(
        ({ id, valid, error }) => id === 'revocation_status' && (!valid || error),
      );
      const verified =
        !detail.errors &&
        steps.get('valid_signature') === true &&
        steps.get('expiration') !== false &&
        !revoked;
      return { verified, detail };
    },

    async present(link, credentials) {
      const exchange = await exchangeOf(link);
      const { verifiablePresentationRequest } = await continueExchange(exchange, {});
      if (verifiablePresentationRequest === undefined) throw new Error('nothing is asked for');
      const vp = await composeVp(verifiablePresentationRequest, credentials);
      return continueExchange(exchange, { verifiablePresentation: vp });
    },
  };
}

async function createKey() {
  const key = await Ed25519VerificationKey2020.generate();
  const fingerprint = key.fingerprint();
  key.controller = `did:key:${fingerprint}`;
  key.id = `${key.controller}#${fingerprint}`;
  return { controller: key.controller, key };
}
