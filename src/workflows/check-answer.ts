/** Whether what a wallet presents is what it was asked for. Who signed it, and whether that holds, is judged elsewhere. */
import { idOf } from '../credentials/schema-vc.ts';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type Json } from '../kernel/json.ts';
import type { NodeReport } from '../kernel/report.ts';
import type { RequestContent } from './exchange-ports.ts';
import { isWithin, type PresentedCredential } from './list-presented.ts';

const LEARNER = new Set<NodeReport['kind']>(['clr', 'clr-set', 'badge', 'assertion', 'endorsement']);

/**
 * @param presented the credentials in it
 * @param nodes of the report of its verification
 * @param place of the presentation, which pointers begin with
 * @throws BridgeError `answer-unfit`
 */
export function checkAnswer(
  { template, issuers, achievementTypes }: RequestContent,
  presented: PresentedCredential[],
  nodes: NodeReport[],
  place = '',
): void {
  const unfit = (pointer: string, message: string) => {
    throw new BridgeError('answer-unfit', message, { pointer: `${place}${pointer}` });
  };
  if (presented.length === 0) unfit('', 'No credential was presented.');
  const kindsOf = ({ pointer }: PresentedCredential) =>
    nodes.flatMap((node) => (isWithin(node.pointer, pointer) ? [node.kind] : []));
  for (const { pointer, credential } of issuers.length === 0 ? [] : presented) {
    const issuer = idOf(credential['issuer']);
    if (issuer === undefined || !issuers.includes(issuer))
      unfit(pointer, `The credential is of ${issuer ?? 'nobody'}, which was not asked for.`);
  }
  for (const one of presented)
    if (!kindsOf(one).some((kind) => LEARNER.has(kind)))
      unfit(one.pointer, 'There is no learner record in the credential, and nothing else was asked for.');
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
