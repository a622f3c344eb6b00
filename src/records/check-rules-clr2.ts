/** What CLR 2.0 and Open Badges 3.0 require of a credential beyond the shape, as far as it alone shows it. */
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { showJson } from '../kernel/show-json.ts';
import { parseInstant } from '../kernel/time.ts';
import { checkDescriptionsOf, checkResultsOfSubject } from './check-results-clr2.ts';
import { checkTiesOfClr } from './check-ties-clr2.ts';
import type { Clr2Kind } from './credential-kind.ts';
import { type CredentialPart, formOf, listCredentialParts, rowsOf } from './credential-parts.ts';
import { isSameContent } from './same-content.ts';

/**
 * Every breach of the rules in a credential, none of which rejects: real records break them, 1EdTech's own samples
 * too. Credentials inside are not opened, except that a CLR's associations and achievements are compared with those of
 * its badges.
 */
export function checkClr2Rules(credential: JsonObject, kind: Clr2Kind, pointer: string): Finding[] {
  return checkClr2RulesOf(listCredentialParts(credential, kind, pointer));
}

/** The same, of a credential whose parts are listed already, itself first. */
export function checkClr2RulesOf(parts: CredentialPart[]): Finding[] {
  const [whole] = parts;
  if (whole === undefined) return [];
  const { type: kind, value: credential, pointer } = whole;
  return [
    ...checkForm(credential, pointer),
    ...checkOrder(credential, pointer),
    ...parts.flatMap(checkPart),
    ...parts.flatMap((part) => checkLists(part)),
    ...checkIds(parts),
    ...(kind === 'ClrCredential'
      ? [...checkPartial(credential, pointer), ...checkTiesOfClr(credential, pointer)]
      : []),
  ];
}

function checkPart({ type, value, pointer }: CredentialPart): Finding[] {
  switch (type) {
    case 'ClrSubject':
      return checkSubject(value, pointer);
    case 'AchievementSubject':
      return [
        ...checkSubject(value, pointer),
        ...checkResultsOfSubject(value, pointer),
        ...checkPair(value, 'activityStartDate', 'activityEndDate', pointer),
      ];
    case 'Achievement':
      return checkDescriptionsOf(value, pointer);
    case 'Criteria':
      return value['id'] === undefined && value['narrative'] === undefined
        ? [finding('criteria-empty', pointer)]
        : [];
    case 'IdentityObject':
      return checkIdentifier(value, pointer);
    default:
      return [];
  }
}

function checkForm(credential: JsonObject, pointer: string): Finding[] {
  const { issuer } = credential;
  return [
    ...(formOf(credential) === '1.1' ? [finding('form-superseded', pointer)] : []),
    ...(typeof issuer === 'string' ? [finding('issuer-bare', appendPointer(pointer, 'issuer'))] : []),
  ];
}

/** The award lies before the validity, which ends after it began. */
function checkOrder(credential: JsonObject, pointer: string): Finding[] {
  const [from, until] =
    formOf(credential) === '1.1' ? ['issuanceDate', 'expirationDate'] : ['validFrom', 'validUntil'];
  return [
    ...checkPair(credential, from as string, until as string, pointer),
    ...checkPair(credential, 'awardedDate', from as string, pointer),
  ];
}

function checkPair(holder: JsonObject, earlier: string, later: string, pointer: string): Finding[] {
  const [first, second] = [instantOf(holder[earlier]), instantOf(holder[later])];
  if (first === undefined || second === undefined || first <= second) return [];
  return [finding('dates-reversed', appendPointer(pointer, later), `${later} lies before ${earlier}.`)];
}

const instantOf = (value: Json | undefined) =>
  typeof value === 'string' ? parseInstant(value)?.getTime() : undefined;

function checkSubject(subject: JsonObject, pointer: string): Finding[] {
  const { id, identifier } = subject;
  const named = Array.isArray(identifier) ? identifier.length > 0 : isObject(identifier);
  return typeof id === 'string' || named ? [] : [finding('subject-unnamed', pointer)];
}

const HASH = /^(?:sha256\$[0-9a-f]{64}|md5\$[0-9a-f]{32})$/i;

/** Plain values are values, hashed ones hashes: a hash of the value followed by the salt, with its algorithm before it. */
function checkIdentifier({ hashed, identityHash }: JsonObject, pointer: string): Finding[] {
  if (typeof identityHash !== 'string' || typeof hashed !== 'boolean') return [];
  const at = appendPointer(pointer, 'identityHash');
  if (hashed !== HASH.test(identityHash)) {
    const message = hashed
      ? 'It should be a hash, and is neither sha256$ nor md5$ with all its hexadecimal digits.'
      : 'It is a hash, and says that it is none.';
    return [finding('identity-hash', at, message)];
  }
  return hashed && /^md5/i.test(identityHash) ? [finding('recipient-hash-weak', at)] : [];
}

/** Empty lists, which a signature over RDF does not bind. An empty list of badges breaks the shape, and is said there. */
function checkLists({ type, value, pointer }: CredentialPart): Finding[] {
  const { properties } = rowsOf(type, '2.0');
  const findings: Finding[] = [];
  for (const name in value) {
    const member = value[name];
    if (!Array.isArray(member) || member.length > 0) continue;
    const property = properties.get(name);
    if (property?.many !== undefined && property.least === undefined)
      findings.push(finding('list-empty', appendPointer(pointer, name)));
  }
  return findings;
}

/** Results lead to descriptions and levels by id: one id, one thing. */
function checkIds(parts: CredentialPart[]): Finding[] {
  const first = new Map<string, CredentialPart>();
  return parts.flatMap((part) => {
    const { id } = part.value;
    if ((part.type !== 'ResultDescription' && part.type !== 'RubricCriterionLevel') || typeof id !== 'string')
      return [];
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, part);
      return [];
    }
    if (isSameContent(other.value, part.value)) return [];
    return [
      finding('id-duplicate', part.pointer, `${showJson(id)} stands with other content at ${other.pointer}.`),
    ];
  });
}

function checkPartial({ partial }: JsonObject, pointer: string): Finding[] {
  if (partial === true) return [finding('partial-true', appendPointer(pointer, 'partial'))];
  return partial === undefined ? [finding('partial-unsaid', pointer)] : [];
}
