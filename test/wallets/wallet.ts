/** What a wallet is to these tests: code that a learner really runs, behind one door. */

export type Protocol = 'legacy-link' | 'vc-api' | 'oid4vci' | 'oid4vp';
export type Format = 'ldp_vc' | 'jwt_vc_json' | 'vc+sd-jwt';

/** A credential as the wallet keeps it: a document, or a compact JWT. */
export type Held = Record<string, unknown> | string;

export const formatOf = (held: Held): Format =>
  typeof held !== 'string' ? 'ldp_vc' : held.includes('~') ? 'vc+sd-jwt' : 'jwt_vc_json';

/** `detail` is what the wallet's own verifier said, whole. */
export type Judgement = { verified: boolean; detail: unknown };

export type ClaimOptions = {
  txCode?: string;
  /** Of what is offered, only this. */
  format?: Format;
  /** Logs in at the authorization server: from the address of its page to that which it sends the wallet to. */
  approve?: (url: string) => Promise<string>;
};

/** `unbound`: it keeps only what is handed to it before it has proven a DID. */
type Claiming = { protocol: Protocol; formats: Format[]; txCode: boolean; unbound?: true };

export type Wallet = {
  name: string;
  /** Taking credentials in (`claims`) and showing them (`presents`), each with the formats that work, and how it must be asked. */
  claims: Claiming[];
  presents: { protocol: Protocol; formats: Format[]; query?: 'presentation-exchange' }[];
  did: string;
  /** The member `x` of its public key as a JWK, where it presents SD-JWTs. */
  keyX?: string;
  /** Follows what a QR code holds: a deep link, an offer, an interaction URL or an exchange. */
  claim: (link: string, options?: ClaimOptions) => Promise<Held[]>;
  /** False for what its verifier does not look at; absent where it looks at everything. */
  judges?: (credential: Held) => boolean;
  verify: (credential: Held) => Promise<Judgement>;
  /** Answers a request for credentials; gives what the verifier answered. */
  present: (link: string, credentials: Held[]) => Promise<unknown>;
};
