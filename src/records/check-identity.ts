/** Ids across a record: one id, one thing (rules M5, M8, M9). */
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { isOf, pointerIn, type ReadablePart } from './record-parts.ts';
import { isSameContent } from './same-content.ts';

const IDENTIFIED = ['Clr', 'MemberClr', 'Assertion', 'Achievement', 'Endorsement'] as const;

/**
 * M5: an achievement that occurs twice is the same both times; so is every other object with an id of its
 * own. A plain and a signed copy of one assertion are not compared here: the signed one counts.
 */
export function checkIdentity(parts: ReadablePart[]): Finding[] {
  const first = new Map<string, ReadablePart>();
  return parts.flatMap((part) => {
    const { id } = part.value;
    if (typeof id !== 'string' || !isOf(part, ...IDENTIFIED)) return [];
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, part);
      return [];
    }
    if (other.type !== part.type) {
      const message = `${showJson(id)} is the id of a ${other.type} at ${other.pointer} and of a ${part.type} here.`;
      return [finding('id-duplicate', pointerIn(part, 'id'), message)];
    }
    if (isSignedTwin(other, part) || isSameContent(other.value, part.value)) return [];
    const code = part.type === 'Achievement' ? 'achievement-differs' : 'id-duplicate';
    const message = `${showJson(id)} stands with other content at ${other.pointer}.`;
    return [finding(code, part.pointer, message)];
  });
}

const isSignedTwin = (a: ReadablePart, b: ReadablePart) =>
  a.type !== 'Achievement' && (a.jws === undefined) !== (b.jws === undefined);

/** M8: Hosted verification fetches the object at its own id. */
export function checkHostedIds(parts: ReadablePart[]): Finding[] {
  return parts.flatMap((part) => {
    const { id, verification } = part.value;
    const hosted = isObject(verification) && verification['type'] === 'Hosted';
    if (!hosted || !isOf(part, 'Clr', 'MemberClr', 'Assertion', 'Endorsement')) return [];
    if (typeof id === 'string' && /^https?:\/\/./i.test(id)) return [];
    return [
      finding(
        'id-unresolvable',
        pointerIn(part, 'id'),
        `It is Hosted, but ${showJson(id)} is no web address.`,
      ),
    ];
  });
}

/** M9: publishers, issuers and endorsers name a revocationList. Said once per profile, at its first place. */
export function checkRevocationLists(parts: ReadablePart[]): Finding[] {
  const missing = new Map<string, string>();
  const named = new Set<string>();
  for (const part of parts) {
    if (
      !isOf(part, 'Profile', 'EndorsementProfile') ||
      (part.member !== 'issuer' && part.member !== 'publisher')
    )
      continue;
    const key = typeof part.value['id'] === 'string' ? part.value['id'] : part.pointer;
    if (typeof part.value['revocationList'] === 'string') named.add(key);
    else if (!missing.has(key)) missing.set(key, part.pointer);
  }
  return [...missing]
    .filter(([key]) => !named.has(key))
    .map(([, pointer]) => finding('revocation-list-missing', pointer));
}
