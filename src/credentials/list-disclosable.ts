/** Which parts of a learner record a learner may show without the others. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { idOf, typesOf } from './schema-vc.ts';
import { listContents } from './unwrap.ts';

/** Lists of a Clr (CLR 1.0). */
const RECORD_LISTS = ['assertions', 'signedAssertions', 'achievements', 'endorsements', 'signedEndorsements'];
/** Lists of a ClrCredential or badge, and of the subject of a ClrCredential. */
const CREDENTIAL_LISTS = ['evidence', 'endorsement', 'endorsementJwt'];
const SUBJECT_LISTS = ['verifiableCredential', 'achievement', 'association'];
/** Members that speak of all parts at once: what a converted record carries along, and the source it was made of. */
const CARRIED = ['clr1Rest', 'conversion'];
const SOURCES = ['clr', 'signedClrs'];

/**
 * JSON Pointers of the parts. A badge, a signed assertion and a hosted one is shown as a whole, byte for byte, so that
 * what proves it alone still does. Of any other assertion its associations are parts of their own: a degree names its
 * courses there, also those that are hidden. Whatever is not listed is always shown: who the learner is, who issued, validity, status,
 * type, and whether the record is `partial`. The digest of the source (evidence) is a part as well, since it would let
 * a reader confirm a guess about what is hidden.
 *
 * @param credential unsigned, of VC Data Model 2.0
 */
export function listDisclosable(credential: JsonObject): string[] {
  const types = typesOf(credential);
  const isRecord = types.some((type) =>
    ['ClrCredential', 'OpenBadgeCredential', 'AchievementCredential'].includes(type),
  );
  if (!isRecord) return [...itemsOf(credential, '', ['evidence']), ...contentsOf(credential)];
  const { credentialSubject: subject } = credential;
  return [
    ...itemsOf(credential, '', CREDENTIAL_LISTS),
    ...membersOf(credential, '', CARRIED),
    ...(isObject(subject) && types.includes('ClrCredential')
      ? [
          ...itemsOf(subject, '/credentialSubject', SUBJECT_LISTS).filter(
            (pointer) => pointer !== titleAt(credential, subject),
          ),
          ...membersOf(subject, '/credentialSubject', SOURCES),
        ]
      : []),
  ];
}

function contentsOf(credential: JsonObject): string[] {
  return listContents(credential).flatMap(({ pointer, native }) => {
    if (typeof native === 'string') return [pointer];
    const { clrs } = native as JsonObject;
    if (!Array.isArray(clrs)) return partsOf(native as JsonObject, pointer);
    const at = appendPointer(pointer, 'clrs');
    return [
      ...clrs.flatMap((clr, i) => (isObject(clr) ? partsOf(clr, appendPointer(at, i)) : [])),
      ...itemsOf(native as JsonObject, pointer, ['signedClrs']),
    ];
  });
}

/** The parts of a Clr. */
function partsOf(clr: JsonObject, pointer: string): string[] {
  const ties = (achievement: Json | undefined, at: string) =>
    isObject(achievement) ? itemsOf(achievement, at, ['associations']) : [];
  const listed = (member: string, tiesOf: (item: JsonObject, at: string) => string[]) =>
    asArray(clr[member]).flatMap((item, i) =>
      isObject(item) ? tiesOf(item, appendPointer(appendPointer(pointer, member), i)) : [],
    );
  return [
    ...itemsOf(clr, pointer, RECORD_LISTS),
    ...listed('achievements', ties),
    ...listed('assertions', (assertion, at) =>
      isHosted(assertion) ? [] : ties(assertion['achievement'], appendPointer(at, 'achievement')),
    ),
  ];
}

/** Compared whole with what stands at its own address. */
const isHosted = ({ verification }: JsonObject) =>
  isObject(verification) && verification['type'] === 'Hosted';

/** A first achievement that only repeats the name of the record: wallets take their title from it. */
function titleAt({ name }: JsonObject, { achievement }: JsonObject): string | undefined {
  const first: Json | undefined = Array.isArray(achievement) ? achievement[0] : undefined;
  if (!isObject(first) || name === undefined) return undefined;
  const { type: _, criteria, ...said } = first;
  const repeats = JSON.stringify(said) === JSON.stringify({ id: idOf(first), name, description: name });
  return repeats && JSON.stringify(criteria) === JSON.stringify({ narrative: name })
    ? '/credentialSubject/achievement/0'
    : undefined;
}

function itemsOf(holder: JsonObject, pointer: string, members: string[]): string[] {
  return members.flatMap((member) => {
    const items = holder[member];
    const at = appendPointer(pointer, member);
    return Array.isArray(items) ? items.map((_, i) => appendPointer(at, i)) : [];
  });
}

function membersOf(holder: JsonObject, pointer: string, members: string[]): string[] {
  return members
    .filter((member) => holder[member] !== undefined)
    .map((member) => appendPointer(pointer, member));
}
