/** The Clr itself as a ClrCredential, around the credentials that its assertions make. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { CLR1_CONTEXT, CLR1_MODEL } from '../model-clr1.ts';
import { isSameContent } from '../same-content.ts';
import { mapAchievement } from './achievement-up.ts';
import { mapAssertion } from './assertion-up.ts';
import type { Selection } from './assertions-up.ts';
import { type Copy, mapAssociations } from './associations-up.ts';
import { CLR2_REST } from './carrier.ts';
import { contextsOf } from './contexts-up.ts';
import { awardDates, endorsements, noteReplaced, REPLACED, reissueId } from './endorsement-up.ts';
import { finishCredential } from './finish-up.ts';
import { type Learner, readLearner } from './learner-up.ts';
import { isAbsent, keepOthers, listOf, mapMembers, objectOf, type Rules } from './members-up.ts';
import { recordIssuer } from './profile-up.ts';
import { listHidden } from './recipient-up.ts';
import {
  createScope,
  keep,
  markAdded,
  memberSpot,
  note,
  rootSpot,
  type Scope,
  type Spot,
} from './scope-up.ts';

const NO_NAME = 'Comprehensive Learner Record';

const CLR: Rules = { endorsements: ['endorsement', endorsements] };

const ELSEWHERE: Rules = {
  ...REPLACED,
  '@context': null,
  name: null,
  issuedOn: null,
  learner: null,
  publisher: null,
  assertions: null,
  signedAssertions: null,
  achievements: null,
  partial: null,
};

/** An achievement of the source and what became of it. */
type Seen = { value: JsonObject; mapped: JsonObject; pointer: string; signed: boolean };

/**
 * @param selection the assertions that become credentials
 * @param root scope of the record
 * @param learnerId replaces the one of the source
 */
export function mapClr(
  clr: JsonObject,
  { sources, read, setAside }: Selection,
  root: Scope,
  learnerId: string | undefined,
): JsonObject {
  const { call } = root;
  const spot = rootSpot(root);
  const { id: oldId, newId } = reissueId(clr, spot);
  const dates = awardDates(clr, spot);
  const learner = mapLearner(clr['learner'], root, listHidden(read), learnerId);
  const seen: Seen[] = [];
  const credentials = sources.map(({ value, pointer, jws }) => {
    const credential = mapAssertion(value, createScope(call, pointer, root.losses, jws), learner, dates);
    const subject = credential['credentialSubject'] as JsonObject;
    const achievement = value['achievement'];
    if (isObject(achievement)) {
      const mapped = subject['achievement'] as JsonObject;
      seen.push({ value: achievement, mapped, pointer: `${pointer}/achievement`, signed: jws !== undefined });
    }
    return credential;
  });
  const unearned = mapUnearned(clr['achievements'], spot, seen);
  noteDiffering(seen, root);
  const associations = mapAssociations(seen.map(copyOf), root);
  keepContext(clr['@context'], spot);
  const name = mapName(clr['name'], spot);
  const issuer = mapPublisher(clr['publisher'], spot);
  const members = mapMembers(clr, spot, CLR);
  const partial = mapPartial(clr['partial'], spot, setAside);
  keepOthers(clr, spot, 'Clr', CLR, ELSEWHERE);
  noteReplaced(clr, spot);
  const credential = {
    '@context': contextsOf('record', call),
    id: newId,
    type: ['VerifiableCredential', 'ClrCredential'],
    name,
    ...partial,
    issuer,
    ...dates,
    credentialSubject: {
      id: learner.id,
      type: ['ClrSubject'],
      ...(learner.identifier.length > 0 ? { identifier: learner.identifier } : {}),
      verifiableCredential: credentials,
      ...(unearned.length > 0 ? { achievement: unearned } : {}),
      ...(associations.length > 0 ? { association: associations } : {}),
    },
    evidence: [],
    ...members,
  };
  const publisher = clr['publisher'];
  const rest = isObject(publisher) ? publisher[CLR2_REST] : undefined;
  const restSpot = memberSpot(memberSpot(spot, 'publisher'), CLR2_REST);
  return finishCredential(credential, 'ClrCredential', root, { oldId, rest, restSpot });
}

