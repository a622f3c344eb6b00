/** A badge of Open Badges 2.0 inside an assertion, in the words of an achievement of CLR 1.0. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';

const linkOf = (value: Json | undefined): Json | undefined => (isObject(value) ? value['id'] : value);

/** The BadgeClass as an achievement; whatever has no member there is left out. */
export function achievementOfBadge(badge: JsonObject): JsonObject {
  const { id, name, description, criteria, issuer, tags } = badge;
  const image = linkOf(badge['image']);
  const alignments = badge['alignment'] ?? badge['alignments'];
  const members: Record<string, Json | undefined> = {
    id,
    name,
    description,
    image,
    requirement: isObject(criteria) ? criteria : typeof criteria === 'string' ? { id: criteria } : undefined,
    issuer,
    tags,
    alignments: isObject(alignments) ? [alignments] : alignments,
    achievementType: 'Badge',
  };
  return Object.fromEntries(
    Object.entries(members).filter((member): member is [string, Json] => member[1] !== undefined),
  );
}
