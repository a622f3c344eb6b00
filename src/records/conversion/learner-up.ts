/** The learner in CLR 2.0: an id, and of the rest only what was asked for. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { typeOf } from '../model-clr1.ts';
import { IDENTIFIER_MEMBERS, keepAmbiguous, mapIdentifier } from './endorser-up.ts';
import { id, isAbsent, listOf, objectOf } from './members-up.ts';
import { keep, markAdded, memberSpot, note, type Scope, type Spot } from './scope-up.ts';
import { toIdentityType } from './words.ts';

export type Learner = {
  value: JsonObject;
  /** The id of every subject. */
  id: string;
  /** IdentityObjects of the subject of the record. */
  identifier: JsonObject[];
  /** The properties by which a recipient may be told, and that travel. */
  shown: ReadonlySet<string>;
  /** Whether `id` is another than the source has. */
  replaced: boolean;
};

/** Members that become an IdentityObject, before the identifiers and behind them. */
const FIRST = ['email', 'sourcedId', 'studentId'];
const LAST = ['telephone', 'url'];

/** The parts a name is made of, in their order. */
const NAME_PARTS = ['givenName', 'additionalName', 'familyName'];

/**
 * Reads the learner as the option `personal` says. What a recipient hides behind a hash is not written in plain
 * beside it, unless all is asked for.
 *
 * @param scope of the record
 * @param hidden properties that some recipient has hashed
 * @param newId the id that replaces the one of the source
 */
export function readLearner(
  value: JsonObject,
  scope: Scope,
  hidden: ReadonlySet<string>,
  newId: string | undefined,
): Learner {
  const { personal } = scope.call;
  const spot = memberSpot({ scope, at: '', to: '' }, 'learner', 'credentialSubject');
  const done = new Set(['id']);
  const shown = new Set<string>();
  const identifier: JsonObject[] = [];
  const shows = (member: string) =>
    personal === 'all' || (personal === 'identifiers' && !LAST.includes(member) && !hidden.has(member));
  const show = (member: string) => {
    const content = value[member];
    if (typeof content !== 'string' || content === '' || !shows(member)) return;
    done.add(member);
    shown.add(member);
    identifier.push(identity(content, toIdentityType(member) ?? member));
  };
  const name = readName(value, spot, personal !== 'none');
  for (const member of name.done) done.add(member);
  identifier.push(...name.identifier);
  for (const member of FIRST) show(member);
  if (personal !== 'none') {
    done.add('identifiers');
    const told = new Set([...shown, ...(isText(value['name']) ? ['name'] : [])]);
    identifier.push(...readIdentifiers(value, spot, told, identifier.length));
  }
  const old = value['id'];
  const replaced = newId !== undefined && old !== newId;
  if (replaced) {
    note(memberSpot(spot, 'id'), 'learner-id-replaced');
    if (typeof old === 'string' && shows('id')) {
      // Where CLR 1.0 has an id, it has the new one, and no other beside it
      markAdded({ ...spot, to: `${spot.to}/identifier/${identifier.length}` });
      identifier.push(identity(old, 'identifier'));
    }
  }
  for (const member of LAST) show(member);
  leaveOut(value, spot, done);
  return { value, id: newId ?? readId(value, spot), identifier, shown, replaced };
}

function readId(value: JsonObject, spot: Spot): string {
  const place = memberSpot(spot, 'id');
  const found = isAbsent(value['id']) || value['id'] === '' ? undefined : id(value['id'], place);
  if (typeof found === 'string') return found;
  note(place, 'id-missing');
  return '';
}

const identity = (identityHash: string, identityType: string): JsonObject => ({
  type: 'IdentityObject',
  hashed: false,
  identityHash,
  identityType,
});

/** The name; where there are only its parts, one made of them, which then are no secret any more. */
function readName(
  value: JsonObject,
  spot: Spot,
  travels: boolean,
): { identifier: JsonObject[]; done: string[] } {
  const { name, givenName, familyName } = value;
  if (!travels) return { identifier: [], done: [] };
  if (isText(name)) return { identifier: [identity(name, 'name')], done: ['name'] };
  if (!isText(givenName) && !isText(familyName)) return { identifier: [], done: [] };
  const parts = NAME_PARTS.map((part) => [part, value[part]] as const).filter(
    (part): part is readonly [string, string] => isText(part[1]),
  );
  const made: Spot = { ...memberSpot(spot, 'name'), to: `${spot.to}/identifier/0` };
  if (isAbsent(name)) note(made, 'filled');
  else keep(made, name, 'filled');
  markAdded(made);
  for (const [part, content] of parts) keep(memberSpot(spot, part), content);
  return {
    identifier: [identity(parts.map(([, content]) => content).join(' '), 'name')],
    done: ['name', ...parts.map(([part]) => part)],
  };
}

const isText = (value: Json | undefined): value is string => typeof value === 'string' && value !== '';

function readIdentifiers(
  value: JsonObject,
  spot: Spot,
  told: ReadonlySet<string>,
  offset: number,
): JsonObject[] {
  const { identifiers } = value;
  if (isAbsent(identifiers)) return [];
  const ambiguous = new Set(
    ['name', ...FIRST, ...LAST]
      .filter((member) => member !== 'sourcedId' && !told.has(member))
      .map((member) => toIdentityType(member) ?? member),
  );
  const entry = objectOf((item, place) => {
    const mapped = mapIdentifier(item, place);
    keepAmbiguous(item, mapped['identifierType'], place, ambiguous);
    return mapped;
  }, IDENTIFIER_MEMBERS);
  const listed = listOf(entry, offset)(identifiers, memberSpot(spot, 'identifiers', 'identifier'));
  return (Array.isArray(listed) ? listed.filter(isObject) : []).map((item) =>
    identity(String(item['identifier']), String(item['identifierType'])),
  );
}

/** Everything else about a person stays behind, or travels in the carrier where all was asked for. */
function leaveOut(value: JsonObject, spot: Spot, done: ReadonlySet<string>): void {
  const all = spot.scope.call.personal === 'all';
  const { properties } = typeOf('Profile');
  for (const [member, content] of Object.entries(value)) {
    const place = memberSpot(spot, member);
    const known = Object.hasOwn(properties, member);
    if (known && content === null) note(place, 'null-dropped');
    if (done.has(member) || (known && isAbsent(content))) continue;
    if (member === 'type') {
      if (content !== 'Profile') keep(place, content);
    } else if (all) keep(place, content);
    else note(place, 'personal-dropped');
  }
}