function mapLearner(
  value: Json | undefined,
  root: Scope,
  hidden: ReadonlySet<string>,
  learnerId: string | undefined,
): Learner {
  if (isObject(value)) return readLearner(value, root, hidden, learnerId);
  note(memberSpot(rootSpot(root), 'learner'), 'required-missing');
  return { value: {}, id: learnerId ?? '', identifier: [], shown: new Set(), replaced: false };
}

function mapUnearned(list: Json | undefined, spot: Spot, seen: Seen[]): Json[] {
  if (isAbsent(list)) return [];
  const unearned = objectOf((value, place) => {
    const mapped = mapAchievement(value, place);
    seen.push({ value, mapped, pointer: place.at, signed: false });
    return mapped;
  });
  const mapped = listOf(unearned)(list, memberSpot(spot, 'achievements', 'credentialSubject/achievement'));
  return Array.isArray(mapped) ? mapped : [];
}

const copyOf = ({ value, mapped, pointer, signed }: Seen): Copy => ({
  id: String(mapped['id']),
  associations: value['associations'],
  at: pointer,
  signed,
});

/** Each copy stands as it is; that they differ is said once for each that differs from the first. */
function noteDiffering(seen: Seen[], root: Scope): void {
  const first = new Map<string, Json>();
  for (const { value, mapped, pointer } of seen) {
    const id = String(mapped['id']);
    const known = first.get(id);
    const own = bare(value);
    if (known === undefined) first.set(id, own);
    else if (!isSameContent(known, own))
      note({ scope: root, at: pointer, to: '' }, 'achievement-copies-differ');
  }
}

/** Without what says nothing: the name of a class as type, and empty arrays. */
function bare(value: Json): Json {
  if (Array.isArray(value)) return value.map(bare);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(
    ([name, member]) =>
      !(Array.isArray(member) && member.length === 0) &&
      !(name === 'type' && typeof member === 'string' && Object.hasOwn(CLR1_MODEL, member)),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, bare(member)]));
}

function keepContext(context: Json | undefined, spot: Spot): void {
  if (!isAbsent(context) && context !== CLR1_CONTEXT) keep(memberSpot(spot, '@context'), context);
}

function mapName(name: Json | undefined, spot: Spot): string {
  if (typeof name === 'string' && name !== '') return name;
  const place = memberSpot(spot, 'name');
  if (spot.scope.call.fill === 'refuse') {
    note(place, 'required-missing');
    return '';
  }
  markAdded(place);
  if (isAbsent(name)) note(place, 'filled');
  else keep(place, name, 'filled');
  return NO_NAME;
}

function mapPublisher(publisher: Json | undefined, spot: Spot): JsonObject {
  const place = memberSpot(spot, 'publisher', 'issuer');
  if (isObject(publisher)) {
    // What it carries for the record is read there
    const { [CLR2_REST]: _, ...own } = publisher;
    return recordIssuer(own, place);
  }
  if (!isAbsent(publisher)) return recordIssuer(publisher, place);
  note(place, 'required-missing');
  return { ...spot.scope.call.issuer };
}

/** A record of which something was set aside is not whole, whatever it said. */
function mapPartial(partial: Json | undefined, spot: Spot, setAside: boolean): JsonObject {
  const place = memberSpot(spot, 'partial');
  if (!setAside || partial === true) {
    if (typeof partial === 'boolean') return { partial };
    if (!isAbsent(partial)) keep(place, partial);
    return {};
  }
  if (isAbsent(partial)) {
    markAdded(place);
    note(place, 'partial-set');
  } else {
    keep(place, partial, 'partial-set');
  }
  return { partial: true };
}
