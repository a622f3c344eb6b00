/**
 * Findings: what one check found out, as data. A verification never throws for a bad credential; it says
 * what passed, what failed and what could not be checked. Each code has one row here: the check it belongs
 * to, its result and whether it decides the verdict (`error`) or is only said aloud (`warning`, `info`).
 */
import type { Json } from './json.ts';

type Check =
  | 'structure'
  | 'context'
  | 'schema'
  | 'proof'
  | 'issuer'
  | 'validity'
  | 'status'
  | 'holder'
  | 'trust'
  | 'association'
  | 'envelope';

/** `unknown` means: could not be checked. It is never shown as `pass`. */
type Result = 'pass' | 'fail' | 'unknown' | 'skipped';

/** Only findings of severity `error` decide the verdict: `fail` rejects, `unknown` makes it inconclusive. */
type Severity = 'error' | 'warning' | 'info';

type Rule = { check: Check; result: Result; severity: Severity; doc: string };

const rule = (check: Check, result: Result, severity: Severity, doc: string): Rule => ({
  check,
  result,
  severity,
  doc,
});

/** One row per finding code. Codes are stable: they may be added, never renamed. */
// biome-ignore format: a table, one row per code
export const FINDINGS = {
  // Shape of a record (model tables). `deviation` rows are refused under the policy `strict`.
  'property-missing': rule('schema', 'fail', 'warning', 'A required property is absent.'),
  'property-type': rule('schema', 'fail', 'warning', 'A value has the wrong JSON type.'),
  'property-null': rule('schema', 'fail', 'warning', 'null is not a value in CLR 1.0 and 2.0; it is read as absent.'),
  'property-unknown': rule('schema', 'fail', 'warning', 'A closed object has a property the model does not name.'),
  'value-enum': rule('schema', 'fail', 'warning', 'A value is not in the closed list, nor an ext: value.'),
  'value-pattern': rule('schema', 'fail', 'warning', 'A value does not match the pattern of its property.'),
  'value-datetime': rule('schema', 'fail', 'warning', 'Not an ISO 8601 date-time with a zone.'),
  'value-date': rule('schema', 'fail', 'warning', 'Not an ISO 8601 date.'),
  'value-uri': rule('schema', 'fail', 'warning', 'Not an absolute URI.'),
  'value-ext': rule('schema', 'fail', 'warning', 'An ext: value has characters outside A-Z a-z 0-9 . _ -'),
  'items-few': rule('schema', 'fail', 'warning', 'An array has fewer items than required.'),
  'extension-value': rule('schema', 'fail', 'warning', 'An extension has a value the model does not allow.'),
  'draft-property': rule('schema', 'fail', 'warning', 'A property name of the 2020 candidate, not of the final standard.'),
  'type-mismatch': rule('schema', 'fail', 'warning', 'The member `type` does not name the type expected here.'),
  // Rules of the standard that no schema says.
  'assertion-incomplete': rule('schema', 'fail', 'warning', 'The members issuedOn and recipient are needed unless revoked.'),
  'achievement-missing': rule('schema', 'fail', 'warning', 'An assertion needs an achievement, or a badge.'),
  'open-badge-inside': rule('structure', 'pass', 'info', 'The assertion is an Open Badge 2.0 (badge, no achievement).'),
  'result-status-missing': rule('schema', 'fail', 'warning', 'A result of type Status needs a status.'),
  'result-dangling': rule('schema', 'fail', 'warning', 'The member resultDescription names none of the achievement.'),
  'level-dangling': rule('schema', 'fail', 'warning', 'A level names none of the rubric.'),
  'required-value': rule('schema', 'fail', 'warning', 'The member requiredValue is neither allowed nor in range.'),
  'achievement-differs': rule('association', 'fail', 'warning', 'One achievement id, two different contents.'),
  'achievement-unreached': rule('association', 'fail', 'warning', 'No association reaches this achievement.'),
  'recipient-mismatch': rule('holder', 'fail', 'error', 'The recipient is somebody other than the learner of this record, or than the person asked for.'),
  'recipient-incomparable': rule('holder', 'fail', 'warning', 'The recipient cannot be compared with the learner.'),
  'recipient-hash-weak': rule('holder', 'pass', 'warning', 'The recipient is hashed with md5.'),
  'recipient-case': rule('holder', 'pass', 'warning', 'The e-mail matches only when case is ignored.'),
  'recipient-unproven': rule('holder', 'unknown', 'error', 'The credential names nothing to compare the person asked for with.'),
  'recipient-match': rule('holder', 'pass', 'info', 'The recipient is the learner of this record, or the person asked for.'),
  'endorsement-nested': rule('schema', 'fail', 'warning', 'An endorsement profile has endorsements.'),
  'revocation-list-missing': rule('schema', 'unknown', 'info', 'An issuer profile names no revocationList.'),
  'id-duplicate': rule('structure', 'fail', 'warning', 'Two different objects have one id.'),
  'id-unresolvable': rule('structure', 'unknown', 'info', 'Hosted verification needs a URL as id.'),
  'data-uri-large': rule('structure', 'pass', 'info', 'A data URI of more than 1 MiB.'),
  'partial-true': rule('structure', 'pass', 'info', 'The record says of itself that it is a selection.'),
  'number-form': rule('structure', 'pass', 'warning', 'A number is spelled unlike JavaScript writes it (1.0); its value is kept.'),
  'text-double-encoded': rule('structure', 'pass', 'warning', 'A text looks as if UTF-8 was decoded twice.'),
  'context-unexpected': rule('context', 'fail', 'warning', 'A @context is not the one that the standard has at this place.'),
  'context-mirror': rule('context', 'fail', 'warning', 'The @context is a known copy of the CLR 1.0 context at another address.'),
  'context-redefines': rule('context', 'fail', 'warning', 'The record brings JSON-LD term definitions of its own.'),
  'context-missing': rule('context', 'fail', 'warning', 'The record has no @context.'),
  'association-dangling': rule('association', 'unknown', 'warning', 'targetId names no achievement of the record.'),
  'association-outside': rule('association', 'unknown', 'info', 'targetId names what a selection has left out.'),
  'association-cyclic': rule('association', 'fail', 'warning', 'A hierarchy or order that returns to where it began.'),
  'association-one-sided': rule('association', 'pass', 'info', 'isChildOf without isParentOf at the other end, or the reverse.'),
  'association-self': rule('association', 'fail', 'warning', 'An achievement is associated with itself.'),
  'associations-sound': rule('association', 'pass', 'info', 'Every association leads to an achievement of the record.'),
  'record-shape': rule('schema', 'pass', 'info', 'The record has the shape the standard describes.'),
  // Rules of CLR 2.0 and Open Badges 3.0 that no schema says.
  'subject-unnamed': rule('schema', 'fail', 'warning', 'Nothing says whom it is about: a subject needs an id or an identifier.'),
  'criteria-empty': rule('schema', 'fail', 'warning', 'Criteria need an id or a narrative.'),
  'result-value': rule('schema', 'fail', 'warning', 'The value of a result is neither allowed nor in range, or no number where one is meant.'),
  'level-elsewhere': rule('schema', 'fail', 'warning', 'A level belongs to the rubric of another result description.'),
  'identity-hash': rule('schema', 'fail', 'warning', 'An identifier that says it is hashed is no hash the standard knows, or the reverse.'),
  'list-empty': rule('schema', 'fail', 'warning', 'An empty list: the standard leaves such a member out.'),
  'dates-reversed': rule('schema', 'fail', 'warning', 'Of two dates the one that should be first is the later.'),
  'issuer-bare': rule('structure', 'pass', 'info', 'The issuer is only an id: nothing says its name.'),
  'partial-unsaid': rule('structure', 'pass', 'info', 'A CLR that does not say `partial` says by the standard that it has all its publisher knew.'),
  'form-superseded': rule('structure', 'pass', 'warning', 'The form of VC Data Model 1.1, which CLR 2.0 and Open Badges 3.0 read and no longer write.'),
  // Structure of credentials and presentations.
  'structure-valid': rule('structure', 'pass', 'info', 'The credential or presentation is built as its data model says.'),
  'structure-invalid': rule('structure', 'fail', 'error', 'The data model of Verifiable Credentials, of CLR 2.0 or of Open Badges 3.0 is broken here.'),
  'structure-deviation': rule('structure', 'fail', 'warning', 'Not as the data model says, but readable without guessing.'),
  'language-value': rule('structure', 'fail', 'error', 'A name or description is neither a text nor a text with its language and direction.'),
  'resource-invalid': rule('structure', 'fail', 'error', 'A related resource lacks its own URL, or a digest that can be compared.'),
  'presentation-empty': rule('structure', 'pass', 'warning', 'The presentation presents no credential.'),
  'record-unsupported': rule('structure', 'unknown', 'error', 'Recognised, but not handled by this version.'),
  'record-foreign': rule('structure', 'pass', 'info', 'The credential is not about a learner record.'),
  'context-invalid': rule('context', 'fail', 'error', 'The @context of the credential cannot be processed.'),
  'context-unknown': rule('context', 'unknown', 'error', 'A JSON-LD context that is not held; nothing was fetched.'),
  'context-conflict': rule('context', 'fail', 'error', 'A protected JSON-LD term is defined again.'),
  'term-loose': rule('context', 'unknown', 'error', 'An inline context maps a member to what no signature covers, or gives a term of the record another name or meaning.'),
  'context-earlier': rule('context', 'pass', 'info', 'The signature holds with an earlier content of a context that was published anew under the same URL.'),
  'term-undefined': rule('context', 'fail', 'error', 'A term has no definition, so no signature covers it.'),
  'nodes-capped': rule('structure', 'fail', 'error', 'More nested parts than are verified in one call.'),
  // Proofs.
  'proof-valid': rule('proof', 'pass', 'info', 'The signature holds, and the key is the signer’s.'),
  'proof-invalid': rule('proof', 'fail', 'error', 'The signature does not hold over this content.'),
  'proof-missing': rule('proof', 'unknown', 'error', 'There is no proof.'),
  'proof-malformed': rule('proof', 'fail', 'error', 'The proof lacks what its type requires, or has what it does not allow.'),
  'proof-purpose': rule('proof', 'fail', 'error', 'The proof was made for another purpose.'),
  'proof-expired': rule('proof', 'fail', 'error', 'The proof itself has expired.'),
  'proof-in-future': rule('proof', 'fail', 'error', 'The proof says that it was made later than now.'),
  'proof-previous': rule('proof', 'fail', 'error', 'The proof signs another proof along, which is not there, or not there just once.'),
  'proof-unread': rule('proof', 'unknown', 'warning', 'One of several proofs could not be checked; another one holds.'),
  'proof-base': rule('proof', 'unknown', 'error', 'A base proof is for the holder, who derives from it what is shown; its signature binds no one part alone, and is not checked here.'),
  'proof-unsupported': rule('proof', 'unknown', 'error', 'A type of proof this version cannot check.'),
  'legacy-unverifiable': rule('proof', 'unknown', 'error', 'A legacy proof that nobody can verify from the document alone.'),
  'digest-mismatch': rule('proof', 'fail', 'error', 'The JSON differs from what the signed digest was made of.'),
  'digest-valid': rule('proof', 'pass', 'info', 'The signed digest matches the JSON, order and nulls included.'),
  'digest-absent': rule('proof', 'unknown', 'warning', 'No digest of the JSON: order of lists, nulls and type aliases are not bound.'),
  'ambiguous-graph': rule('proof', 'unknown', 'error', 'One id has different members at two places: an RDF signature does not say which belongs where.'),
  'graph-shared': rule('proof', 'unknown', 'warning', 'One id stands here and inside credentials signed on their own: which of its members stood here as well is not bound.'),
  'key-not-listed': rule('proof', 'fail', 'error', 'The signer’s document does not list this key for this purpose.'),
  'key-revoked': rule('proof', 'fail', 'error', 'The key has been revoked by its owner.'),
  'key-expired': rule('proof', 'fail', 'error', 'The key has expired, as its owner says.'),
  'key-unresolved': rule('issuer', 'unknown', 'error', 'The signer’s key could not be obtained.'),
  'key-type': rule('proof', 'fail', 'error', 'The key is not of the type this signature needs.'),
  // Issuer, holder, validity, status, trust.
  'issuer-valid': rule('issuer', 'pass', 'info', 'The key belongs to the issuer named.'),
  'issuer-mismatch': rule('issuer', 'fail', 'error', 'The key belongs to somebody other than the issuer named.'),
  'issuer-unconfirmed': rule('issuer', 'unknown', 'error', 'Somebody else’s key signed, and the issuer named could not be asked whether it is its own.'),
  'publisher-not-issuer': rule('trust', 'unknown', 'info', 'Nothing shows that the issuer of the credential is the publisher of the record.'),
  'validity-reversed': rule('validity', 'fail', 'error', 'Its validity ends before it begins.'),
  'validity-current': rule('validity', 'pass', 'info', 'Within its time of validity.'),
  'not-yet-valid': rule('validity', 'fail', 'error', 'Its validity has not begun.'),
  expired: rule('validity', 'fail', 'error', 'Its validity has ended.'),
  'assertion-expired': rule('validity', 'fail', 'warning', 'An assertion, badge or endorsement of the record has expired; it stays authentic.'),
  'issued-in-future': rule('validity', 'pass', 'warning', 'issuedOn lies in the future.'),
  'status-good': rule('status', 'pass', 'info', 'Looked up, and not revoked.'),
  revoked: rule('status', 'fail', 'error', 'Its issuer has revoked it.'),
  'assertion-withdrawn': rule('status', 'fail', 'warning', 'The record itself marks this assertion as revoked.'),
  'status-unchecked': rule('status', 'unknown', 'error', 'The revocation list could not be read.'),
  'status-unsupported': rule('status', 'unknown', 'error', 'A kind of status entry this version cannot check.'),
  'status-unchecked-covered': rule('status', 'unknown', 'warning', 'The part’s own revocation list could not be read; the enclosing signature holds.'),
  'status-hidden': rule('status', 'unknown', 'warning', 'Members of the credential itself are not shown: when it ends, or where its status stands, may be among them.'),
  suspended: rule('status', 'fail', 'error', 'Its issuer has suspended it for the time being.'),
  'status-message': rule('status', 'pass', 'info', 'The issuer says something of it in a status list.'),
  'status-refresh': rule('status', 'pass', 'warning', 'The issuer has a newer form of it.'),
  'status-entry-invalid': rule('status', 'fail', 'error', 'A status entry is not built as its type says.'),
  'status-out-of-range': rule('status', 'fail', 'error', 'A status entry names a place that its list does not have.'),
  'status-list-invalid': rule('status', 'unknown', 'error', 'What stands at the address of the status list is no such list.'),
  'status-list-unverified': rule('status', 'unknown', 'error', 'The status list was altered, or nobody answers for its signature.'),
  'status-list-expired': rule('status', 'unknown', 'error', 'The validity of the status list has ended, or not begun.'),
  'status-list-issuer': rule('status', 'unknown', 'error', 'The status list is of another issuer than the credential.'),
  'status-list-purpose': rule('status', 'unknown', 'error', 'The status list is for another purpose than the entry.'),
  'status-list-short': rule('status', 'unknown', 'error', 'The status list has fewer than 131,072 entries, so a credential could be told by its place.'),
  'status-none': rule('status', 'pass', 'info', 'No revocation list is named.'),
  'revocation-list-invalid': rule('status', 'unknown', 'error', 'What stands at the revocation list’s address is no such list.'),
  'holder-valid': rule('holder', 'pass', 'info', 'The presentation was signed by the subject of its credentials.'),
  'holder-mismatch': rule('holder', 'fail', 'error', 'The presentation was signed by somebody other than the subject.'),
  'holder-other': rule('holder', 'fail', 'warning', 'The presentation was signed by somebody other than the subject of a credential that carries no learner record.'),
  'self-asserted': rule('holder', 'fail', 'error', 'A credential that only the presentation’s signature covers is not its signer’s own, or the holder is not named.'),
  'holder-unproven': rule('holder', 'unknown', 'warning', 'Nobody has proven to be the subject.'),
  'challenge-valid': rule('holder', 'pass', 'info', 'Challenge and domain are those asked for.'),
  'challenge-mismatch': rule('holder', 'fail', 'error', 'The challenge differs from the one asked for.'),
  'domain-mismatch': rule('holder', 'fail', 'error', 'The domain differs from the one asked for.'),
  'challenge-spent': rule('holder', 'fail', 'error', 'The challenge is unknown here, used or expired.'),
  'presentation-unsigned': rule('holder', 'unknown', 'warning', 'Nobody signed the presentation: who presents it, and whether it is all that was presented, is not known.'),
  'challenge-unchecked': rule('holder', 'unknown', 'warning', 'No challenge was asked for: a replayed presentation looks the same.'),
  'subject-differs': rule('holder', 'fail', 'warning', 'A badge of the record is about another subject than the record.'),
  'schema-valid': rule('schema', 'pass', 'info', 'The credential is as the schema it names asks.'),
  'schema-mismatch': rule('schema', 'fail', 'error', 'The credential is not as the schema it names asks.'),
  'resource-valid': rule('structure', 'pass', 'info', 'What the credential refers to has the digest it says.'),
  'resource-digest': rule('structure', 'fail', 'error', 'What the credential refers to has another digest than it says.'),
  'resource-unread': rule('structure', 'unknown', 'warning', 'What the credential refers to could not be read, so its digest is not compared.'),
  'schema-unchecked': rule('schema', 'unknown', 'warning', 'A schema is named that could not be read or applied; that of the standard was applied where there is one.'),
  'refresh-offered': rule('status', 'skipped', 'info', 'A service is named that may have a newer form of the credential.'),
  'trust-unconfigured': rule('trust', 'skipped', 'info', 'No registry of issuers is configured: whether to trust the issuer is not answered.'),
  // Envelopes (JWS around credentials).
  'envelope-valid': rule('envelope', 'pass', 'info', 'Read from the signed payload only.'),
  'envelope-malformed': rule('envelope', 'fail', 'error', 'Not a JWS of the form this envelope needs.'),
  'envelope-type': rule('envelope', 'fail', 'error', 'A JWT of another kind than its header says, than its payload is, or than is expected here.'),
  'envelope-deviation': rule('envelope', 'fail', 'warning', 'The JWT is not in the form that Open Badges 3.0 and CLR 2.0 describe, but readable without guessing.'),
  'envelope-mismatch': rule('envelope', 'fail', 'error', 'What stands outside the signature differs from what is signed.'),
  'disclosure-invalid': rule('proof', 'fail', 'error', 'A disclosure of an SD-JWT is not of this credential, was changed, or stands where none may.'),
  'selection-disclosed': rule('structure', 'pass', 'warning', 'A selection: the issuer signed more than is shown here.'),
  'key-binding-valid': rule('holder', 'pass', 'info', 'The holder named by the issuer signed for exactly this selection.'),
  'key-binding-invalid': rule('holder', 'fail', 'error', 'The key binding of the SD-JWT does not hold: another selection, another key, or not of the form it needs.'),
  'key-binding-missing': rule('holder', 'unknown', 'error', 'The issuer names the key of a holder, who has not signed for this selection.'),
  // Native CLR verification (no VC).
  'jws-malformed': rule('proof', 'fail', 'error', 'Not a compact JWS with a JSON object as payload.'),
  'algorithm-refused': rule('proof', 'fail', 'error', 'The algorithm is `none`, an HMAC, or does not fit the key.'),
  'key-weak': rule('proof', 'fail', 'error', 'An RSA key of fewer than 2048 bits.'),
  'key-malformed': rule('proof', 'fail', 'error', 'The public key cannot be read.'),
  'key-missing': rule('proof', 'unknown', 'error', 'The responsible profile names no key.'),
  'owner-mismatch': rule('proof', 'fail', 'error', 'The owner of the key is not the profile that must have signed.'),
  'creator-mismatch': rule('proof', 'fail', 'error', 'verification.creator is not the key of the responsible profile.'),
  'key-changed': rule('proof', 'fail', 'error', 'The key at its address is not the key in the record.'),
  'key-unanchored': rule('issuer', 'unknown', 'error', 'The signature is sound, but nothing outside the record says whose key it is.'),
  'key-unanchored-covered': rule('issuer', 'unknown', 'warning', 'Sound signature, key not anchored; the enclosing signature holds.'),
  'signature-missing': rule('proof', 'fail', 'error', 'It says it is Signed, but stands here without a signature.'),
  'signature-missing-covered': rule('proof', 'unknown', 'warning', 'It says it is Signed, but travels without its JWS; the enclosing signature covers it.'),
  'signature-missing-open': rule('proof', 'unknown', 'error', 'It says it is Signed, but travels without its JWS, and nothing around it could be verified.'),
  'place-mismatch': rule('proof', 'fail', 'error', 'It stands where signed objects stand, but does not say Signed.'),
  'verification-none': rule('proof', 'unknown', 'error', 'No way to verify it is named, and no signature covers it.'),
  'covered-foreign': rule('proof', 'pass', 'warning', 'Without a proof of its own: that somebody else awarded it is the word of whoever signed around it.'),
  covered: rule('proof', 'pass', 'info', 'Under the signature of what encloses it.'),
  'signed-preferred': rule('structure', 'pass', 'warning', 'One id stands both plain and signed: the signed form counts.'),
  'hosted-match': rule('proof', 'pass', 'info', 'The same object was found at its own address.'),
  'hosted-differs': rule('proof', 'fail', 'error', 'The object at its own address is another.'),
  'hosted-unreachable': rule('proof', 'unknown', 'error', 'Its own address could not be read.'),
  'hosted-unreachable-covered': rule('proof', 'unknown', 'warning', 'Its own address could not be read; the enclosing signature holds.'),
  'hosted-scope': rule('proof', 'fail', 'error', 'Its address lies outside what its issuer allows.'),
  'hosted-no-scope': rule('proof', 'unknown', 'error', 'Its issuer has no web address that could answer for it.'),
  'endorsement-elsewhere': rule('structure', 'fail', 'warning', 'An endorsement speaks of something that is not where it stands.'),
  'endorsement-target': rule('structure', 'fail', 'error', 'An endorsement speaks of another object than the one it stands on.'),
  'expiry-unreadable': rule('validity', 'unknown', 'error', 'expires is no date-time, so whether it has ended is not known.'),
  'assertion-expiry-unreadable': rule('validity', 'unknown', 'warning', 'expires of an assertion is no date-time; whether it has ended is not known.'),
  // Native signing.
  'key-replaced': rule('structure', 'pass', 'warning', 'The profile named another key; signing replaced it.'),
  'method-replaced': rule('structure', 'pass', 'warning', 'Another way to verify was named; signing replaced it.'),
  'foreign-assertion': rule('structure', 'pass', 'warning', 'An assertion of another issuer is not signed as the publisher’s own.'),
  'conversion-matches': rule('structure', 'pass', 'info', 'Converted again, the source in the credential gives what the credential says.'),
  'conversion-differs': rule('structure', 'fail', 'warning', 'Converted again, the source in the credential does not give what the credential says.'),
  'record-left-behind': rule('structure', 'pass', 'warning', 'The record around the chosen credentials is absent; what its issuer said of the whole is gone.'),
  'proof-left-behind': rule('structure', 'pass', 'warning', 'A chosen credential has no proof of its own; the one that covered it is left behind.'),
  'source-embedded': rule('structure', 'pass', 'warning', 'The source travels whole, so everything it says of the learner does.'),
} as const satisfies Record<string, Rule>;

export type FindingCode = keyof typeof FINDINGS;

export type Finding = {
  check: Check;
  result: Result;
  code: FindingCode;
  severity: Severity;
  /** JSON Pointer (RFC 6901) of what was checked; '' is the whole input. */
  pointer: string;
  message: string;
  detail?: Json;
};

/** Makes a finding; check, result and severity come from the code's row. */
export function finding(code: FindingCode, pointer: string, message?: string, detail?: Json): Finding {
  const { check, result, severity, doc } = FINDINGS[code];
  return {
    check,
    result,
    code,
    severity,
    pointer,
    message: message ?? doc,
    ...(detail === undefined ? {} : { detail }),
  };
}

/** True where the finding is a deviation from the standard that the policy `strict` refuses. */
export function isDeviation({ result, severity }: Finding): boolean {
  return result === 'fail' && severity !== 'info';
}
