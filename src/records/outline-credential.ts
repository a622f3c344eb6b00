/** A credential as a tree for people: a CLR 2.0, an Open Badge 3.0, or any other with the records in it. */
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { arrangeAchievements, type Entry, placeOf } from './arrange-achievements.ts';
import type { Association } from './associations.ts';
import { achievementOf, addedIn, awardOfCredential, type Party, partyOf, withoutAdded } from './award.ts';
import { itemsUnder, objectsUnder } from './credential-parts.ts';
import {
  describeAchievement,
  describeAward,
  describeCredential,
  describeIssuer,
  describeSubject,
  UNAWARDED,
} from './describe.ts';
import { type InnerCredential, listInnerCredentials, openCredential } from './inner-credentials.ts';
import { looksLikeRecord } from './looks-like-record.ts';
import type { Outline, OutlineNode } from './outline.ts';
import {
  deeper,
  isTooDeep,
  outlineEndorsement,
  outlineEndorsements,
  outlineUnread,
  type Walk,
} from './outline-endorsement.ts';
import { outlineNative } from './outline-native.ts';
import { isNativeRecord, parseRecord } from './parse-record.ts';
import { objectsIn } from './results.ts';
import { firstObject, textIn, titleOf } from './title.ts';

/**
 * The outline of a ClrCredential, an AchievementCredential (OpenBadgeCredential), an EndorsementCredential or any
 * other credential, whatever version of the data model it has. Credentials in it are opened if they come as JWS.
 */
export function outlineCredential(credential: JsonObject, pointer = ''): Outline {
  return outlineOpened(openCredential(credential, pointer));
}

/** The same of one that is opened already. */
export function outlineOpened(opened: InnerCredential): Outline {
  const walk: Walk = { depth: 0, warnings: [] };
  const node = outlineOne(opened, walk);
  return { ...node, warnings: [...new Set(walk.warnings)] };
}

/** @param around who issued the record it stands in; absent for one that stands alone */
function outlineOne(inner: InnerCredential, walk: Walk, around?: Party): OutlineNode {
  const { value, pointer, kind } = inner;
  if (value === undefined || isTooDeep(walk)) return outlineUnread(inner, walk);
  if (kind === 'clr') return outlineClr(value, pointer, walk);
  if (kind === 'badge') return outlineBadge(value, pointer, walk, around);
  if (kind === 'vc') return outlineOther(value, pointer, walk);
  const node = outlineEndorsement(inner, undefined, walk);
  return around === undefined ? { ...node, children: [outlineIssuer(value, pointer, deeper(walk))] } : node;
}

function outlineClr(clr: JsonObject, pointer: string, walk: Walk): OutlineNode {
  const within = deeper(walk);
  return {
    pointer,
    kind: 'clr',
    title: textIn(clr, 'name') ?? 'Learner record',
    lines: describeCredential(clr),
    children: [
      ...outlineLearner(clr, pointer),
      outlineIssuer(clr, pointer, within),
      ...subjectsOf(clr, pointer).flatMap((subject) => outlineAchievements(clr, pointer, subject, within)),
      ...outlineEndorsements(clr, pointer, within),
    ],
  };
}

type Placed = { value: JsonObject; pointer: string };

/** The standard has one subject; whatever is there is shown. */
const subjectsOf = (credential: JsonObject, pointer: string): Placed[] =>
  objectsUnder(credential, 'credentialSubject', pointer);

/** @param place pointer of the CLR */
function outlineAchievements(
  clr: JsonObject,
  place: string,
  { value: subject, pointer }: Placed,
  walk: Walk,
): OutlineNode[] {
  const around = partyOf(clr['issuer']) ?? {};
  const added = addedIn(clr);
  const inner = listInnerCredentials(subject, 'verifiableCredential', pointer);
  const ofCredential = new Map<string, string>();
  const awarded = new Map<string, Entry>();
  const entries: Entry[] = inner.map((one) => {
    const node = outlineOne(one, walk, around);
    if (one.kind !== 'badge' || one.value === undefined) return { node };
    const { achievement, term } = awardOfCredential(one.value);
    const entry = { ...placeOf(achievement, term), node };
    const { id } = one.value;
    if (achievement?.id !== undefined) {
      if (!awarded.has(achievement.id)) awarded.set(achievement.id, entry);
      if (typeof id === 'string') ofCredential.set(id, achievement.id);
    }
    return entry;
  });
  warnOf(inner, walk);
  for (const { value, pointer: at } of objectsUnder(subject, 'achievement', pointer)) {
    if (added.has(at.slice(place.length)) || isTitle(value, clr)) continue;
    const achievement = achievementOf(withoutAdded(value, at.slice(place.length), added), '2.0');
    const children = endorsementsOfAchievement(value, at, walk);
    const known = achievement.id === undefined ? undefined : awarded.get(achievement.id);
    if (known !== undefined) {
      known.node = { ...known.node, children: [...known.node.children, ...children] };
      continue;
    }
    const lines = [UNAWARDED, ...describeAchievement(achievement, around)];
    const { title } = achievement;
    entries.push({
      ...placeOf(achievement),
      node: { pointer: at, kind: 'achievement', title, lines, children },
    });
  }
  return arrangeAchievements(entries, listAssociations(subject, pointer, ofCredential));
}

