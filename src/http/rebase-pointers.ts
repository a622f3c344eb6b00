/** Pointers of faults and findings about a document, moved to where the document stands in the request. */
import { BridgeError, movePointers } from '../kernel/errors.ts';
import type { ErrorCode } from '../kernel/problems.ts';

/** Faults whose pointer is into the document; all others already speak of the request. */
const ABOUT_DOCUMENT: ReadonlySet<ErrorCode> = new Set([
  'record-unrecognised',
  'record-invalid',
  'record-unsupported',
  'jws-malformed',
  'curated-record',
  'context-unknown',
  'context-conflict',
  'context-invalid',
  'term-undefined',
  'learners-differ',
  'credential-rejected',
  'verification-inconclusive',
  'image-unreadable',
  'image-without-credential',
  'image-ambiguous',
  'image-hostile',
  'image-baked',
]);

/** Faults found while the credential around a record was signed: their pointers are into that credential. */
const ABOUT_ENVELOPE: ReadonlySet<ErrorCode> = new Set([
  'context-unknown',
  'context-conflict',
  'context-invalid',
  'term-undefined',
]);

/** A pointer of the use case as a pointer into the request. */
export type Move = (pointer: string, code: ErrorCode) => string;

/** For a document that stands under one member of the request. */
export const under =
  (base: string): Move =>
  (pointer) =>
    base + pointer;

/** For records on their way into a credential: signing finds fault with what they became in it. */
export const underWrapped =
  (base: string): Move =>
  (pointer, code) => {
    const inCredential = ABOUT_ENVELOPE.has(code) && /^\/credentialSubject(?:\/clr)?(\/.*)?$/.exec(pointer);
    return base + (inCredential ? (inCredential[1] ?? '') : pointer);
  };

/**
 * Runs a use case; faults about the document come out with pointers into the request. A `report` in a fault
 * keeps its own, which start at what was verified.
 */
export async function withPointers<T>(move: Move, run: () => Promise<T> | T): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof BridgeError && isAboutDocument(error)
      ? movePointers(error, (pointer) => move(pointer, error.code))
      : error;
  }
}

/** Faults that are the request’s matter or, with a pointer, the document’s: an issuer that cannot sign here, an id given twice. */
const ABOUT_EITHER: ReadonlySet<ErrorCode> = new Set(['issuer-unknown', 'key-unavailable', 'conflict']);

function isAboutDocument({ code, pointer }: BridgeError): boolean {
  return ABOUT_DOCUMENT.has(code) || (ABOUT_EITHER.has(code) && pointer !== '');
}
