/** Ties between achievements that their places in an outline do not show. */
import { type Association, edgesOf } from './associations.ts';

const WORDS: Partial<Record<string, string>> = {
  precedes: 'comes before',
  replacedBy: 'replaced by',
  isRelatedTo: 'related to',
  isPeerOf: 'peer of',
  exactMatchOf: 'the same as',
  hasSkillLevel: 'has the skill level of',
  exemplar: 'an example of',
};

/** Nobody reads more; the JSON of the record has all. */
const SHOWN = 5;

/**
 * Lines by id of the achievement that a tie starts from, naming those it leads to. Parts are shown under the first
 * whole that is there, so only their further wholes are told.
 *
 * @param titles of the achievements that are shown, by id; ties to others are left out
 */
export function describeTies(
  associations: Association[],
  titles: ReadonlyMap<string, string>,
): Map<string, string[]> {
  const told = new Map<string, string[]>();
  const tell = (from: string, words: string, to: string) => {
    const title = titles.get(to);
    if (title === undefined || from === to) return;
    const lines = told.get(from);
    if (lines === undefined) told.set(from, [`${words} ${title}`]);
    else lines.push(`${words} ${title}`);
  };
  const placed = new Set<string>();
  for (const { from, to } of edgesOf(associations, 'hierarchy')) {
    if (placed.has(from)) tell(from, 'also part of', to);
    else if (titles.has(to) && from !== to) placed.add(from);
  }
  for (const { type, from, to } of associations) {
    const words = WORDS[type];
    if (words !== undefined) tell(from, words, to);
  }
  return new Map([...told].map(([id, lines]) => [id, shorten([...new Set(lines)])]));
}

function shorten(lines: string[]): string[] {
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), `and ${more} more`] : lines;
}
