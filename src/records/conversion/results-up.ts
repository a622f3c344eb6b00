/** Results, their descriptions, rubrics and alignments in CLR 2.0. */
import type { Json, JsonObject } from '../../kernel/json.ts';
import {
  id,
  listOf,
  mapObject,
  objectOf,
  ownId,
  type Rule,
  type Rules,
  readDraft,
  requireId,
  requireMembers,
  text,
  wordOf,
} from './members-up.ts';
import { keep, type Spot } from './scope-up.ts';
import { toClr2Status } from './words.ts';

const ALIGNMENT: Rules = {
  targetName: ['targetName', text],
  targetUrl: ['targetUrl', text],
  targetCode: ['targetCode', text],
  targetDescription: ['targetDescription', text],
  targetFramework: ['targetFramework', text],
  targetType: ['targetType', wordOf('targetType')],
};

export const alignments = listOf(objectOf(mapAlignment, ['targetName', 'targetUrl']));

function mapAlignment(value: JsonObject, spot: Spot): JsonObject {
  return {
    type: ['Alignment'],
    ...mapObject(value, spot, 'Alignment', ALIGNMENT),
    ...readDraft(value, spot, ['educationalFramework', 'targetFramework', 'targetFramework'], (name) => name),
  };
}

const status: Rule = (value, spot) => {
  const found = typeof value === 'string' ? toClr2Status(value) : undefined;
  return found === undefined ? keep(spot, value, 'enum-narrowed') : found.word;
};

/** Always a text; a number keeps its JSON spelling. */
const resultValue: Rule = (value, spot) => {
  if (typeof value === 'string') return value;
  keep(spot, value);
  return typeof value === 'number' ? JSON.stringify(value) : undefined;
};

const RESULT: Rules = {
  resultDescription: ['resultDescription', id],
  value: ['value', resultValue],
  status: ['status', status],
  achievedLevel: ['achievedLevel', id],
  alignments: ['alignment', alignments],
};

export const results = listOf(
  objectOf((value, spot) => ({ type: ['Result'], ...mapObject(value, spot, 'Result', RESULT) })),
);

const LEVEL: Rules = {
  id: ['id', ownId],
  name: ['name', text],
  description: ['description', text],
  level: ['level', text],
  points: ['points', text],
  alignments: ['alignment', alignments],
};

const levels = listOf(
  objectOf((value, spot) => identified(value, spot, 'RubricCriterionLevel', LEVEL, 'name')),
);

const DESCRIPTION: Rules = {
  id: ['id', ownId],
  name: ['name', text],
  resultType: ['resultType', wordOf('resultType')],
  allowedValues: ['allowedValue', listOf(text)],
  requiredLevel: ['requiredLevel', id],
  requiredValue: ['requiredValue', text],
  rubricCriterionLevels: ['rubricCriterionLevel', levels],
  valueMax: ['valueMax', text],
  valueMin: ['valueMin', text],
  alignments: ['alignment', alignments],
};

export const resultDescriptions = listOf(
  objectOf((value, spot) => identified(value, spot, 'ResultDescription', DESCRIPTION, 'name', 'resultType')),
);

function identified(
  value: JsonObject,
  spot: Spot,
  type: 'RubricCriterionLevel' | 'ResultDescription',
  rules: Rules,
  ...required: string[]
): JsonObject {
  const mapped = mapObject(value, spot, type, rules);
  const own: Json = requireId(mapped, spot);
  requireMembers(mapped, spot, ...required);
  return { id: own, type: [type], ...mapped };
}
