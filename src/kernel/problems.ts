/** The codes of faults, with what each means; see `errors.ts`. */

export type Problem = { status: number; title: string; doc: string };

/** Every fault code, with its HTTP status (RFC 9110), a short title and what to do about it. */
export const PROBLEMS = {
  'malformed-json': {
    status: 400,
    title: 'Not readable as JSON',
    doc: 'The bytes are not one JSON text in UTF-8 (RFC 8259): empty, truncated, wrong encoding, or not JSON at all.',
  },
  'duplicate-key': {
    status: 400,
    title: 'A JSON object names a member twice',
    doc: 'Readers disagree on which of two equal names counts, so nothing about the object can be signed or trusted.',
  },
  'forbidden-key': {
    status: 400,
    title: 'A member name that is unsafe to carry',
    doc: 'The name __proto__ changes the meaning of an object in JavaScript readers; rename the member.',
  },
  'number-inexact': {
    status: 400,
    title: 'A number that JavaScript cannot carry exactly',
    doc: 'The number would change its value when read (beyond 2^53, or more digits than a double holds). Send it as a string, or send the record as a signed JWS, whose bytes are kept.',
  },
  'lone-surrogate': {
    status: 400,
    title: 'A string that is no Unicode text',
    doc: 'A \\uD800-\\uDFFF escape without its partner cannot be written as UTF-8, so it cannot be signed.',
  },
  'too-deep': {
    status: 400,
    title: 'JSON nested too deeply',
    doc: 'Objects and arrays may be nested 100 levels at most.',
  },
  'request-invalid': {
    status: 400,
    title: 'The request has the wrong shape',
    doc: 'A member of the request is missing, unknown or of the wrong type; `errors` lists each with its pointer.',
  },
  usage: { status: 400, title: 'The command line cannot be understood', doc: 'See clr-bridge --help.' },
  'record-unrecognised': {
    status: 400,
    title: 'Not a learner record',
    doc: 'The input is neither a CLR, a ClrSet, a signed CLR or assertion, nor a credential or presentation. The message says what it looks like.',
  },
  'record-invalid': {
    status: 422,
    title: 'The record breaks the standard',
    doc: 'Under the policy `strict` every deviation from CLR 1.0 is refused; `errors` lists each with its pointer. The policy `lenient` carries the record unchanged, with warnings.',
  },
  'record-unsupported': {
    status: 422,
    title: 'A kind of record this version does not handle',
    doc: 'The input was recognised, but this operation does not take its kind.',
  },
  'jws-malformed': {
    status: 400,
    title: 'Not a compact JWS',
    doc: 'RFC 7515 section 3.1: three base64url parts; the first must be a JSON object of at most 8 KiB.',
  },
  'image-unreadable': {
    status: 400,
    title: 'Not readable as an image',
    doc: 'The bytes are no whole PNG (the length and checksum of every chunk must hold), nor well-formed SVG in UTF-8.',
  },
  'image-without-credential': {
    status: 400,
    title: 'No credential in the image',
    doc: 'No text chunk of the PNG, and no element of the SVG, is one that Open Badges or CLR 2.0 put a credential in. Programs that shrink or convert images often take it out.',
  },
  'image-ambiguous': {
    status: 422,
    title: 'More than one credential in the image',
    doc: 'The standard allows one, and readers disagree on which of several counts: nothing is read.',
  },
  'image-hostile': {
    status: 422,
    title: 'An image that could do harm',
    doc: 'An SVG with script, event handlers, frames, a stylesheet outside it or a DTD inside it is neither read nor baked. The message names what was found.',
  },
  'image-baked': {
    status: 409,
    title: 'The image has a credential already',
    doc: 'Bake into the plain image, or ask for `overwrite`: the credential that is there is then taken out.',
  },
  'archive-unreadable': {
    status: 422,
    title: 'A ZIP, or an entry of it, that cannot be read',
    doc: 'It is encrypted, damaged, named twice, or not what the archive says of it. The message says which; pack the files anew.',
  },
  'context-unknown': {
    status: 422,
    title: 'A JSON-LD context that is not held',
    doc: 'Contexts are never fetched. Add the file to the contexts folder (CLR_BRIDGE_CONTEXTS), or leave the context out.',
  },
  'context-conflict': {
    status: 422,
    title: 'A protected JSON-LD term is defined again',
    doc: 'JSON-LD 1.1 section 4.1.11: a protected term cannot be redefined. The message names it.',
  },
  'context-invalid': {
    status: 422,
    title: 'The JSON-LD cannot be processed',
    doc: 'A context is not valid JSON-LD 1.1, or the graph takes more work to canonicalise than is allowed.',
  },
  'term-undefined': {
    status: 422,
    title: 'A term that would not be signed',
    doc: 'JSON-LD would drop the member silently, and what is dropped is not under the signature. Define the term, or use the profile verbatim.',
  },
  'proof-unfit': {
    status: 422,
    title: 'This proof cannot be made with this key or envelope',
    doc: 'The cryptosuite and the type of the key must fit; the message says which do.',
  },
  'curated-record': {
    status: 422,
    title: 'A selection needs its curator as issuer',
    doc: 'A curated record is no longer under its publisher’s signature: wrap it with the curator named as issuer.',
  },
  'selection-unknown': {
    status: 422,
    title: 'Nothing in the record has this pointer or id',
    doc: 'Each kept item is named by the JSON Pointer of an assertion, or by the id of an assertion or achievement.',
  },
  'learners-differ': {
    status: 422,
    title: 'The credentials are not about one learner',
    doc: 'A CLR is about one person: the subjects of all credentials need the same id, or an identifier in common that is more than a name.',
  },
  'credential-rejected': {
    status: 422,
    title: 'The credential did not verify',
    doc: 'The member `report` says what failed and where.',
  },
  'verification-inconclusive': {
    status: 422,
    title: 'The credential could not be verified',
    doc: 'A required check could not be made; `report` says which. Nothing unverified is handed out unless asked for.',
  },
  'issuer-unknown': {
    status: 404,
    title: 'No such issuer here',
    doc: 'No key of this service belongs to that DID; see `clr-bridge keys list`.',
  },
  'key-unavailable': {
    status: 409,
    title: 'The key cannot sign',
    doc: 'The key is retired, revoked, or cannot be decrypted with the configured secret.',
  },
  'key-invalid': {
    status: 422,
    title: 'Not a usable key',
    doc: 'Keys are taken as JWK, PKCS#8 PEM or multibase seed; RSA keys have 2048 bits or more.',
  },
  gone: {
    status: 410,
    title: 'Deleted',
    doc: 'What stood here was deleted; the id is not given to anything else.',
  },
  'exchange-over': {
    status: 410,
    title: 'The offer or request is over',
    doc: 'It was claimed or answered, has expired, or was cancelled; the member `state` says which. Ask its owner for another.',
  },
  'holder-unproven': {
    status: 400,
    title: 'The holder did not prove who they are',
    doc: 'What the wallet signed does not answer this exchange, does not hold, or is not there; the message says which.',
  },
  'holder-other': {
    status: 403,
    title: 'The offer is for somebody else',
    doc: 'It names the DID that may claim it, and the wallet proved another.',
  },
  'answer-unfit': {
    status: 422,
    title: 'What was presented is not what was asked for',
    doc: 'The message says what is missing, or was not asked for. The request stays open for another answer.',
  },
  'tx-code-wrong': {
    status: 400,
    title: 'The transaction code is wrong',
    doc: 'The learner was told it on another way than the link. After five wrong ones the offer takes no more.',
  },
  'wallet-refused': {
    status: 400,
    title: 'A message of a wallet is refused',
    doc: 'The member `error` says why, in the words of OAuth 2.0 (RFC 6749) and the protocol that the wallet speaks.',
  },
  'exchange-locked': {
    status: 403,
    title: 'Too many wrong answers',
    doc: 'The offer or request takes no more answers; ask its owner for another.',
  },
  conflict: { status: 409, title: 'Conflicts with what is stored', doc: 'The message says with what.' },
  'not-found': { status: 404, title: 'Nothing at this address', doc: 'See /openapi.json for what there is.' },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    doc: 'The header Allow names the methods of this address.',
  },
  unauthorised: {
    status: 401,
    title: 'A token is needed',
    doc: 'Send the API token as `Authorization: Bearer ...`.',
  },
  'too-large': {
    status: 413,
    title: 'Too large',
    doc: 'The message states the limit: of bytes, counted after decompression, or of the entries of one object or array.',
  },
  'too-many': { status: 429, title: 'Too many requests', doc: 'Wait as long as Retry-After says.' },
  'unsupported-media': {
    status: 415,
    title: 'Unsupported content type',
    doc: 'Send application/json or application/ld+json in UTF-8; /openapi.json says which calls also take files.',
  },
  'fetch-refused': {
    status: 422,
    title: 'An address this service does not call',
    doc: 'Only https to public addresses, or to hosts named in CLR_BRIDGE_FETCH_ALLOW, is fetched.',
  },
  'upstream-unavailable': {
    status: 502,
    title: 'Another server could not be reached',
    doc: 'The message names the address and what it answered.',
  },
  'store-unavailable': {
    status: 503,
    title: 'The database could not be reached',
    doc: 'The server named in DATABASE_URL does not answer, is stopping, or took too long. Try again later; whether a call that was under way was saved is not known.',
  },
  'disk-full': {
    status: 507,
    title: 'No room on the disk',
    doc: 'The data directory has no room for what was sent; nothing of it was kept.',
  },
  'config-invalid': {
    status: 500,
    title: 'The configuration cannot be used',
    doc: 'The message names the variable; src/config.ts lists them all.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    doc: 'Nothing was changed. Report the request id.',
  },
} as const satisfies Record<string, Problem>;

export type ErrorCode = keyof typeof PROBLEMS;
