/** What a result of an assertion is about: the two versions of the standard call the members differently. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { plainType, textIn, titleOf } from './title.ts';

/** A result by the name of its description, the rubric level by its name. */
export type ResultSaid = {
  label: string;
  values: string[];
  /** What was possible, and what was required. */
  scale: string[];
};

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

/** The results of an assertion, told by the descriptions of its achievement. */
export function readResults(
  results: Json | undefined,
  achievement: JsonObject | undefined,
  names: ResultNames,
): ResultSaid[] {
  return asArray<Json>(results)
    .filter(isObject)
    .flatMap((result) => readResult(result, achievement, names));
}

/** "Grade: 1.7", with the name its ResultDescription gives; one that says nothing is left out. */
function readResult(
  result: JsonObject,
  achievement: JsonObject | undefined,
  names: ResultNames,
): ResultSaid[] {
  const description = describedBy(result, achievement, names);
  const { achievedLevel } = result;
  const level = levelOf(achievedLevel, achievement, names);
  const unknown = typeof achievedLevel === 'string' && level === undefined;
  const values = [
    scalarIn(result, 'value'),
    level && (titleOf(level) ?? textIn(level, 'level')),
    textIn(result, 'status'),
  ].filter((value) => value !== undefined);
  if (values.length === 0 && unknown) values.push('a level that is not described');
  if (values.length === 0) return [];
  const type = plainType(textIn(description, 'resultType'));
  const label = (description && (titleOf(description) ?? type)) ?? 'Result';
  return [
    { label, values, scale: description === undefined ? [] : scaleOf(description, achievement, names) },
  ];
}

function scaleOf(description: JsonObject, achievement: JsonObject | undefined, names: ResultNames): string[] {
  const [least, most] = [scalarIn(description, 'valueMin'), scalarIn(description, 'valueMax')];
  const level = levelOf(description['requiredLevel'], achievement, names);
  const required = scalarIn(description, 'requiredValue') ?? (level && titleOf(level));
  return [
    ...(most === undefined ? [] : [least === undefined ? `at most ${most}` : `${least} to ${most}`]),
    ...(required === undefined ? [] : [`${required} required`]),
  ];
}

/** A text, or a number where the standard has a text. */
function scalarIn(value: JsonObject, member: string): string | undefined {
  const found = value[member];
  return typeof found === 'number' ? String(found) : textIn(value, member);
}
