/** Associations and achievements of a CLR 2.0, which stand in the record itself and in the badges inside. */
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { type Association, checkTies } from './associations.ts';
import { itemsUnder, objectsUnder } from './credential-parts.ts';
import { openCredential } from './inner-credentials.ts';
import { isSameContent } from './same-content.ts';

type Placed = { value: JsonObject; pointer: string };

/**
 * Every association leads from an achievement of the record to another, and none back to where it began; an
 * achievement that stands twice is the same both times. Badges in a JWS are read unverified.
 */
export function checkTiesOfClr(clr: JsonObject, pointer: string): Finding[] {
  const subjects = objectsUnder(clr, 'credentialSubject', pointer);
  const achievements = subjects.flatMap((subject) => [
    ...objectsUnder(subject.value, 'achievement', subject.pointer),
    ...badgesOf(subject).flatMap((badge) =>
      objectsUnder(badge.value, 'credentialSubject', badge.pointer).flatMap((inner) =>
        objectsUnder(inner.value, 'achievement', inner.pointer),
      ),
    ),
  ]);
  const ids = new Set(achievements.map(({ value }) => value['id']).filter((id) => typeof id === 'string'));
  const associations = subjects.flatMap((subject) =>
    objectsUnder(subject.value, 'association', subject.pointer).flatMap(asAssociation),
  );
  return [
    ...checkTies(associations, ids, { pointer, partial: clr['partial'] === true }),
    ...checkSame(achievements),
  ];
}

function asAssociation({ value, pointer }: Placed): Association[] {
  const { associationType: type, sourceId: from, targetId: to } = value;
  const isTie = typeof type === 'string' && typeof from === 'string' && typeof to === 'string';
  return isTie ? [{ type, from, to, pointer }] : [];
}

function badgesOf(subject: Placed): Placed[] {
  return itemsUnder(subject.value, 'verifiableCredential', subject.pointer).flatMap(({ value, pointer }) => {
    if (typeof value !== 'string' && !isObject(value)) return [];
    const { value: badge } = openCredential(value, pointer);
    return badge === undefined ? [] : [{ value: badge, pointer }];
  });
}

function checkSame(achievements: Placed[]): Finding[] {
  const first = new Map<Json, Placed>();
  return achievements.flatMap((achievement) => {
    const { id } = achievement.value;
    if (typeof id !== 'string') return [];
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, achievement);
      return [];
    }
    if (isSameContent(other.value, achievement.value)) return [];
    const message = `${showJson(id)} stands with other content at ${other.pointer}.`;
    return [finding('achievement-differs', achievement.pointer, message)];
  });
}
