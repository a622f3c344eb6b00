/** What a wallet sends: a presentation under its member, or, as older wallets do, alone. */
import { typesOf } from '../../credentials/schema-vc.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { isObject, type JsonObject } from '../../kernel/json.ts';
import { appendPointer } from '../../kernel/pointer.ts';
import type { Presentation } from '../answer-request.ts';

/** More presentations than this in one message are no answer. */
const MAX_PRESENTATIONS = 10;

/**
 * The presentations in a message of VCALM 1.0 (exchange participation), each with its place; none where the wallet only asks
 * how the exchange goes on. Members that are not known are left aside.
 *
 * @throws BridgeError `request-invalid` where there is something else than a presentation, or the wallet asks for one
 */
export function readMessage(message: JsonObject): Presentation[] {
  if (isPresentation(message)) return [{ place: '', value: message }];
  const { verifiablePresentation: sent } = message;
  if (message['verifiablePresentationRequest'] !== undefined)
    throw invalid('/verifiablePresentationRequest', 'This exchange presents nothing that is asked for.');
  if (sent === undefined) return [];
  const place = '/verifiablePresentation';
  const several = Array.isArray(sent) ? sent : undefined;
  if (several?.length === 0 || (several?.length ?? 0) > MAX_PRESENTATIONS)
    throw invalid(place, `There are 1 to ${MAX_PRESENTATIONS} presentations in a message.`);
  const placed =
    several === undefined
      ? [{ place, value: sent }]
      : several.map((value, i) => ({ place: appendPointer(place, i), value }));
  for (const one of placed)
    if (typeof one.value !== 'string' && !(isObject(one.value) && isPresentation(one.value)))
      throw invalid(one.place, 'This is no presentation.');
  return placed;
}

/**
 * The same, of a message that must have exactly one.
 *
 * @throws BridgeError `request-invalid`
 */
export function readPresentation(message: JsonObject): Presentation {
  const [first, ...more] = readMessage(message);
  if (first === undefined || more.length > 0) throw invalid('', 'The message has one presentation.');
  return first;
}

/** One in a JWT may say so too (VC Data Model 2.0, section 4.13.3). */
function isPresentation(value: JsonObject): boolean {
  const types = typesOf(value);
  return types.includes('VerifiablePresentation') || types.includes('EnvelopedVerifiablePresentation');
}

const invalid = (pointer: string, message: string) =>
  new BridgeError('request-invalid', message, { pointer });
