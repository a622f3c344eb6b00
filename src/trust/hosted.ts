/** Hosted verification (CLR 1.0 and Open Badges 2.0): the object is what stands at its own address. */
import { canonicalJson } from '../kernel/digest.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { isWebAddress, type ReadDocument } from './read-document.ts';
import { checkScope } from './scope.ts';

/**
 * Reads the object at its id and compares. The copy in hand is used to learn the address, nothing more;
 * before anything is read, its issuer must be able to answer for that address.
 *
 * Found here, one of: `hosted-match`, `hosted-differs`, `hosted-unreachable`, `hosted-scope`,
 * `hosted-no-scope`, `revoked`.
 */
export async function checkHosted(
  read: ReadDocument,
  object: JsonObject,
  profile: JsonObject | undefined,
  pointer: string,
): Promise<Finding> {
  const { id } = object;
  if (!isWebAddress(id)) {
    return finding(
      'hosted-unreachable',
      pointer,
      `It says it is Hosted, but its id ${showJson(id)} is no web address.`,
    );
  }
  const { scope, message } = await checkScope(read, id, profile);
  if (scope !== 'inside')
    return finding(scope === 'outside' ? 'hosted-scope' : 'hosted-no-scope', pointer, message);
  const reading = await read(id);
  if (reading.kind === 'gone') return finding('revoked', pointer, `${id} answered 410: it was taken back.`);
  if (reading.kind === 'unread') return finding('hosted-unreachable', pointer, reading.reason);
  const hosted = reading.kind === 'json' ? reading.value : undefined;
  if (!isObject(hosted))
    return finding('hosted-unreachable', pointer, `What stands at ${id} is no JSON object.`);
  if (hosted['id'] !== id) {
    return finding('hosted-differs', pointer, `The object at ${id} has the id ${showJson(hosted['id'])}.`);
  }
  // a withdrawn object may have shrunk to its id, so it is not compared
  if (hosted['revoked'] === true) {
    const reason = hosted['revocationReason'];
    return finding(
      'revoked',
      pointer,
      `The object at ${id} says revoked.${typeof reason === 'string' ? ` Reason given: ${reason}` : ''}`,
    );
  }
  const different = differingMembers(object, hosted);
  if (different.length === 0) return finding('hosted-match', pointer);
  return finding(
    'hosted-differs',
    pointer,
    `The object at ${id} differs in ${different.join(', ')}.`,
    different,
  );
}

/** Names of members that differ as JSON values; null counts as absent, and only a document needs a @context. */
function differingMembers(object: JsonObject, hosted: JsonObject): string[] {
  const ours = withoutNulls(object) as JsonObject;
  const theirs = withoutNulls(hosted) as JsonObject;
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  if (ours['@context'] === undefined || theirs['@context'] === undefined) names.delete('@context');
  return [...names].filter((name) => !sameJson(ours[name], theirs[name])).sort();
}

function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}
