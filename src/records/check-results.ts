/** Results and what describes them (rules M3 and M4). */
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { pointerIn, type ReadablePart } from './record-parts.ts';
import { describedBy, levelOf } from './results.ts';

const listIn = (value: Json | undefined, member: string): Json[] => {
  const list = isObject(value) ? value[member] : undefined;
  return Array.isArray(list) ? list : [];
};

/** M3: what a result of an assertion names is there, and a result of type Status has one. */
export function checkResults(assertion: ReadablePart): Finding[] {
  const { achievement } = assertion.value;
  if (!isObject(achievement)) return [];
  return listIn(assertion.value, 'results').flatMap((result, i) => {
    if (!isObject(result)) return [];
    const findings: Finding[] = [];
    const at = (member: string) => pointerIn(assertion, 'results', i, member);
    const named = result['resultDescription'];
    const description = describedBy(result, achievement);
    if (typeof named === 'string' && description === undefined) {
      const message = `The achievement has no resultDescription ${showJson(named)}.`;
      findings.push(finding('result-dangling', at('resultDescription'), message));
    }
    if (description?.['resultType'] === 'Status' && typeof result['status'] !== 'string') {
      findings.push(finding('result-status-missing', at('status')));
    }
    const level = result['achievedLevel'];
    if (typeof level === 'string' && levelOf(level, achievement) === undefined) {
      findings.push(
        finding(
          'level-dangling',
          at('achievedLevel'),
          `No rubric of the achievement has a level ${showJson(level)}.`,
        ),
      );
    }
    return findings;
  });
}

/** M3 and M4: what a ResultDescription requires is a level of the rubric, a value allowed, or one in range. */
export function checkDescriptions(achievement: ReadablePart): Finding[] {
  return listIn(achievement.value, 'resultDescriptions').flatMap((description, i) => {
    if (!isObject(description)) return [];
    const findings: Finding[] = [];
    const at = (member: string) => pointerIn(achievement, 'resultDescriptions', i, member);
    const level = description['requiredLevel'];
    if (typeof level === 'string' && levelOf(level, achievement.value) === undefined) {
      findings.push(
        finding(
          'level-dangling',
          at('requiredLevel'),
          `No rubric of the achievement has a level ${showJson(level)}.`,
        ),
      );
    }
    const value = description['requiredValue'];
    if (typeof value === 'string' && !isPossible(value, listIn(description, 'allowedValues'), description)) {
      findings.push(
        finding(
          'required-value',
          at('requiredValue'),
          `${showJson(value)} is neither an allowed value nor in range.`,
        ),
      );
    }
    return findings;
  });
}

/**
 * Whether a value is among those allowed, or in the range of a description where it has one. Values are texts: a
 * range is only compared where all of it are numbers.
 */
export function isPossible(value: string, allowed: Json[], description: JsonObject): boolean {
  if (allowed.includes(value)) return true;
  const number = numberOf(value);
  const bounds = [description['valueMin'], description['valueMax']].filter(
    (bound) => typeof bound === 'string',
  );
  if (bounds.length === 0) return allowed.length === 0;
  const [min, max] = [numberOf(description['valueMin']), numberOf(description['valueMax'])];
  if (bounds.some((bound) => numberOf(bound) === undefined)) return true;
  if (number === undefined) return false;
  return (min === undefined || number >= min) && (max === undefined || number <= max);
}

function numberOf(text: Json | undefined): number | undefined {
  return typeof text === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)\s*%?\s*$/.test(text)
    ? Number.parseFloat(text)
    : undefined;
}
