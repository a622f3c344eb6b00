/** The enveloped forms of VC Data Model 2.0, section 4.13: a JWS as a data: URL. */
import { asArray, type JsonObject } from '../kernel/json.ts';
import { VC2_CONTEXT } from '../kernel/vc-version.ts';

const DATA_URL = /^data:application\/(?:v[cp](?:[+-]ld)?\+)?jwt(?:;[^,]*)?,/;

/**
 * The compact JWS in an EnvelopedVerifiableCredential or -Presentation: empty where its id is no data: URL of one,
 * undefined where the object is neither.
 */
export function jwsOfEnvelope(value: JsonObject): string | undefined {
  const types = new Set(asArray(value['type']));
  if (!types.has('EnvelopedVerifiableCredential') && !types.has('EnvelopedVerifiablePresentation'))
    return undefined;
  const { id } = value;
  const match = typeof id === 'string' ? DATA_URL.exec(id) : null;
  return typeof id === 'string' && match ? id.slice(match[0].length) : '';
}

/** What an envelope lacks that stands alone or in a presentation: its own context (section 4.13.1), or a JWS. */
export function findEnvelopeFault(value: JsonObject): { pointer: string; message: string } | undefined {
  if (!asArray(value['@context']).includes(VC2_CONTEXT))
    return { pointer: '/@context', message: `The @context of the envelope does not list ${VC2_CONTEXT}.` };
  if (!jwsOfEnvelope(value))
    return { pointer: '/id', message: 'The id of the envelope is no data: URL of a compact JWS.' };
  return undefined;
}

/** The compact JWS of a credential as an EnvelopedVerifiableCredential. */
export function envelopeOf(jws: string): JsonObject {
  return {
    '@context': VC2_CONTEXT,
    id: `data:application/vc+jwt,${jws}`,
    type: 'EnvelopedVerifiableCredential',
  };
}
