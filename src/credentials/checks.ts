/** What can be said of a credential from the document and the clock alone. */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { parseInstant } from '../kernel/time.ts';
import { versionOf } from '../kernel/vc-version.ts';
import { checkVcMembers, isUrl } from './check-vc-members.ts';
import { idOf, subjectsOf, typesOf, validityOf } from './schema-vc.ts';

/** Seconds by which clocks may differ. */
export const SKEW_SECONDS = 300;

/** `dateTimeStamp` of XML Schema 1.1 part 2, section 3.4.28: with a zone, and no leap second. */
const DATE_TIME =
  /^-?(?:[1-9]\d{3,}|0\d{3})-\d\d-\d\dT(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;

/**
 * VC Data Model 2.0 section 4 and 1.1 section 4: what every credential must have, and what its members must be.
 * A time without a zone is read as UTC (2.0, section 4.9.1), so it is said and read on.
 */
export function checkCredentialStructure(credential: JsonObject, pointer: string): Finding[] {
  const found: Finding[] = [];
  const invalid = (member: string, message: string) =>
    found.push(finding('structure-invalid', `${pointer}${member}`, message));
  const deviation = (member: string, message: string) =>
    found.push(finding('structure-deviation', `${pointer}${member}`, message));
  const version = versionOf(credential);
  if (version === undefined) {
    invalid('/@context', 'The first @context is neither that of VC Data Model 2.0 nor of 1.1.');
  }
  if (!typesOf(credential).includes('VerifiableCredential')) {
    invalid('/type', 'type does not list VerifiableCredential.');
  }
  // in a JWT nothing else says what it was signed as
  if (typesOf(credential).includes('VerifiablePresentation')) {
    invalid('/type', 'A credential is no presentation as well.');
  }
  // of version 1.1 there are records with bare numbers and names, whose signatures hold
  const breach = version === '2.0' ? invalid : deviation;
  if (credential['id'] !== undefined && !isUrl(credential['id'])) breach('/id', 'id is not one URL.');
  const issuer = idOf(credential['issuer']);
  if (issuer === undefined) invalid('/issuer', 'There is no issuer.');
  else if (!isUrl(issuer)) breach('/issuer', `The issuer "${issuer}" is not a URL.`);
  const subjects = asArray(credential['credentialSubject']);
  if (subjects.length === 0) invalid('/credentialSubject', 'There is no credentialSubject.');
  for (const subject of subjects) {
    if (!isObject(subject) || Object.keys(subject).length === 0) {
      invalid('/credentialSubject', 'A credentialSubject says nothing.');
    }
  }
  if (version === '1.1' && credential['issuanceDate'] === undefined) {
    invalid('/issuanceDate', 'Version 1.1 needs an issuanceDate.');
  }
  const foreign = version === '2.0' ? ['issuanceDate', 'expirationDate'] : ['validFrom', 'validUntil'];
  for (const name of foreign) {
    if (version !== undefined && credential[name] !== undefined) {
      invalid(`/${name}`, `${name} does not belong to version ${version} of the data model.`);
    }
  }
  for (const name of ['issuanceDate', 'expirationDate', 'validFrom', 'validUntil']) {
    const value = credential[name];
    if (value === undefined) continue;
    if (typeof value !== 'string' || parseInstant(value) === undefined)
      invalid(`/${name}`, `${name} is no date-time.`);
    else if (!DATE_TIME.test(value)) deviation(`/${name}`, `${name} has no time zone.`);
  }
  const { from, until } = validityOf(credential);
  const [start, end] = [instant(from), instant(until)];
  if (start !== undefined && end !== undefined && start > end) {
    const message = `Valid from ${String(from)}, until ${String(until)}.`;
    found.push(finding('validity-reversed', pointer, message));
  }
  found.push(...checkVcMembers(credential, pointer));
  if (found.length === 0) found.push(finding('structure-valid', pointer));
  return found;
}

/**
 * VC Data Model 2.0 section 4.13 and 1.1 section 4.10; that it presents nothing is allowed, and said.
 *
 * @param options `enveloped`: it came in a JWT
 */
export function checkPresentationStructure(
  presentation: JsonObject,
  pointer: string,
  { enveloped }: { enveloped: boolean },
): Finding[] {
  const found: Finding[] = [];
  const invalid = (member: string, message: string) =>
    void found.push(finding('structure-invalid', `${pointer}${member}`, message));
  const version = versionOf(presentation);
  if (version === undefined)
    invalid('/@context', 'The first @context is neither that of version 2.0 nor of 1.1.');
  if (!typesOf(presentation).includes('VerifiablePresentation'))
    invalid('/type', 'type does not list VerifiablePresentation.');
  const { id, holder, verifiableCredential: members } = presentation;
  if (id !== undefined && !isUrl(id)) invalid('/id', 'id is not one URL.');
  if (holder !== undefined && !isUrl(idOf(holder)))
    invalid('/holder', 'holder is neither a URL nor an object with one as its id.');
  if (version === '2.0' && asArray(members).some((member) => !isObject(member))) {
    // in JWTs, texts are the form of version 1.1, and are met in those of 2.0 as well
    const code = enveloped ? 'structure-deviation' : 'structure-invalid';
    const at = `${pointer}/verifiableCredential`;
    found.push(finding(code, at, 'A credential in a presentation is an object.'));
  }
  found.push(...checkVcMembers(presentation, pointer));
  if (found.length === 0) found.push(finding('structure-valid', pointer));
  if (asArray(members).length === 0) found.push(finding('presentation-empty', pointer));
  return found;
}

/** Whether now lies between the credential's times, give or take the skew. */
export function checkValidity(credential: JsonObject, now: Date, pointer: string): Finding[] {
  const { from, until } = validityOf(credential);
  const skew = SKEW_SECONDS * 1000;
  const start = instant(from);
  const end = instant(until);
  const found: Finding[] = [];
  if (start !== undefined && start.getTime() - skew > now.getTime()) {
    found.push(finding('not-yet-valid', pointer, `Valid from ${String(from)}.`));
  }
  if (end !== undefined && end.getTime() + skew < now.getTime()) {
    found.push(finding('expired', pointer, `Valid until ${String(until)}.`));
  }
  if (found.length === 0) found.push(finding('validity-current', pointer));
  return found;
}

const instant = (value: Json | undefined) => (typeof value === 'string' ? parseInstant(value) : undefined);

/**
 * Whether the signer of the presentation is the subject of a credential in it. The data model leaves open who may
 * present what (2.0, section 4.13), so it is said; a learner record is its learner’s to present.
 *
 * @param options `learner`: the credential carries a learner record
 */
export function checkHolder(
  credential: JsonObject,
  holder: string | undefined,
  pointer: string,
  { learner }: { learner: boolean },
): Finding[] {
  const subjects = subjectsOf(credential).map(({ id }) => id);
  const known = subjects.filter((id) => typeof id === 'string');
  if (holder === undefined) return [finding('holder-unproven', pointer)];
  if (known.length === 0)
    return [
      finding('holder-unproven', pointer, 'The credential names no subject to compare the holder with.'),
    ];
  if (known.includes(holder)) return [finding('holder-valid', pointer)];
  if (known.some((id) => id.startsWith('did:'))) {
    return [
      finding(
        learner ? 'holder-mismatch' : 'holder-other',
        pointer,
        `The subject is ${known.join(', ')}; ${holder} signed the presentation.`,
      ),
    ];
  }
  return [
    finding(
      'holder-unproven',
      pointer,
      `The subject ${known.join(', ')} is no DID, so nobody can prove to be it.`,
    ),
  ];
}
