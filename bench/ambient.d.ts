/** Shapes of the packages in bench/node_modules, as narrow as our use of them; they are installed on first use. */

declare module '@digitalcredentials/vc' {
  export function issue(options: object): Promise<Record<string, unknown>>;
  export function verifyCredential(options: object): Promise<{ verified: boolean; error?: unknown }>;
}

declare module '@digitalcredentials/ed25519-signature-2020' {
  export const Ed25519Signature2020: new (options?: { key: object }) => object;
}

declare module '@digitalcredentials/ed25519-verification-key-2020' {
  type Key = { id: string; fingerprint(): string; export(options: { publicKey: boolean }): object };
  export const Ed25519VerificationKey2020: { generate(): Promise<Key> };
}

declare module '@spruceid/didkit-wasm-node' {
  export function generateEd25519Key(): string;
  export function keyToDID(method: string, jwk: string): string;
  export function keyToVerificationMethod(method: string, jwk: string): Promise<string>;
  export function issueCredential(credential: string, options: string, jwk: string): Promise<string>;
  export function verifyCredential(credential: string, options: string): Promise<string>;
}

declare module 'autocannon' {
  type Result = {
    requests: { total: number; average: number };
    latency: { p50: number; p99: number };
    duration: number;
    errors: number;
    timeouts: number;
    mismatches: number;
    non2xx: number;
    statusCodeStats: Record<string, { count: number }>;
  };
  type Options = {
    url: string;
    method: 'POST' | 'GET';
    headers: Record<string, string>;
    body: string;
    connections: number;
    duration: number;
    timeout: number;
    verifyBody: (body: string) => boolean;
  };
  const autocannon: (options: Options) => Promise<Result>;
  export default autocannon;
}

declare module '@digitalbazaar/vc' {
  export function derive(options: object): Promise<Record<string, unknown>>;
}
