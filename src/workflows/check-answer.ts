/** Whether what a wallet presents is what it was asked for. Who signed it, and whether that holds, is judged elsewhere. */
import { openEnvelope } from '../credentials/envelope.ts';
import { idOf, typesOf } from '../credentials/schema-vc.ts';
import { looksLikeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import type { NodeReport } from '../kernel/report.ts';
import { jwsOfEnvelope } from '../records/jws-of-envelope.ts';
import type { RequestContent } from './exchange-ports.ts';

/** A credential that was presented, not verified, and where it stands in its presentation. */
type Presented = { pointer: string; credential: JsonObject };

/**
 * @param nodes of the report of its verification
 * @param place of the presentation, which pointers begin with
 * @throws BridgeError `answer-unfit`
 */
export function checkAnswer(
  { template, issuers, achievementTypes }: RequestContent,
  presentation: Json,
  nodes: NodeReport[],
  place = '',
): void {
  const presented = listPresented(presentation);
  const unfit = (pointer: string, message: string) => {
    throw new BridgeError('answer-unfit', message, { pointer: `${place}${pointer}` });
  };
  if (presented.length === 0) unfit('', 'No credential was presented.');
  const kindsOf = ({ pointer }: Presented) =>
    nodes.flatMap((node) => (isWithin(node.pointer, pointer) ? [node.kind] : []));
  for (const { pointer, credential } of issuers.length === 0 ? [] : presented) {
    const issuer = idOf(credential['issuer']);
    if (issuer === undefined || !issuers.includes(issuer))
      unfit(pointer, `The credential is of ${issuer ?? 'nobody'}, which was not asked for.`);
  }
  if (template !== 'badges') {
    const hasClr = presented.some((one) => kindsOf(one).some((kind) => kind === 'clr' || kind === 'clr-set'));
    if (!hasClr) unfit('', 'There is no Comprehensive Learner Record in what was presented.');
    return;
  }
  for (const one of presented) {
    if (!kindsOf(one).some((kind) => kind === 'badge' || kind === 'assertion'))
      unfit(one.pointer, 'The credential is no badge, and has none in it.');
    const types = typesOfAchievements(one.credential['credentialSubject']);
    if (achievementTypes.length > 0 && !achievementTypes.some((type) => types.has(type)))
      unfit(one.pointer, `None of its achievements is a ${achievementTypes.join(' or ')}.`);
  }
}

/** Of a presentation its credentials; a credential that presents itself (an SD-JWT) is the only one. */
function listPresented(presentation: Json): Presented[] {
  const document = contentOf(presentation);
  if (document === undefined) return [];
  if (!typesOf(document).includes('VerifiablePresentation')) return [{ pointer: '', credential: document }];
  const members = document['verifiableCredential'];
  return asArray<Json>(members).flatMap((member, i) => {
    const credential = contentOf(member);
    const pointer = Array.isArray(members)
      ? appendPointer('/verifiableCredential', i)
      : '/verifiableCredential';
    return credential === undefined ? [] : [{ pointer, credential }];
  });
}

/** What stands in a JWT, or is JSON; undefined for what is neither, which its verification says. */
function contentOf(value: Json): JsonObject | undefined {
  const jws = typeof value === 'string' ? value : isObject(value) ? jwsOfEnvelope(value) : undefined;
  if (jws === undefined) return isObject(value) ? value : undefined;
  if (!looksLikeJwt(jws)) return undefined;
  try {
    return openEnvelope(jws, '').content;
  } catch (error) {
    if (error instanceof BridgeError) return undefined;
    throw error;
  }
}

/** Also in the payload of a JWS there. */
const isWithin = (pointer: string, place: string) =>
  pointer === place || pointer.startsWith(`${place}/`) || pointer.startsWith(`${place}#`);

/** Of every achievement inside, however deep: a CLR has many. */
function typesOfAchievements(value: Json | undefined, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) typesOfAchievements(one, found);
  if (!isObject(value)) return found;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'achievementType' && typeof member === 'string') found.add(member);
    else typesOfAchievements(member, found);
  }
  return found;
}
