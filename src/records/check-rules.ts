/**
 * What CLR 1.0 requires beyond the shape: rules M1 to M12 and M14, as far as the record alone shows it.
 * (M13, the body of postClr, is read in `parse-record.ts`.)
 */
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { checkContext } from './check-context.ts';
import { checkHostedIds, checkIdentity, checkRevocationLists } from './check-identity.ts';
import { checkDescriptions, checkResults } from './check-results.ts';
import { checkTexts } from './check-text.ts';
import { CLR1_MODEL, type Clr1TypeName } from './model-clr1.ts';
import type { NativeRecord } from './parse-record.ts';
import { matchRecipient } from './recipient.ts';
import {
  groupByClr,
  isOf,
  isReadable,
  listParts,
  type Part,
  pointerIn,
  type ReadablePart,
  rootPart,
} from './record-parts.ts';

/** Every breach of the rules in a record, payloads of its signed parts included. */
export function checkRules(record: NativeRecord, pointer = ''): Finding[] {
  return checkRulesOf(listParts(rootPart(record, pointer)));
}

/** The same, of a record whose parts are listed already (`listParts`), its root first. */
export function checkRulesOf(all: Part[]): Finding[] {
  const parts = all.filter(isReadable);
  const payloads = parts.filter((part) => part.parent === undefined || part.jws !== undefined);
  return [
    ...parts.flatMap(checkPart),
    ...groupByClr(all).flatMap(({ clr, parts: inside }) => checkRecipients(clr, inside)),
    ...checkIdentity(parts),
    ...checkHostedIds(parts),
    ...checkRevocationLists(parts),
    ...payloads.flatMap((part) => checkTexts(part.value, pointerIn(part))),
  ];
}

function checkPart(part: ReadablePart): Finding[] {
  const findings = checkType(part);
  if (part.parent === undefined || part.jws !== undefined || part.type === 'MemberClr')
    findings.push(...checkContext(part));
  if (isOf(part, 'Clr', 'MemberClr') && part.value['partial'] === true) {
    findings.push(finding('partial-true', pointerIn(part, 'partial')));
  }
  if (isOf(part, 'Assertion')) findings.push(...checkAssertion(part), ...checkResults(part));
  if (isOf(part, 'Achievement')) findings.push(...checkDescriptions(part));
  if (isOf(part, 'EndorsementProfile')) findings.push(...checkEndorser(part));
  return findings;
}

/** M1 and M2; a revoked assertion may be no more than its id. */
function checkAssertion(part: ReadablePart): Finding[] {
  const { value } = part;
  const findings: Finding[] = [];
  const isAbsent = (member: string) => value[member] === undefined || value[member] === null;
  if (value['revoked'] !== true) {
    for (const member of ['issuedOn', 'recipient'].filter(isAbsent)) {
      const message = `An assertion that is not revoked needs ${member}.`;
      findings.push(finding('assertion-incomplete', pointerIn(part, member), message));
    }
    if (isAbsent('achievement') && isAbsent('badge'))
      findings.push(finding('achievement-missing', pointerIn(part, 'achievement')));
  }
  if (isAbsent('achievement') && !isAbsent('badge'))
    findings.push(finding('open-badge-inside', part.pointer));
  return findings;
}

/** M10. That all recipients are the learner is said once, not once per assertion. */
function checkRecipients(clr: ReadablePart, parts: ReadablePart[]): Finding[] {
  const { learner } = clr.value;
  const findings = parts
    .filter((part) => isOf(part, 'Assertion') && isObject(part.value['recipient']))
    .flatMap((part) => matchRecipient(part.value['recipient'], learner, pointerIn(part, 'recipient')));
  const matches = findings.filter(({ code }) => code === 'recipient-match').length;
  const others = findings.filter(({ code }) => code !== 'recipient-match');
  if (matches === 0 || others.some(({ result }) => result === 'fail')) return others;
  const message = `All ${matches} assertions with a recipient are the learner’s.`;
  return [finding('recipient-match', pointerIn(clr, 'learner'), message), ...others];
}

/** M11: an endorser is not endorsed in turn. */
function checkEndorser(part: ReadablePart): Finding[] {
  return ['endorsements', 'signedEndorsements']
    .filter((member) => part.value[member] !== undefined && part.value[member] !== null)
    .map((member) => finding('endorsement-nested', pointerIn(part, member)));
}

/** Types whose member `type` says something else than what the object is. */
const OTHER_MEANING: Clr1TypeName[] = ['Identity', 'Verification'];

/**
 * The standard says what `type` normally is. A wrong name is a deviation where it names another type of the
 * model, and on a Clr or ClrSet, where readers go by it.
 */
function checkType(part: ReadablePart): Finding[] {
  const { type } = part.value;
  if (typeof type !== 'string' || OTHER_MEANING.includes(part.type)) return [];
  const expected = part.type === 'MemberClr' ? 'Clr' : part.type;
  const profile = expected === 'EndorsementProfile' && type === 'Profile';
  if (type === expected || profile) return [];
  const decisive = expected === 'Clr' || expected === 'ClrSet' || Object.hasOwn(CLR1_MODEL, type);
  return decisive
    ? [
        finding(
          'type-mismatch',
          pointerIn(part, 'type'),
          `${showJson(type)} stands where ${expected} is meant.`,
        ),
      ]
    : [];
}
