/** The enveloped forms of VC Data Model 2.0, section 4.13: a JWT as a data: URL. */
import { asArray, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { VC2_CONTEXT } from '../kernel/vc-version.ts';

/**
 * Media types of VC-JOSE-COSE, sections 6.1.1 to 6.1.4, and their earlier spellings; the one of any JWT does not say what
 * is in it.
 */
const DATA_URL = /^data:application\/(?:(v[cp])(?:[+-]ld)?\+(sd-)?)?jwt(?:;[^,]*)?,/;

/**
 * The JWT in an EnvelopedVerifiableCredential or -Presentation: empty where its id is no data: URL of one, or one of
 * another kind than the media type says; undefined where the object is neither.
 */
export function jwsOfEnvelope(value: JsonObject): string | undefined {
  const types = new Set(asArray(value['type']));
  const credential = types.has('EnvelopedVerifiableCredential');
  const presentation = types.has('EnvelopedVerifiablePresentation');
  if (!credential && !presentation) return undefined;
  const { id } = value;
  const match = typeof id === 'string' ? DATA_URL.exec(id) : null;
  if (typeof id !== 'string' || !match || (credential && presentation)) return '';
  const [prefix, content, selective] = match;
  const jwt = id.slice(prefix.length);
  if (content === undefined) return jwt;
  return (content === 'vc') === credential && (selective !== undefined) === jwt.includes('~') ? jwt : '';
}

const MEMBERS = new Set(['@context', 'id', 'type']);

/**
 * What is wrong with an envelope that stands alone or in a presentation: it lacks its own context (section 4.13.1), or a
 * JWT, or says more than that one, which would look verified with it.
 */
export function findEnvelopeFault(value: JsonObject): { pointer: string; message: string } | undefined {
  if (!asArray(value['@context']).includes(VC2_CONTEXT))
    return { pointer: '/@context', message: `The @context of the envelope does not list ${VC2_CONTEXT}.` };
  if (!jwsOfEnvelope(value))
    return { pointer: '/id', message: 'The id of the envelope is no data: URL of a JWT of its kind.' };
  const more = Object.keys(value).find((member) => !MEMBERS.has(member));
  if (more !== undefined)
    return {
      pointer: appendPointer('', more),
      message: `The envelope says ${more.slice(0, 100)} beside its JWT, where no signature covers it.`,
    };
  return undefined;
}

/** The JWT of a credential as an EnvelopedVerifiableCredential, or of a presentation as an EnvelopedVerifiablePresentation. */
export function envelopeOf(jws: string, content: 'vc' | 'vp' = 'vc'): JsonObject {
  return {
    '@context': VC2_CONTEXT,
    id: `data:application/${content}+${jws.includes('~') ? 'sd-jwt' : 'jwt'},${jws}`,
    type: content === 'vc' ? 'EnvelopedVerifiableCredential' : 'EnvelopedVerifiablePresentation',
  };
}
