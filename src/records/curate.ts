/**
 * A selection from a record: what is kept stays as it was, byte for byte where it is signed. The result is
 * no longer the publisher's statement but the curator's, and says so.
 */
import { digestJson } from '../kernel/digest.ts';
import type { Finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { checkAssociations, listAssociations } from './associations.ts';
import { reachableFrom } from './graph.ts';
import { CURATION_KEY } from './model-clr1.ts';
import { isOf, isReadable, listParts, type Part, type ReadablePart } from './record-parts.ts';
import { resolveKeep, type Selectable } from './resolve-keep.ts';

/** What a kept assertion can still be verified by, on its own. */
type KeptProof = 'own-signature' | 'hosted' | 'none';

type Kept = { pointer: string; id?: string; form: 'plain' | 'signed'; proof: KeptProof };

export type Provenance = {
  source: {
    id?: string;
    /** Id of the publisher. */
    publisher?: string;
    /** Digest of the whole record (JCS, SHA-256, multibase). */
    digest: string;
  };
  /** Pointers into the source. */
  kept: Kept[];
  /** How many assertions were left out. */
  omitted: number;
  /** What else differs from the source, in words. */
  changes: string[];
  /** Who selected. */
  curator?: string;
  curatedOn?: string;
  /** The provenance of the source, where that was a selection itself. */
  previous?: JsonObject;
};

export type CurateOptions = { curator?: string; now?: Date };

export type Curation = { clr: JsonObject; provenance: Provenance; warnings: Finding[] };

/**
 * Selects from a Clr (CLR 1.0, `partial`). Kept assertions are the same values, kept signed ones the same
 * strings, in their order; `achievements` keeps what associations lead to from there, and what is named.
 * The publisher's own verification is dropped, since its signature or address stands for the whole record.
 *
 * The provenance also travels in the record, under `clrbridge:curation`. The published schema closes the
 * top-level Clr, so that member is the one place where a selection departs from it: a reader that knows
 * nothing of selections must not take one for the publisher's record, and wrapping it needs its curator as
 * issuer.
 *
 * @param keep JSON Pointers of assertions or achievements, or their ids; an id that occurs several times
 *   keeps all of them, the id of an achievement all assertions of it
 * @returns `warnings`: associations that lead to what was left out
 * @throws BridgeError `selection-unknown` where an entry of `keep` names nothing
 */
export function curate(record: JsonObject, keep: string[], options: CurateOptions = {}): Curation {
  const parts = listParts({ type: 'Clr', value: record, pointer: '' });
  const selectable = listSelectable(parts);
  const chosen = resolveKeep(selectable, keep);
  const assertions = selectable.filter((item) => item.list !== 'achievements');
  const kept = assertions.filter((item) => chosen.has(item));
  const listed = reachedAchievements(selectable, chosen, parts);
  const changes: string[] = [];
  const clr: JsonObject = {};
  for (const [member, value] of Object.entries(record)) {
    const next = memberOf(member, value, { kept, listed, changes, record });
    if (next !== undefined) clr[member] = next;
  }
  const provenance = provenanceOf(record, kept, assertions.length - kept.length, changes, options);
  clr['partial'] = true;
  clr[CURATION_KEY] = provenance as unknown as JsonObject;
  const warnings = checkAssociations(clr).filter(({ code }) => code === 'association-outside');
  return { clr, provenance, warnings };
}

/** What a record says it was selected from; undefined for records that are no selection. */
export function curationOf(record: JsonObject): Partial<Provenance> | undefined {
  const curation = record[CURATION_KEY];
  return isObject(curation) ? (curation as Partial<Provenance>) : undefined;
}

const LISTS = ['assertions', 'signedAssertions', 'achievements'] as const;

function listSelectable(parts: Part[]): Selectable[] {
  return parts.flatMap((part) => {
    const list = LISTS.find((name) => name === part.member);
    return list !== undefined && part.parent !== undefined && isOf(part.parent, 'Clr')
      ? [{ list, part }]
      : [];
  });
}

function reachedAchievements(selectable: Selectable[], chosen: Set<Selectable>, parts: Part[]): Set<Part> {
  const achievements = parts.filter(
    (part): part is ReadablePart => isReadable(part) && isOf(part, 'Achievement'),
  );
  const chosenParts = new Set([...chosen].map(({ part }) => part));
  const starts = achievements
    .filter((part) => chosenParts.has(part) || (part.parent !== undefined && chosenParts.has(part.parent)))
    .map(({ value }) => value['id'])
    .filter((id) => typeof id === 'string');
  // What is left out leads nowhere
  const remaining = achievements.filter(
    ({ value, member, parent }) =>
      typeof value['id'] === 'string' &&
      (member === 'achievements' || (parent !== undefined && chosenParts.has(parent))),
  );
  const reached = reachableFrom(starts, listAssociations(remaining));
  const listed = selectable.filter(({ list, part }) => {
    const id = part.value?.['id'];
    return list === 'achievements' && (chosenParts.has(part) || (typeof id === 'string' && reached.has(id)));
  });
  return new Set(listed.map(({ part }) => part));
}

type Selection = { kept: Selectable[]; listed: Set<Part>; changes: string[]; record: JsonObject };

/** A member of the selection; undefined where it is left out. */
function memberOf(
  member: string,
  value: Json,
  { kept, listed, changes, record }: Selection,
): Json | undefined {
  switch (member) {
    case 'assertions':
    case 'signedAssertions':
      return Array.isArray(value)
        ? kept.filter(({ list }) => list === member).map(({ part }) => part.jws ?? part.value ?? null)
        : value;
    case 'achievements': {
      if (!Array.isArray(value)) return value;
      const left = [...listed].map((part) => part.value ?? null);
      if (left.length < value.length)
        changes.push(`${value.length - left.length} of ${value.length} achievements left out`);
      return left;
    }
    case 'endorsements':
    case 'signedEndorsements':
      return keepEndorsements(member, value, { kept, listed, changes, record });
    case 'verification': {
      const type = isObject(value) ? value['type'] : undefined;
      if (type !== 'Signed' && type !== 'Hosted') return value;
      changes.push(`verification (${type}) left out: it holds for the whole record only`);
      return undefined;
    }
    case CURATION_KEY:
      return undefined;
    default:
      return value;
  }
}

/** Endorsements of what is kept stay; those of the whole record, or of what was left out, would mislead. */
function keepEndorsements(member: string, value: Json, { kept, listed, changes, record }: Selection): Json {
  if (!Array.isArray(value)) return value;
  const roots = [...kept.map(({ part }) => part), ...listed];
  const ids = new Set(
    roots.flatMap((root) => listParts({ ...root })).map(({ value: inner }) => inner?.['id']),
  );
  for (const profile of ['learner', 'publisher'] as const) {
    const inner = record[profile];
    if (isObject(inner)) ids.add(inner['id'] as string);
  }
  const all = listParts({ type: 'Clr', value: { [member]: value }, pointer: '' }).filter(
    (part) => part.member === member,
  );
  const left = all.filter((part) => {
    const claim = part.value?.['claim'];
    return part.parent?.parent === undefined && isObject(claim) && ids.has(claim['id']);
  });
  if (left.length < value.length)
    changes.push(
      `${value.length - left.length} of ${value.length} ${member} left out: they speak of the whole record, or of what was left out`,
    );
  return left.map((part) => part.jws ?? part.value ?? null);
}

function provenanceOf(
  record: JsonObject,
  kept: Selectable[],
  omitted: number,
  changes: string[],
  { curator, now }: CurateOptions,
): Provenance {
  const { id, publisher } = record;
  const publisherId = isObject(publisher) ? publisher['id'] : undefined;
  const previous = record[CURATION_KEY];
  return {
    source: {
      ...(typeof id === 'string' ? { id } : {}),
      ...(typeof publisherId === 'string' ? { publisher: publisherId } : {}),
      digest: digestJson(record),
    },
    kept: kept.map(keptOf),
    omitted,
    changes,
    ...(curator === undefined ? {} : { curator }),
    ...(now === undefined ? {} : { curatedOn: now.toISOString() }),
    ...(isObject(previous) ? { previous } : {}),
  };
}

function keptOf({ part }: Selectable): Kept {
  const { pointer, value, jws } = part;
  const id = value?.['id'];
  const verification = value?.['verification'];
  const hosted = isObject(verification) && verification['type'] === 'Hosted';
  return {
    pointer,
    ...(typeof id === 'string' ? { id } : {}),
    form: jws === undefined ? 'plain' : 'signed',
    proof: jws !== undefined ? 'own-signature' : hosted ? 'hosted' : 'none',
  };
}
