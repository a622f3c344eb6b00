/** Findings as the problem details that VC-API verifiers answer with (VC Data Model 2.0, section "Problem Details"). */
import { FINDINGS, type Finding, type FindingCode } from '../kernel/findings.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Report } from '../kernel/report.ts';
import { MODEL, SECURITY, STATUS } from './standard-type.ts';
import { credentialResults, presentationResults, sortFindings } from './verify-results.ts';

/** The standard's type for a finding, where it names one; otherwise our own page about the code is the type. */
const STANDARD_TYPES: Partial<Record<FindingCode, string>> = {
  'structure-invalid': `${MODEL}MALFORMED_VALUE_ERROR`,
  'structure-deviation': `${MODEL}MALFORMED_VALUE_ERROR`,
  'language-value': `${MODEL}MALFORMED_VALUE_ERROR`,
  'resource-invalid': `${MODEL}MALFORMED_VALUE_ERROR`,
  'schema-mismatch': `${MODEL}MALFORMED_VALUE_ERROR`,
  'resource-digest': `${MODEL}CRYPTOGRAPHIC_SECURITY_ERROR`,
  'self-asserted': `${MODEL}MALFORMED_VALUE_ERROR`,
  'validity-reversed': `${MODEL}RANGE_ERROR`,
  'proof-malformed': `${SECURITY}PROOF_VERIFICATION_ERROR`,
  'proof-purpose': `${SECURITY}PROOF_VERIFICATION_ERROR`,
  'proof-previous': `${SECURITY}PROOF_VERIFICATION_ERROR`,
  'proof-unsupported': `${SECURITY}PROOF_VERIFICATION_ERROR`,
  'proof-in-future': `${MODEL}RANGE_ERROR`,
  'key-malformed': `${MODEL}MALFORMED_VALUE_ERROR`,
  'jws-malformed': `${MODEL}PARSING_ERROR`,
  'envelope-malformed': `${MODEL}PARSING_ERROR`,
  'context-invalid': `${MODEL}PARSING_ERROR`,
  expired: `${MODEL}RANGE_ERROR`,
  'not-yet-valid': `${MODEL}RANGE_ERROR`,
  'proof-expired': `${MODEL}RANGE_ERROR`,
  'proof-invalid': `${MODEL}CRYPTOGRAPHIC_SECURITY_ERROR`,
  'digest-mismatch': `${MODEL}CRYPTOGRAPHIC_SECURITY_ERROR`,
  'envelope-mismatch': `${MODEL}CRYPTOGRAPHIC_SECURITY_ERROR`,
  'algorithm-refused': `${MODEL}CRYPTOGRAPHIC_SECURITY_ERROR`,
  'key-type': `${MODEL}CRYPTOGRAPHIC_SECURITY_ERROR`,
  'key-weak': `${MODEL}CRYPTOGRAPHIC_SECURITY_ERROR`,
  'key-revoked': `${MODEL}CRYPTOGRAPHIC_SECURITY_ERROR`,
  'key-expired': `${MODEL}CRYPTOGRAPHIC_SECURITY_ERROR`,
  'issuer-mismatch': `${MODEL}CRYPTOGRAPHIC_SECURITY_ERROR`,
  'key-not-listed': `${SECURITY}INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD`,
  'challenge-mismatch': `${SECURITY}INVALID_CHALLENGE_ERROR`,
  'domain-mismatch': `${SECURITY}INVALID_DOMAIN_ERROR`,
  'challenge-spent': `${SECURITY}INVALID_CHALLENGE_ERROR`,
  'status-unchecked': `${STATUS}STATUS_RETRIEVAL_ERROR`,
  'status-list-invalid': `${STATUS}STATUS_VERIFICATION_ERROR`,
  'status-list-unverified': `${STATUS}STATUS_VERIFICATION_ERROR`,
  'status-list-expired': `${STATUS}STATUS_VERIFICATION_ERROR`,
  'status-list-issuer': `${STATUS}STATUS_VERIFICATION_ERROR`,
  'status-list-purpose': `${STATUS}STATUS_VERIFICATION_ERROR`,
  'status-list-short': `${STATUS}STATUS_LIST_LENGTH_ERROR`,
  'status-entry-invalid': `${MODEL}MALFORMED_VALUE_ERROR`,
  'status-out-of-range': `${MODEL}RANGE_ERROR`,
  'revocation-list-invalid': `${STATUS}STATUS_VERIFICATION_ERROR`,
};

type VerifyProblem = {
  type: string;
  title: string;
  detail: string;
  code: FindingCode;
  pointer: string;
  severity: Finding['severity'];
};

/** What the caller asks to be answered, and what the presentation had to answer. */
export type VcApiOptions = {
  /** Default: no. */
  returnDocument?: boolean;
  /** Default: yes; VCALM leaves it to the caller. */
  returnProblemDetails?: boolean;
  /** Default: no. */
  returnResults?: boolean;
  challenge?: string;
  domain?: string;
};

export type VcApiVerification = {
  verified: boolean;
  verdict: Report['verdict'];
  credential?: JsonObject;
  verifiablePresentation?: JsonObject;
  /** What decides the verdict first, then the warnings. */
  problemDetails?: VerifyProblem[];
  results?: JsonObject;
  /** Names of the checks that could be made. */
  checks: string[];
  warnings: string[];
  /** None where it is verified, and at least one where it is not. */
  errors: string[];
  report: Report;
};

/**
 * A report in the shape of VC-API; `verified` is the verdict `accepted` and nothing else.
 *
 * @param document what was verified
 */
export function toVcApi(
  report: Report,
  document: JsonObject | string,
  baseUrl: string,
  asked: VcApiOptions = {},
): VcApiVerification {
  const { errors, warnings } = sortFindings(report.findings);
  const verified = report.verdict === 'accepted';
  const made = report.findings.filter(({ result }) => result === 'pass' || result === 'fail');
  const problems = (found: Finding[]) => found.map((item) => toProblem(item, baseUrl));
  const presented = report.kind.includes('vp');
  return {
    verified,
    verdict: report.verdict,
    ...(asked.returnDocument === true && typeof document !== 'string'
      ? { [presented ? 'verifiablePresentation' : 'credential']: document }
      : {}),
    ...(asked.returnProblemDetails === false ? {} : { problemDetails: problems([...errors, ...warnings]) }),
    ...(asked.returnResults === true && typeof document !== 'string'
      ? {
          results: presented
            ? presentationResults(document, report.findings, asked, problems)
            : credentialResults(document, report.findings, ''),
        }
      : {}),
    checks: [...new Set(made.map(({ check }) => check))],
    warnings: warnings.map(toText),
    errors: verified || errors.length > 0 ? errors.map(toText) : ['No proof shows who signed this.'],
    report,
  };
}

function toProblem({ code, pointer, message, severity }: Finding, baseUrl: string): VerifyProblem {
  const type = STANDARD_TYPES[code] ?? `${baseUrl}/problems/${code}`;
  return { type, title: FINDINGS[code].doc, detail: message, code, pointer, severity };
}

const toText = ({ code, pointer, message }: Finding) =>
  `${code}${pointer === '' ? '' : ` at ${pointer}`}: ${message}`;
