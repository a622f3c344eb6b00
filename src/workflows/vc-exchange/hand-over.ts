/** Credentials as wallets take them over: in a presentation that nobody signs, since each brings its own proof. */
import type { JsonObject } from '../../kernel/json.ts';
import { envelopeOf } from '../../records/jws-of-envelope.ts';
import type { Secured } from '../secure-credential.ts';

const VC2_CONTEXT = 'https://www.w3.org/ns/credentials/v2';

/** On the context of VC 2.0, since a presentation on that of 1.1 carries no credential of 2.0. */
export function presentationOf(credentials: Secured[]): JsonObject {
  return {
    '@context': [VC2_CONTEXT],
    type: ['VerifiablePresentation'],
    verifiableCredential: credentials.map(asObject),
  };
}

/** A credential in a JWT is put into an envelope: what holds it is JSON-LD. */
export const asObject = (credential: Secured): JsonObject =>
  typeof credential === 'string' ? envelopeOf(credential) : credential;
