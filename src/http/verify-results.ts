/** Findings sorted by the part of the document they speak of: `results` of VCALM (sections 3.3.1 and 3.3.2). */
import type { Finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';

/** What decides, and what is only worth knowing. */
export function sortFindings(findings: Finding[]): { errors: Finding[]; warnings: Finding[] } {
  const open = findings.filter(({ result, severity }) => result !== 'pass' && severity !== 'info');
  return {
    errors: open.filter(({ severity }) => severity === 'error'),
    warnings: open.filter(({ severity }) => severity === 'warning'),
  };
}

/**
 * Results for the parts that the credential has. A part is verified where a check of it passed and none failed, nor
 * was left open.
 *
 * @param base where the credential stands in what was verified
 */
export function credentialResults(credential: JsonObject, findings: Finding[], base: string): JsonObject {
  const dated = (member: string, code: Finding['code']) => {
    const input = credential[member];
    if (typeof input !== 'string') return {};
    const broken = findings.some(
      ({ code: found, pointer, result }) =>
        result !== 'pass' && (pointer === `${base}/${member}` || (pointer === base && found === code)),
    );
    return { [member]: { verified: !broken, input } };
  };
  return {
    ...dated('validFrom', 'not-yet-valid'),
    ...dated('validUntil', 'expired'),
    credentialSchema: parts(credential, 'credentialSchema', findings, base, ['schema']),
    credentialStatus: parts(credential, 'credentialStatus', findings, base, ['status']),
    proof: parts(credential, 'proof', findings, base, ['proof']),
  };
}

type Asked = { challenge?: string; domain?: string };

/**
 * Results for the presentation itself, and for each credential in it.
 *
 * @param toProblems findings as problem details
 */
export function presentationResults(
  presentation: JsonObject,
  findings: Finding[],
  { challenge, domain }: Asked,
  toProblems: (found: Finding[]) => object[],
): JsonObject {
  const failed = (...codes: Finding['code'][]) => findings.some(({ code }) => codes.includes(code));
  const answered = (input: string | undefined, name: string, ...codes: Finding['code'][]) =>
    input === undefined ? {} : { [name]: { verified: !failed('proof-missing', ...codes), input } };
  const { holder } = presentation;
  const members = presentation['verifiableCredential'];
  const signed = findings.some(
    ({ code, pointer }) => code === 'proof-valid' && /^(?:\/proof(?:\/\d+)?)?$/.test(pointer),
  );
  return {
    presentation: {
      ...answered(challenge, 'challenge', 'challenge-mismatch', 'challenge-spent'),
      ...answered(domain, 'domain', 'domain-mismatch'),
      ...(typeof holder === 'string'
        ? {
            holder: {
              verified:
                signed && !findings.some(({ pointer, result }) => pointer === '/holder' && result === 'fail'),
              input: holder,
            },
          }
        : {}),
      proof: parts(presentation, 'proof', findings, '', ['proof']),
    },
    credentials: asArray(members).map((member, i) => {
      const base = Array.isArray(members) ? `/verifiableCredential/${i}` : '/verifiableCredential';
      const own = findings.filter(({ pointer }) => isAt(pointer, base));
      const { errors, warnings } = sortFindings(own);
      const proven = own.some(({ check, result }) => check === 'proof' && result === 'pass');
      return {
        verified: proven && errors.length === 0,
        problemDetails: toProblems([...errors, ...warnings]) as Json[],
        ...(isObject(member) ? { results: credentialResults(member, own, base) } : {}),
      };
    }),
  };
}

function parts(
  owner: JsonObject,
  member: string,
  findings: Finding[],
  base: string,
  checks: Finding['check'][],
): Json[] {
  const value = owner[member];
  return asArray(value).map((input, i) => {
    const at = Array.isArray(value) ? `${base}/${member}/${i}` : `${base}/${member}`;
    const own = findings.filter(({ check, pointer }) => checks.includes(check) && isAt(pointer, at));
    const verified =
      own.some(({ result }) => result === 'pass') && own.every(({ result }) => result === 'pass');
    return { verified, input };
  });
}

const isAt = (pointer: string, base: string) => pointer === base || pointer.startsWith(`${base}/`);
