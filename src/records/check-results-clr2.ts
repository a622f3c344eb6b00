/** Results of Open Badges 3.0 and what describes them: ids that lead to each other, values that are possible. */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { showJson } from '../kernel/show-json.ts';
import { isPossible } from './check-results.ts';
import { objectsUnder } from './credential-parts.ts';

/** The results of an AchievementSubject, against the descriptions of its achievement. */
export function checkResultsOfSubject(subject: JsonObject, pointer: string): Finding[] {
  const achievement = asArray(subject['achievement'])[0];
  if (!isObject(achievement)) return [];
  const descriptions = descriptionsOf(achievement);
  return objectsUnder(subject, 'result', pointer).flatMap(({ value: result, pointer: at }) => {
    const named = result['resultDescription'];
    const description = descriptions.find(({ id }) => typeof named === 'string' && id === named);
    if (typeof named === 'string' && description === undefined) {
      const message = `The achievement has no resultDescription ${showJson(named)}.`;
      return [
        finding('result-dangling', appendPointer(at, 'resultDescription'), message),
        ...checkLevel(result, 'achievedLevel', at, descriptions),
      ];
    }
    return [
      ...checkLevel(result, 'achievedLevel', at, descriptions, description),
      ...checkStatus(result, at, description),
      ...checkValue(result, at, description),
    ];
  });
}

/** What the descriptions of an Achievement require is a level of their rubric, a value allowed, or one in range. */
export function checkDescriptionsOf(achievement: JsonObject, pointer: string): Finding[] {
  const descriptions = descriptionsOf(achievement);
  return objectsUnder(achievement, 'resultDescription', pointer).flatMap(
    ({ value: description, pointer: at }) => {
      const required = description['requiredValue'];
      const findings = checkLevel(description, 'requiredLevel', at, descriptions, description);
      if (typeof required === 'string' && !isPossibleIn(required, description)) {
        const message = `${showJson(required)} is neither an allowed value nor in range.`;
        findings.push(finding('required-value', appendPointer(at, 'requiredValue'), message));
      }
      return findings;
    },
  );
}

const descriptionsOf = (achievement: JsonObject) =>
  asArray(achievement['resultDescription']).filter(isObject);

const isPossibleIn = (value: string, description: JsonObject) =>
  isPossible(value, asArray(description['allowedValue']), description);

const hasLevel = (description: JsonObject, id: string) =>
  asArray(description['rubricCriterionLevel']).some((level) => isObject(level) && level['id'] === id);

/** @param own the description whose level it should be; any other where it is not known */
function checkLevel(
  holder: JsonObject,
  member: 'achievedLevel' | 'requiredLevel',
  pointer: string,
  descriptions: JsonObject[],
  own?: JsonObject,
): Finding[] {
  const level = holder[member];
  if (typeof level !== 'string' || (own !== undefined && hasLevel(own, level))) return [];
  const at = appendPointer(pointer, member);
  const other = descriptions.find((description) => hasLevel(description, level));
  if (other === undefined) {
    return [finding('level-dangling', at, `No rubric of the achievement has a level ${showJson(level)}.`)];
  }
  if (own === undefined) return [];
  return [
    finding(
      'level-elsewhere',
      at,
      `${showJson(level)} is a level of the description ${showJson(other['id'])}.`,
    ),
  ];
}

function checkStatus(result: JsonObject, pointer: string, description: JsonObject | undefined): Finding[] {
  if (description?.['resultType'] !== 'Status' || typeof result['status'] === 'string') return [];
  return [finding('result-status-missing', appendPointer(pointer, 'status'))];
}

/** Types of results whose values are numbers, whatever is written around them. */
const NUMERIC = new Set(['GradePointAverage', 'Percent', 'RawScore', 'ScaledScore']);

function checkValue(result: JsonObject, pointer: string, description: JsonObject | undefined): Finding[] {
  const { value } = result;
  if (typeof value !== 'string' || description === undefined) return [];
  const at = appendPointer(pointer, 'value');
  const { resultType } = description;
  if (!isPossibleIn(value, description))
    return [finding('result-value', at, `${showJson(value)} is neither an allowed value nor in range.`)];
  const noNumber = typeof resultType === 'string' && NUMERIC.has(resultType) && !/\d/.test(value);
  return noNumber ? [finding('result-value', at, `${showJson(value)} is no ${resultType}.`)] : [];
}
