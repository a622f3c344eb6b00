/** What a wallet asks for at the credential endpoint, as OpenID4VCI 1.0 (section 8.2) and draft 13 write it. */
import { Oauth2ServerErrorResponseError } from '@openid4vc/oauth2';
import { Openid4vciIssuer } from '@openid4vc/openid4vci';
import { typesOf } from '../../credentials/schema-vc.ts';
import { asArray, isObject, type JsonObject } from '../../kernel/json.ts';
import { oauthFault } from '../oauth-fault.ts';
import { type Choice, CONFIGURATIONS } from './configurations.ts';
import type { KeyProof } from './prove-key.ts';

export type CredentialRequest = {
  /** What of the offer is asked for; several where a configuration is named that several things of it have. */
  choices: Choice[];
  /** Absent where a wallet first asks whether one is needed. */
  proof?: KeyProof;
};

const issuer = new Openid4vciIssuer({ callbacks: {} as never });

/** The library looks up what is known; every id is looked up here. */
const METADATA = {
  credentialIssuer: { credential_configurations_supported: Object.fromEntries(CONFIGURATIONS) },
  knownCredentialConfigurations: Object.fromEntries(CONFIGURATIONS),
};

/** Formats of draft 13 that are another name of one that is made here. */
const ALIASES: Record<string, string> = { 'jwt_vc_json-ld': 'jwt_vc_json', jwt_vc: 'jwt_vc_json' };

/**
 * @param body as it came
 * @param choices all of the offer
 * @throws BridgeError `wallet-refused`: `invalid_credential_request`, `unknown_credential_configuration`,
 *   `unknown_credential_identifier`, `invalid_encryption_parameters`, `invalid_proof`
 */
export function parseCredentialRequest(body: JsonObject, choices: Choice[]): CredentialRequest {
  if (body['credential_response_encryption'] !== undefined)
    throw oauthFault('invalid_encryption_parameters', 'Answers are not encrypted here; leave it out.');
  const request = tolerated(body);
  checkShape(request);
  const proof = proofOf(request);
  return { choices: chosenBy(request, choices), ...(proof === undefined ? {} : { proof }) };
}

/** Spellings of wallets in the field, brought into the form of the standard. */
function tolerated(body: JsonObject): JsonObject {
  const { proofs, format, ...rest } = body;
  // one wallet puts the name of the type beside the proofs
  const { proof_type: _type, ...kinds } = isObject(proofs) ? proofs : {};
  return {
    ...rest,
    ...(isObject(proofs) ? { proofs: kinds } : proofs === undefined ? {} : { proofs }),
    ...(typeof format === 'string'
      ? { format: ALIASES[format] ?? format }
      : format === undefined
        ? {}
        : { format }),
  };
}

/** What the library knows of the shape. */
function checkShape(credentialRequest: JsonObject): void {
  const named = credentialRequest['credential_configuration_id'];
  if (typeof named === 'string' && !CONFIGURATIONS.has(named))
    throw oauthFault('unknown_credential_configuration', 'There is no such credential configuration.');
  try {
    issuer.parseCredentialRequest({ credentialRequest, issuerMetadata: METADATA as never });
  } catch (error) {
    if (!(error instanceof Oauth2ServerErrorResponseError)) throw error;
    const [first = ''] = (error.errorResponse.error_description ?? '').split('\n');
    throw oauthFault('invalid_credential_request', first);
  }
}

function chosenBy(request: JsonObject, choices: Choice[]): Choice[] {
  const { credential_identifier, credential_configuration_id, format } = request;
  if (credential_identifier !== undefined) {
    const one = choices.find(({ identifier }) => identifier === credential_identifier);
    if (one === undefined)
      throw oauthFault('unknown_credential_identifier', 'The offer has no such credential_identifier.');
    return [one];
  }
  if (credential_configuration_id !== undefined) {
    const some = choices.filter(({ configuration }) => configuration.id === credential_configuration_id);
    if (some.length === 0)
      throw oauthFault('unknown_credential_configuration', 'The offer has no such credential configuration.');
    return some;
  }
  const { credential_definition: definition } = request;
  const described = isObject(definition) ? definition : request;
  // `types` is the name of draft 11
  const wanted = new Set(typesOf(described['types'] ? { type: described['types'] } : described));
  const some = choices.filter(
    ({ configuration }) =>
      configuration.format === format &&
      configuration.type.length === wanted.size &&
      configuration.type.every((type) => wanted.has(type)),
  );
  if (some.length === 0)
    throw oauthFault('invalid_credential_request', 'The offer has nothing of this format and type.');
  return some;
}

/** One proof: of copies for several keys none would be the one that was claimed. */
function proofOf({ proof, proofs }: JsonObject): KeyProof | undefined {
  if (isObject(proof)) {
    const { proof_type, jwt, di_vp, ldp_vp } = proof;
    if (proof_type === 'jwt' && typeof jwt === 'string') return { type: 'jwt', jwt };
    const presentation = di_vp ?? ldp_vp;
    if (isObject(presentation)) return { type: 'di_vp', presentation };
    throw oauthFault('invalid_proof', 'The types of proof are jwt and di_vp.');
  }
  if (!isObject(proofs)) return undefined;
  const given = Object.entries(proofs).flatMap(([type, some]) =>
    asArray(some).map((one) => [type, one] as const),
  );
  const [first, ...more] = given;
  if (first === undefined) return undefined;
  if (more.length > 0)
    throw oauthFault('invalid_credential_request', 'One proof at a time: each credential is issued once.');
  const [type, one] = first;
  if (type === 'jwt' && typeof one === 'string') return { type: 'jwt', jwt: one };
  if (type === 'di_vp' && isObject(one)) return { type: 'di_vp', presentation: one };
  throw oauthFault('invalid_proof', 'The types of proof are jwt and di_vp.');
}
