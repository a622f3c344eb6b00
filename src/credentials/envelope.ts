/**
 * Credentials and presentations inside a JWS or SD-JWT: VC-JWT of VC 1.1 (claim `vc` or `vp`), of 1EdTech and
 * VC-JOSE-COSE (members at the root), and the enveloped forms of VC 2.0. Everything is read from the
 * signed payload; what stands outside is compared, never believed.
 */
import { decodeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { OpenedSdJwt } from '../kernel/sd-jwt.ts';
import { parseInstant } from '../kernel/time.ts';
import { versionOf } from '../kernel/vc-version.ts';
import { isTime } from './check-jwt-times.ts';
import { checkSelection } from './check-selection.ts';
import { idOf, isLearnerCredential, subjectsOf, typesOf, validityOf } from './schema-vc.ts';

export type Envelope = {
  /** As it came: a compact JWS, or an SD-JWT. */
  jws: string;
  /** The compact JWS that was signed. */
  signed: string;
  header: JsonObject;
  claims: JsonObject;
  kind: 'vc' | 'vp';
  /** The credential or presentation that the payload holds. */
  content: JsonObject;
  findings: Finding[];
  /** Present for an SD-JWT: what of it is shown, and what is not. */
  selection?: OpenedSdJwt;
};

/**
 * Opens the envelope without verifying it.
 * @throws BridgeError `jws-malformed`; `record-unrecognised` where the payload is neither
 */
export function openEnvelope(jws: string, pointer: string): Envelope {
  const { jws: signed, header, payload: claims, selection } = decodeJwt(jws);
  const found: Finding[] = selection === undefined ? [] : checkSelection(selection, pointer);
  found.push(...checkKinds(header, claims, pointer, selection !== undefined));
  found.push(...checkReplicated(header, claims, pointer));
  const common = { jws, signed, header, claims, findings: found, ...(selection ? { selection } : {}) };
  const isForm = selection === undefined;
  for (const [claim, kind] of [
    ['vc', 'vc'],
    ['vp', 'vp'],
  ] as const) {
    const inner = claims[claim];
    if (isObject(inner)) {
      const content =
        kind === 'vc'
          ? mergeClaims(inner, claims, pointer, found)
          : mergeHolder(inner, claims, pointer, found);
      if (kind === 'vc') {
        if (versionOf(inner) === '2.0')
          found.push(
            deviation(pointer, 'The claim vc is of VC 1.1; a credential of VC 2.0 is the payload itself.'),
          );
        if (isForm && isLearnerCredential(inner)) checkForm(header, claims, content, pointer, found);
      }
      return { ...common, kind, content };
    }
  }
  const types = typesOf(claims);
  if (types.includes('VerifiablePresentation')) {
    const pairs: [string, Json | undefined][] = [
      ['iss', idOf(claims['holder'])],
      ['jti', claims['id']],
    ];
    found.push(...checkPairs(claims, pairs, pointer));
    return { ...common, kind: 'vp', content: claims };
  }
  if (types.includes('VerifiableCredential') || claims['credentialSubject'] !== undefined) {
    checkRootClaims(claims, pointer, found);
    const content = withoutClaims(claims);
    if (isForm && isLearnerCredential(claims)) checkForm(header, claims, claims, pointer, found);
    if (validityOf(content).until === undefined) {
      agreeTime(content, untilOf(content), claims['exp'], pointer, found);
    }
    return { ...common, kind: 'vc', content };
  }
  throw new BridgeError(
    'record-unrecognised',
    'The payload of the JWT is neither a credential nor a presentation.',
  );
}

/**
 * Nothing may be read as two kinds of document at once: a reader who looks for one would not see the other. In the
 * forms of VC-JOSE-COSE the claims `vc` and `vp` must not be there (section 3.1.1).
 */
function checkKinds(header: JsonObject, claims: JsonObject, pointer: string, selective: boolean): Finding[] {
  const inner = ['vc', 'vp'].filter((claim) => claims[claim] !== undefined);
  const types = typesOf(claims).filter((type) =>
    ['VerifiableCredential', 'VerifiablePresentation'].includes(type),
  );
  if (inner.length + types.length > 1 || (inner.length > 0 && claims['credentialSubject'] !== undefined)) {
    return [
      finding('envelope-type', pointer, 'The payload is more than one credential or presentation at once.'),
    ];
  }
  const typ = typeof header['typ'] === 'string' ? nameOfTyp(header['typ']) : '';
  if (inner.length > 0 && (selective || /^v[cp]\+jwt$/.test(typ))) {
    return [
      finding(
        'envelope-type',
        pointer,
        `The payload itself is the credential in this form; a claim ${inner[0]} is of VC 1.1.`,
      ),
    ];
  }
  return [];
}

/** Claims that the header repeats must say the same (RFC 7519 section 5.3); iss, in either place, that of the issuer. */
function checkReplicated(header: JsonObject, claims: JsonObject, pointer: string): Finding[] {
  const owner = claims['iss'] ?? idOf(claims['issuer']) ?? idOf(claims['holder']);
  const differ = (['iss', 'sub', 'aud'] as const).filter((name) => {
    const other = name === 'iss' ? owner : claims[name];
    return (
      header[name] !== undefined && JSON.stringify(header[name]) !== JSON.stringify(other ?? header[name])
    );
  });
  return differ.map((name) =>
    finding(
      'envelope-mismatch',
      `${pointer}/${name}`,
      `The claim ${name} in the header says something else.`,
    ),
  );
}

/** RFC 7515 section 4.1.9: `application/` may be left out, and case does not count. */
export const nameOfTyp = (typ: string): string => typ.toLowerCase().replace(/^application\//, '');

/** VC Data Model 1.1 section 6.3.1: registered claims stand for members; both must say the same. */
function mergeClaims(vc: JsonObject, claims: JsonObject, pointer: string, found: Finding[]): JsonObject {
  const merged: JsonObject = { ...vc };
  const subject = subjectsOf(vc)[0];
  agree(merged, 'id', claims['jti'], merged['id'], pointer, found);
  agree(merged, 'issuer', claims['iss'], idOf(merged['issuer']), pointer, found);
  if (claims['sub'] !== undefined && subject && !Array.isArray(vc['credentialSubject'])) {
    const filled = { ...subject };
    agree(filled, 'id', claims['sub'], subject['id'], `${pointer}/credentialSubject`, found);
    merged['credentialSubject'] = filled;
  } else if (claims['sub'] !== undefined) {
    const ids = subjectsOf(vc).flatMap(({ id }) => id ?? []);
    if (ids.length > 0 && !ids.includes(claims['sub']))
      found.push(
        finding(
          'envelope-mismatch',
          `${pointer}/credentialSubject`,
          'None of the subjects is that of the JWT.',
        ),
      );
  }
  const second = versionOf(vc) === '2.0';
  agreeTime(merged, second ? 'validFrom' : 'issuanceDate', claims['nbf'] ?? claims['iat'], pointer, found);
  agreeTime(merged, second ? 'validUntil' : 'expirationDate', claims['exp'], pointer, found);
  return merged;
}

function mergeHolder(vp: JsonObject, claims: JsonObject, pointer: string, found: Finding[]): JsonObject {
  const merged: JsonObject = { ...vp };
  agree(merged, 'holder', claims['iss'], idOf(merged['holder']), pointer, found);
  found.push(...checkPairs(claims, [['jti', vp['id']]], pointer));
  return merged;
}

function agree(
  into: JsonObject,
  member: string,
  claim: Json | undefined,
  present: Json | undefined,
  pointer: string,
  found: Finding[],
): void {
  if (claim === undefined) return;
  if (present === undefined) into[member] = claim;
  else if (present !== claim) {
    found.push(
      finding('envelope-mismatch', `${pointer}/${member}`, `${member} and the JWT claim for it differ.`),
    );
  }
}

function agreeTime(
  into: JsonObject,
  member: string,
  claim: Json | undefined,
  pointer: string,
  found: Finding[],
): void {
  if (!isTime(claim)) return;
  const present = into[member];
  if (present === undefined) into[member] = new Date(claim * 1000).toISOString().replace('.000Z', 'Z');
  else if (typeof present === 'string' && !sameSecond(present, claim)) {
    found.push(
      finding('envelope-mismatch', `${pointer}/${member}`, `${member} and the JWT claim for it differ.`),
    );
  }
}

const untilOf = (content: JsonObject) => (versionOf(content) === '2.0' ? 'validUntil' : 'expirationDate');

const deviation = (pointer: string, message: string) => finding('envelope-deviation', pointer, message);

const HEADER = new Set(['alg', 'kid', 'jwk', 'typ']);

/** Open Badges 3.0 section 8.2.3: what header and claims must have. What is lacking is said; what contradicts fails. */
function checkForm(
  header: JsonObject,
  claims: JsonObject,
  credential: JsonObject,
  pointer: string,
  found: Finding[],
): void {
  const odd = Object.keys(header).filter((name) => !HEADER.has(name));
  if (odd.length > 0)
    found.push(deviation(pointer, `The header has ${odd.join(', ').slice(0, 100)} as well.`));
  if (header['kid'] === undefined && header['jwk'] === undefined)
    found.push(deviation(pointer, 'The header names no key (kid), and brings none (jwk).'));
  const subject = subjectsOf(credential)[0]?.['id'];
  const needed = {
    iss: true,
    jti: credential['id'] !== undefined,
    sub: subject !== undefined,
    nbf: true,
    exp: validityOf(credential).until !== undefined,
  };
  const absent = Object.entries(needed).filter(([claim, need]) => need && claims[claim] === undefined);
  if (absent.length > 0)
    found.push(deviation(pointer, `The JWT has no claim ${absent.map(([claim]) => claim).join(', ')}.`));
}

/** VC-JOSE-COSE section 3.1 and Open Badges 3.0 section 8.2: claims that repeat members must agree with them. */
function checkRootClaims(claims: JsonObject, pointer: string, found: Finding[]): void {
  const { from, until } = validityOf(claims);
  for (const [claim, member] of [
    ['nbf', from],
    ['exp', until],
  ] as const) {
    const time = claims[claim];
    if (typeof time !== 'number' || typeof member !== 'string' || sameSecond(member, time)) continue;
    const message = `The claim ${claim} and the member for it differ.`;
    found.push(finding('envelope-mismatch', `${pointer}/${claim}`, message));
  }
  const subject = subjectsOf(claims)[0]?.['id'];
  const pairs: [string, Json | undefined][] = [
    ['iss', idOf(claims['issuer'])],
    ['jti', claims['id']],
    ['sub', subject],
  ];
  found.push(...checkPairs(claims, pairs, pointer));
}

/** Claims, each with the member that must say the same where both are there. */
function checkPairs(claims: JsonObject, pairs: [string, Json | undefined][], pointer: string): Finding[] {
  return pairs
    .filter(
      ([claim, member]) => claims[claim] !== undefined && member !== undefined && claims[claim] !== member,
    )
    .map(([claim]) =>
      finding('envelope-mismatch', `${pointer}/${claim}`, `The claim ${claim} and the member for it differ.`),
    );
}

/** NumericDate counts seconds; a dateTime may have fractions. */
function sameSecond(text: string, claim: number): boolean {
  const instant = parseInstant(text);
  return instant !== undefined && Math.abs(instant.getTime() / 1000 - claim) < 1;
}

const REGISTERED = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf', 'nonce']);

function withoutClaims(claims: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !REGISTERED.has(name)));
}
