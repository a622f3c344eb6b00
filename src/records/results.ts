/** What a result of an assertion is about: the two versions of the standard call the members differently. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';

export type ResultNames = { descriptions: string; levels: string };

export const CLR1_RESULTS: ResultNames = {
  descriptions: 'resultDescriptions',
  levels: 'rubricCriterionLevels',
};
export const OB3_RESULTS: ResultNames = { descriptions: 'resultDescription', levels: 'rubricCriterionLevel' };

/** The objects among what a member holds, one or several. */
export function objectsIn(value: Json | undefined, member: string): JsonObject[] {
  return isObject(value) ? asArray<Json>(value[member]).filter(isObject) : [];
}

/** The ResultDescription of an achievement that a result names. */
export function describedBy(
  result: JsonObject,
  achievement: Json | undefined,
  names = CLR1_RESULTS,
): JsonObject | undefined {
  const id = result['resultDescription'];
  if (typeof id !== 'string') return undefined;
  return objectsIn(achievement, names.descriptions).find((row) => row['id'] === id);
}

/** The RubricCriterionLevel with an id, in any rubric of the achievement. */
export function levelOf(
  id: Json | undefined,
  achievement: Json | undefined,
  names = CLR1_RESULTS,
): JsonObject | undefined {
  if (typeof id !== 'string') return undefined;
  for (const description of objectsIn(achievement, names.descriptions)) {
    const level = objectsIn(description, names.levels).find((row) => row['id'] === id);
    if (level !== undefined) return level;
  }
  return undefined;
}
