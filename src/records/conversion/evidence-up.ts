/** Evidence in CLR 2.0, where artifacts are evidence of their own; and the evidence of where a credential came from. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { mapObject, type Rule, type Rules, text } from './members-up.ts';
import {
  forget,
  keep,
  markAdded,
  markOf,
  memberSpot,
  mintNodeId,
  noteMalformed,
  type Scope,
  type Spot,
} from './scope-up.ts';
import { isAbsoluteIri } from './uri.ts';

/** A data: URL would be in the graph with every statement about it; the carrier has it once. */
const evidenceId: Rule = (value, spot) => {
  if (typeof value !== 'string' || value === '') return keep(spot, value);
  if (isAbsoluteIri(value) && !/^data:/i.test(value)) {
    noteMalformed(spot, value);
    return value;
  }
  keep(spot, value, isAbsoluteIri(value) ? 'carried' : 'id-not-uri');
  return mintNodeId(spot.scope.call, value);
};

const EVIDENCE: Rules = {
  id: ['id', evidenceId],
  name: ['name', text],
  description: ['description', text],
  narrative: ['narrative', text],
  genre: ['genre', text],
  audience: ['audience', text],
  artifacts: null,
};

const ARTIFACT: Rules = {
  url: ['id', evidenceId],
  name: ['name', text],
  description: ['description', text],
};

/** Each evidence, with its artifacts right behind it. */
export function mapEvidence(value: Json, spot: Spot): JsonObject[] {
  if (!Array.isArray(value)) {
    keep(spot, value);
    return [];
  }
  const { scope, at, to } = spot;
  const mark = markOf(scope);
  const mapped: JsonObject[] = [];
  for (const [i, item] of value.entries()) {
    const place: Spot = { scope, at: `${at}/${i}`, to: `${to}/${mapped.length}` };
    if (isObject(item)) mapped.push(...mapOne(item, place, mapped.length, i));
    else keep(place, item);
  }
  if (mapped.length === 0 && value.length > 0) {
    forget(scope, mark, { losses: false });
    scope.rest.push([at, value]);
  }
  return mapped;
}

function mapOne(item: JsonObject, spot: Spot, index: number, source: number): JsonObject[] {
  const mark = markOf(spot.scope);
  const own: JsonObject = { type: ['Evidence'], ...mapObject(item, spot, 'Evidence', EVIDENCE) };
  const parts = mapArtifacts(item['artifacts'], memberSpot(spot, 'artifacts'), index + 1, source);
  if (parts.length > 0 || Object.keys(own).length > 1) return [own, ...parts];
  forget(spot.scope, mark);
  keep(spot, item);
  return [];
}

function mapArtifacts(value: Json | undefined, spot: Spot, first: number, source: number): JsonObject[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    keep(spot, value);
    return [];
  }
  const { scope, at } = spot;
  const mark = markOf(scope);
  const mapped: JsonObject[] = [];
  for (const [i, item] of value.entries()) {
    const to = `/evidence/${first + mapped.length}`;
    const artifact = mapArtifact(item, { scope, at: `${at}/${i}`, to });
    if (artifact === undefined) continue;
    scope.artifacts.push([first + mapped.length, source, i]);
    mapped.push(artifact);
  }
  if (mapped.length === 0 && value.length > 0) {
    forget(scope, mark, { losses: false });
    scope.rest.push([at, value]);
  }
  return mapped;
}

function mapArtifact(item: Json, spot: Spot): JsonObject | undefined {
  if (!isObject(item)) return keep(spot, item);
  const mark = markOf(spot.scope);
  const mapped: JsonObject = { type: ['Evidence'], ...mapObject(item, spot, 'Artifact', ARTIFACT) };
  if (Object.keys(mapped).length > 1) return mapped;
  forget(spot.scope, mark);
  return keep(spot, item);
}

/** The name of a profile, else its id. */
export function nameOf(profile: Json | undefined): string {
  if (typeof profile === 'string') return profile;
  if (!isObject(profile)) return '';
  const { name, id } = profile;
  if (typeof name === 'string' && name !== '') return name;
  return typeof id === 'string' ? id : '';
}

/**
 * The evidence with the source record behind all other: its old id, and who awarded, published and converted it.
 *
 * @param oldId of the source
 * @param awarder the name of who awarded it, where somebody did
 */
export function withSource(
  scope: Scope,
  evidence: JsonObject[],
  oldId: string,
  awarder?: string,
): JsonObject[] {
  const { call } = scope;
  const id = isAbsoluteIri(oldId) ? oldId : mintNodeId(call, oldId);
  const published = `ublished by ${call.publisherName}, converted by ${nameOf(call.issuer)}.`;
  markAdded({ scope, at: '', to: `/evidence/${evidence.length}` });
  return [
    ...evidence,
    {
      id,
      type: ['Evidence'],
      name: 'Source record (CLR 1.0)',
      narrative: awarder === undefined ? `P${published}` : `Awarded by ${awarder}, p${published}`,
    },
  ];
}
