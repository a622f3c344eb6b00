/** OpenID for Verifiable Credential Issuance 1.0 over the offers of the service: what its addresses call. */
import type { JsonObject } from '../../kernel/json.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { type Authorisation, createAuthorisation } from './authorise-claim.ts';
import { createNonce, NONCE_SECONDS } from './claim-nonce.ts';
import { grantToken, type TokenRequest } from './grant-token.ts';
import { type ClaimAnswer, type ClaimRequest, issueClaimed, issueDeferred } from './issue-claimed.ts';
import { describeIssuer, describeServer } from './issuer-metadata.ts';
import { noteOutcome } from './note-outcome.ts';
import { type OfferAsked, readOffer } from './read-offer.ts';

export type Oid4vci = {
  /** @param base address of the service, which is `credential_issuer` and the authorization server */
  issuerMetadata(base: string): JsonObject;
  serverMetadata(base: string): JsonObject;
  /** @param code of the offer's page */
  offer(code: string, asked: OfferAsked): Promise<JsonObject>;
  /** Of a pre-authorised code. */
  token(request: TokenRequest): Promise<JsonObject>;
  /** The other grant: a code that the learner's agreement is behind. */
  authorisation: Authorisation;
  nonce(): Promise<JsonObject>;
  credential(request: ClaimRequest): Promise<ClaimAnswer>;
  deferred(request: Omit<ClaimRequest, 'audience'>): Promise<ClaimAnswer>;
  notification(authorization: string | undefined, body: JsonObject): Promise<void>;
};

export function createOid4vci(deps: ExchangeDeps): Oid4vci {
  return {
    issuerMetadata: (base) => describeIssuer(base),
    serverMetadata: (base) => describeServer(base),
    offer: (code, asked) => readOffer(deps, code, asked),
    token: (request) => grantToken(deps, request),
    authorisation: createAuthorisation(deps),
    nonce: async () => ({ c_nonce: await createNonce(deps), c_nonce_expires_in: NONCE_SECONDS }),
    credential: (request) => issueClaimed(deps, request),
    deferred: (request) => issueDeferred(deps, request),
    notification: (authorization, body) => noteOutcome(deps, authorization, body),
  };
}