/** Nothing but the name of the record, put there for a wallet that shows it as the title. */
function isTitle({ name, description, criteria }: JsonObject, clr: JsonObject): boolean {
  const narrative = isObject(criteria) ? criteria['narrative'] : undefined;
  return name !== undefined && [description, narrative, clr['name']].every((text) => text === name);
}

/** Both ends name achievements; where one names a badge instead, what the badge is for is meant. */
function listAssociations(
  subject: JsonObject,
  pointer: string,
  ofCredential: ReadonlyMap<string, string>,
): Association[] {
  return objectsIn(subject, 'association').flatMap(({ associationType: type, sourceId, targetId }) => {
    if (typeof type !== 'string' || typeof sourceId !== 'string' || typeof targetId !== 'string') return [];
    const [from, to] = [sourceId, targetId].map((id) => ofCredential.get(id) ?? id) as [string, string];
    return [{ type, from, to, pointer: `${pointer}/association` }];
  });
}

function warnOf(inner: InnerCredential[], { warnings }: Walk): void {
  const badges = inner.filter(({ kind }) => kind === 'badge');
  const bare = badges.filter(({ signed, value }) => !signed && asArray(value?.['proof']).length === 0).length;
  if (inner.length === 0) warnings.push('The record has no credentials of achievements.');
  if (bare > 0) {
    const those = `${bare} of ${badges.length} badges have no proof of their own`;
    warnings.push(`${those}: their content stands on whatever is around them.`);
  }
}

function outlineBadge(badge: JsonObject, pointer: string, walk: Walk, around?: Party): OutlineNode {
  const within = deeper(walk);
  const award = awardOfCredential(badge);
  const title = award.achievement?.title ?? titleOf(badge) ?? 'Badge without an achievement';
  const own = around ?? partyOf(badge['issuer']);
  const name = textIn(badge, 'name');
  const renamed = name !== undefined && !title.toLowerCase().includes(name.toLowerCase());
  const people =
    around === undefined
      ? [...outlineLearner(badge, pointer), outlineIssuer(badge, pointer, within)]
      : outlineEndorsements(firstObject(badge['issuer']), `${pointer}/issuer`, within);
  return {
    pointer,
    kind: 'badge',
    title,
    lines: [
      ...describeAward(award, own === undefined ? {} : { around: own }),
      ...(renamed ? [`the credential is named ${name}`] : []),
    ],
    children: [
      ...people,
      ...outlineEndorsements(badge, pointer, within),
      ...subjectsOf(badge, pointer).flatMap(({ value, pointer: at }) => [
        ...objectsUnder(value, 'achievement', at).flatMap((one) =>
          endorsementsOfAchievement(one.value, one.pointer, within),
        ),
        ...outlineEndorsements(firstObject(value['source']), `${at}/source`, within),
      ]),
    ],
  };
}

function endorsementsOfAchievement(achievement: JsonObject, pointer: string, walk: Walk): OutlineNode[] {
  return [
    ...outlineEndorsements(achievement, pointer, walk),
    ...outlineEndorsements(firstObject(achievement['creator']), `${pointer}/creator`, walk),
  ];
}

function outlineLearner(credential: JsonObject, pointer: string): OutlineNode[] {
  return subjectsOf(credential, pointer).map(({ value, pointer: at }) => ({
    pointer: at,
    kind: 'learner',
    ...describeSubject(value),
    children: [],
  }));
}

function outlineIssuer({ issuer }: JsonObject, pointer: string, walk: Walk): OutlineNode {
  const at = `${pointer}/issuer`;
  return {
    pointer: at,
    kind: 'issuer',
    ...describeIssuer(issuer),
    children: outlineEndorsements(firstObject(issuer), at, walk),
  };
}

/** Any other credential: what it calls itself, and the records of CLR 1.0 that its subjects are or carry. */
function outlineOther(credential: JsonObject, pointer: string, walk: Walk): OutlineNode {
  const types = asArray(credential['type']).filter((type) => type !== 'VerifiableCredential');
  const records = subjectsOf(credential, pointer).flatMap(outlineRecords);
  walk.warnings.push(...records.flatMap(({ warnings }) => warnings));
  return {
    pointer,
    kind: 'vc',
    title: titleOf(credential) ?? types.filter((type) => typeof type === 'string').join(', '),
    lines: [`issued by ${describeIssuer(credential['issuer']).title}`, ...describeCredential(credential)],
    children: records.map(({ warnings: _, ...node }) => node),
  };
}

function outlineRecords({ value, pointer }: Placed): Outline[] {
  if (looksLikeRecord(value)) return outlineRecord(value, pointer);
  return ['clr', 'signedClrs']
    .flatMap((member) => itemsUnder(value, member, pointer))
    .flatMap((item) => outlineRecord(item.value, item.pointer));
}

function outlineRecord(value: Json, pointer: string): Outline[] {
  try {
    const parsed = parseRecord(value);
    return isNativeRecord(parsed) ? [outlineNative(parsed, pointer)] : [];
  } catch (error) {
    if (error instanceof BridgeError) return []; // whoever verifies says what it is instead
    throw error;
  }
}
