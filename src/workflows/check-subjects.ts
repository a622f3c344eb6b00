/** Whether a credential is about the person asked for. */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { matchIdentity } from '../records/match-identity.ts';

type Placed = { pointer: string };

/**
 * Compares each subject but those that carry records of CLR 1.0: there the learners of the records say more, and are
 * compared with `subjectAround` beside them.
 *
 * @param natives the records that the credential carries
 */
export function checkSubjects(
  credential: JsonObject,
  pointer: string,
  natives: Placed[],
  recipient: string,
): Finding[] {
  const subjects = listSubjects(credential, pointer);
  if (subjects.length === 0) return [finding('recipient-unproven', `${pointer}/credentialSubject`)];
  return subjects
    .filter(({ pointer: at }) => !natives.some((native) => isAt(native, at)))
    .flatMap(({ subject, pointer: at }) => matchIdentity(subject, recipient, at));
}

/** The subject that a record hangs under; empty where the subject is the record itself, whose id is no person’s. */
export function subjectAround(credential: JsonObject, pointer: string, native: Placed): JsonObject {
  const around = listSubjects(credential, pointer).find(
    ({ pointer: at }) => at !== native.pointer && isAt(native, at),
  );
  return around?.subject ?? {};
}

function listSubjects(credential: JsonObject, pointer: string): (Placed & { subject: JsonObject })[] {
  const { credentialSubject } = credential;
  const at = `${pointer}/credentialSubject`;
  return asArray(credentialSubject).flatMap((subject, i) =>
    isObject(subject)
      ? [{ subject, pointer: Array.isArray(credentialSubject) ? appendPointer(at, i) : at }]
      : [],
  );
}

const isAt = ({ pointer }: Placed, at: string) => pointer === at || pointer.startsWith(`${at}/`);
