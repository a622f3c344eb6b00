/** Evidence of CLR 2.0 in CLR 1.0, where files that belong to it are artifacts. */
import { asArray, type JsonObject } from '../../kernel/json.ts';
import { RESERVED } from './carrier.ts';
import { type Frame, lose, placeIn } from './descent.ts';
import { type Members, type Placed, present, readObject } from './members-down.ts';

const MAX_NAME = 80;

/** What an upgrade made of an artifact goes back into the evidence before it; of others all stays evidence. */
export function downgradeEvidence(credential: Members): JsonObject[] | undefined {
  const { place, value } = credential;
  const list = asArray(value['evidence']);
  const folded = artifactsOf(place.frame);
  let behind: number | undefined;
  return credential.list('evidence', (item) => {
    const index = list.indexOf(item.value);
    if (behind !== undefined && index < behind) return undefined;
    behind = index + 1;
    while (behind < list.length && folded.has(behind)) behind++;
    const artifacts = list
      .slice(index + 1, behind)
      .map((artifact, i) => ({ value: artifact, place: placeIn(placeIn(place, 'evidence'), index + 1 + i) }));
    return downgradeOne(item, artifacts);
  });
}

/** Indexes in `evidence` of what were artifacts. */
function artifactsOf({ carrier }: Frame): Set<number> {
  const list = carrier?.[RESERVED.artifacts];
  const entries = Array.isArray(list) ? list : [];
  return new Set(entries.map((entry) => (Array.isArray(entry) ? Number(entry[0]) : -1)));
}

function downgradeOne(item: Placed, artifacts: Placed[]): JsonObject | undefined {
  return readObject(item, 'Evidence', (evidence) => {
    const members = present({
      id: evidence.text('id'),
      name: evidence.text('name'),
      description: evidence.text('description'),
      narrative: evidence.text('narrative'),
      genre: evidence.text('genre'),
      audience: evidence.text('audience'),
      artifacts: artifacts.flatMap((artifact) => downgradeArtifact(artifact) ?? []),
    });
    const isNamed = members['name'] !== undefined || item.place.frame.carrier !== undefined;
    if (isNamed || Object.keys(members).length === 0) return members;
    lose(placeIn(item.place, 'name'), 'name-filled');
    const { description } = members;
    return { ...members, name: nameFrom(typeof description === 'string' ? description : '') };
  });
}

/** No character is cut in two. */
const nameFrom = (description: string) =>
  description === '' ? 'Evidence' : [...description].slice(0, MAX_NAME).join('');

function downgradeArtifact(item: Placed): JsonObject | undefined {
  return readObject(
    item,
    'Evidence',
    (evidence) => ({
      url: evidence.text('id'),
      name: evidence.text('name'),
      description: evidence.text('description'),
    }),
    'Artifact',
  );
}
