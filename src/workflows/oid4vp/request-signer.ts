/** Who signs a request of OpenID4VP: the key of a DID of this service, or the one that a certificate speaks for. */
import type { createOpenid4vpAuthorizationRequest } from '@openid4vc/openid4vp';
import { BridgeError } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { JWS_ALGORITHM, type KeyType, type Signer } from '../../proofs/ports.ts';
import type { ExchangeDeps, RequestContent } from '../exchange-ports.ts';

type LibraryOptions = Parameters<typeof createOpenid4vpAuthorizationRequest>[0];

export type RequestSigner = {
  header: NonNullable<LibraryOptions['jar']>['jwtSigner'];
  sign: LibraryOptions['callbacks']['signJwt'];
};

/** Keys that sign JWTs. */
const JWT_KEYS: KeyType[] = ['Ed25519', 'P-384', 'RSA'];

/**
 * The key that signs requests of a DID: of P-256 if there is one, which every wallet knows.
 * @param did default: the default issuer's
 * @throws BridgeError `issuer-unknown`, `key-unavailable`
 */
export async function verifierOf(
  { signerFor }: Pick<ExchangeDeps, 'signerFor'>,
  did: string | undefined,
): Promise<Signer> {
  const own = did ?? (await signerFor()).controller;
  const first = await signerFor(own, ['P-256']);
  return first.keyType === 'P-256' ? first : signerFor(own, JWT_KEYS);
}

/** Undefined where nobody signs. @throws BridgeError `issuer-unknown`, `key-unavailable` */
export async function requestSignerOf(
  deps: Pick<ExchangeDeps, 'signerFor' | 'certified'>,
  { clientId, verifier }: RequestContent,
): Promise<RequestSigner | undefined> {
  if (clientId === 'redirect-uri') return undefined;
  if (clientId === 'did') {
    const signer = await verifierOf(deps, verifier);
    const alg = algorithmOf(signer);
    return { header: { method: 'did', didUrl: signer.id, alg }, sign: signWith(signer) };
  }
  const { certified } = deps;
  if (certified === undefined)
    throw new BridgeError('key-unavailable', 'The certificate that signed requests is configured no more.');
  const { signer, chain } = certified;
  return { header: { method: 'x5c', x5c: [...chain], alg: algorithmOf(signer) }, sign: signWith(signer) };
}

function algorithmOf({ keyType, id }: Signer): string {
  if (keyType !== 'Bls12381G2') return JWS_ALGORITHM[keyType];
  throw new BridgeError('key-unavailable', `The key ${id} signs no JWT.`);
}

const signWith =
  (signer: Signer): RequestSigner['sign'] =>
  async (_signer, { header, payload }) => ({
    jwt: await signer.signJws(header as JsonObject, Buffer.from(JSON.stringify(payload))),
    signerJwk: signer.publicJwk as Awaited<ReturnType<RequestSigner['sign']>>['signerJwk'],
  });
