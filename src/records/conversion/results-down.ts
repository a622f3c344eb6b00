/** Results, their descriptions, rubrics and alignments of CLR 2.0 in CLR 1.0. */
import type { JsonObject } from '../../kernel/json.ts';
import { carry, lose, placeIn } from './descent.ts';
import { type Members, type Placed, readObject } from './members-down.ts';
import { mintId } from './mint.ts';
import { toClr1Status } from './words.ts';

/** The results of a subject, and the descriptions that had to be made for those without one. */
export type Results = { results: JsonObject[] | undefined; minted: JsonObject[] };

export function downgradeResults(subject: Members): Results {
  const minted: JsonObject[] = [];
  let index = -1;
  const results = subject.list('result', (item) => {
    index++;
    const result = downgradeResult(item);
    if (result === undefined || result['resultDescription'] !== undefined) return result;
    const description = describe(item, index, result);
    if (description === undefined) return result;
    minted.push(description);
    return { ...result, resultDescription: description['id'] as string };
  });
  return { results, minted };
}

function downgradeResult(item: Placed): JsonObject | undefined {
  return readObject(item, 'Result', (result) => ({
    resultDescription: result.text('resultDescription'),
    status: downgradeStatus(result),
    value: downgradeValue(result),
    achievedLevel: result.text('achievedLevel'),
    alignments: downgradeAlignments(result),
  }));
}

function downgradeStatus(result: Members): string | undefined {
  const status = result.text('status');
  if (status === undefined) return undefined;
  const found = toClr1Status(status);
  if (found !== undefined && found.code === undefined) return found.word;
  carry(placeIn(result.place, 'status'), status, { code: 'enum-narrowed' });
  return found?.word;
}

/** Results are texts in both versions; some write a number all the same. */
function downgradeValue(result: Members): string | undefined {
  const { value } = result.value;
  if (typeof value !== 'number') return result.text('value');
  result.carry('value');
  return String(value);
}

/** CLR 1.0 ties each result to a description, CLR 2.0 need not; nothing is made up for what came from CLR 1.0. */
function describe({ place }: Placed, index: number, result: JsonObject): JsonObject | undefined {
  const { frame } = place;
  if (frame.carrier !== undefined || frame.id === undefined) return undefined;
  lose(placeIn(place, 'resultDescription'), 'result-description-minted');
  return {
    id: mintId('id', frame.id, 'result', index),
    type: 'ResultDescription',
    name: 'Result',
    resultType: result['status'] === undefined ? 'Result' : 'Status',
  };
}

export function downgradeResultDescription(item: Placed): JsonObject | undefined {
  return readObject(item, 'ResultDescription', (description) => ({
    id: description.id(),
    name: description.need('name'),
    resultType: description.word('resultType', 'resultType'),
    allowedValues: description.texts('allowedValue'),
    valueMin: description.text('valueMin'),
    valueMax: description.text('valueMax'),
    requiredValue: description.text('requiredValue'),
    requiredLevel: description.text('requiredLevel'),
    rubricCriterionLevels: description.list('rubricCriterionLevel', downgradeLevel),
    alignments: downgradeAlignments(description),
  }));
}

function downgradeLevel(item: Placed): JsonObject | undefined {
  return readObject(item, 'RubricCriterionLevel', (level) => ({
    id: level.id(),
    name: level.need('name'),
    description: level.text('description'),
    level: level.text('level'),
    points: level.text('points'),
    alignments: downgradeAlignments(level),
  }));
}

export function downgradeAlignments(owner: Members): JsonObject[] | undefined {
  return owner.list('alignment', (item) =>
    readObject(item, 'Alignment', (alignment) => ({
      targetName: alignment.need('targetName'),
      targetUrl: alignment.text('targetUrl'),
      targetCode: alignment.text('targetCode'),
      targetDescription: alignment.text('targetDescription'),
      targetFramework: alignment.text('targetFramework'),
      targetType: alignment.word('targetType', 'targetType'),
    })),
  );
}
