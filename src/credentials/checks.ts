/** What can be said of a credential from the document and the clock alone. */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { parseInstant } from '../kernel/time.ts';
import { versionOf } from '../kernel/vc-version.ts';
import { idOf, subjectsOf, typesOf, validityOf } from './schema-vc.ts';

/** Seconds by which clocks may differ. */
export const SKEW_SECONDS = 300;

const DATE_TIME = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const isUrl = (value: string) => /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(value);

/** VC Data Model 2.0 section 4 and 1.1 section 4: what every credential must have. */
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
  if (credential['id'] !== undefined && (typeof credential['id'] !== 'string' || !isUrl(credential['id']))) {
    deviation('/id', 'id is not one URL.');
  }
  const issuer = idOf(credential['issuer']);
  if (issuer === undefined) invalid('/issuer', 'There is no issuer.');
  else if (!isUrl(issuer)) deviation('/issuer', `The issuer "${issuer}" is not a URL.`);
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
  if (found.length === 0) found.push(finding('structure-valid', pointer));
  return found;
}

/** VC Data Model 2.0 section 4.13. */
export function checkPresentationStructure(presentation: JsonObject, pointer: string): Finding[] {
  const found: Finding[] = [];
  if (versionOf(presentation) === undefined) {
    found.push(
      finding(
        'structure-invalid',
        `${pointer}/@context`,
        'The first @context is neither that of version 2.0 nor of 1.1.',
      ),
    );
  }
  if (!typesOf(presentation).includes('VerifiablePresentation')) {
    found.push(finding('structure-invalid', `${pointer}/type`, 'type does not list VerifiablePresentation.'));
  }
  if (asArray(presentation['verifiableCredential']).length === 0) {
    found.push(
      finding('record-absent', `${pointer}/verifiableCredential`, 'The presentation presents no credential.'),
    );
  }
  if (found.length === 0) found.push(finding('structure-valid', pointer));
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

/** Whether the signer of the presentation is the subject of a credential in it. */
export function checkHolder(credential: JsonObject, holder: string | undefined, pointer: string): Finding[] {
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
        'holder-mismatch',
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
