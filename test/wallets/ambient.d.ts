/** Shapes of the untyped wallet libraries, as narrow as our use of them. */

declare module '@digitalbazaar/oid4-client' {
  type Document = Record<string, unknown>;
  type Signer = { id?: string; algorithm?: string; sign: (options: never) => Promise<Uint8Array> };
  export function getCredentialOffer(options: { url: string }): Promise<Document>;
  export class OID4Client {
    static fromCredentialOffer(options: { offer: Document }): Promise<OID4Client>;
    requestCredentials(options: {
      did: string;
      didProofSigner: Signer;
    }): Promise<{ credential?: Document; credentials?: Document[] }>;
  }
  export const oid4vp: {
    getAuthorizationRequest(options: { url: string }): Promise<{ authorizationRequest: Document }>;
    toVpr(options: { authorizationRequest: Document }): { verifiablePresentationRequest: Document };
    sendAuthorizationResponse(options: {
      verifiablePresentation: Document;
      authorizationRequest: Document;
    }): Promise<{ result: unknown }>;
  };
  export const query: {
    queryByExample: { toJsonPointerMap(options: { example: Document }): Map<string, unknown> };
    credentialMatches(options: { credential: Document; map: Map<string, unknown> }): boolean;
  };
}

declare module '@digitalcredentials/vc' {
  type Document = Record<string, unknown>;
  export function createPresentation(options: {
    holder: string;
    verifiableCredential?: unknown[] | undefined;
    verify: boolean;
  }): Document;
  export function signPresentation(options: {
    presentation: Document;
    suite: object;
    documentLoader: unknown;
    challenge: string;
    domain?: string;
  }): Promise<Document>;
}

declare module '@digitalcredentials/ed25519-signature-2020' {
  export const Ed25519Signature2020: new (options: { key: object }) => object;
}

declare module '@digitalbazaar/ed25519-multikey' {
  export function toJwk(options: { keyPair: object; secretKey?: boolean }): Promise<object>;
}
